"""What a field looks like before anyone segments by it: how it spreads, what it lacks, its common values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from evaluators.errors import DataError
from evaluators.segmentations.rules.conditions import Columns, column, is_text, missing

MOST_CATEGORIES = 50  # more different texts than this are not listed
CONCENTRATED = 0.9  # share of one value from which a field hardly tells customers apart
LOW, HIGH = 0.0, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldFacts:
    """A field's distribution among the customers."""

    field: str
    kind: Literal["yes_no", "number", "category"]
    customers: int
    missing_share: float  # of all customers
    distinct: int  # different values
    commonest_share: float  # of the customers who have a value; 0 when nobody has
    values: tuple[tuple[str, int], ...]  # categories with customers, commonest first; empty for numbers
    sorted_values: NDArray[np.float64]  # numbers present, in order; empty for categories

    @property
    def tells_apart(self) -> bool:
        """Whether there is spread to segment by: two values or more, and none that nearly all share."""
        return self.distinct > 1 and self.commonest_share < CONCENTRATED

    def quantile(self, share: float) -> float:
        """Return the value below which a share of the customers lies; the data must not be empty."""
        return float(np.quantile(self.sorted_values, share))


def field_facts(field: str, columns: Columns) -> FieldFacts:
    """Describe a field.

    Raises
    ------
    DataError
        ``rule_field_unknown``.
    """
    values = column(field, columns)
    lacking = missing(values)
    present = values[~lacking]
    found, counts = np.unique(_comparable(present), return_counts=True)
    text = is_text(values)
    order = sorted(range(len(found)), key=lambda place: (-int(counts[place]), str(found[place])))
    listed = tuple((str(found[place]), int(counts[place])) for place in order[:MOST_CATEGORIES]) if text else ()
    two = not text and set(found.tolist()) <= {LOW, HIGH}
    return FieldFacts(
        field=field,
        kind="category" if text else "yes_no" if two else "number",
        customers=len(values),
        missing_share=float(lacking.mean()) if len(values) else 0.0,
        distinct=len(found),
        commonest_share=float(counts.max() / counts.sum()) if len(found) else 0.0,
        values=listed,
        sorted_values=np.array([], dtype=np.float64) if text else np.sort(present.astype(np.float64)),
    )


def _comparable(values: NDArray[Any]) -> NDArray[Any]:
    return values.astype(str) if is_text(values) else values.astype(np.float64)


def need_spread(facts: FieldFacts) -> FieldFacts:
    """Return the facts of a field that has something to segment by.

    Raises
    ------
    DataError
        ``field_empty``, or ``field_without_spread`` with the share that has the commonest value.
    """
    if not facts.distinct:
        raise DataError("field_empty", field=facts.field)
    if not facts.tells_apart:
        raise DataError("field_without_spread", field=facts.field, percent=round(100 * facts.commonest_share))
    return facts


def need_kind(facts: FieldFacts, *kinds: str) -> FieldFacts:
    """Return the facts of a field that is of one of some kinds.

    Raises
    ------
    DataError
        ``field_needs_categories``, ``field_needs_yes_no`` or ``field_needs_numbers``.
    """
    if facts.kind not in kinds:
        raise DataError(
            "field_needs_categories"
            if "category" in kinds
            else "field_needs_yes_no"
            if kinds == ("yes_no",)
            else "field_needs_numbers",
            field=facts.field,
        )
    return facts
