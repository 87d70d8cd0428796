"""Texts as dates, whole columns at a time: what shape they have, and which readings are possible."""

from __future__ import annotations

from typing import Any

from data.column_bytes import all_match

_TIME = r"([T ]+[0-9]{1,2}[:.][0-9]{2}([:.][0-9]{2}(\.[0-9]+)?)?Z?)?$"
SHAPES = {
    "iso": r"^[0-9]{4}-[0-9]{2}-[0-9]{2}" + _TIME,
    "dots": r"^[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}" + _TIME,
    "slashes": r"^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}" + _TIME,
}
READINGS = ("day_first", "month_first")


def shape_of(texts: Any) -> str | None:
    """Return the shape that all texts share, or ``None``."""
    return next((name for name, shape in SHAPES.items() if all_match(texts, shape)), None)


def readings(texts: Any, shape: str) -> tuple[str, ...]:
    """Return how the days and months can be read: both ways where no number is above 12."""
    import pyarrow.compute as pc

    if shape != "slashes":
        return ("day_first",)
    parts = pc.extract_regex(texts, r"^(?P<a>[0-9]{1,2})/(?P<b>[0-9]{1,2})/")
    first, second = (pc.max(pc.cast(pc.struct_field(parts, name), "int32")).as_py() for name in ("a", "b"))
    if first > 12 or second > 12:
        return ("day_first",) if second <= 12 else ("month_first",) if first <= 12 else ()
    return READINGS


def as_dates(texts: Any, shape: str, reading: str) -> Any | None:
    """Return a column of dates, or of moments when any text has a time; ``None`` where a day does not exist."""
    import pyarrow as pa
    import pyarrow.compute as pc

    plain = texts
    if shape != "iso":
        mark = r"\." if shape == "dots" else "/"
        plain = pc.replace_substring_regex(plain, rf"^([0-9]){mark}", rf"0\1{'.' if shape == 'dots' else '/'}")
        plain = pc.replace_substring_regex(plain, rf"^([0-9]{{2}}){mark}([0-9]){mark}", r"\1/0\2/")
        order = r"\3-\2-\1" if reading == "day_first" else r"\3-\1-\2"
        plain = pc.replace_substring_regex(plain, rf"^([0-9]{{2}}).([0-9]{{2}}){'.'}([0-9]{{4}})", order)
    try:
        if not pc.any(pc.match_substring_regex(plain, "^.{10}.")).as_py():
            return pc.cast(plain, pa.date32())
        plain = pc.replace_substring_regex(plain, r"Z$", "")
        plain = pc.replace_substring_regex(plain, r"^(.{10})[T ]+([0-9])([:.])", r"\1 0\2\3")
        plain = pc.replace_substring_regex(plain, r"^(.{10})[T ]+([0-9]{2})[:.]([0-9]{2})", r"\1 \2:\3")
        plain = pc.replace_substring_regex(plain, r"^(.{16})[.]([0-9]{2})", r"\1:\2")
        plain = pc.if_else(pc.equal(pc.utf8_length(plain), 10), pc.binary_join_element_wise(plain, "00:00", " "), plain)
        return pc.cast(plain, pa.timestamp("us"))
    except pa.ArrowInvalid:
        return None
