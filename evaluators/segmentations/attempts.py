"""Measuring one criterion, or saying why it cannot be measured."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from evaluators.errors import EvaluationError
from evaluators.notes import Note
from evaluators.segmentations.criteria.scoring import MeasuredCriterion, measured, not_measured
from evaluators.segmentations.ground import fault_of
from evaluators.segmentations.results import CriterionFound

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt(Generic[Found]):
    """A criterion, and what is behind it."""

    criterion: CriterionFound
    found: Found | None  # None: it could not be worked out


def attempt(code: str, measure: Callable[[], Found], read: Callable[[Found], MeasuredCriterion]) -> Attempt[Found]:
    """Return a criterion and what is behind it; a fault that the user can mend stands in its place."""
    try:
        found = measure()
    except EvaluationError as problem:
        return Attempt(criterion=CriterionFound(measured=not_measured(code), fault=fault_of(problem)), found=None)
    return Attempt(criterion=CriterionFound(measured=read(found)), found=found)


def plainly(code: str, measure: Callable[[], MeasuredCriterion]) -> CriterionFound:
    """Return a criterion with nothing behind it."""
    return attempt(code, measure, lambda found: found).criterion


def unknown(code: str, *notes: Note) -> CriterionFound:
    """Return a criterion that nothing is known of."""
    return CriterionFound(measured=not_measured(code, *notes))


def by_construction(code: str) -> CriterionFound:
    """Return the score of what is never learnt again: the best, marked with the words for it."""
    note = Note(code="stable_by_construction")
    return CriterionFound(measured=measured(code, 1.0, null=0.0, ceiling=1.0, notes=(note,)))


def single(code: str) -> CriterionFound:
    """Return the score of one segment for everybody, which leaves nothing to be measured: none."""
    return CriterionFound(measured=measured(code, 1.0, null=1.0, ceiling=1.0, notes=(Note(code="single_segment"),)))
