"""What a column of texts is: declared by the user or found on all its values, never guessed from a part."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any, Literal

from data.column_bytes import bytes_of, coded, trimmed, with_points
from data.text_dates import as_dates, readings, shape_of

ColumnType = Literal["text", "integer", "decimal", "number", "boolean", "date", "moment"]
Declared = Literal["text", "number", "number_decimal", "number_thousands", "date", "day_first", "month_first"]
MISSING = ("", "NA", "N/A", "NaN", "null", "none", "None", "NULL", "-")
FIRST_LOOK = 1_000  # rows after which a column mostly of words is not searched for stray ones
MOST_EXAMPLES, EXAMPLE_CHARACTERS = 30, 60
LARGEST_SCALE, LARGEST_DIGITS = 6, 18

_SPACES = "[ \u00a0\u2007\u2009\u202f]"
_GROUPED = r"^[+-]?([0-9]{1,3}( [0-9]{3})+|[0-9]+)([.,][0-9]+)?$"
_AMBIGUOUS = r"^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$"
_NUMBER = re.compile(r"[+\-\u2212]?[0-9][0-9 \u00a0\u2007\u2009\u202f]*([.,][0-9]+)?|[+\-\u2212]?[.,][0-9]+")
_MISSING_SIGNS = (b"N", b"n", b"-")  # one of them is in every text of MISSING that is not empty
_NUMBER_SIGNS = b"0123456789.,+-"
_YES_NO = {"true": True, "false": False, "yes": True, "no": False, "kyllä": True, "ei": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A column after its type was found."""

    values: Any  # pyarrow array
    type: ColumnType
    missing: int  # values that say that there is none
    choices: tuple[str, ...] = ()  # declarations that an ambiguous column, left as text, may be given
    different: Any = None  # pyarrow array of the different values, where they are few


def typed(texts: Any, declared: str | None = None) -> Typed | None:
    """Return a column as what it is; ``None`` where it is not what it is declared as.

    Numbers have no exponent and no leading zero before further digits: ``00100`` is a text. Undeclared, a column is
    numbers when every value is one or says that there is none.
    """
    places = None if declared == "text" else coded(texts)
    if places is None or not len(places.dictionary):
        return _typed(texts, declared)
    found = _typed(places.dictionary, declared)
    if found is None:
        return None
    if found.values.null_count != found.missing:  # all say that there is none, and stay what they are
        return _typed(texts, declared)
    values = _taken(found.values, places.indices)
    return replace(found, values=values, missing=_missing(found.values, places.indices), different=found.values)


def _typed(texts: Any, declared: str | None) -> Typed | None:

    if declared == "text" or texts.null_count == len(texts):
        return Typed(values=texts, type="text", missing=texts.null_count)
    data = bytes_of(texts)
    plain = trimmed(texts, data)
    known = _known(plain, data)
    given = plain if known is None else plain.filter(known)
    missing = len(plain) - len(given)
    if not len(given):
        return Typed(values=_emptied(texts, plain), type="text", missing=missing)
    found = _found(given, declared)
    if found is None:
        return None if declared else Typed(values=_emptied(texts, plain), type="text", missing=_blank(plain))
    if isinstance(found, tuple):
        return Typed(values=_emptied(texts, plain), type="text", missing=_blank(plain), choices=found)
    return Typed(values=found if known is None else _spread(found, known), type=kind_of(found), missing=missing)


def _known(plain: Any, data: bytes) -> Any | None:
    """Return which texts say something; ``None``: all of them."""
    import pyarrow.compute as pc

    signs = plain.null_count or any(sign in data for sign in _MISSING_SIGNS)
    if not signs and pc.min(pc.binary_length(plain)).as_py():
        return None
    return pc.and_kleene(pc.is_valid(plain), pc.invert(pc.is_in(plain, value_set=_array(MISSING))))


def _taken(values: Any, places: Any) -> Any:
    """Return the values at their places; texts stay coded, which is how they are written."""
    import pyarrow as pa

    if pa.types.is_string(values.type) and not values.null_count:
        return pa.DictionaryArray.from_arrays(places, values)
    return values.take(places)


def _missing(values: Any, places: Any) -> int:
    import pyarrow.compute as pc

    if not values.null_count:
        return 0
    return int(pc.sum(pc.is_null(values).take(places)).as_py() or 0)


def first_unlike(texts: Any, declared: str | None = None) -> int | None:
    """Return the first row that is neither a number nor a date nor missing in a column mostly of those."""
    import pyarrow.compute as pc

    wanted = _NUMBER if declared is None or declared.startswith("number") else re.compile(r"[0-9./-]{8,10}([T ].*)?")
    head = [text for text in pc.utf8_trim_whitespace(texts.slice(0, FIRST_LOOK)).to_pylist() if text not in MISSING]
    if declared is None and sum(bool(wanted.fullmatch(text or "")) for text in head) * 2 < len(head):
        return None
    plain = pc.utf8_trim_whitespace(texts).to_pylist()
    rows = [row for row, text in enumerate(plain) if text is not None and text not in MISSING]
    bad = [row for row in rows if not wanted.fullmatch(plain[row])]
    return bad[0] if bad and (declared or len(bad) <= len(rows) / 10) else None


def _found(given: Any, declared: str | None) -> Any:
    """Return typed values, a tuple of possible declarations, or ``None``: text."""
    if declared in ("date", "day_first", "month_first"):
        return _dates(given, declared)
    numbers = _numbers(given, declared)
    if numbers is not None or (declared and declared.startswith("number")):
        return numbers
    if declared is None:
        yes_no = _booleans(given)
        return _dates(given, None) if yes_no is None else yes_no
    return None


def _numbers(given: Any, declared: str | None) -> Any:
    import pyarrow.compute as pc

    if not _NUMBER.fullmatch(given[0].as_py()):
        return None
    data = bytes_of(given)
    if declared != "number_thousands" and (whole := _integers(given, data)) is not None:
        return whole
    plain = given
    if data.translate(None, _NUMBER_SIGNS):
        plain = pc.replace_substring(given, "\N{MINUS SIGN}", "-")
        if pc.any(pc.match_substring_regex(plain, _SPACES)).as_py():
            plain = pc.replace_substring_regex(plain, _SPACES, " ")
            if not pc.all(pc.match_substring_regex(plain, _GROUPED)).as_py():
                return None
            plain = pc.replace_substring(plain, " ", "")
        data = bytes_of(plain)
        if data.translate(None, _NUMBER_SIGNS):
            return None
        if declared != "number_thousands" and (whole := _integers(plain, data)) is not None:
            return whole
    if b"," in data and b"." in data:
        return None
    if _all_ambiguous(plain):
        if declared is None:
            return ("number_decimal", "number_thousands")
        if declared == "number":
            return None
        if declared == "number_thousands":
            plain = pc.replace_substring_regex(plain, "[.,]", "")
            return _integers(plain, bytes_of(plain))
    elif declared == "number_thousands":
        return None
    plain = with_points(plain, data)
    if pc.any(pc.match_substring_regex(_whole(plain), r"^[+-]?0[0-9]+$")).as_py():
        return None
    return _decimals(plain)


def _all_ambiguous(plain: Any) -> bool:
    """Return whether whatever has a mark could be thousands as well as a fraction."""
    import pyarrow.compute as pc

    marked = 0
    for part in (plain.slice(0, 1_000), plain):
        found = part.filter(pc.or_(pc.match_substring(part, ","), pc.match_substring(part, ".")))
        marked = len(found)
        if marked and not pc.all(pc.match_substring_regex(found, _AMBIGUOUS)).as_py():
            return False
    return marked > 0


def _whole(plain: Any) -> Any:
    """Return the texts without a point."""
    import pyarrow.compute as pc

    return plain.filter(pc.less(pc.find_substring(plain, "."), 0))


def _integers(given: Any, data: bytes) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    if data.translate(None, b"0123456789-"):
        return None
    zero = pc.and_(pc.starts_with(given, "0"), pc.greater(pc.binary_length(given), 1))
    if pc.any(zero).as_py() or (b"-0" in data and pc.any(pc.starts_with(given, "-0")).as_py()):
        return None
    try:
        return pc.cast(given, pa.int64())
    except pa.ArrowInvalid:
        return None


def _decimals(plain: Any) -> Any:
    """Return exact decimals where they are few enough, so that sums are exact; otherwise floating point."""
    import pyarrow as pa
    import pyarrow.compute as pc

    place, length = pc.find_substring(plain, "."), pc.binary_length(plain)
    scale = pc.max(pc.if_else(pc.less(place, 0), 0, pc.subtract(pc.subtract(length, place), 1))).as_py()
    try:
        if pc.max(length).as_py() + scale < LARGEST_DIGITS and scale <= LARGEST_SCALE:
            return pc.cast(plain, pa.decimal128(LARGEST_DIGITS, scale))
        numbers = pc.cast(plain, pa.float64())
    except pa.ArrowInvalid:
        return None
    if not pc.all(pc.is_finite(numbers)).as_py():
        return None
    if scale > LARGEST_SCALE or pc.max(pc.abs(numbers)).as_py() >= 10.0 ** (LARGEST_DIGITS - scale - 1):
        return numbers
    return pc.cast(plain, pa.decimal128(LARGEST_DIGITS, scale))


def _booleans(given: Any) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    low = pc.utf8_lower(given)
    if not pc.all(pc.is_in(low, value_set=_array(_YES_NO))).as_py():
        return None
    return pc.cast(pc.is_in(low, value_set=_array(word for word, yes in _YES_NO.items() if yes)), pa.bool_())


def _dates(given: Any, declared: str | None) -> Any:
    shape = shape_of(given)
    if shape is None:
        return None
    possible = readings(given, shape)
    if declared in ("day_first", "month_first") and shape == "slashes":
        possible = tuple(one for one in possible if one == declared)
    if len(possible) > 1:
        return possible if declared is None else None
    return as_dates(given, shape, possible[0]) if possible else None


def _spread(values: Any, known: Any) -> Any:
    """Put the values back to their rows, with nothing in between."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if len(values) == len(known):
        return values
    rows = pc.subtract(pc.cumulative_sum(pc.cast(known, pa.int64())), 1)
    return values.take(pc.if_else(known, rows, pa.scalar(None, pa.int64())))


def _emptied(texts: Any, plain: Any) -> Any:
    """Return texts as they stand, nothing where they are blank."""
    import pyarrow as pa
    import pyarrow.compute as pc

    blank = pc.equal(plain, "")
    if not pc.any(blank).as_py():
        return texts
    return pc.if_else(blank, pa.scalar(None, pa.string()), texts)


def _blank(plain: Any) -> int:
    import pyarrow.compute as pc

    return int(pc.sum(pc.equal(plain, "")).as_py() or 0) + int(plain.null_count)


def kind_of(values: Any) -> ColumnType:
    """Return the type of an arrow array."""
    import pyarrow as pa

    kinds: tuple[tuple[Any, ColumnType], ...] = (
        (pa.types.is_integer, "integer"),
        (pa.types.is_decimal, "decimal"),
        (pa.types.is_floating, "number"),
        (pa.types.is_boolean, "boolean"),
        (pa.types.is_date, "date"),
        (pa.types.is_timestamp, "moment"),
    )
    return next((name for test, name in kinds if test(values.type)), "text")


def _array(words: Any) -> Any:
    import pyarrow as pa

    return pa.array(list(words), pa.string())
