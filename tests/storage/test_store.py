"""Connections are set up to lose nothing, and database faults become errors that a user can mend."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from evaluators.errors import EvaluationError, NotFound
from settings import Settings
from storage.store import Store
from tests.storage.conftest import AT, draft


def test_sqlite_is_set_up_for_safety(store):
    with store.connection() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout", "trusted_schema")
        }
    assert found == {
        "journal_mode": "wal",
        "synchronous": 2,
        "foreign_keys": 1,
        "busy_timeout": 1000,
        "trusted_schema": 0,
    }


def test_a_fault_undoes_the_whole_transaction(store):
    def write():
        with store.writing() as work:
            work.evaluations.add("one", "test", draft("a"), at=AT)
            work.evaluations.get("two")

    with pytest.raises(NotFound):
        write()
    with store.reading() as work:
        assert work.evaluations.listed() == ()


def test_a_second_writer_waits_and_is_then_told(store):
    store.ping()
    other = Store(store.settings.model_copy(update={"busy_seconds": 0.2}))
    with store.writing() as work:
        work.evaluations.add("one", "test", draft("a"), at=AT)
        with pytest.raises(EvaluationError, match="database_busy"), other.writing():
            pytest.fail("two writers at once")
        with other.reading() as reader:
            assert reader.evaluations.listed() == (), "readers go on and see what was before"
    other.close()


def test_writers_in_many_threads_wait_their_turn(store):
    with store.writing() as work:
        work.evaluations.add("one", "test", draft("0"), at=AT)

    def write() -> None:
        for _ in range(10):
            with store.writing() as work:
                head = work.evaluations.get("one").head
                work.evaluations.append("one", head, draft(f"{head}"), at=AT)

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as work:
        assert work.evaluations.get("one").head == 61
        for number in range(2, 62):
            assert work.evaluations.revision("one", number).document == f"{number - 1}"


def test_a_full_disk_is_told_and_what_was_saved_stays(store):
    with store.writing() as work:
        work.evaluations.add("one", "test", draft("a"), at=AT)
    noise = "".join(chr(33 + (index * index * 7919) % 9_000) for index in range(200_000))

    def write():
        with store.writing() as work:
            connection = work.evaluations._connection
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
            work.evaluations.append("one", 1, draft(noise), at=AT)

    with pytest.raises(EvaluationError, match="database_full"):
        write()
    store.close()
    with store.reading() as work:
        assert work.evaluations.standing("one").head.document == "a"


def test_a_changed_text_is_found_when_it_is_read(store):
    with store.writing() as work:
        work.evaluations.add("one", "test", draft("a"), at=AT)
    with store.driver() as driver:
        driver.execute("DROP TRIGGER revision_no_update")
        driver.execute("UPDATE revision SET document = x'00'")
    with pytest.raises(EvaluationError, match="database_damaged"), store.reading() as work:
        work.evaluations.revision("one", 1)


def test_a_file_that_is_no_database(tmp_path):
    (tmp_path / "puntari.sqlite").write_bytes(b"this is not a database" * 100)
    with pytest.raises(EvaluationError, match="database_damaged"):
        Store(Settings(data_dir=tmp_path)).ping()


def test_a_folder_that_cannot_be_made(tmp_path: Path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(EvaluationError, match="database_unreachable"):
        Store(Settings(data_dir=tmp_path / "file" / "data")).ping()
