"""A process killed while it writes loses at most the edit in flight."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from settings import Settings
from storage import backups
from storage.store import Store

ROOT = Path(__file__).resolve().parent.parent.parent
ROUNDS = 20


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_every_acknowledged_write_is_there_after_kill(tmp_path):
    folder = tmp_path / "data"
    chance = random.Random(2026)
    written = 0
    for number in range(ROUNDS):
        said = _killed(folder, f"round-{number}", after=chance.uniform(0.0, 0.15))
        store = Store(Settings(data_dir=folder))
        with store.reading() as work:
            standing = work.evaluations.standing(f"round-{number}")
            edits = [int(line.split()[1]) for line in said if line.startswith("edit")]
            versions = [int(line.split()[1]) for line in said if line.startswith("version")]
            assert standing.head.number in (max(edits), max(edits) + 1), "only an edit in flight may be more or less"
            for edit in edits:
                found = work.evaluations.revision(f"round-{number}", edit)
                assert found.document.startswith(f"{edit - 1} x")
            assert {version.number for version in work.evaluations.versions(f"round-{number}")} >= set(versions)
        written += len(edits)
        if number == ROUNDS - 1:
            assert backups.damaged(store) == []
            with store.driver() as driver:
                assert driver.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        store.close()
    assert written > 2 * ROUNDS, "the writers did write"


def _killed(folder: Path, evaluation: str, *, after: float) -> list[str]:
    """Start a writer, wait for its first acknowledged edits, kill it; return the whole lines it said."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.storage.writer", str(folder), evaluation],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    with process, process.stdout:
        first = [process.stdout.readline(), process.stdout.readline()]
        time.sleep(after)
        process.send_signal(signal.SIGKILL)
        rest = process.stdout.read()
    lines = ("".join(first) + rest).split("\n")
    return lines[:-1]
