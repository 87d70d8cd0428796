"""From the rows of a send to one row per customer: assignment, outcomes joined on, zeros kept. Portable expressions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import reduce
from typing import TYPE_CHECKING, Any

from data.engines import ROW, Engine
from data.measures import Measure, cluster_measures, column_of, covariate_measure, metric_measure
from evaluators.campaigns.design import Design, Metric
from evaluators.campaigns.experiment import Send
from evaluators.campaigns.source import BETWEEN, CustomerRows
from evaluators.errors import DataError

if TYPE_CHECKING:
    from ibis.expr.types import Table

KEY, VARIANT, SEGMENT, EXPOSED, CLUSTER = "customer", "variant", "segment", "exposed", "cluster"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sources:
    """A send's tables as they stand in their files, and what is added up from them."""

    engine: Engine
    send: Send
    rows: CustomerRows
    design: Design
    assignment: Table
    outcomes: tuple[Table, ...]
    measures: tuple[Measure, ...]  # metrics in the design's order, the size of clusters, then covariates

    @property
    def variants(self) -> Mapping[str, str]:
        """Value in the variant column to variant id."""
        return self.rows.roles.variants or {variant.id: variant.id for variant in self.design.variants}

    @property
    def labels(self) -> Mapping[str, str]:
        """What stands for a variant after ``assigned``, to variant id: its value, or its id where values share one."""
        meanings = self.variants
        shared = len(set(meanings.values())) != len(meanings)
        return {one: one for one in meanings.values()} if shared else meanings

    @property
    def clustered(self) -> bool:
        """Whether customers were dealt together."""
        return self.rows.roles.cluster is not None

    @property
    def known(self) -> Table:
        """Rows of the assignment whose variant is in the design."""
        value = as_text(column_of(self.assignment, self.rows.roles.variant))
        return self.assignment.filter(value.isin(list(self.variants)))

    def of_source(self, source: int | None) -> tuple[tuple[int, Measure], ...]:
        """Return the measures of one table with their places."""
        own = ((place, one) for place, one in enumerate(self.measures) if one.kind != "size")
        return tuple((place, one) for place, one in own if one.source == source)


def sources_of(engine: Engine, send: Send, rows: CustomerRows, design: Design, tables: Sequence[Table]) -> Sources:
    """Match a send's roles with its tables, the assignment first.

    Raises
    ------
    DataError
        ``column_missing``, ``column_not_numeric``, ``covariate_is_metric``, ``customer_column_needed`` when outcomes
        are to be joined to an assignment without ids.
    """
    assignment, outcomes = tables[0], tuple(tables[1:])
    if outcomes and rows.roles.customer is None:
        raise DataError("customer_column_needed", file=rows.file.name)
    metrics = [_metric(metric, rows, assignment, outcomes) for metric in design.metrics]
    covariates = [covariate_measure(column, assignment, design) for column in rows.roles.covariates]
    measures = [*(one for one in metrics if one is not None), *covariates]
    if rows.roles.cluster is not None:
        column_of(assignment, rows.roles.cluster)
        measures = cluster_measures(measures)
    return Sources(
        engine=engine,
        send=send,
        rows=rows,
        design=design,
        assignment=assignment,
        outcomes=outcomes,
        measures=tuple(measures),
    )


def _metric(metric: Metric, rows: CustomerRows, assignment: Table, outcomes: Sequence[Table]) -> Measure | None:
    """Return where a metric is read: an outcome table before the assignment; ``None``: nowhere."""
    for place, (outcome, table) in enumerate(zip(rows.outcomes, outcomes, strict=True)):
        if metric.id in outcome.metrics:
            return metric_measure(metric, outcome.metrics[metric.id], table, place)
    if metric.id in rows.roles.metrics:
        return metric_measure(metric, rows.roles.metrics[metric.id], assignment, None)
    return None


def customers(sources: Sources, *, one_row_each: bool, capped: bool = True) -> Table:
    """Return one row per customer with ``variant``, ``segment``, ``customer`` and ``u0``, ``u1``, ... in units.

    Customers in two variants are left out. Outcomes that do not count by their date are left out. Where rows need not
    be grouped, variants that are not in the design are still there: to drop their sums costs less than to filter rows.

    Parameters
    ----------
    one_row_each : bool
        No customer stands twice in the assignment, so that it need not be grouped.
    capped : bool
        Figures under the metrics' limits, which are what decides; otherwise as they came.
    """
    chosen = assigned(sources, strangers=one_row_each)
    own = sources.of_source(None)
    if not one_row_each:
        figures = {f"u{place}": measure.per_customer(chosen[f"u{place}"]) for place, measure in own}
        if sources.clustered:
            figures[CLUSTER] = chosen[CLUSTER].min()
        grouped = chosen.group_by(KEY).aggregate(
            arms=chosen[VARIANT].nunique(),
            **{VARIANT: chosen[VARIANT].min(), SEGMENT: chosen[SEGMENT].min(), EXPOSED: chosen[EXPOSED].min()},
            **figures,
        )
        chosen = grouped.filter(grouped["arms"] == 1).drop("arms")
    joined = reduce(lambda table, place: _with_outcomes(table, sources, place), range(len(sources.outcomes)), chosen)
    figures = {f"u{place}": _figure(one, joined, place, capped) for place, one in enumerate(sources.measures)}
    kept = (KEY, VARIANT, SEGMENT, CLUSTER) if sources.clustered else (KEY, VARIANT, SEGMENT)
    return joined.select(*kept, **figures)


def _figure(one: Measure, table: Table, place: int, capped: bool) -> Any:
    import ibis

    if one.kind == "size":
        return ibis.literal(1, type="int64")
    units = table[f"u{place}"]
    return one.capped(units) if capped else one.filled(units)


def assigned(sources: Sources, *, strangers: bool = False) -> Table:
    """Return the rows of the assignment whose variant is known, renamed, with their own measures in units.

    A row without a cluster is one of its own.

    Parameters
    ----------
    strangers : bool
        Also rows whose variant is not in the design.
    """
    import ibis

    roles, table = sources.rows.roles, sources.assignment if strangers else sources.known
    exposed = ibis.null("timestamp") if roles.exposed_at is None else _moment(table, roles.exposed_at)
    figures: dict[str, Any] = {f"u{place}": one.units(table) for place, one in sources.of_source(None)}
    if roles.outcome_at is not None:
        by_day = table[roles.outcome_at].type().is_date()
        late = ~counts(_moment(table, roles.outcome_at), exposed, sources, by_day=by_day)
        for place, one in sources.of_source(None):
            if one.kind != "covariate":
                figures[f"u{place}"] = ibis.cases((late, ibis.null()), else_=figures[f"u{place}"])
    if roles.cluster is not None:
        alone = ibis.literal("\x1f").concat(key_of(table, roles.customer))
        figures[CLUSTER] = ibis.coalesce(as_text(column_of(table, roles.cluster)), alone)
    return table.select(
        **{
            KEY: key_of(table, roles.customer),
            VARIANT: _variant(table, sources),
            SEGMENT: segment_text(table, roles.segment_columns),
            EXPOSED: exposed,
        },
        **figures,
    )


def counted_outcomes(sources: Sources, place: int, people: Table) -> Table:
    """Return the rows of an outcome table that belong to somebody and count by their date, with ``customer``."""
    rows = outcome_rows(sources, place)
    at = sources.rows.outcomes[place].at
    if at is None:
        return rows
    by_day = sources.outcomes[place][at].type().is_date()
    if sources.rows.roles.exposed_at is None:
        return rows.filter(counts(rows["happened"], None, sources, by_day=by_day))
    exposed = people.group_by(KEY).aggregate(**{EXPOSED: people[EXPOSED].min()})
    dated = rows.inner_join(exposed, KEY)
    return dated.filter(counts(dated["happened"], dated[EXPOSED], sources, by_day=by_day)).select(*rows.columns)


def outcome_rows(sources: Sources, place: int) -> Table:
    """Return an outcome table with ``customer``, ``happened`` and its measures in units."""
    import ibis

    outcome, table = sources.rows.outcomes[place], sources.outcomes[place]
    happened = ibis.null("timestamp") if outcome.at is None else _moment(table, outcome.at)
    figures = {f"u{number}": one.units(table) for number, one in sources.of_source(place)}
    return table.select(**{KEY: key_of(table, outcome.customer), "happened": happened}, **figures)


def counts(happened: Any, exposed: Any, sources: Sources, *, by_day: bool) -> Any:
    """Return whether an outcome is neither before the exposure nor after the window; a missing date counts.

    Parameters
    ----------
    by_day : bool
        Outcomes have no time of day, so that one on the day of the exposure may have come after it.
    """
    import ibis

    window, sent_on = sources.design.window_days, sources.send.sent_on
    inside: Any = ibis.literal(True)
    if exposed is not None and sources.rows.roles.exposed_at is not None:
        day = exposed.truncate("D")
        start = day if by_day else exposed
        inside = exposed.isnull() | ((happened >= start) & (happened < day + ibis.interval(days=window + 1)))
    elif sent_on is not None:
        end = sent_on + timedelta(days=window + 1)
        inside = (happened >= ibis.timestamp(sent_on.isoformat())) & (happened < ibis.timestamp(end.isoformat()))
    return happened.isnull() | inside


def _with_outcomes(people: Table, sources: Sources, place: int) -> Table:
    rows = counted_outcomes(sources, place, people)
    figures = {f"u{number}": one.per_customer(rows[f"u{number}"]) for number, one in sources.of_source(place)}
    sums = rows.group_by(KEY).aggregate(**figures)
    joined = people.left_join(sums, KEY)
    return joined.select(*(people[name] for name in people.columns), *(sums[name] for name in figures))


def _variant(table: Table, sources: Sources) -> Any:
    """Return the variant's value, or its id where several values mean the same variant."""
    value = as_text(column_of(table, sources.rows.roles.variant))
    if sources.labels == sources.variants:
        return value
    return value.cases(*sources.variants.items())


def key_of(table: Table, column: str | None) -> Any:
    """Return the customer as text; the row's number where there is no id."""
    return as_text(table[ROW] if column is None else column_of(table, column))


def as_text(value: Any) -> Any:
    """Return a column as text."""
    return value if value.type().is_string() else value.cast("string")


def _moment(table: Table, column: str) -> Any:
    value = column_of(table, column)
    kind = value.type()
    if not kind.is_temporal() or kind.is_time():
        raise DataError("column_not_date", column=column)
    return value.cast("timestamp")


def segment_text(table: Table, columns: Sequence[str]) -> Any:
    """Return the segment as text, of one column or of several crossed; null where a value is missing."""
    import ibis

    parts = [as_text(column_of(table, name)) for name in columns]
    return reduce(lambda left, right: left + BETWEEN + right, parts) if parts else ibis.null("string")
