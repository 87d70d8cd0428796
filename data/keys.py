"""The data folder's secret key, under which customers' addresses are kept as hashes."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

KEY_FILE = "customer.key"
KEY_BYTES = 32


def customer_secret(folder: Path) -> bytes:
    """Return the folder's key, made at first use and readable by its owner alone.

    Without the key a hash cannot be tried against a list of addresses; with another key the same address has another
    hash, so tables from two folders do not join.
    """
    path = folder / KEY_FILE
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        key = secrets.token_bytes(KEY_BYTES)
        file.write(key)
    return key
