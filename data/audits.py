"""What the checks need to know of a send's rows and moments do not hold: doubles, strays, dates, outliers."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil
from typing import TYPE_CHECKING, Any

from data.assignment import HOLDOUT
from data.clusters import cluster_columns, crossed
from data.customers import EXPOSED, KEY, VARIANT, Sources, as_text, assigned, counts, key_of, outcome_rows
from data.measures import column_of
from evaluators.campaigns.cells import Audit
from evaluators.errors import DataError

if TYPE_CHECKING:
    from ibis.expr.types import Table

TOP = 1_000  # the top one in so many customers


def one_row_each(sources: Sources) -> bool:
    """Return whether no customer stands twice among the rows that count.

    Raises
    ------
    DataError
        ``customer_missing`` when a row has no customer id.
    """
    column = sources.rows.roles.customer
    if column is None:
        return True
    known = sources.known
    key = column_of(known, column)
    found = _one(sources, known.aggregate(rows=known.count(), customers=key.nunique(), missing=key.isnull().sum()))
    if found["missing"]:
        raise DataError("customer_missing", column=column, count=int(found["missing"]))
    return bool(found["rows"] == found["customers"])


def audited(sources: Sources, people: Table) -> Audit:
    """Count everything that the checks of a send look at.

    Parameters
    ----------
    people : Table
        ``customers(sources)``.
    """
    roles, table = sources.rows.roles, sources.assignment
    rows = int(_one(sources, table.aggregate(n=table.count()))["n"])
    held_out = _held_out(sources)
    doubles, crossed = _doubles(sources)
    before, outside = _dates(sources)
    return Audit(
        send=sources.send.id,
        rows=rows,
        customers=rows if roles.customer is None else _distinct(sources),
        duplicates=doubles,
        in_two_variants=crossed,
        unmatched_outcomes=_unmatched(sources),
        unknown_variant=rows - held_out - int(_one(sources, sources.known.aggregate(n=sources.known.count()))["n"]),
        held_out=held_out,
        outcome_before_exposure=before,
        outside_window=outside,
        exposure_days=_exposure_days(sources),
        missing_outcomes=_missing(sources),
        top_share=_top_shares(sources, people),
        id_predicts_variant=_order_tells(sources),
        fingerprint=sources.rows.file.sha256,
        cluster_columns=cluster_columns(sources),
    )


def _one(sources: Sources, expression: Table) -> dict[str, Any]:
    return sources.engine.rows(expression)[0]


def _held_out(sources: Sources) -> int:
    """Return the rows that an assignment file marks as held out, unless the design has a variant of that name."""
    if HOLDOUT in sources.variants:
        return 0
    table = sources.assignment
    value = as_text(column_of(table, sources.rows.roles.variant))
    return int(_one(sources, table.aggregate(n=(value == HOLDOUT).sum()))["n"] or 0)


def _distinct(sources: Sources) -> int:
    key = column_of(sources.assignment, str(sources.rows.roles.customer))
    return int(_one(sources, sources.assignment.aggregate(n=key.nunique()))["n"])


def _doubles(sources: Sources) -> tuple[int | None, int | None]:
    """Return rows beyond a customer's first in the same variant, and customers in two variants."""
    two = _crossed(sources) if sources.clustered else None
    if sources.rows.roles.customer is None:
        return None, two
    rows = assigned(sources)
    each = rows.group_by(KEY).aggregate(rows=rows.count(), arms=rows[VARIANT].nunique())
    found = _one(sources, each.aggregate(beyond=(each["rows"] - each["arms"]).sum(), two=(each["arms"] > 1).sum()))
    return int(found["beyond"] or 0), int(found["two"] or 0) if two is None else two


def _crossed(sources: Sources) -> int:
    people = crossed(sources)
    return int(_one(sources, people.aggregate(n=people.count()))["n"])


def _unmatched(sources: Sources) -> int | None:
    """Return outcome rows of nobody in the assignment; ``None`` without outcome tables."""
    if not sources.outcomes:
        return None
    people = sources.assignment.select(**{KEY: key_of(sources.assignment, sources.rows.roles.customer)}).distinct()
    strays = (outcome_rows(sources, place).anti_join(people, KEY) for place in range(len(sources.outcomes)))
    return sum(int(_one(sources, rows.aggregate(n=rows.count()))["n"]) for rows in strays)


def _dates(sources: Sources) -> tuple[int | None, int | None]:
    """Return outcomes before their exposure, and outcomes that do not count by their date; ``None``: no dates."""
    dated = list(_dated(sources))
    if not dated:
        return None, None
    has_exposure = sources.rows.roles.exposed_at is not None
    if not has_exposure and sources.send.sent_on is None:
        return None, None
    before = outside = 0
    for rows, by_day in dated:
        start = rows[EXPOSED].truncate("D") if by_day else rows[EXPOSED]
        counted = counts(rows["happened"], rows[EXPOSED], sources, by_day=by_day)
        found = _one(sources, rows.aggregate(before=(rows["happened"] < start).sum(), outside=(~counted).sum()))
        before += int(found["before"] or 0)
        outside += int(found["outside"] or 0)
    return (before if has_exposure else None), outside


def _exposure_days(sources: Sources) -> tuple[int, int] | None:
    """Return the days from the first exposure to the last, and how many of them had any; ``None``: no dates."""
    if sources.rows.roles.exposed_at is None:
        return None
    rows = assigned(sources)
    day = rows[EXPOSED].date()
    found = _one(sources, rows.aggregate(first=day.min(), last=day.max(), days=day.nunique()))
    return None if found["first"] is None else ((found["last"] - found["first"]).days + 1, int(found["days"]))


def _dated(sources: Sources) -> Any:
    """Yield rows with ``happened`` and ``exposed``, and whether outcomes have no time of day."""
    roles = sources.rows.roles
    people = assigned(sources)
    if roles.outcome_at is not None:
        known = sources.known
        exposed = known[roles.exposed_at].cast("timestamp") if roles.exposed_at else _never()
        rows = known.select(happened=known[roles.outcome_at].cast("timestamp"), **{EXPOSED: exposed})
        yield rows, known[roles.outcome_at].type().is_date()
    exposures = people.group_by(KEY).aggregate(**{EXPOSED: people[EXPOSED].min()})
    for place, outcome in enumerate(sources.rows.outcomes):
        if outcome.at is not None:
            rows = outcome_rows(sources, place).inner_join(exposures, KEY)
            yield rows, sources.outcomes[place][outcome.at].type().is_date()


def _never() -> Any:
    import ibis

    return ibis.null("timestamp")


def _missing(sources: Sources) -> Mapping[str, int] | None:
    """Return rows without a value in some metric, by variant; ``None`` from other tables, or in clusters."""
    own = [one for place, one in sources.of_source(None) if one.kind != "covariate" and one.column]
    if not own or sources.clustered:
        return None
    known = sources.known
    empty = known[own[0].column].isnull()
    for one in own[1:]:
        empty = empty | known[one.column].isnull()
    value = known[sources.rows.roles.variant].cast("string")
    found = sources.engine.rows(known.group_by(value.name(VARIANT)).aggregate(n=empty.sum()))
    totals = dict.fromkeys(sources.variants.values(), 0)
    for row in found:
        totals[sources.variants[row[VARIANT]]] += int(row["n"] or 0)
    return totals


def _top_shares(sources: Sources, people: Table) -> Mapping[str, float] | None:
    """Return the share of each sum that the top 0.1 % of customers make, under the winsorising limit."""
    shares = {}
    count = int(_one(sources, people.aggregate(n=people.count()))["n"])
    for place, one in enumerate(sources.measures):
        if one.kind not in ("mean", "ratio") or not count:
            continue
        column = f"u{place}"
        top = people.order_by(people[column].desc()).limit(ceil(count / TOP))
        most = _one(sources, top.aggregate(s=top[column].cast("float64").sum()))["s"]
        total = _one(sources, people.aggregate(s=people[column].cast("float64").sum()))["s"]
        if total and total > 0:
            shares[one.name] = min(max(float(most or 0) / float(total), 0.0), 1.0)
    return shares or None


def _order_tells(sources: Sources) -> float | None:
    """Return the p-value of equal mean ids in all variants; ``None`` where ids are no numbers, or come in clusters.

    Ids count up as customers join, so variants dealt by age, file order or blocks of ids differ in their means.
    """
    column = sources.rows.roles.customer
    if column is None or sources.clustered or not sources.assignment[column].type().is_integer():
        return None
    from scipy.special import chdtrc

    known = sources.known
    number = known[column].cast("float64")
    value = known[sources.rows.roles.variant].cast("string")
    arms = known.group_by(value.name(VARIANT)).aggregate(n=known.count(), mean=number.mean())
    whole = _one(sources, known.aggregate(n=known.count(), mean=number.mean(), spread=number.var()))
    rows = sources.engine.rows(arms)
    if len(rows) < 2 or not whole["spread"]:
        return None
    between = sum(row["n"] * (row["mean"] - whole["mean"]) ** 2 for row in rows)
    return float(chdtrc(len(rows) - 1, between / whole["spread"]))
