"""Models' plain descriptions as portable expressions: sums of products, comparisons and CASE, one row at a time.

The sums run in the order of ``evaluators.segmentations.models.assigning``, on constants that lose no digit, so that a
database gives the labels that numpy gives; only a logarithm may differ in its last digit. -1 is unassigned. Of equally
good segments the lowest number wins.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from operator import and_
from typing import TYPE_CHECKING, Any

from data.label_fields import answer_of, constant, free_name, is_finite, joined, number_of
from evaluators.segmentations.models.assigner import (
    Assigner,
    DecisionTree,
    DiagonalMixture,
    LatentClassTables,
    LinearCentroids,
    LinearSplits,
    MixedPrototypes,
    Row,
)
from evaluators.segmentations.models.assigner import Table as Constants
from evaluators.segmentations.models.assigning import UNASSIGNED

if TYPE_CHECKING:
    from ibis.expr.types import Table

LinearCosts = Callable[[Sequence[Any], Constants, Row], Sequence[Any]]
"""From values, weights by segment and offsets to ``offset - sum(weight x value)`` of each segment.

An engine's own way gives no finite cost where a value is missing.
"""
Known = dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """A table with what a description reads beside its own columns."""

    table: Table
    numbers: tuple[Any, ...]  # filled and transformed, in the description's order
    answers: tuple[Any, ...]  # places among the known answers, null for any other
    known: Known  # field to its known answers
    there: Any  # for whom nothing is missing


def model_labels(table: Table, assigner: Assigner, name: str, *, linear_costs: LinearCosts | None = None) -> Table:
    """Return the table with one more column: each row's segment.

    Parameters
    ----------
    table : ibis table
        Raw columns, as they were given to the fit; others may be there too.
    assigner : Assigner
        Description of a fitted model.
    name : str
        Of the new column; no other has it.
    linear_costs : callable, optional
        An engine's own way to the costs of the nearest centroid.

    Raises
    ------
    DataError
        ``column_missing``; ``column_not_numeric``; ``column_not_answers``.
    """
    rows = _prepared(table, assigner, name)
    match assigner:
        case LinearSplits():
            labels: Any = _after_split(assigner, rows.numbers, 0)
        case DecisionTree():
            labels = _after_node(assigner, rows, 0)
        case LinearCentroids():
            costs = (linear_costs or portable_costs)(rows.numbers, assigner.weights, assigner.offsets)
            return _nearest(table, rows, costs, name, by_cost=linear_costs is not None)
        case DiagonalMixture():
            return _nearest(table, rows, list(_normal_costs(rows.numbers, assigner)), name)
        case MixedPrototypes():
            return _nearest(table, rows, list(_mixed_costs(rows, assigner)), name)
        case LatentClassTables():
            return _nearest(table, rows, list(_latent_costs(rows, assigner)), name)
    return rows.table.mutate(**{name: _where(rows.there, labels)}).select(*table.columns, name)


def portable_costs(values: Sequence[Any], weights: Constants, offsets: Row) -> list[Any]:
    """Return each segment's cost as a sum, field by field."""
    costs = []
    for row, offset in zip(weights, offsets, strict=True):
        cost = constant(offset)
        for value, weight in zip(values, row, strict=True):
            cost = cost - constant(weight) * value
        costs.append(cost)
    return costs


def _prepared(table: Table, assigner: Assigner, name: str) -> _Prepared:
    """Put what is read into columns of their own, so that each is worked out once for a row."""
    import ibis

    known = _known_answers(assigner)
    columns: dict[str, Any] = {}
    there: list[Any] = []

    def add(value: Any, present: Any) -> str:
        place = free_name(f"{name}_{len(columns)}", [*table.columns, *columns, name])
        columns[place] = value
        there.extend([] if present is None else [present])
        return place

    numbers = [add(*number_of(table, field)) for field in assigner.fields]
    answers = []
    if not isinstance(assigner, LinearCentroids | LinearSplits | DiagonalMixture):
        for field in assigner.categories:
            code, present = answer_of(table, field, known[field.name])
            answers.append(add(code, present))
            if isinstance(assigner, LatentClassTables):
                there.append(code.notnull())
    flag = add(joined(there, and_) if there else ibis.literal(True), None)
    rows = table.mutate(**columns)
    return _Prepared(
        table=rows,
        numbers=tuple(rows[one] for one in numbers),
        answers=tuple(rows[one] for one in answers),
        known=known,
        there=rows[flag],
    )


def _known_answers(assigner: Assigner) -> Known:
    match assigner:
        case MixedPrototypes():
            return {
                field.name: tuple(sorted({row[place] for row in assigner.prototypes}))
                for place, field in enumerate(assigner.categories)
            }
        case LatentClassTables():
            return {field.name: known for field, known in zip(assigner.categories, assigner.answers, strict=True)}
        case DecisionTree():
            asked = {(node.field, node.answer) for node in assigner.nodes if node.answer is not None}
            return {
                field.name: tuple(sorted(answer for name, answer in asked if name == field.name and answer is not None))
                for field in assigner.categories
            }
    return {}


def _where(there: Any, labels: Any) -> Any:
    import ibis

    return ibis.cases((there, labels), else_=_segment(UNASSIGNED))


def _segment(number: int) -> Any:
    import ibis

    return ibis.literal(number, type="int32")


def _nearest(table: Table, rows: _Prepared, costs: Sequence[Any], name: str, *, by_cost: bool = False) -> Table:
    """Choose the least cost, the first of equal ones; costs are worked out in a step of their own.

    Whether something is missing is asked of the fields, or of the first cost, which is not a finite number then.
    """
    import ibis

    taken = [*rows.table.columns, name]
    names = [free_name(f"{name}_cost_{segment}", taken) for segment in range(len(costs))]
    worked = rows.table.mutate(**dict(zip(names, costs, strict=True)))
    found = [worked[one] for one in names]
    there = is_finite(found[0]) if by_cost else worked[rows.there.get_name()]
    labels = _segment(len(found) - 1)
    branches = [
        (joined([cost <= other for other in found[place + 1 :]], and_), _segment(place))
        for place, cost in enumerate(found[:-1])
    ]
    if branches:
        labels = ibis.cases(*branches, else_=labels)
    return worked.mutate(**{name: _where(there, labels)}).select(*table.columns, name)


def _normal_costs(values: Sequence[Any], assigner: DiagonalMixture | LatentClassTables) -> Iterator[Any]:
    for means, precisions, offset in zip(assigner.means, assigner.precisions, assigner.offsets, strict=True):
        cost = constant(-offset)
        for value, mean, precision in zip(values, means, precisions, strict=True):
            distance = value - constant(mean)
            cost = cost + constant(precision) * (distance * distance)
        yield cost


def _mixed_costs(rows: _Prepared, assigner: MixedPrototypes) -> Iterator[Any]:
    import ibis

    costs = portable_costs(rows.numbers, assigner.weights, assigner.offsets)
    for cost, prototype in zip(costs, assigner.prototypes, strict=True):
        total = cost
        for field, code, usual in zip(assigner.categories, rows.answers, prototype, strict=True):
            same = code == _segment(rows.known[field.name].index(usual))
            total = total + ibis.cases((same, constant(0.0)), else_=constant(assigner.mismatch))
        yield total


def _latent_costs(rows: _Prepared, assigner: LatentClassTables) -> Iterator[Any]:
    import ibis

    for segment, cost in enumerate(_normal_costs(rows.numbers, assigner)):
        total = cost
        for code, shares in zip(rows.answers, assigner.log_shares, strict=True):
            branches = [(code == _segment(place), constant(share)) for place, share in enumerate(shares[segment])]
            total = total - ibis.cases(*branches, else_=constant(0.0))
        yield total


def _after_split(assigner: LinearSplits, values: Sequence[Any], place: int) -> Any:
    import ibis

    split = assigner.splits[place]
    if split.yes < 0:
        return _segment(split.segment)
    total = constant(0.0)
    for value, weight in zip(values, split.weights, strict=True):
        total = total + constant(weight) * value
    yes, no = (_after_split(assigner, values, follows) for follows in (split.yes, split.no))
    return ibis.cases((total <= constant(split.offset), yes), else_=no)


def _after_node(assigner: DecisionTree, rows: _Prepared, place: int) -> Any:
    import ibis

    node = assigner.nodes[place]
    if node.field is None:
        return _segment(node.segment)
    if node.threshold is not None:
        number = next(one for field, one in zip(assigner.fields, rows.numbers, strict=True) if field.name == node.field)
        holds = number <= constant(node.threshold)
    else:
        known = rows.known[node.field]
        code = next(
            one for field, one in zip(assigner.categories, rows.answers, strict=True) if field.name == node.field
        )
        holds = code == _segment(known.index(node.answer or ""))
    yes, no = (_after_node(assigner, rows, follows) for follows in (node.yes, node.no))
    return ibis.cases((holds, yes), else_=no)
