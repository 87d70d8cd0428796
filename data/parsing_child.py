"""The child process that parses one uploaded file: limits first, then standard input to a table on standard output.

Run as a script by ``data.readers`` with one argument, the limits as JSON. A fault of the file is an answer
(``{"fault": ...}``); a dead child is one too, given by the parent.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any


def main() -> None:
    """Parse what stands on standard input."""
    stated = json.loads(sys.argv[1])
    limit(stated)
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    for heavy in ("numpy", "pandas", "lxml", "PIL"):
        sys.modules[heavy] = None  # type: ignore[assignment]  # openpyxl takes them along when it finds them
    from dataclasses import fields

    from data.tables import ReaderLimits, decoded, parsed
    from data.workbook_guard import ZIP_START
    from evaluators.errors import DataError

    limits = ReaderLimits(**stated)
    content = sys.stdin.buffer.read()
    try:
        if content.startswith(ZIP_START):
            from data.workbook import workbook_table

            table = workbook_table(content, limits)
        else:
            text, encoding = decoded(content)
            table = parsed(text, limits, encoding=encoding)
    except DataError as fault:
        answer: dict[str, Any] = {"fault": {"code": fault.code, "facts": fault.facts}}
    else:
        answer = {"table": {field.name: getattr(table, field.name) for field in fields(table)}}
    sys.stdout.write(json.dumps(answer))


def limit(stated: dict[str, Any]) -> None:
    """Take away what parsing a table never needs. Where ``resource`` is missing, the parent's clock stands alone."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, stated["memory_bytes"]),
        (resource.RLIMIT_CPU, stated["cpu_seconds"]),
        (resource.RLIMIT_NOFILE, stated["open_files"]),
        (resource.RLIMIT_FSIZE, stated["unpacked_bytes"] * 2),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        allowed = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (allowed, allowed))


if __name__ == "__main__":
    main()
