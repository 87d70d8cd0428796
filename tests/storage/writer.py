"""Writes without end and says each number only when it is on the disk; the kill test ends it."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from settings import Settings
from storage.records import Draft
from storage.store import Store


def main(folder: str, evaluation: str) -> None:
    store = Store(Settings(data_dir=Path(folder)))
    with store.writing() as work:
        work.evaluations.add(evaluation, "test", Draft(document="0", summary="{}"), at=datetime.now(UTC))
    head = 1
    while True:
        body = f"{head} " + "x" * 20_000
        with store.writing() as work:
            head = work.evaluations.append(evaluation, head, Draft(document=body, summary="{}"), at=datetime.now(UTC))
        _say(f"edit {head}")
        if head % 3 == 0:
            with store.writing() as work:
                number = work.evaluations.add_version(evaluation, head, "", at=datetime.now(UTC))
            _say(f"version {number}")


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main(*sys.argv[1:])
