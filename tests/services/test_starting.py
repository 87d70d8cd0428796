"""Beginning from a template or an example, backing up, settings and readiness."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from evaluators.errors import NotFound
from services import backup, clock, evaluations, examples, keeping, templates
from settings import default_data_dir, reset_settings, settings


def test_a_new_evaluation_is_as_of_today():
    with clock.stopped(datetime(2026, 11, 22, 12, tzinfo=UTC)):
        plain = templates.start(None, "Title")
        assert evaluations.open_evaluation(plain).document.as_of == clock.today()
    template = templates.criteria_templates()[0]
    made = evaluations.open_evaluation(templates.start(template.id, "Other")).document
    assert (made.title, made.criteria) == ("Other", template.criteria)
    with pytest.raises(NotFound, match="template_unknown"):
        templates.start("nothing")


@pytest.mark.parametrize("language", ["fi", "en"])
def test_examples_open_as_copies_of_one_s_own(language):
    for example in examples.examples(language):
        first, second = (examples.open_example(example.id, language) for _ in range(2))
        assert first != second
        assert evaluations.open_evaluation(first).document == example.document
    with pytest.raises(NotFound, match="example_unknown"):
        examples.open_example("nothing", language)


def test_backup_and_restore_through_the_services(document, tmp_path):
    evaluation_id = evaluations.create(document)
    backup.backup(tmp_path / "backup.sqlite")
    assert backup.verify(tmp_path / "backup.sqlite") == []
    evaluations.delete(evaluation_id)
    kept = backup.restore(tmp_path / "backup.sqlite")
    assert kept.exists()
    assert evaluations.open_evaluation(evaluation_id).document == document
    assert backup.verify() == []


def test_readiness(monkeypatch):
    assert keeping.readiness() == keeping.Readiness(database=True, room=True, code=None)
    monkeypatch.setenv("PUNTARI_DISK_FREE_BYTES", str(10**18))
    reset_settings()
    assert not keeping.readiness().ready


def test_readiness_names_what_is_wrong(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("PUNTARI_DATA_DIR", str(tmp_path / "file" / "data"))
    reset_settings()
    assert keeping.readiness().code == "database_unreachable"


def test_settings_come_from_the_environment(monkeypatch, tmp_path):
    monkeypatch.setenv("PUNTARI_SHARE_DAYS", "7")
    reset_settings()
    assert settings().share_days == 7
    assert settings() is settings()
    assert settings().url == f"sqlite:///{tmp_path / 'data' / 'puntari.sqlite'}"
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_data_dir() == tmp_path / "puntari"
    monkeypatch.delenv("XDG_DATA_HOME")
    assert default_data_dir() == Path.home() / ".local" / "share" / "puntari"


def test_an_old_document_version_is_named(document):
    from evaluators.errors import DocumentError

    text = evaluations.export_document(evaluations.create(document)).replace(
        '"schema_version":1', '"schema_version":99'
    )
    with pytest.raises(DocumentError, match="document_version_unknown"):
        evaluations.import_document(text)
