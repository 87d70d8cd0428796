"""What a transaction log tells of its customers: the past as features, what followed as outcome. Portable expressions.

Sums of money are rounded to ten-thousandths, in which the order of the rows does not show.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from data.field_values import elapsed, field_value
from data.order_lines import AT, CATEGORY, KEY, MONEY, ORDER, LogColumns, Period, known, moment, number, order_lines
from evaluators.errors import DataError
from evaluators.segmentations.rules.fields import SEASONS

if TYPE_CHECKING:
    from ibis.expr.types import Table

OUTCOME_MONEY, OUTCOME_BOUGHT, PAST_MONEY = "outcome_money", "outcome_bought", "past_money"
UNITS = 10_000  # to which sums of money are rounded, in one of the log's own


def log_features(log: Table, columns: LogColumns, period: Period, *, seasons: bool = False) -> Table:
    """Return one row per customer who bought before the split, with features and outcome.

    Raises
    ------
    DataError
        ``column_missing``, ``column_not_date``, ``column_not_numeric`` or ``feature_name_taken``.
    """
    lines = order_lines(log, columns, period.end)
    sums = _summed(lines, columns, period, seasons=seasons)
    sums = sums.filter(sums["latest"].notnull())
    chosen = _features(sums, columns, period)
    if seasons:
        chosen |= _seasons(sums)
    found = sums.select(**chosen)
    if columns.category is not None:
        found = _added(found, _categories(lines, period), ["categories"])
    if columns.engagement:
        found = _added(found, _engaged(log, columns, period), list(columns.engagement))
    return _added(found, _traits(log, columns, period)) if columns.traits else found


def check_names(names: Sequence[str], taken: Collection[str]) -> None:
    """Refuse names that are taken or stand twice, raising ``feature_name_taken``; case alone makes no other name."""
    seen = {one.casefold() for one in taken}
    found = []
    for one in names:
        if one.casefold() in seen:
            found.append(one)
        seen.add(one.casefold())
    if found:
        raise DataError("feature_name_taken", fields=sorted(set(found)), available=sorted({*names, *taken}))


def _summed(lines: Table, columns: LogColumns, period: Period, *, seasons: bool) -> Table:
    """Return counts and sums per customer, in one pass over the rows."""
    import ibis

    at = lines[AT]
    late = at >= ibis.timestamp(period.split.isoformat())
    before = ibis.cases((~late, at))  # what is nothing after the split is left out by every sum
    number = ibis.cases((~late, lines[ORDER])).nunique() if columns.order is not None else before.count()
    found: dict[str, Any] = {"first": at.min(), "latest": before.max(), "number": number}
    value = lines[MONEY] if columns.has_money else at.notnull().cast("float64")
    found["later"] = value.sum(where=late)
    if columns.has_money:
        recent = ~late & (at >= ibis.timestamp(period.recent.isoformat()))
        found["total"] = value.sum()
        found["recent"] = value.sum(where=recent)
    if seasons:
        month = at.month()
        found |= {f"month{place}": ibis.cases((~late & (month == place), value)).sum() for place in range(1, 13)}
    return lines.group_by(KEY).aggregate(**found)


def _features(sums: Table, columns: LogColumns, period: Period) -> dict[str, Any]:
    import ibis

    later = _rounded(sums["later"].fill_null(0))
    orders = ibis.greatest(sums["number"], 1)  # rows without an order number make one together
    recency, tenure = elapsed(sums["latest"], period.days_to), elapsed(sums["first"], period.days_to)
    chosen: dict[str, Any] = {KEY: sums[KEY], "recency_days": recency, "orders": orders}
    if columns.has_money:
        revenue = _rounded(sums["total"] - sums["later"].fill_null(0))
        chosen |= {"revenue": revenue, "average_basket": revenue / orders}
    chosen |= {
        "tenure_days": tenure,
        "days_between_orders": (tenure - recency).cast("float64") / (orders - 1).nullif(0),
        OUTCOME_BOUGHT: (later > 0).cast("int64"),
    }
    if columns.has_money:
        chosen |= {OUTCOME_MONEY: later, PAST_MONEY: _rounded(sums["recent"].fill_null(0))}
    return chosen


def _rounded(money: Any) -> Any:
    return (money * UNITS + 0.5).floor().cast("float64") / UNITS


def _seasons(sums: Table) -> dict[str, Any]:
    """Return the month with most purchases and the share of each season, in money where there is some."""
    import ibis

    months = [_rounded(sums[f"month{place}"].fill_null(0)) for place in range(1, 13)]
    most = ibis.greatest(*months)
    main = ibis.cases(*((one == most, place) for place, one in enumerate(months, start=1)), else_=ibis.null("int8"))
    total = sum(months[1:], months[0]).nullif(0)
    shares = {
        f"{season}_share": sum((months[place - 1] for place in places[1:]), months[places[0] - 1]) / total
        for season, places in SEASONS.items()
    }
    return {"main_month": main, **shares}


def _categories(lines: Table, period: Period) -> Table:
    """Return how many categories a customer bought from, and the last, the first by name of those bought together."""
    import ibis

    past = lines.filter((lines[AT] < ibis.timestamp(period.split.isoformat())) & lines[CATEGORY].notnull())
    each = past.group_by(KEY, CATEGORY).aggregate(latest=past[AT].max())
    each = each.mutate(newest=each["latest"].max().over(ibis.window(group_by=KEY)))
    last = each[CATEGORY].min(where=each["latest"] == each["newest"])
    return each.group_by(KEY).aggregate(categories=each.count(), last_category=last)


def _engaged(log: Table, columns: LogColumns, period: Period) -> Table:
    """Return the sums of what customers did before the split, on rows of purchases and others."""
    values = {name: number(log, column) for name, column in columns.engagement.items()}
    rows = rows_before(log, columns, period).select(**{KEY: log[columns.customer]}, **values)
    return rows.group_by(KEY).aggregate(**{name: rows[name].sum() for name in values})


def _traits(log: Table, columns: LogColumns, period: Period) -> Table:
    """Return what the latest row before the split says of a customer, purchase or not; of several the least.

    Rows that say nothing of a trait are passed over.
    """
    import ibis

    names = [one.column for one in columns.traits]
    check_names(names, (KEY,))
    values = {f"t{place}": field_value(log, one, period.days_to) for place, one in enumerate(columns.traits)}
    rows = rows_before(log, columns, period).select(
        **{KEY: log[columns.customer], AT: moment(log, columns.at)}, **values
    )
    own = ibis.window(group_by=KEY)
    rows = rows.mutate(**{f"{one}_at": rows[AT].max(where=rows[one].notnull()).over(own) for one in values})
    latest = (rows[one].min(where=rows[AT] == rows[f"{one}_at"]) for one in values)
    return rows.group_by(KEY).aggregate(**dict(zip(names, latest, strict=True)))


def rows_before(log: Table, columns: LogColumns, period: Period) -> Table:
    """Return the rows before the split that say whose they are, purchases or not."""
    import ibis

    before = moment(log, columns.at) < ibis.timestamp(period.split.isoformat())
    return log.filter(known(log, columns.customer) & before)


def _added(left: Table, right: Table, zero: Collection[str] = ()) -> Table:
    """Return a table with the columns of another that has some of its customers, nothing told of some as zero."""
    names = [name for name in right.columns if name != KEY]
    check_names(names, left.columns)
    joined = left.left_join(right, KEY)
    more = {name: right[name].fill_null(0) if name in zero else right[name] for name in names}
    return joined.select(**{name: left[name] for name in left.columns}, **more)
