"""Reading numbers that people type, the same way in every language.

Grammar: an optional sign (``+``, ``-`` or U+2212), digits that may be grouped in threes by any kind of space,
and at most one decimal comma or point. One comma or point before exactly three digits may also be a thousands
separator (``1,234``): that is asked, never guessed. Exponents, infinities and two kinds of separator are refused.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from math import isfinite
from typing import Literal

Problem = Literal["empty", "ambiguous", "exponent", "mixed", "not_a_number"]

MAXIMUM_LENGTH = 60
_NUMBER = re.compile(r"(?P<whole>[0-9]+|[0-9]{1,3}(?: [0-9]{3})+)?(?:[.,](?P<decimals>[0-9]+))?")
_EXPONENT = re.compile(r"[0-9][0-9 .,]*[eE][+-]?[0-9]+")
_MIXED = re.compile(r"[0-9][0-9 ]*[.,][0-9 ]+(?:[.,][0-9 ]+)+")
_AMBIGUOUS = re.compile(r"[1-9][0-9]{0,2}[.,][0-9]{3}")


@dataclass(frozen=True, slots=True)
class ParsedNumber:
    """A number as read, or why it was not."""

    value: float | None  # None: see ``problem``
    problem: Problem | None = None
    choices: tuple[float, ...] = ()  # what an ambiguous text may mean: decimal first, thousands second


def parse_number(text: str) -> ParsedNumber:
    """Read a typed number.

    Returns
    -------
    ParsedNumber
        ``value`` is finite, or ``None`` with a ``problem``; ``ambiguous`` comes with both readings.

    Examples
    --------
    >>> parse_number("12,5").value
    12.5
    >>> parse_number("1,234").choices
    (1.234, 1234.0)
    """
    plain = _plain(text)
    if not plain:
        return ParsedNumber(None, "empty")
    negative = plain[0] == "-"
    body = plain[1:] if plain[0] in "+-" else plain
    if len(body) > MAXIMUM_LENGTH or body.startswith(" "):
        return ParsedNumber(None, "not_a_number")
    sign = -1.0 if negative else 1.0
    if _AMBIGUOUS.fullmatch(body):
        decimal, thousands = body.replace(",", "."), re.sub("[.,]", "", body)
        return ParsedNumber(None, "ambiguous", (sign * float(decimal), sign * float(thousands)))
    match = _NUMBER.fullmatch(body)
    if match is None or not body:
        return ParsedNumber(None, _problem_of(body))
    value = sign * float(f"{(match['whole'] or '0').replace(' ', '')}.{match['decimals'] or '0'}")
    return ParsedNumber(value + 0.0) if isfinite(value) else ParsedNumber(None, "not_a_number")


def _plain(text: str) -> str:
    """Make every kind of space a plain one and the minus sign a hyphen; drop what surrounds."""
    spaced = "".join(" " if unicodedata.category(char) == "Zs" else char for char in text)
    return spaced.strip().replace("\N{MINUS SIGN}", "-")


def _problem_of(body: str) -> Problem:
    if _EXPONENT.fullmatch(body):
        return "exponent"
    return "mixed" if _MIXED.fullmatch(body) else "not_a_number"
