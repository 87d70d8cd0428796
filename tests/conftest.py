"""What tests share: data kept apart from the user's own, and the real app on a free port."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


@pytest.fixture(scope="session", autouse=True)
def _own_data_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Keep what tests store away from the user's data folder, whatever they import first."""
    folder = tmp_path_factory.mktemp("data")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PUNTARI_DATA_DIR", str(folder))
        yield folder


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def serving(data: Path, *options: str) -> Iterator[str]:
    """Run the app as a user would, with its own data folder; yield its address; end it by its process."""
    port = free_port()
    data.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "streamlit", "run", "app.py", f"--server.port={port}", "--server.headless=true"]
    with (data / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, *options],
            cwd=ROOT,
            env={**os.environ, "PUNTARI_DATA_DIR": str(data)},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_healthy(address, process, data / "server.log")
            yield address
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(10)


def _wait_until_healthy(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            if httpx.get(f"{address}/healthz", timeout=2).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    raise RuntimeError(f"the app did not start:\n{log.read_text(encoding='utf-8', errors='replace')[-4000:]}")


@pytest.fixture(scope="session")
def server_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Data folder of the shared server."""
    return tmp_path_factory.mktemp("served")


@pytest.fixture(scope="session")
def server(server_data: Path) -> Iterator[str]:
    """Address of one running app that the tests of a run share."""
    with serving(server_data) as address:
        yield address


@pytest.fixture
def fresh_server(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Start further apps with their own options and data; all end with the test."""
    with ExitStack() as stack:
        started = iter(range(100))

        def start(*options: str) -> str:
            return stack.enter_context(serving(tmp_path / f"served-{next(started)}", *options))

        yield start
