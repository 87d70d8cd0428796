"""The number grammar, word for word from what users were promised."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from i18n.formats import editable, number
from i18n.parsing import ParsedNumber, parse_number
from i18n.sentences import number_problem

PLAIN, NO_BREAK, NARROW, THIN, FIGURE = " ", "\u00a0", "\u202f", "\u2009", "\u2007"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12,5", 12.5),
        ("12.5", 12.5),
        ("12", 12),
        ("  12,5\u00a0", 12.5),
        ("+7", 7),
        ("-12,5", -12.5),
        ("\u221212,5", -12.5),
        ("0,125", 0.125),
        ("0.125", 0.125),
        (",5", 0.5),
        ("1234,567", 1234.567),
        ("1234", 1234),
        ("1 234 567,89", 1234567.89),
        ("1 234,567", 1234.567),
        ("-0", 0),
        ("007", 7),
    ],
)
def test_reads(text, value):
    assert parse_number(text) == ParsedNumber(value)


@pytest.mark.parametrize("space", [PLAIN, NO_BREAK, NARROW, THIN, FIGURE], ids=lambda char: f"U+{ord(char):04X}")
@pytest.mark.parametrize("mark", [",", "."])
def test_any_kind_of_space_groups_thousands(space, mark):
    assert parse_number(f"1{space}234{mark}5").value == 1234.5


@pytest.mark.parametrize(
    ("text", "choices"),
    [
        ("1,234", (1.234, 1234)),
        ("1.234", (1.234, 1234)),
        ("12,500", (12.5, 12500)),
        ("-1,234", (-1.234, -1234)),
        ("\u2212999.000", (-999, -999000)),
    ],
)
def test_one_separator_before_three_digits_asks(text, choices):
    assert parse_number(text) == ParsedNumber(None, "ambiguous", choices)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        (" \u00a0", "empty"),
        ("1.234,5", "mixed"),
        ("1,234.5", "mixed"),
        ("1,234,567", "mixed"),
        ("1.2.3", "mixed"),
        ("1e5", "exponent"),
        ("1E5", "exponent"),
        ("1,5e-3", "exponent"),
        ("inf", "not_a_number"),
        ("-inf", "not_a_number"),
        ("Infinity", "not_a_number"),
        ("nan", "not_a_number"),
        ("NaN", "not_a_number"),
        ("12 34", "not_a_number"),
        ("1 2345", "not_a_number"),
        ("12,", "not_a_number"),
        ("- 5", "not_a_number"),
        ("--5", "not_a_number"),
        ("+", "not_a_number"),
        (",", "not_a_number"),
        ("0x10", "not_a_number"),
        ("1_000", "not_a_number"),
        ("\u0661\u0662", "not_a_number"),
        ("\u00b2", "not_a_number"),
        ("12 €", "not_a_number"),
        ("9" * 400, "not_a_number"),
        ("=1+1", "not_a_number"),
        ("1\n2", "not_a_number"),
    ],
)
def test_refuses_with_the_reason(text, problem):
    assert parse_number(text) == ParsedNumber(None, problem)


@pytest.mark.parametrize("language", ["fi", "en"])
@pytest.mark.parametrize("text", ["", "1,234", "1e5", "1.234,5", "abc"])
def test_every_refusal_has_its_sentence(text, language):
    assert number_problem(parse_number(text), language).endswith((".", "?"))


def test_ambiguous_sentence_names_both_readings():
    assert "1.234 or 1,234" in number_problem(parse_number("1,234"), "en")
    assert "1,234 vai 1\u00a0234" in number_problem(parse_number("1,234"), "fi")


@given(st.floats(min_value=-1e12, max_value=1e12).map(lambda x: round(x, 2)))
def test_finnish_output_reads_back(x):
    """What the app prints in Finnish can be typed back, ambiguous never, since groups are spaces."""
    assert parse_number(number(x, "fi", 2)).value == pytest.approx(x)


@given(st.floats(min_value=-1e12, max_value=1e12).map(lambda x: round(x, 9)), st.sampled_from(["fi", "en"]))
def test_an_edited_number_is_the_same_number(x, language):
    assert parse_number(editable(x, language)).value == x


@given(st.text(max_size=200))
def test_never_fails_and_never_guesses(text):
    parsed = parse_number(text)
    assert (parsed.value is None) == (parsed.problem is not None)
    assert bool(parsed.choices) == (parsed.problem == "ambiguous")
