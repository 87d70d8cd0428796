"""The customers that segmentations are made from and judged on, as columns in one order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluators.errors import DataError, NotComputable
from evaluators.segmentations.rules.conditions import is_text, missing

Floats = NDArray[np.float64]
Labels = NDArray[np.int64]
Columns = Mapping[str, NDArray[Any]]

FEWEST = 2  # customers below which nothing can be divided


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class CustomerColumns:
    """One value per customer in every array; who the customers are is kept elsewhere, in the same order."""

    columns: Columns  # by the column's name; numbers: nan is missing; texts: None, nan or "" is missing
    outcome: Floats | None = None  # of the window after the split: money, or 0 and 1; None: nothing is known of it
    past_money: Floats | None = None  # of a time as long just before the split, which the cap is fixed on; None: no cap
    value: Floats | None = None  # what each customer is worth, in money; None: not known
    earlier: Columns | None = None  # the same columns at an earlier date; all missing for who was not a customer yet
    idle: Columns | None = None  # the columns at the split had nobody done anything since the earlier date

    @property
    def rows(self) -> int:
        """Number of customers."""
        return len(next(iter(self.columns.values()), ()))

    def at(self, places: Labels) -> CustomerColumns:
        """Return the customers at some places, in that order."""
        return replace(
            self,
            columns=_taken(self.columns, places),
            outcome=None if self.outcome is None else self.outcome[places],
            past_money=None if self.past_money is None else self.past_money[places],
            value=None if self.value is None else self.value[places],
            earlier=None if self.earlier is None else _taken(self.earlier, places),
            idle=None if self.idle is None else _taken(self.idle, places),
        )


def checked(customers: CustomerColumns) -> CustomerColumns:
    """Return customers whose arrays are all of one length.

    Raises
    ------
    DataError
        ``segment_columns_uneven``.
    NotComputable
        ``segment_customers_too_few`` with fewer than two customers.
    """
    rows = customers.rows
    single = {"outcome": customers.outcome, "past_money": customers.past_money, "value": customers.value}
    given = {**customers.columns, **{name: one for name, one in single.items() if one is not None}}
    for further in (customers.earlier, customers.idle):
        given |= {f"{name}'": one for name, one in (further or {}).items()}
    uneven = sorted(name for name, one in given.items() if one.shape != (rows,))
    if uneven:
        raise DataError("segment_columns_uneven", fields=uneven)
    if rows < FEWEST:
        raise NotComputable("segment_customers_too_few", customers=rows, minimum=FEWEST)
    return customers


def file_free_order(customers: CustomerColumns) -> Labels:
    """Return places that put the customers in an order which the file's order does not change.

    Customers who are alike in every column, outcome included, cannot be told apart and keep their places. Texts count
    last: other names for the same values, such as segments from another tool, then leave the order as it is.
    """
    columns = [customers.columns[name] for name in sorted(customers.columns)]
    columns += [one for one in (customers.outcome, customers.value, customers.past_money) if one is not None]
    for further in (customers.earlier, customers.idle):
        columns += [one for _, one in sorted((further or {}).items())]
    keys = [_key(one) for one in sorted(columns, key=is_text)]
    return np.lexsort(keys[::-1]).astype(np.int64)


def _key(values: NDArray[Any]) -> NDArray[Any]:
    if not is_text(values):
        return values
    texts = np.where(missing(values), "", values).astype(str)
    return np.unique(texts, return_inverse=True)[1].astype(np.int64)


def _taken(columns: Columns, places: Labels) -> Columns:
    return {name: values[places] for name, values in columns.items()}
