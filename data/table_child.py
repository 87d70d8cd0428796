"""The child process that turns one uploaded table into a Parquet file: limits first, text first, then types.

Run as a script by ``data.table_files`` with one argument, the limits and what is declared as JSON; the file comes on
standard input, and ``table.parquet`` is written into the working folder.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def main() -> None:
    """Read what stands on standard input."""
    stated = json.loads(sys.argv[1])
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    sys.path.insert(0, root)
    from data.parsing_child import limit

    limit(stated)
    os.environ["ARROW_DEFAULT_MEMORY_POOL"] = "system"  # others reserve more addresses than the limit allows
    for heavy in ("numpy", "pandas", "lxml", "PIL"):
        sys.modules[heavy] = None  # type: ignore[assignment]  # arrow and openpyxl take them along when they find them
    from data.table_typing import converted
    from evaluators.errors import DataError

    secret = bytes.fromhex(os.environ.pop("PUNTARI_SECRET", ""))
    content = sys.stdin.buffer.read()
    try:
        answer: dict[str, Any] = converted(content, stated, secret)
    except DataError as fault:
        answer = {"fault": {"code": fault.code, "facts": fault.facts}}
    sys.stdout.write(json.dumps(answer))


if __name__ == "__main__":
    main()
