"""The page of the calibration holds every row of the grid, and a small run of it agrees with what it says."""

from __future__ import annotations

import re

import pytest

from benchmarks.calibrating.case import Case
from benchmarks.calibration import PAGE, all_cases

DRAWS = 200
ERRORS = 5  # Monte-Carlo errors of the small run that it may lie from the page
CASES = {case.name: case for case in all_cases()}
SMALL = (
    "Miettinen–Nurminen interval: 1.0% of 500 against 1.2% of 4,500",
    "Alpha spending, O'Brien–Fleming-like: 5 looks, 3%, 1,000 more an arm each",
)


def _rows() -> dict[str, tuple[str, ...]]:
    """Return the page's rows by method and setting."""
    lines = (line.strip("|").split(" | ") for line in PAGE.read_text(encoding="utf-8").splitlines() if "±" in line)
    cells = (tuple(cell.strip() for cell in line) for line in lines)
    return {f"{row[0]}: {row[1]}": row for row in cells if len(row) > 4}


ROWS = _rows()


def _share(row: tuple[str, ...]) -> float:
    found = re.match(r"([\d.]+) ±", row[3])
    assert found
    return float(found[1]) / 100


def test_page_has_every_row_and_no_other():
    assert sorted(ROWS) == sorted(CASES)
    assert len(ROWS) > 80


@pytest.mark.parametrize("case", CASES.values(), ids=lambda case: case.name)
def test_row_tells_what_was_promised(case: Case):
    assert f"{100 * case.nominal:g} %" in ROWS[case.name][2]


def test_every_miss_is_explained():
    own = [case for case in CASES.values() if case.used]
    missed = [case for case in own if re.match(r"too (many|narrow)", ROWS[case.name][4])]
    assert missed, "a grid that breaks nothing proves nothing"
    assert [case.name for case in missed if not case.remark] == []


@pytest.mark.parametrize("name", SMALL)
def test_a_small_run_agrees_with_the_page(name):
    found, told = CASES[name].found(DRAWS), _share(ROWS[name])
    error = (told * (1 - told) / DRAWS) ** 0.5
    assert found.share == pytest.approx(told, abs=ERRORS * error)
    assert CASES[name].found(DRAWS).share == found.share
