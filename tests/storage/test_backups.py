"""A backup is whole, checked and can be taken back; a damaged one is refused."""

from __future__ import annotations

import threading

import pytest

from evaluators.errors import EvaluationError
from settings import Settings
from storage import backups
from storage.records import Share
from storage.store import Store
from tests.storage.conftest import AT, draft


def filled(store):
    with store.writing() as work:
        work.projects.add("p", "Project", "", at=AT)
        work.evaluations.add("one", "test", draft("a"), at=AT, project="p")
        work.evaluations.append("one", 1, draft("b" * 5_000), at=AT)
        work.evaluations.add_version("one", 2, "", at=AT)
        share = Share(
            id="s",
            evaluation="one",
            revision=2,
            document="b",
            result="r",
            language="fi",
            show_names=False,
            published_at=AT,
            expires_at=None,
            revoked_at=None,
            views=0,
        )
        work.shares.add(share, token="t" * 43)


def test_there_and_back(store, tmp_path):
    filled(store)
    target = tmp_path / "folder" / "backup.sqlite"
    backups.backup(store, target)
    backups.check(target, store.settings)
    assert [path.name for path in target.parent.iterdir()] == ["backup.sqlite"], "one whole file, nothing beside it"
    with store.writing() as work:
        work.evaluations.append("one", 2, draft("later"), at=AT)
    before = target.read_bytes()
    kept = backups.restore(store, target)
    assert target.read_bytes() == before, "a backup is only read"
    with store.reading() as work:
        assert work.evaluations.standing("one").head.number == 2
        assert work.shares.find("t" * 43).result == "r"
    assert backups.damaged(store) == []
    replaced = Store(Settings(database_url=f"sqlite:///{kept}"))
    with replaced.reading() as work:
        assert work.evaluations.standing("one").head.document == "later", "what was replaced is kept"
    replaced.close()


def test_restore_into_an_empty_folder(store, tmp_path):
    filled(store)
    backups.backup(store, tmp_path / "backup.sqlite")
    fresh = Store(Settings(data_dir=tmp_path / "fresh"))
    backups.restore(fresh, tmp_path / "backup.sqlite")
    with fresh.reading() as work:
        assert work.evaluations.standing("one").head.number == 2
    fresh.close()


def test_backup_while_others_write(store, tmp_path):
    filled(store)
    done = threading.Event()

    def write():
        while not done.is_set():
            with store.writing() as work:
                head = work.evaluations.get("one").head
                work.evaluations.append("one", head, draft(f"{head}" * 100), at=AT)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            backups.backup(store, tmp_path / f"{number}.sqlite")
    finally:
        done.set()
        writer.join()
    for number in range(3):
        backups.check(tmp_path / f"{number}.sqlite", store.settings)


def test_an_existing_file_is_not_overwritten(store, tmp_path):
    filled(store)
    target = tmp_path / "backup.sqlite"
    target.write_text("precious")
    with pytest.raises(EvaluationError, match="backup_target_exists"):
        backups.backup(store, target)
    assert target.read_text() == "precious"


def test_damaged_and_foreign_files_are_refused(store, tmp_path):
    filled(store)
    good = tmp_path / "good.sqlite"
    backups.backup(store, good)
    content = bytearray(good.read_bytes())
    place = content.find(b"b" * 4)
    text = tmp_path / "text.sqlite"
    text.write_text("no database")
    torn = tmp_path / "torn.sqlite"
    torn.write_bytes(content[: len(content) // 2])
    for bad in (text, torn):
        with pytest.raises(EvaluationError, match="backup_damaged"):
            backups.restore(store, bad)
    assert place == -1, "long text is compressed"
    with pytest.raises(EvaluationError, match="backup_not_found"):
        backups.restore(store, tmp_path / "nothing.sqlite")
    with store.reading() as work:
        assert work.evaluations.standing("one").head.number == 2


def test_a_backup_with_changed_content_is_refused(store, tmp_path):
    filled(store)
    bad = tmp_path / "bad.sqlite"
    backups.backup(store, bad)
    changed = Store(Settings(database_url=f"sqlite:///{bad}"))
    with changed.driver() as driver:
        driver.execute("UPDATE share SET result = x'00'")
    changed.close()
    with pytest.raises(EvaluationError, match="backup_damaged") as told:
        backups.restore(store, bad)
    assert told.value.facts["problems"] == ["share s"]


def test_a_newer_backup_is_refused(store, tmp_path):
    filled(store)
    newer = tmp_path / "newer.sqlite"
    backups.backup(store, newer)
    opened = Store(Settings(database_url=f"sqlite:///{newer}"))
    with opened.driver() as driver:
        driver.execute("UPDATE alembic_version SET version_num = '9999'")
    opened.close()
    with pytest.raises(EvaluationError, match="database_newer"):
        backups.restore(store, newer)
