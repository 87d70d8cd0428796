"""The real app in a process of its own, on a free port, with its own data."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import httpx

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60


def free_port() -> int:
    """Return a port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Running:
    """One run of the app as a user would start it; ends with its ``with`` block, by its process."""

    def __init__(self, data: Path, *options: str, port: int | None = None, script: str = "app.py") -> None:
        self.port = port or free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.data = data
        self._command = [sys.executable, "-m", "streamlit", "run", script, f"--server.port={self.port}"]
        self._command += ["--server.headless=true", *options]

    def __enter__(self) -> Self:
        """Start it and wait until it answers."""
        self.data.mkdir(parents=True, exist_ok=True)
        with (self.data / "server.log").open("wb") as log:
            environment = {**os.environ, "PUNTARI_DATA_DIR": str(self.data)}
            self._process = subprocess.Popen(
                self._command, cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT
            )
        try:
            self._wait_until_healthy()
        except BaseException:
            self.kill()
            raise
        return self

    def __exit__(self, *fault: object) -> None:
        """Ask it to end; end it when it does not."""
        self._process.terminate()
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it without a warning, as a power cut does."""
        self._process.kill()
        self._process.wait(10)

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            try:
                if httpx.get(f"{self.address}/_stcore/health", timeout=2).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.1)
        said = (self.data / "server.log").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"the app did not start:\n{said[-4000:]}")
