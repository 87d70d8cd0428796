"""Writes the generated web shop of the samples anew: its customers, their orders and the document."""

from __future__ import annotations

import json
from pathlib import Path

from data.samples.shop_document import CUSTOMERS, ORDERS, document
from data.samples.shop_generator import customer_file, order_file

FOLDER = Path(__file__).resolve().parent
DOCUMENT = "web-shop.json"


def written() -> dict[str, bytes]:
    """Return the files by name."""
    text = json.dumps(document().model_dump(mode="json"), ensure_ascii=False, indent=1, sort_keys=True)
    return {CUSTOMERS: customer_file(), ORDERS: order_file(), DOCUMENT: f"{text}\n".encode()}


if __name__ == "__main__":
    for name, content in written().items():
        (FOLDER / name).write_bytes(content)
