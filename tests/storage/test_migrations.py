"""Tables are made at first use, agree with the code, and a newer database is left alone."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from evaluators.errors import EvaluationError
from storage import migrate
from storage.schema import HEAD, metadata
from tests.storage.conftest import AT, draft

ROOT = Path(__file__).resolve().parent.parent.parent


def test_first_use_makes_folder_and_tables(store):
    assert store.file is not None
    assert not store.file.exists()
    store.ping()
    with store.connection() as connection:
        assert migrate.found_version(connection) == HEAD


def test_head_is_the_newest_migration(store):
    with store.connection() as connection:
        scripts = ScriptDirectory.from_config(migrate.configuration(connection))
        assert scripts.get_current_head() == HEAD


def test_migrations_make_the_tables_that_the_code_uses(store):
    with store.connection() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, metadata) == []


def test_tables_keep_to_their_types_and_history_to_what_was_written(store):
    with store.writing() as work:
        work.evaluations.add("one", "test", draft("a"), at=AT)
        work.evaluations.add_version("one", 1, "", at=AT)
    with store.driver() as driver:
        strict = {row[1]: row[5] for row in driver.execute("PRAGMA table_list")}
        assert {strict[name] for name in metadata.tables} == {1}
        for statement in ("UPDATE revision SET sha256 = 'x'", "UPDATE version SET label = 'x'", "DELETE FROM version"):
            with pytest.raises(sqlite3.IntegrityError, match="append-only"):
                driver.execute(statement)


def test_down_and_up_again(store):
    with store.writing() as work:
        work.evaluations.add("one", "test", draft("a"), at=AT)
    with store.connection() as connection:
        command.downgrade(migrate.configuration(connection), "base")
        assert migrate.found_version(connection) is None
    store.close()
    with store.reading() as work:
        assert work.evaluations.listed() == ()


def test_an_update_keeps_what_was_and_a_copy_of_it(store, tmp_path, monkeypatch):
    with store.writing() as work:
        work.evaluations.add("one", "test", draft("a"), at=AT)
    store.close()
    folder = tmp_path / "migrations"
    shutil.copytree(migrate.FOLDER, folder)
    (folder / "versions" / "0002_next.py").write_text(
        "from alembic import op\nimport sqlalchemy as sa\nrevision, down_revision = '0003', '0002'\n"
        "def upgrade():\n    op.add_column('project', sa.Column('colour', sa.Text))\n"
    )
    monkeypatch.setattr(migrate, "FOLDER", folder)
    for module in ("storage.migrate", "storage.store"):
        monkeypatch.setattr(f"{module}.HEAD", "0003")
    with store.reading() as work:
        assert work.evaluations.standing("one").head.document == "a"
    with store.driver() as driver:
        assert "colour" in {row[1] for row in driver.execute("PRAGMA table_info(project)")}
    copy = sqlite3.connect(store.file.with_name("puntari-before-update-from-0002.sqlite"))
    assert "colour" not in {row[1] for row in copy.execute("PRAGMA table_info(project)")}
    assert copy.execute("SELECT count(*) FROM revision").fetchone() == (1,)
    copy.close()


def test_a_newer_database_is_refused_and_not_touched(store):
    store.ping()
    with store.driver() as driver:
        driver.execute("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    with pytest.raises(EvaluationError, match="database_newer") as told:
        store.ping()
    assert told.value.facts["found"] == "9999"


def test_processes_that_start_together_make_one_database(tmp_path):
    code = (
        "from pathlib import Path; from settings import Settings; from storage.store import Store; import sys;"
        "Store(Settings(data_dir=Path(sys.argv[1]))).ping()"
    )
    started = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "data")], cwd=ROOT, stderr=subprocess.PIPE, text=True
        )
        for _ in range(4)
    ]
    for process in started:
        _, said = process.communicate(timeout=60)
        assert process.returncode == 0, said
