"""Customers into segments in the engine: counted, checked against numpy, and written to a file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from data.engines import Engine
from data.label_expressions import model_labels
from data.label_fields import as_number, free_name, is_number
from data.label_files import FILE_COLUMNS, FileKind, label_file
from data.label_rules import rule_table_labels
from data.measures import column_of
from evaluators.segmentations.models import assigner as models
from evaluators.segmentations.models.assigner import Assigner, field_names
from evaluators.segmentations.models.assigning import UNASSIGNED, assign
from evaluators.segmentations.rules.rule_table import RuleTable, rule_labels
from evaluators.segmentations.shift import Shift, shift

if TYPE_CHECKING:
    from ibis.expr.types import Table

Way = Assigner | RuleTable
"""A way to put customers in segments that a database can follow."""
SAMPLE = 200_000
BATCH = 250_000
_DIGITS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentMix:
    """How many customers each segment has."""

    counts: tuple[int, ...]  # by segment, in the order of its number
    unassigned: int  # customers for whom the segmentation has no segment

    @property
    def customers(self) -> int:
        """All of them, with a segment or without."""
        return sum(self.counts) + self.unassigned

    @property
    def shares(self) -> tuple[float, ...]:
        """Share of the customers in each segment; zeros where there is nobody."""
        return tuple(count / max(self.customers, 1) for count in self.counts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """The engine's labels beside those of the fitted model or the rules, worked out in numpy."""

    rows: int  # compared
    equal: int  # of them
    checksum: str  # of the way that was compared

    @property
    def complete(self) -> bool:
        """Whether there was something to compare and nothing differed."""
        return self.rows == self.equal > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """What stands in a file of labels, and what was left out."""

    mix: SegmentMix  # of the rows in the file
    without_id: int  # rows left out, since they name no customer
    checksum: str  # of the way that was used


def segments_of(way: Way) -> int:
    """Return the number of segments that a way can give."""
    match way:
        case RuleTable():
            return len(way.segments)
        case models.LinearSplits():
            return 1 + max(split.segment for split in way.splits)
        case models.DecisionTree():
            return 1 + max(node.segment for node in way.nodes)
        case _:
            return len(way.offsets)


def fields_of(way: Way) -> tuple[str, ...]:
    """Return the columns that a way reads."""
    return way.fields() if isinstance(way, RuleTable) else field_names(way)


def checksum_of(way: Way) -> str:
    """Return 64 hexadecimal digits that change with anything that decides a label; names of segments do not."""
    if not isinstance(way, RuleTable):
        return models.checksum(way)
    decides = way.model_dump(mode="json", exclude={"segments": {"__all__": {"name"}}})
    return hashlib.sha256(json.dumps(decides, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def with_labels(table: Table, way: Way, name: str, *, engine: Engine | None = None) -> Table:
    """Return the table with one more column, the number of each row's segment; -1 is unassigned.

    Parameters
    ----------
    engine : Engine, optional
        Where it will run, to be done its own way; None: in a form that every database follows.

    Raises
    ------
    DataError
        ``column_missing``, ``column_not_numeric`` or ``column_not_answers`` for a model; ``rule_field_unknown`` or
        ``rule_field_kind`` for rules.
    """
    if name in table.columns:
        raise ValueError(f"the table has a column {name!r} already")
    if isinstance(way, RuleTable):
        return rule_table_labels(table, way, name)
    return model_labels(table, way, name, linear_costs=None if engine is None else engine.linear_costs)


def segment_mix(engine: Engine, table: Table, way: Way) -> SegmentMix:
    """Count the rows of each segment; raises as ``with_labels`` does."""
    name = free_name("label", table.columns)
    labelled = with_labels(table, way, name, engine=engine)
    counted = engine.rows(labelled.group_by(name).aggregate(customers=labelled.count()))
    found = {row[name]: int(row["customers"]) for row in counted}
    counts = tuple(found.get(segment, 0) for segment in range(segments_of(way)))
    return SegmentMix(counts=counts, unassigned=found.get(UNASSIGNED, 0))


def mix_shift(before: SegmentMix, after: SegmentMix, *, confidence: float = 0.95) -> Shift:
    """Return how far the mix has moved and how far it moves by chance; the unassigned count as one more segment.

    Raises
    ------
    NotComputable
        ``shift_no_customers``; ``segments_only_one``.
    """
    mixes = [(*mix.counts, mix.unassigned) for mix in (before, after)]
    return shift(*mixes, confidence=confidence)


def agreement(engine: Engine, table: Table, way: Way, *, customer: str, rows: int = SAMPLE) -> Agreement:
    """Compare the engine's labels with numpy's on about so many customers, drawn by a hash of their id.

    Parameters
    ----------
    customer : str
        Column of ids.

    Raises
    ------
    DataError
        As ``with_labels``, and ``column_missing``.
    """
    sample = _sample(engine, table, customer, rows)
    fields = fields_of(way)
    name = free_name("label", table.columns)
    labelled = with_labels(sample, way, name, engine=engine)
    answers = _answers(way)
    read = {f"f{place}": _readable(labelled[field], field in answers) for place, field in enumerate(fields)}
    found = engine.table(labelled.select(label=labelled[name], **read))
    columns = {field: _array(found[f"f{place}"]) for place, field in enumerate(fields)}
    given = found["label"].to_numpy()
    columns = columns or {name: given}  # without any field, its length still tells how many rows there are
    told = rule_labels(way, columns).labels if isinstance(way, RuleTable) else assign(way, columns)
    return Agreement(rows=len(given), equal=int((given == told).sum()), checksum=checksum_of(way))


def write_labels(
    engine: Engine,
    table: Table,
    way: Way,
    *,
    customer: str,
    names: Sequence[str],
    path: Path,
    kind: FileKind,
    progress: Callable[[float], None] | None = None,
) -> Written:
    """Write every customer's segment to a file, in the table's order.

    Parameters
    ----------
    customer : str
        Column of ids; rows without one are left out.
    names : sequence of str
        Of the segments, in the order of their numbers; the unassigned have none.
    progress : callable, optional
        Told the share that is done, 0..1.

    Raises
    ------
    DataError
        As ``with_labels``; ``column_missing``; ``too_many_rows`` for XLSX.
    """
    import pyarrow as pa

    if len(names) < segments_of(way):
        raise ValueError(f"{len(names)} names for {segments_of(way)} segments")
    name = free_name("label", table.columns)
    labelled = with_labels(table, way, name, engine=engine)
    people = labelled.select(customer=column_of(labelled, customer), label=labelled[name])
    total = _rows(engine, table) if progress is not None else 0
    words = pa.array(list(names), pa.string())
    counts, read = np.zeros(len(names) + 1, dtype=np.int64), 0
    with label_file(path, kind) as write:
        write(_file_table(people.schema().to_pyarrow().empty_table(), words)[0])
        for batch in engine.batches(people, BATCH):
            kept, labels = _file_table(batch, words)
            counts += np.bincount(labels + 1, minlength=len(counts))
            write(kept)
            read += batch.num_rows
            if progress is not None:
                progress(read / max(total, read))
    mix = SegmentMix(counts=tuple(counts[1:].tolist()), unassigned=int(counts[0]))
    return Written(mix=mix, without_id=read - mix.customers, checksum=checksum_of(way))


def _sample(engine: Engine, table: Table, customer: str, rows: int) -> Table:
    """Return all rows where they are few, else those whose id has a small enough hash."""
    ids = column_of(table, customer).cast("string")
    total = _rows(engine, table)
    if total <= rows:
        return table
    limit = int(rows / total * 16**_DIGITS)
    return table.filter(engine.digits(ids, "agreement", _DIGITS) < f"{limit:0{_DIGITS}x}")


def _rows(engine: Engine, table: Table) -> int:
    return int(engine.rows(table.aggregate(n=table.count()))[0]["n"])


def _answers(way: Way) -> set[str]:
    """Return the fields whose values are compared as texts, whatever their type."""
    if isinstance(way, models.MixedPrototypes | models.LatentClassTables | models.DecisionTree):
        return {field.name for field in way.categories}
    return set()


def _readable(value: Any, answer: bool) -> Any:
    """Return a column as numpy is to get it: numbers in double precision; texts, and whole or yes-no answers, as is."""
    kind = value.type()
    whole = kind.is_integer() or kind.is_boolean()
    return as_number(value) if is_number(value) and not (answer and whole) else value


def _array(column: Any) -> NDArray[Any]:
    import pyarrow as pa

    if pa.types.is_floating(column.type):
        return np.asarray(column.to_numpy(zero_copy_only=False), dtype=np.float64)
    return np.array(column.to_pylist(), dtype=object)


def _file_table(people: Any, words: Any) -> tuple[Any, NDArray[np.int64]]:
    """Return a file's rows without those that name nobody, and their labels."""
    import pyarrow as pa
    import pyarrow.compute as pc

    ids = pc.utf8_trim_whitespace(pc.cast(people["customer"], pa.string()))
    kept = people.filter(pc.fill_null(pc.not_equal(ids, ""), False))
    labels = kept["label"].to_numpy().astype(np.int64)
    segments = words.take(pa.array(labels, mask=labels == UNASSIGNED))
    return pa.table([kept["customer"], segments], names=list(FILE_COLUMNS)), labels
