"""What all candidates are measured on: customers in a fixed order, folds, outcome, ceiling, and what fields may do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from evaluators.errors import DataError, EvaluationError, NotComputable
from evaluators.segmentations.criteria.folds import FOLDS, deal_folds
from evaluators.segmentations.criteria.inputs import InputMatrix, input_matrix
from evaluators.segmentations.criteria.lift_ceiling import LiftCeiling, lift_ceiling
from evaluators.segmentations.criteria.outcome_table import checked_outcome, money_cap, winsorised
from evaluators.segmentations.criteria.privacy import FieldPrivacy
from evaluators.segmentations.criteria.substantial import floor_for_tests
from evaluators.segmentations.data_facts import Columns, CustomerColumns, Floats, Labels, checked, file_free_order
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.fields import CustomerField
from evaluators.segmentations.results import Fault
from evaluators.segmentations.rules.conditions import missing


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outcome:
    """What happened after the split."""

    scored: Floats  # money under the cap, or 0 and 1
    plain: Floats  # as given
    folds: Labels
    ceiling: LiftCeiling
    cap: float | None  # None: not capped


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ground:
    """One for all candidates."""

    document: SegmentationEvaluation
    order: Labels  # place in the given data of each customer here
    customers: CustomerColumns  # in the fixed order, columns by the id of the field
    outcome: Outcome | None
    outcome_fault: Fault | None  # None: the outcome can be used, or there is none
    signup: InputMatrix | None  # None: no field is known at sign-up
    usable: NDArray[np.bool_] | None  # who can be reached; None: no channel is named
    privacy: tuple[FieldPrivacy, ...]  # fields that candidates could use
    filters: Columns
    floor: int  # customers that D1 asks of a segment
    same: frozenset[str]  # fields whose values of the earlier date are not known, or are those of now for everybody

    @property
    def columns(self) -> Columns:
        """Columns by the id of the field."""
        return self.customers.columns

    @property
    def input_names(self) -> tuple[str, ...]:
        """Ids of the fields that may segment and that a ground has been named for where one is needed."""
        return _usable_inputs(self.document)

    def rng(self, *names: str) -> np.random.Generator:
        """Return the random numbers of a purpose, as ``rng_of``."""
        return rng_of(self.document, *names)


def rng_of(document: SegmentationEvaluation, *names: str) -> np.random.Generator:
    """Return the random numbers of a purpose: neither other candidates nor the order of anything moves them."""
    seed = document.settings.decision.seed
    return np.random.default_rng([seed, *(crc32(name.encode()) for name in names)])


def fault_of(problem: EvaluationError) -> Fault:
    """Return an error as a part of a result."""
    return Fault(code=problem.code, facts=dict(problem.facts))


def ground_of(document: SegmentationEvaluation, customers: CustomerColumns) -> Ground:
    """Lay out the customers for a document.

    Raises
    ------
    DataError
        ``column_missing`` for a field whose column is not there; ``segment_columns_uneven``.
    NotComputable
        ``segment_customers_too_few``.
    """
    named = _named(document, checked(customers))
    order = file_free_order(named)
    laid = named.at(order)
    fields = document.fields
    at_signup = {one.id for one in fields if one.at_signup}
    bare = Ground(
        document=document,
        order=order,
        customers=laid,
        outcome=None,
        outcome_fault=None,
        signup=_matrix(laid.columns, [one for one in _usable_inputs(document) if one in at_signup]),
        usable=_usable(laid.columns, [one.id for one in fields if one.role == "channel"]),
        privacy=tuple(_privacy(one) for one in fields if one.role not in ("outcome", "ignored")),
        filters={one.id: laid.columns[one.id] for one in fields if one.role == "filter"},
        floor=needed_customers(document),
        same=_same(laid),
    )
    try:
        return replace(bare, outcome=_outcome(bare))
    except EvaluationError as problem:
        return replace(bare, outcome_fault=fault_of(problem))


def _usable_inputs(document: SegmentationEvaluation) -> tuple[str, ...]:
    return tuple(one.id for one in document.fields if one.role == "input" and not _privacy(one).needs_basis)


def _named(document: SegmentationEvaluation, customers: CustomerColumns) -> CustomerColumns:
    """Return the columns that the document's fields name, by field."""
    wanted = [one for one in document.fields if one.role not in ("outcome", "ignored")]
    for one in wanted:
        if one.source not in customers.columns:
            raise DataError("column_missing", column=one.source, available=sorted(customers.columns))

    def by_field(further: Columns | None) -> dict[str, NDArray[Any]] | None:
        if further is None:
            return None
        return {one.id: _readable(further.get(one.source, customers.columns[one.source])) for one in wanted}

    columns = by_field(customers.columns) or {}
    if not columns:
        columns = {"": np.zeros(customers.rows)}
    return replace(customers, columns=columns, earlier=by_field(customers.earlier), idle=by_field(customers.idle))


def _same(customers: CustomerColumns) -> frozenset[str]:
    earlier = customers.earlier or {}
    return frozenset(name for name, now in customers.columns.items() if _alike(earlier.get(name), now))


def _alike(before: NDArray[Any] | None, now: NDArray[Any]) -> bool:
    if before is None:
        return True
    known = ~missing(before)
    return bool((before[known] == now[known]).all())


def _readable(values: NDArray[Any]) -> NDArray[Any]:
    """Return dates as days, so that rules and models compare them as numbers."""
    if values.dtype.kind != "M":
        return values
    days = values.astype("datetime64[D]").astype(np.int64).astype(np.float64)
    return np.where(np.isnat(values), np.nan, days)


def _matrix(columns: Mapping[str, NDArray[Any]], names: list[str]) -> InputMatrix | None:
    return input_matrix({name: columns[name] for name in names}) if names else None


def _usable(columns: Columns, names: list[str]) -> NDArray[np.bool_] | None:
    if not names:
        return None
    usable = [np.nan_to_num(columns[name].astype(float)) > 0 for name in names]
    return np.asarray(np.logical_or.reduce(usable), dtype=np.bool_)


def _privacy(one: CustomerField) -> FieldPrivacy:
    return FieldPrivacy(
        name=one.id,
        points=float(one.sensitivity),
        special=one.special_category,
        inferred=one.inferred,
        basis=one.basis,
    )


def needed_customers(document: SegmentationEvaluation) -> int:
    """Return the customers that D1 asks of a segment: as stated, or what a test of the smallest effect needs."""
    floor = document.settings.floor
    if floor.customers is not None:
        return floor.customers
    return floor_for_tests(floor.baseline, min(floor.effect, 1 - floor.baseline))


def _outcome(ground: Ground) -> Outcome | None:
    given, settings = ground.customers.outcome, ground.document.settings
    if given is None:
        return None
    plain = checked_outcome(given, rows=ground.customers.rows)
    cap: float | None = None
    scored = plain
    if settings.outcome == "yes_no":
        scored = checked_outcome(plain > 0, rows=len(plain))
    elif ground.customers.past_money is not None and settings.cap_share < 1:
        cap = _cap(ground.customers.past_money, settings.cap_share)
        scored = plain if cap is None else checked_outcome(winsorised(plain, cap), rows=len(plain))
    folds = deal_folds(len(plain), rng=ground.rng("folds"), folds=FOLDS)
    inputs = input_matrix({name: ground.columns[name] for name in ground.input_names} or ground.columns)
    ceiling = lift_ceiling(inputs, scored, folds, rng=ground.rng("ceiling"))
    return Outcome(scored=scored, plain=plain, folds=folds, ceiling=ceiling, cap=cap)


def _cap(past_money: Floats, share: float) -> float | None:
    """Return the cap for money; ``None`` where nobody brought any before the split."""
    try:
        return money_cap(past_money, share=share)
    except NotComputable:
        return None
