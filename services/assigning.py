"""From a customer list to an assignment file. The list and the file name people: neither is kept."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from data.assignment import WORKBOOK_ROWS, Assigned, ListColumns, assign, write_csv, write_workbook
from data.campaign_words import CONSENT, plain_heading
from data.role_guess import guess_roles
from data.table_files import ColumnFacts, read_list
from evaluators.campaigns.covariate_balance import Imbalance
from evaluators.campaigns.plan import CampaignPlan
from evaluators.errors import DataError
from services.datasets import limits
from services.editing_campaigns import with_salts
from settings import settings

__all__ = [
    "WORKBOOK_ROWS",
    "AssignedFile",
    "AssignmentSummary",
    "CustomerList",
    "ExcludedFile",
    "FileKind",
    "ListColumns",
    "assign_list",
    "columns_of",
    "excluded_ids",
    "look_at",
    "with_salts",
]

FileKind = Literal["csv", "xlsx"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerList:
    """What is known of a list without its rows."""

    rows: int
    columns: tuple[ColumnFacts, ...]
    guess: ListColumns | None  # what the columns probably mean; None: none looks like customers


@dataclass(frozen=True, slots=True, kw_only=True)
class ExcludedFile:
    """A file of customers who are not to be sent anything."""

    content: bytes
    filename: str
    column: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentSummary:
    """What became of a list, in numbers. For the user alone, so small groups are shown as they are."""

    listed: int  # rows in the list
    without_id: int  # rows
    duplicates: int  # rows beyond a customer's first
    without_consent: int  # customers
    excluded: int  # customers
    variants: tuple[str, ...]  # ids, in the order of the counts
    counts: Mapping[str, tuple[int, ...]]  # customers by segment and variant; "": no segment
    held_out: Mapping[str, int]  # customers by segment
    balance: Mapping[str, Imbalance]  # by covariate

    @property
    def assigned(self) -> int:
        """Customers who were given a variant."""
        return sum(sum(row) for row in self.counts.values())

    @property
    def kept_out(self) -> int:
        """Customers who were held out."""
        return sum(self.held_out.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignedFile:
    """An assignment file for a mail tool, and what it says in numbers."""

    content: bytes
    kind: FileKind
    summary: AssignmentSummary


def look_at(content: bytes, filename: str) -> CustomerList:
    """Return what the columns of a list are; nothing of it is kept.

    Raises
    ------
    DataError, UnsafeFile
        As ``data.table_files.read_list``.
    """
    found = read_list(content, filename, settings().folder, limits=limits())
    rows = int(found.table.num_rows)
    return CustomerList(rows=rows, columns=found.columns, guess=_guess(found.columns, rows))


def columns_of(
    content: bytes, filename: str, customer: str | None = None, segment: str | None = None, consent: str | None = None
) -> ListColumns:
    """Return what the columns of a list mean: as they were named, the others as they look.

    Raises
    ------
    DataError
        ``list_customer_unknown`` when no column was named for the customers and none looks like them; as ``look_at``.
    """
    seen = look_at(content, filename)
    named = customer or (seen.guess.customer if seen.guess else None)
    if named is None:
        raise DataError("list_customer_unknown", file=filename, available=[one.name for one in seen.columns])
    others = [one for one in seen.columns if one.name != named]
    guesses = guess_roles(others, seen.rows).guesses
    looks = next((one.column for one in guesses if one.role == "segment"), None)
    return ListColumns(customer=named, segment=segment or looks, consent=consent or _consent(others))


def assign_list(
    document: CampaignPlan,
    content: bytes,
    filename: str,
    columns: ListColumns,
    *,
    kind: FileKind = "csv",
    excluded_text: str = "",
    excluded_file: ExcludedFile | None = None,
) -> AssignedFile:
    """Deal the customers of a list to the plan's variants; the same list and plan give the same file again.

    Parameters
    ----------
    document : CampaignPlan
        With salts: see ``with_salts``.
    excluded_text : str
        Ids of customers who are not to be sent anything, between commas, semicolons or line ends.

    Raises
    ------
    DataError, UnsafeFile
        As ``data.table_files.read_list`` and ``data.assignment.assign``.
    EvaluationError
        ``assignment_salt_missing``.
    """
    excluded = excluded_ids(excluded_text) | (_ids_in(excluded_file) if excluded_file else frozenset())
    found = read_list(content, filename, settings().folder, limits=limits(), texts=_texts(columns))
    assigned = assign(found.table, columns, document, excluded=excluded)
    return AssignedFile(content=_written(assigned, kind), kind=kind, summary=_summary(document, assigned))


def excluded_ids(text: str) -> frozenset[str]:
    """Return the ids in a typed or pasted text.

    >>> sorted(excluded_ids("A1, A2;a@example.fi"))
    ['A1', 'A2', 'a@example.fi']
    """
    return frozenset(one for part in re.split(r"[,;\t\r\n]+", text) if (one := part.strip()))


def _texts(columns: ListColumns) -> tuple[str, ...]:
    """Return the columns that have to come out as they are written."""
    return (columns.customer,) if columns.segment is None else (columns.customer, columns.segment)


def _ids_in(file: ExcludedFile) -> frozenset[str]:
    import pyarrow as pa
    import pyarrow.compute as pc

    table = read_list(file.content, file.filename, settings().folder, limits=limits(), texts=(file.column,)).table
    if file.column not in table.column_names:
        raise DataError("column_missing", column=file.column, available=list(table.column_names))
    values = pc.drop_null(pc.unique(pc.cast(table[file.column], pa.string())))
    return frozenset(one for one in values.to_pylist() if one.strip())


def _written(assigned: Assigned, kind: FileKind) -> bytes:
    """Return the file's bytes by way of a folder of its own, gone when this returns."""
    folder = settings().folder
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with tempfile.TemporaryDirectory(dir=folder, prefix="assignment-") as room:
        path = Path(room) / kind
        write = write_csv if kind == "csv" else write_workbook
        write(assigned, path)
        return path.read_bytes()


def _summary(document: CampaignPlan, assigned: Assigned) -> AssignmentSummary:
    return AssignmentSummary(
        listed=assigned.listed,
        without_id=assigned.without_id,
        duplicates=assigned.duplicates,
        without_consent=assigned.without_consent,
        excluded=assigned.excluded,
        variants=tuple(one.id for one in document.design.variants),
        counts=assigned.counts,
        held_out=assigned.held_out,
        balance=assigned.balance,
    )


def _guess(columns: tuple[ColumnFacts, ...], rows: int) -> ListColumns | None:
    guesses = guess_roles(columns, rows).guesses
    customer = next((one.column for one in guesses if one.role == "customer"), None)
    if customer is None:
        return None
    segment = next((one.column for one in guesses if one.role == "segment"), None)
    return ListColumns(customer=customer, segment=segment, consent=_consent(columns))


def _consent(columns: Sequence[ColumnFacts]) -> str | None:
    return next((one.name for one in columns if plain_heading(one.name)[0] in CONSENT), None)
