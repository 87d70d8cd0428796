"""What time it is. Tests stop the clock; nothing else asks the system."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

_SOURCE: list[Callable[[], datetime]] = [lambda: datetime.now(UTC)]


def now() -> datetime:
    """Return the present moment in UTC."""
    return _SOURCE[-1]()


def today() -> date:
    """Return the present day where this computer is."""
    return now().astimezone().date()


@contextmanager
def stopped(moment: datetime) -> Iterator[None]:
    """Keep the clock at a moment for the block, in every thread."""
    _SOURCE.append(lambda: moment)
    try:
        yield
    finally:
        _SOURCE.pop()
