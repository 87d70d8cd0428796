"""Figures as mail tools print them: grouped digits, currency signs, and one decimal mark for a whole table."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from data.columns import RowFault
from i18n.parsing import parse_number

Marks = Literal[",", ".", ""]  # the table's decimal mark; empty: nothing in the table tells it

_CURRENCY = re.compile(
    r"^(?:[€$£]|EUR|USD|GBP|SEK|kr\.?)\s*|\s*(?:[€$£]|EUR|USD|GBP|SEK|kr\.?|kpl|hlö)$", re.IGNORECASE
)
_GROUPED = re.compile(r"(?P<sign>[-+\N{MINUS SIGN}]?)(?P<whole>[1-9]\d{0,2}(?P<mark>[.,'’])\d{3}(?:(?P=mark)\d{3})*)"
                      r"(?:(?P<point>[.,])(?P<decimals>\d+))?")  # fmt: skip
_DECIMALS = re.compile(r"[-+]?(?:0|[1-9]\d*|\d{1,3}(?:[ \u00a0\u202f]\d{3})+)(?P<mark>[.,])(?P<decimals>\d+)")


def decimal_mark(cells: Iterable[str]) -> Marks:
    """Return the decimal mark that a table's figures show, where all that show one show the same.

    >>> decimal_mark(["1,234.50", "1,234"]), decimal_mark(["1,234"]), decimal_mark(["12,5", "12.5"])
    ('.', '', '')
    """
    seen = {mark for cell in cells if (mark := _mark(_bare(cell)))}
    if len(seen) == 1:
        return seen.pop()
    return ""


def count(text: str, line: int, column: str) -> int:
    """Return a whole number of at least zero; a comma or point in it can only group digits.

    Raises
    ------
    RowFault
        ``row_count_not_whole``.

    >>> count("1,234", 2, "Sent"), count("12 500", 2, "Sent")
    (1234, 12500)
    """
    bare = _bare(text)
    grouped = _GROUPED.fullmatch(bare)
    if grouped is not None and grouped["point"] is None and not grouped["sign"]:
        return int(re.sub(r"\D", "", grouped["whole"]))
    value = parse_number(bare).value
    if value is None or value < 0 or value != int(value) or value > 1e12:
        raise RowFault("row_count_not_whole", line=line, column=column, value=text)
    return int(value)


def amount(text: str, line: int, column: str, marks: Marks) -> float:
    """Return a figure that may have decimals; ``1,234`` only where the table's decimal mark tells what it means.

    Raises
    ------
    RowFault
        ``row_number_not_read`` or ``row_number_ambiguous``.

    >>> amount("1,234.50 €", 2, "Revenue", "."), amount("1,234", 2, "Revenue", ".")
    (1234.5, 1234.0)
    """
    bare = _bare(text)
    grouped = _GROUPED.fullmatch(bare)
    if grouped is not None and grouped["point"] != grouped["mark"]:
        single = grouped["point"] is None and len(re.findall(r"[.,]", grouped["whole"])) == 1
        if not single or (marks and grouped["mark"] != marks):
            sign = -1.0 if grouped["sign"] in ("-", "\N{MINUS SIGN}") else 1.0
            return sign * float(re.sub(r"\D", "", grouped["whole"]) + "." + (grouped["decimals"] or "0"))
    parsed = parse_number(bare)
    if parsed.problem == "ambiguous" and marks:
        return parsed.choices[0]
    if parsed.problem == "ambiguous":
        raise RowFault("row_number_ambiguous", line=line, column=column, value=text, choices=parsed.choices)
    if parsed.value is None or abs(parsed.value) > 1e15:
        raise RowFault("row_number_not_read", line=line, column=column, value=text)
    return parsed.value


def _bare(text: str) -> str:
    return _CURRENCY.sub("", text.strip()).strip()


def _mark(bare: str) -> Marks:
    """Return the decimal mark of one figure, or nothing where it has none or could have two meanings."""
    grouped = _GROUPED.fullmatch(bare)
    if grouped is not None:
        if grouped["point"] is not None and grouped["point"] != grouped["mark"]:
            return "," if grouped["point"] == "," else "."
        if grouped["point"] is None and len(re.findall(r"[.,]", grouped["whole"])) > 1:
            return "." if grouped["mark"] == "," else ","
        return ""
    plain = _DECIMALS.fullmatch(bare)
    if plain is None:
        return ""
    return "," if plain["mark"] == "," else "."
