"""Do tests alarm and intervals hold as often as they promise: simulates it and writes ``docs/calibration.md``.

Arguments: nothing, or part of a row's name to print those rows alone.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import chain
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.calibrating import amounts, families, looks, segments, shares
from benchmarks.calibrating.case import CLEAR, SEED, Case, Found

PAGE = Path(__file__).resolve().parent.parent / "docs" / "calibration.md"
HEADER = ("What", "Simulated truth", "Promised", "Found", "Verdict", "Remark")
INTRODUCTION = """# Calibration

A test that promises at most 5 % false alarms should raise one in 5 of 100 campaigns in which nothing differs, and an
interval that promises 95 % should hold the truth in 95 of 100. This page counts both, for every test and interval that
campaign tests rest on by default, in the places where segment campaigns live: few events, small holdouts, skewed
revenue, many segments. The customers are simulated, so the truth is known; the figures are Puntari's own functions'.

Run `python benchmarks/calibration.py` to make the page again; the random numbers are seeded ({seed}), so it comes out
the same. *Found* has its Monte-Carlo error after ±: a gap is called one beyond {clear:.0f} of those. *At most* and
*at least* are bounds, kept by staying on the right side; exact tests of few events cannot use up their 5 %, because
counts are whole. Rows marked *for comparison* are methods that Puntari does not decide by.
"""


def all_cases() -> tuple[Case, ...]:
    """Return every row, sections together in the order in which they first occur."""
    found = list(chain(shares.cases(), amounts.cases(), families.cases(), segments.cases(), looks.cases()))
    order = list(dict.fromkeys(one.section for one in found))
    return tuple(sorted(found, key=lambda one: order.index(one.section)))


def page(found: Sequence[Found]) -> str:
    """Return the page's text."""
    parts = [INTRODUCTION.format(seed=SEED, clear=CLEAR), _summary(found)]
    for section in dict.fromkeys(one.case.section for one in found):
        own = [one for one in found if one.case.section == section]
        lines = [HEADER, tuple("---" for _ in HEADER), *(_cells(one) for one in own)]
        parts.append(f"## {section}\n\n" + "".join(f"| {' | '.join(cells)} |\n" for cells in lines))
    return "\n".join(parts)


def _summary(found: Sequence[Found]) -> str:
    """Say how many promises are kept, and name those that are not."""
    own = [one for one in found if one.case.used]
    off = [one for one in own if not one.kept]
    slight = [one for one in own if one.kept and "too" in one.verdict]
    text = f"Of {len(own)} promises {len(own) - len(off)} are kept"
    text += f", {len(slight)} of them with a slight excess." if slight else "."
    told = "".join(_missed(one) for one in off)
    return f"{text}\n" + (f"\nNot kept:\n\n{told}" if told else "")


def _missed(one: Found) -> str:
    reason = f"; {one.case.remark}" if one.case.remark else ""
    return f"- {one.case.method}, {one.case.setting}: {one.verdict}, {one.share:.1%}{reason}.\n"


def _cells(one: Found) -> tuple[str, ...]:
    case = one.case
    bound = {"alarms at most": "at most ", "holds at least": "at least "}.get(case.promise, "")
    digits = 2 if case.nominal < 0.02 else 1
    found = f"{100 * one.share:.{digits}f} ± {100 * one.error:.2f} %"
    verdict = one.verdict if case.used else f"for comparison: {one.verdict}"
    return (case.method, case.setting, f"{bound}{100 * case.nominal:g} %", found, verdict, case.remark)


def _simulated(place: int) -> tuple[Found, float]:
    """Simulate one row, in a process of its own; also return its seconds of processor time."""
    start = time.process_time()
    found = all_cases()[place].found()
    return found, time.process_time() - start


def main(wanted: str) -> None:
    """Simulate all rows and write the page; or print some."""
    cases = all_cases()
    names = [case.name for case in cases]
    assert len(set(names)) == len(names), "two rows have one name"
    places = [place for place, name in enumerate(names) if wanted.lower() in name.lower()]
    found, taken = [], 0.0
    with ProcessPoolExecutor() as pool:
        for one, spent in pool.map(_simulated, places):
            found.append(one)
            taken += spent
            print(f"{spent:5.1f} s  {' | '.join(_cells(one)[:5])}", flush=True)
    if not wanted:
        PAGE.write_text(page(found), encoding="utf-8")
    print(f"{len(found)} rows in {taken:.0f} s of processor time")


if __name__ == "__main__":
    main(" ".join(sys.argv[1:]))
