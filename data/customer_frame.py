"""Customers as columns for the evaluators, in one order whatever the files' was, and their ids apart from them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from data.distributions import Reason, unusable_reason
from data.engines import Engine
from data.features import (
    NO_FEATURES,
    VALUE,
    CustomerData,
    customer_features,
    key_of,
    listed_people,
    unlisted_buyers,
)
from data.field_values import FieldColumn, field_kind
from data.log_features import OUTCOME_BOUGHT, OUTCOME_MONEY, PAST_MONEY, rows_before
from data.order_lines import KEY, Period, moment
from evaluators.errors import DataError, NotComputable
from evaluators.segmentations.data_facts import CustomerColumns
from evaluators.segmentations.rules.conditions import is_text, missing

Floats = NDArray[np.float64]
Columns = Mapping[str, NDArray[Any]]
FEWEST_ALIKE = 20  # customers with a field and an outcome below which chance may make them alike
ALIKE = 1e-12  # of a correlation: rounding alone
MOST_WORDS, ALIKE_EACH = 50, 10  # different texts that can be an outcome in words, and customers for each of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Unusable:
    """A column that nobody can be segmented by."""

    column: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CustomerFrame:
    """One row per customer, by rising id."""

    ids: NDArray[np.object_]  # texts; for the user's own files alone
    columns: Columns  # numbers: nan is missing; texts: None is missing
    outcome_money: Floats | None  # None: not known, since nothing was bought after the split
    outcome_bought: Floats | None  # 0 or 1
    past_money: Floats | None  # of a past as long as the outcome's window
    value: Floats | None  # money brought before the split; None: neither table tells it
    earlier: Columns | None  # the columns at the earlier date; all missing: no customer yet
    idle: Columns | None  # the columns at the split, had nobody done anything since the earlier date
    unusable: tuple[Unusable, ...]
    unlisted: int | None  # who bought before the split and is left out, not being in the table; None: not both tables

    def customers(self, outcome: Literal["money", "bought"] = "money") -> CustomerColumns:
        """Return what is judged, with one of the outcomes; money falls back on bought where there is none."""
        bought = outcome == "bought" or self.outcome_money is None
        return CustomerColumns(
            columns=self.columns,
            outcome=self.outcome_bought if bought else self.outcome_money,
            past_money=None if bought else self.past_money,
            value=self.value,
            earlier=self.earlier,
            idle=self.idle,
        )


def read_customers(engine: Engine, data: CustomerData, *, earlier_on: date | None = None) -> CustomerFrame:
    """Work out the features and the outcome of all customers.

    Parameters
    ----------
    earlier_on : date, optional
        Also the features as they were when that day began, for moves between the two dates. What the customer table
        says is known for the present alone and is taken to have been the same.

    Raises
    ------
    DataError
        As ``customer_features``; ``customers_repeated``; ``fields_after_split`` where a field holds or was collected on
        days of the outcome; ``fields_are_outcome`` where it is the outcome over again; ``earlier_not_before_split``.
    NotComputable
        ``no_customers_before_split``.
    """
    check_people(engine, data)
    if late := late_fields(engine, data):
        usable = [one.column for one in data.own_fields if one.column not in late]
        raise DataError("fields_after_split", fields=sorted(late), split=data.period.split_on, available=usable)
    ids, columns = _read(engine, data)
    if not len(ids):
        raise NotComputable("no_customers_before_split", split=data.period.split_on)
    beside = {name: columns.pop(name) for name in NO_FEATURES if name in columns}
    if data.log is not None and not beside[OUTCOME_BOUGHT].any():
        beside = {name: one for name, one in beside.items() if name not in (OUTCOME_MONEY, OUTCOME_BOUGHT)}
    own = data.own_kinds()
    _check_outcome({name: columns[name] for name in columns if name in own}, beside)
    earlier = idle = None
    if earlier_on is not None:
        earlier, idle = _before(engine, data, earlier_on, ids)
    found = ((name, _reason(values, may_be_id=own.get(name, "date") != "date")) for name, values in columns.items())
    return CustomerFrame(
        ids=ids,
        columns=columns,
        outcome_money=beside.get(OUTCOME_MONEY),
        outcome_bought=beside.get(OUTCOME_BOUGHT),
        past_money=beside.get(PAST_MONEY),
        value=columns.get("revenue") if data.log is not None and VALUE not in beside else beside.get(VALUE),
        earlier=earlier,
        idle=idle,
        unusable=tuple(Unusable(column=name, reason=reason) for name, reason in found if reason is not None),
        unlisted=None if None in data.parts() else int(engine.rows(unlisted_buyers(data))[0]["n"]),
    )


def late_fields(engine: Engine, data: CustomerData) -> frozenset[str]:
    """Return the fields that hold days from the split on, or were collected on them; none where no split is named.

    Raises
    ------
    DataError
        ``column_missing`` or ``column_not_date``.
    """
    if not data.split_named:
        return frozenset()
    log, people = data.parts()
    split, found = data.period.split, set()
    tables = []
    if log is not None:
        tables.append((rows_before(*log, data.period), log[1].traits))
    if people is not None:
        tables.append((listed_people(data), people[1].fields))
    for table, fields in tables:
        dates = [one.column for one in fields if field_kind(table, one) == "date"]
        latest = {f"latest{place}": moment(table, name).max() for place, name in enumerate(dates)}
        if latest:
            row = engine.rows(table.aggregate(**latest))[0]
            found |= {name for place, name in enumerate(dates) if (row[f"latest{place}"] or split.min) >= split}
    return frozenset(found | {one.column for one in data.own_fields if _collected_late(one, data.period)})


def _collected_late(one: FieldColumn, period: Period) -> bool:
    return one.collected_on is not None and one.collected_on >= period.split_on


def _read(engine: Engine, data: CustomerData) -> tuple[NDArray[np.object_], dict[str, NDArray[Any]]]:
    """Return ids by rising number, or by rising text, and the columns in that order."""
    table = engine.table(customer_features(data))
    ids = table.column(KEY)
    order = np.argsort(ids.to_numpy(zero_copy_only=False), kind="stable")
    found = {name: as_array(table.column(name))[order] for name in table.column_names if name != KEY}
    return np.array([str(one) for one in ids.to_pylist()], dtype=np.object_)[order], found


def as_array(column: Any) -> NDArray[Any]:
    """Return an arrow column as texts, ``None`` missing, or as numbers, nan missing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return np.array(column.to_pylist(), dtype=np.object_)
    numbers = pc.fill_null(pc.cast(column, pa.float64(), safe=False), np.nan)
    return np.asarray(numbers.to_numpy(zero_copy_only=False), dtype=np.float64)


def _before(engine: Engine, data: CustomerData, earlier_on: date, ids: NDArray[np.object_]) -> tuple[Columns, Columns]:
    """Return the columns at the earlier date, and those of the same past counted to the split."""
    period = data.period
    if earlier_on >= period.split_on:
        raise DataError("earlier_not_before_split", earlier=earlier_on, split=period.split_on)
    found = []
    for counted_to in (None, period.split_on):
        past = replace(data, period=replace(period, split_on=earlier_on, counted_to=counted_to))
        then, columns = _read(engine, past)
        at = {one: place for place, one in enumerate(then.tolist())}
        places = np.array([at.get(one, -1) for one in ids.tolist()], dtype=np.int64)
        found.append({name: _placed(one, places) for name, one in columns.items() if name not in NO_FEATURES})
    return found[0], found[1]


def _placed(values: NDArray[Any], places: NDArray[np.int64]) -> NDArray[Any]:
    """Return values at their places, nothing where there is no place."""
    none: Any = None if is_text(values) else np.nan
    return np.append(values, np.array([none], dtype=values.dtype))[places]


def check_people(engine: Engine, data: CustomerData) -> None:
    """Refuse customers who stand twice.

    Raises
    ------
    DataError
        ``customers_repeated``; ``customer_ids_needed`` for several files whose rows are numbered each anew.
    """
    people = data.parts()[1]
    if people is None:
        return
    table, columns = listed_people(data), people[1]
    found = engine.rows(table.aggregate(rows=table.count(), different=key_of(table, columns).nunique()))[0]
    if beyond := found["rows"] - found["different"]:
        if columns.customer is None:
            raise DataError("customer_ids_needed")
        raise DataError("customers_repeated", column=columns.customer, count=int(beyond))


def _check_outcome(columns: Columns, beside: Mapping[str, Floats]) -> None:
    """Refuse fields that are the outcome over again, and the value that was brought where it is."""
    value = {VALUE: beside[VALUE]} if VALUE in beside else {}
    if same := outcome_fields({**columns, **value}, beside):
        raise DataError(
            "fields_are_outcome", fields=sorted(same), available=[one for one in columns if one not in same]
        )


def outcome_fields(columns: Columns, beside: Mapping[str, Floats]) -> frozenset[str]:
    """Return the columns that are the outcome itself, or it in other units or in words."""
    known = [beside[name] for name in (OUTCOME_MONEY, OUTCOME_BOUGHT) if name in beside]
    return frozenset(name for name, values in columns.items() if any(_same(_told(values, one), one) for one in known))


def _told(values: NDArray[Any], outcome: Floats) -> Floats:
    """Return numbers as they are, and for a few different texts the mean outcome of those who have the same text."""
    if not is_text(values):
        return values
    there = ~missing(values) & np.isfinite(outcome)
    words, places = np.unique(values[there].astype(str), return_inverse=True)
    found = np.full(len(values), np.nan)
    if len(words) and len(words) <= min(MOST_WORDS, len(places) / ALIKE_EACH):
        means = np.bincount(places, weights=outcome[there]) / np.bincount(places)
        found[there] = means[places]
    return found


def _same(values: Floats, outcome: Floats) -> bool:
    """Say whether one is a straight line of the other, for all who have both; among few customers chance does that."""
    both = np.isfinite(values) & np.isfinite(outcome)
    first, second = values[both], outcome[both]
    if len(first) < FEWEST_ALIKE or np.ptp(first) == 0 or np.ptp(second) == 0:
        return False
    first, second = first - first.mean(), second - second.mean()
    return bool((first @ second) ** 2 >= (1 - ALIKE) * (first @ first) * (second @ second))


def _reason(values: NDArray[Any], *, may_be_id: bool) -> Reason | None:
    """Return why nobody can be segmented by a column; features of a log and days since a date are never ids."""
    present = values[~missing(values)]
    text = is_text(values)
    different = len(set(present.tolist())) if text else len(np.unique(present))
    whole = not text and may_be_id and len(present) > 0 and bool((present == np.floor(present)).all())
    reason = unusable_reason(
        rows=len(values),
        present=len(present),
        distinct=different,
        kind="category" if text else "number",
        span=float(np.ptp(present)) if whole else None,
    )
    return None if reason == "identifier" and not may_be_id else reason
