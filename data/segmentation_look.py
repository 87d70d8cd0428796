"""Looking at a document's data before anyone segments by them: every column of its tables and every feature."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data.customer_frame import MOST_WORDS, as_array, check_people, late_fields, outcome_fields
from data.distributions import Distribution, distributions
from data.engines import Engine
from data.features import CustomerData, customer_features, unlisted_buyers
from data.field_values import FieldKind
from data.histograms import bars_of
from data.log_features import OUTCOME_BOUGHT, OUTCOME_MONEY
from data.order_lines import audited
from data.segmentation_columns import EveryColumn, every_column
from data.segmentation_data import opened_data
from evaluators.errors import NotComputable
from evaluators.segmentations.data_look import (
    FEWEST_FOR_ENDS,
    FEWEST_FOR_MIDDLE,
    DataLook,
    FieldLook,
    LogAudit,
    Origin,
    OutcomeLook,
    Unusable,
    with_fields,
)
from evaluators.segmentations.document import SegmentationEvaluation

if TYPE_CHECKING:
    from ibis.expr.types import Table

LIKE = 0.999  # of a correlation in the engine, from which a column is compared with the outcome to the last digit
DUPLICATE_ROWS = 5_000_000  # of a log up to which rows that are alike are looked for
Progress = Callable[[float], None]
_UNLIKE: Unusable = "kind"


def look_at(
    document: SegmentationEvaluation, files: Mapping[str, Path], *, progress: Progress | None = None
) -> DataLook:
    """Describe a document's customers by every column and feature that there is.

    Parameters
    ----------
    files : mapping
        Parquet file or folder by fingerprint.
    progress : callable, optional
        Told the share that is done, 0..1.

    Raises
    ------
    DataError, NotFound
        As ``data.segmentation_data.opened_data`` and ``data.features.customer_features``; ``customers_repeated``.
    NotComputable
        ``no_customers_before_split``.
    """
    tell = progress or (lambda _: None)
    with opened_data(document, files) as (engine, data):
        check_people(engine, data)
        log = data.parts()[0]
        audit = None
        if log is not None:
            alike = document.data.files[-1].rows <= DUPLICATE_ROWS
            audit = audited(engine, *log, data.period, alike=alike)
        tell(0.2)
        found = every_column(document, data)
        table = engine.kept(customer_features(found.data), "looked_at")
        tell(0.5)
        customers = int(engine.rows(table.aggregate(n=table.count()))[0]["n"])
        if not customers:
            raise NotComputable("no_customers_before_split", split=data.period.split_on)
        outcome = _outcome(engine, table, data, audit)
        described = distributions(engine, table, list(found.origins))
        tell(0.7)
        leaked = _leaked(engine, table, found, described, known=outcome is not None)
        unusable = leaked | dict.fromkeys(found.unlike, _UNLIKE)
        kinds = found.data.own_kinds()
        fields = [
            _field(one, found.origins[one.column], kinds.get(one.column), unusable.get(one.column)) for one in described
        ]
        fields = [
            replace(one, bars=bars_of(engine, table, each, one.kind))
            for one, each in zip(fields, described, strict=True)
        ]
        tell(1.0)
        taken = [_unread(name, customers) for name in found.taken]
        looked = DataLook(
            customers=customers,
            split_on=data.period.split_on,
            split_named=data.split_named,
            window_days=data.period.window_days,
            log=audit,
            unlisted=None if None in data.parts() else int(engine.rows(unlisted_buyers(data))[0]["n"]),
            outcome=outcome,
            fields=(*fields, *taken),
        )
        return with_fields(looked, document)


def _outcome(engine: Engine, table: Table, data: CustomerData, audit: LogAudit | None) -> OutcomeLook | None:
    if OUTCOME_BOUGHT not in table.columns:
        return None
    asked: dict[str, Any] = {"bought": table[OUTCOME_BOUGHT].sum()}
    if OUTCOME_MONEY in table.columns:
        asked["mean"] = table[OUTCOME_MONEY].mean()
    row = engine.rows(table.aggregate(**asked))[0]
    if audit is None:
        return OutcomeLook(bought=int(row["bought"] or 0), mean=row.get("mean"), days_seen=None)
    if not row["bought"] or audit.last is None:
        return None
    after = (audit.last.date() - data.period.split_on).days + 1
    return OutcomeLook(bought=int(row["bought"]), mean=row.get("mean"), days_seen=min(after, data.period.window_days))


def _leaked(
    engine: Engine, table: Table, found: EveryColumn, described: tuple[Distribution, ...], *, known: bool
) -> dict[str, Unusable]:
    """Return the columns that tell of later days, or are the outcome over again."""
    leaked: dict[str, Unusable] = dict.fromkeys(late_fields(engine, found.data), "after_split")
    if not known:
        return leaked
    beside = [name for name in (OUTCOME_MONEY, OUTCOME_BOUGHT) if name in table.columns]
    own = {one.column for one in found.data.own_fields}
    texts = [one for one in described if one.column in own and one.kind == "category"]
    few = [one.column for one in texts if 2 <= one.distinct <= MOST_WORDS]
    numbers = [one.column for one in described if one.column in own and one.kind in ("number", "yes_no")]
    suspects = [*few, *_like(engine, table, numbers, beside)]
    if suspects:
        read = engine.table(table.select(*suspects, *beside))
        columns = {name: as_array(read.column(name)) for name in read.column_names}
        same = outcome_fields({name: columns[name] for name in suspects}, {name: columns[name] for name in beside})
        leaked |= dict.fromkeys(same, "outcome")
    return leaked


def _like(engine: Engine, table: Table, columns: list[str], beside: list[str]) -> list[str]:
    """Return the columns of numbers that go with the outcome nearly as one."""
    pairs = [(column, other) for column in columns for other in beside]
    if not pairs:
        return []
    numbers = {name: table[name].cast("float64") for name in (*columns, *beside)}
    asked = {f"r{place}": numbers[one].corr(numbers[other], how="pop") for place, (one, other) in enumerate(pairs)}
    row = engine.rows(table.aggregate(**asked))[0]
    near = {one for place, (one, _) in enumerate(pairs) if abs(row[f"r{place}"] or 0) >= LIKE}
    return [one for one in columns if one in near]


def _field(one: Distribution, origin: Origin, said: FieldKind | None, unusable: Unusable | None) -> FieldLook:
    """Return a column without its bars; ``said`` is as what it was read."""
    kind = one.kind if said in (None, "number") else said
    own = None if one.unusable == "identifier" and (origin == "made" or kind == "date") else one.unusable
    present = one.rows - one.missing
    quartiles = one.quantiles[2:5] if one.quantiles and kind != "yes_no" and present >= FEWEST_FOR_MIDDLE else None
    return FieldLook(
        column=one.column,
        origin=origin,
        kind=kind,
        customers=one.rows,
        missing=one.missing,
        distinct=one.distinct,
        whole=one.whole,
        commonest_share=one.commonest / present if present else None,
        middle=None if quartiles is None else (quartiles[0], quartiles[1], quartiles[2]),
        ends=(one.quantiles[1], one.quantiles[-2]) if quartiles and present >= FEWEST_FOR_ENDS else None,
        unusable=unusable or own,
    )


def _unread(column: str, customers: int) -> FieldLook:
    return FieldLook(
        column=column,
        origin="customers",
        kind="category",
        customers=customers,
        missing=customers,
        unusable="name_taken",
    )
