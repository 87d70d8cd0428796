"""From a customer list to an assignment file for a mail tool: consent and exclusions first, then the deal, then a file.

The file names people, so it is for the user alone and is not kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluators.campaigns.aggregates import Summary
from evaluators.campaigns.assignment import HELD_OUT, Places, customer_key, deal
from evaluators.campaigns.covariate_balance import Imbalance, covariate_balance
from evaluators.campaigns.plan import CampaignPlan
from evaluators.errors import DataError

WORKBOOK_ROWS = 200_000
HOLDOUT = "holdout"  # in the file, where others have their variant
FILE_COLUMNS = ("customer", "segment", "variant")
_AGREED = {"1", "1.0", "true", "t", "yes", "y", "kyllä", "k", "x", "on"}
_FORMULA = r"^\s*[=+\-@\t\r\n|%]"
_NUMBER = r"^[+\-]?[0-9][0-9 ]*([.,][0-9]+)?$"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListColumns:
    """Which column of a customer list means what."""

    customer: str
    segment: str | None = None  # None: one stratum
    consent: str | None = None  # None: everybody on the list has agreed


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned:
    """An assignment, and what became of every row of the list."""

    table: Any  # pyarrow table of ``FILE_COLUMNS``, in the list's order
    listed: int  # rows in the list
    without_id: int  # rows
    duplicates: int  # rows beyond a customer's first
    without_consent: int  # customers
    excluded: int  # customers
    held_out: Mapping[str, int]  # customers by segment; "": no segment
    counts: Mapping[str, tuple[int, ...]]  # customers by segment and variant
    balance: Mapping[str, Imbalance]  # by covariate


def assign(
    table: Any, columns: ListColumns, plan: CampaignPlan, *, excluded: Collection[str] = frozenset()
) -> Assigned:
    """Deal the customers of a list to the plan's variants.

    Parameters
    ----------
    table : pyarrow.Table
        The list.
    excluded : collection of str
        Customers who are not to be sent anything, as their ids stand in any file.

    Raises
    ------
    DataError
        ``column_missing``, ``column_not_numeric`` for a covariate, or ``too_few_variants``.
    EvaluationError
        ``assignment_salt_missing``.
    """
    design, settings = plan.design, plan.assignment
    if len(design.variants) < 2:
        raise DataError("too_few_variants", count=len(design.variants), minimum=2)
    keys = _keys(table, columns.customer)
    kept, counted = _kept(keys, _agreed(table, columns.consent), {customer_key(one) for one in excluded})
    segments = [None] * table.num_rows if columns.segment is None else _texts(table, columns.segment)
    dealt = deal(
        [keys[row] for row in kept],
        [segments[row] or None for row in kept],
        [variant.split for variant in design.variants],
        salt=settings.salt,
        holdout=design.holdout,
        holdout_salt=settings.holdout_salt,
    )
    rows = np.asarray(kept, dtype=np.int64)
    return Assigned(
        table=_file_table(table, columns, rows, dealt.variants, [variant.id for variant in design.variants]),
        listed=table.num_rows,
        held_out=dealt.held_out,
        counts=dealt.counts,
        balance={name: _balance(table, name, rows, dealt.variants) for name in settings.covariates},
        **counted,
    )


def write_csv(assigned: Assigned, path: Path) -> None:
    """Write the file as UTF-8 with commas; texts that a spreadsheet would run as formulas get an apostrophe."""
    import pyarrow.csv

    pyarrow.csv.write_csv(harmless(assigned.table), path)


def write_workbook(assigned: Assigned, path: Path) -> None:
    """Write the file as XLSX, every cell as text.

    Raises
    ------
    DataError
        ``too_many_rows`` above ``WORKBOOK_ROWS``.
    """
    import xlsxwriter

    if assigned.table.num_rows > WORKBOOK_ROWS:
        raise DataError("too_many_rows", count=assigned.table.num_rows, limit=WORKBOOK_ROWS)
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, FILE_COLUMNS)
        start = 1
        for batch in harmless(assigned.table).to_batches():
            for place, cells in enumerate(zip(*(column.to_pylist() for column in batch.columns), strict=True)):
                for column, text in enumerate(cells):
                    sheet.write_string(start + place, column, text)
            start += batch.num_rows


def _kept(keys: list[str], agreed: list[bool], excluded: set[str]) -> tuple[list[int], dict[str, int]]:
    """Return the rows that are dealt, and why the others are not."""
    counted = {"without_id": 0, "duplicates": 0, "without_consent": 0, "excluded": 0}
    seen = set(keys)
    if all(agreed) and len(seen) == len(keys) and "" not in seen and seen.isdisjoint(excluded):
        return list(range(len(keys))), counted
    seen = set()
    refused: set[str] = set()
    for key, yes in zip(keys, agreed, strict=True):
        if not yes:
            refused.add(key)  # one refusal counts, on whichever of a customer's rows it stands
    kept = []
    for row, key in enumerate(keys):
        if not key:
            counted["without_id"] += 1
        elif key in seen:
            counted["duplicates"] += 1
        else:
            seen.add(key)
            if key in excluded:
                counted["excluded"] += 1
            elif key in refused:
                counted["without_consent"] += 1
            else:
                kept.append(row)
    return kept, counted


def _keys(table: Any, name: str) -> list[str]:
    """Return ``customer_key`` of every id, worked out on the whole column."""
    import pyarrow.compute as pc

    plain = pc.utf8_normalize(pc.utf8_trim_whitespace(_column(table, name)), form="NFC")
    keys: list[str] = pc.if_else(pc.match_substring(plain, "@"), pc.utf8_lower(plain), plain).to_pylist()
    return keys


def _texts(table: Any, name: str) -> list[str]:
    texts: list[str] = _column(table, name).to_pylist()
    return texts


def _column(table: Any, name: str) -> Any:
    """Return a column as texts; empty where there is nothing."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if name not in table.column_names:
        raise DataError("column_missing", column=name, available=list(table.column_names))
    return pc.fill_null(pc.cast(table[name], pa.string()), "")


def _agreed(table: Any, name: str | None) -> list[bool]:
    if name is None:
        return [True] * table.num_rows
    return [text.strip().lower() in _AGREED for text in _texts(table, name)]


def _balance(table: Any, name: str, rows: NDArray[np.int64], variants: Places) -> Imbalance:
    """Compare a covariate between the variants; customers without a value are left out."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if name not in table.column_names:
        raise DataError("column_missing", column=name, available=list(table.column_names))
    kind = table[name].type
    if not (pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_decimal(kind)):
        raise DataError("column_not_numeric", column=name)
    values = pc.cast(table[name], pa.float64(), safe=False).to_numpy(zero_copy_only=False)[rows]
    known = np.isfinite(values)
    arms = [Summary.of(values[(variants == arm) & known]) for arm in range(int(variants.max(initial=0)) + 1)]
    return covariate_balance(arms)


def _file_table(table: Any, columns: ListColumns, rows: NDArray[np.int64], variants: Places, names: list[str]) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    taken = table.take(pa.array(rows))
    customer = pc.utf8_trim_whitespace(pc.cast(taken[columns.customer], pa.string()))
    if columns.segment is None:
        segment: Any = pa.array([""] * len(rows), pa.string())
    else:
        segment = pc.fill_null(pc.cast(taken[columns.segment], pa.string()), "")
    places = np.where(variants == HELD_OUT, len(names), variants).astype(np.int32)
    variant = pa.DictionaryArray.from_arrays(pa.array(places), pa.array([*names, HOLDOUT])).cast(pa.string())
    return pa.table([customer, segment, variant], names=list(FILE_COLUMNS))


def harmless(table: Any) -> Any:
    """Put an apostrophe before what a spreadsheet would run; plain numbers such as +358401234567 stay."""
    import pyarrow as pa
    import pyarrow.compute as pc

    columns = []
    for name in table.column_names:
        texts = table[name]
        risky = pc.and_not(pc.match_substring_regex(texts, _FORMULA), pc.match_substring_regex(texts, _NUMBER))
        columns.append(pc.if_else(risky, pc.binary_join_element_wise("'", texts, ""), texts))
    return pa.table(columns, names=table.column_names)
