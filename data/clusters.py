"""Customers that were dealt together, as one row per cluster: sums over its customers, and how many they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from data.customers import CLUSTER, KEY, SEGMENT, VARIANT, Sources, as_text, assigned
from data.engines import ROW
from data.measures import Measure

if TYPE_CHECKING:
    from ibis.expr.types import Table

LEAST_VALUES = 5  # of a variant alone, that a column must have to be taken for clusters
CROSSED_SHARE = 0.05  # of values in two variants up to which a column may still be one of clusters
LEAST_BY_CHANCE = 9  # values that a deal of single rows would leave in two variants: with fewer there is no telling
MOST_KINDS = 50_000  # combinations of rows and variants of a value


def units_of(sources: Sources, people: Table) -> Table:
    """Return what was dealt, one row each: the customers themselves, or clusters where there is a column of them.

    A cluster holds the sums of its customers and their number, and is in no segment. Clusters in two variants are left
    out. A rating that some of a cluster's customers did not give counts for them as the mean of the others.

    Parameters
    ----------
    people : Table
        ``customers(sources)``.
    """
    import ibis

    if not sources.clustered:
        return people
    people = people.filter(people[VARIANT].isin(list(sources.labels)))
    figures = {f"u{place}": _sum(people, place, one) for place, one in enumerate(sources.measures)}
    grouped = people.group_by(CLUSTER).aggregate(
        arms=people[VARIANT].nunique(), **{VARIANT: people[VARIANT].min()}, **figures
    )
    pure = grouped.filter(grouped["arms"] == 1)
    return pure.select(
        **{KEY: pure[CLUSTER], VARIANT: pure[VARIANT], SEGMENT: ibis.null("string")},
        **{name: pure[name] for name in figures},
    )


def crossed(sources: Sources) -> Table:
    """Return the customers who cannot be told a variant: in two themselves, or in a cluster that is in two."""
    rows = assigned(sources)
    arms = rows.group_by(CLUSTER).aggregate(arms=rows[VARIANT].nunique())
    own = rows.group_by(KEY).aggregate(own=rows[VARIANT].nunique(), **{CLUSTER: rows[CLUSTER].min()})
    both = own.left_join(arms, CLUSTER)
    return both.filter((both["own"] > 1) | (both["arms"] > 1)).select(KEY)


def _sum(people: Table, place: int, one: Measure) -> Any:
    units = people[f"u{place}"]
    if one.kind == "rating":
        return units.cast("float64").mean() * people.count()
    total: Any = units.sum()
    return total.cast("int64") if one.exact else total


def cluster_columns(sources: Sources) -> tuple[str, ...]:
    """Return columns that look as if customers had been dealt by them: rows that share a value share the variant.

    A column counts when at most 5 % of its values that stand on several rows are in two variants, when far fewer are
    than a deal of single rows would have left so, and when each variant has at least five values of its own.
    """
    roles = sources.rows.roles
    if sources.clustered:
        return ()
    taken = {roles.variant, roles.customer, roles.exposed_at, roles.outcome_at, *roles.segment_columns}
    taken |= {*roles.metrics.values(), *roles.covariates, ROW}
    known = sources.known
    columns = [name for name in known.columns if name not in taken]
    kinds = {name: known[name].type() for name in columns}
    plain = [name for name in columns if kinds[name].is_string() or kinds[name].is_integer()]
    return tuple(name for name in plain if _dealt(sources, name))


def _dealt(sources: Sources, column: str) -> bool:
    known = sources.known
    rows = known.select(value=known[column], **{VARIANT: as_text(known[sources.rows.roles.variant])})
    rows = rows.filter(rows["value"].notnull())
    arms = sources.engine.rows(rows.group_by(VARIANT).aggregate(n=rows.count()))
    total = sum(row["n"] for row in arms)
    each = rows.group_by("value").aggregate(
        n=rows.count(), arms=rows[VARIANT].nunique(), **{VARIANT: rows[VARIANT].min()}
    )
    kinds = each.group_by("n", "arms", VARIANT).aggregate(values=each.count())
    found = sources.engine.rows(kinds.limit(MOST_KINDS + 1))
    distinct = sum(row["values"] for row in found)
    if len(found) > MOST_KINDS or distinct * 2 > total or len(arms) < 2:
        return False
    several = [row for row in found if row["n"] > 1]
    crossed_values = sum(row["values"] for row in several if row["arms"] > 1)
    shares = [row["n"] / total for row in arms]
    by_chance = sum(row["values"] * (1 - sum(share ** row["n"] for share in shares)) for row in several)
    own = [sum(row["values"] for row in several if row["arms"] == 1 and row[VARIANT] == arm[VARIANT]) for arm in arms]
    return bool(
        min(own) >= LEAST_VALUES
        and crossed_values <= CROSSED_SHARE * sum(row["values"] for row in several)
        and by_chance >= LEAST_BY_CHANCE
        and crossed_values <= by_chance / 4
    )
