"""The package version that results carry; a test holds it equal to ``pyproject.toml``."""

from __future__ import annotations

VERSION = "0.1.0"
