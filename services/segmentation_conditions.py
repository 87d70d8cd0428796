"""Conditions as they are put together on a page: which comparisons a field allows, and what each begins with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal

from evaluators.segmentations.candidates import Candidate, Rfm
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.rules.conditions import Condition
from evaluators.segmentations.rules.rfm import MEASURES, score_field
from services.editing_segmentation_rules import condition

if TYPE_CHECKING:
    from evaluators.segmentations.rules.field_facts import FieldFacts

Kind = Literal["number", "yes_no", "category", "date"]
Operator = Literal["ge", "gt", "le", "lt", "eq", "in", "not_in", "between", "missing", "present"]
SIZES: tuple[Operator, ...] = ("ge", "gt", "le", "lt", "between", "eq", "in", "not_in")
ASKED: tuple[Operator, ...] = ("missing", "present")
OPERATORS: dict[Kind, tuple[Operator, ...]] = {
    "number": (*SIZES, *ASKED),
    "date": ("ge", "gt", "le", "lt", "between", *ASKED),
    "yes_no": ("eq", *ASKED),
    "category": ("in", "not_in", *ASKED),
}
"""Comparisons that a kind of field allows, in the order of a list."""


def compared_fields(document: SegmentationEvaluation, candidate: Candidate) -> tuple[str, ...]:
    """Return what the rules of a candidate can compare: scores, or the fields that may segment."""
    if isinstance(candidate, Rfm):
        return tuple(score_field(measure) for measure in MEASURES)
    return tuple(one.id for one in document.fields if one.role == "input")


def kind_of(document: SegmentationEvaluation, field: str) -> Kind:
    """Return the kind of a field; a score is a number."""
    known = document.field(field)
    return "number" if known is None else known.kind


def starting_condition(field: str, kind: Kind, facts: FieldFacts | None = None, *, highest: int = 0) -> Condition:
    """Return what a new comparison of a field begins with: the upper half, yes, or the commonest value.

    Parameters
    ----------
    facts : FieldFacts, optional
        How the field spreads; ``None``: not known.
    highest : int
        Of a score; 0: it is none.
    """
    if kind == "category" or (facts is not None and facts.kind == "category"):
        values = (facts.values[0][0],) if facts is not None and facts.values else ()
        return condition(field, "in", values=values) if values else condition(field, "present")
    if kind == "yes_no":
        return condition(field, "eq", value=1)
    if facts is not None and len(facts.sorted_values):
        return condition(field, "ge", value=float(f"{facts.quantile(0.5):.4g}"))
    return condition(field, "ge", value=highest)


def with_operator(given: Condition, operator: Operator, start: Condition) -> Condition:
    """Return a comparison of the same field by another operator, its values kept as far as they fit.

    Parameters
    ----------
    start : Condition
        Where values come from that are needed and not there.
    """
    if operator in ASKED:
        return condition(given.field, operator)
    found: Sequence[float | str] = given.texts() or given.numbers() or start.texts() or start.numbers() or (0.0,)
    if operator == "between":
        low = found[0]
        upper = found[1] if len(found) > 1 else low
        return condition(given.field, operator, value=min(low, upper), upper=max(low, upper))
    if operator in ("in", "not_in"):
        return condition(given.field, operator, values=tuple(dict.fromkeys(found)))
    return condition(given.field, operator, value=found[0])


def with_values(given: Condition, values: Sequence[float | str]) -> Condition:
    """Return a comparison with other values; one value of a list is simply that value.

    Raises
    ------
    DocumentError
        ``document_invalid`` without any, or where they do not fit the comparison.
    """
    if given.operator == "between":
        low, upper = values
        return condition(given.field, "between", value=low, upper=upper)
    if given.operator == "not_in":
        return condition(given.field, "not_in", values=tuple(dict.fromkeys(values)))
    if given.operator in ("eq", "in"):
        listed = tuple(dict.fromkeys(values))
        if len(listed) == 1:
            return condition(given.field, "eq", value=listed[0])
        return condition(given.field, "in", values=listed)
    return condition(given.field, given.operator, value=next(iter(values), None))
