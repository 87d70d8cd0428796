"""What tests share: data kept apart from the user's own, and the real app on a free port."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.serving import Running


@pytest.fixture(scope="session", autouse=True)
def _own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep what tests store away from the user's data folder, whatever they import first."""
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PUNTARI_DATA_DIR", str(folder))
        yield folder


@pytest.fixture(scope="session")
def server_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder of the shared server."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="session")
def server(server_data: Path) -> Iterator[str]:
    """Address of one running app that the tests of a run share."""
    with Running(server_data) as running:
        yield running.address


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Start further apps with their own options and data; all end with the test."""
    with ExitStack() as stack:
        started = iter(range(100))

        def start(*options: str) -> str:
            return stack.enter_context(Running(tmp_path / f"served-{next(started)}", *options)).address

        yield start
