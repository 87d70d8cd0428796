"""Cells as they stood some days after the exposure, so that an effect can be seen to come and to stay."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from data.audits import one_row_each
from data.cell_sums import grouped_sums, moments_of
from data.cells import opened
from data.clusters import units_of
from data.customers import customers
from evaluators.campaigns.cells import Cell, CellTable
from evaluators.campaigns.design import Metric
from evaluators.campaigns.experiment import CampaignTest, Send
from evaluators.campaigns.source import CustomerRows

MOST_DAYS = 14


def day_tables(document: CampaignTest, files: Mapping[str, Path]) -> tuple[tuple[int, CellTable], ...]:
    """Return cells of the primary metric by the end of day 1, 2, 3, ... after the exposure, each with its day.

    Every customer is in every day's cells; outcomes after the day are not in them yet. At most 14 days of the outcome
    window, spread evenly, the last of them included. Empty where the exposure or the outcomes of some send have no
    date, and before the first day is over.

    Raises
    ------
    DataError, NotFound
        As ``cells.cell_table``.
    """
    primary = document.design.primary_metric
    if primary is None or not document.sends or not all(_dated(send, primary) for send in document.sends):
        return ()
    days = chosen_days(_days_over(document))
    found: dict[int, list[Cell]] = {day: [] for day in days}
    for send in document.sends:
        for day, cells in _send_days(document, send, primary, files, days).items():
            found[day].extend(cells)
    names = tuple(one.id for one in document.design.metrics if one.id in _needed(primary))
    return tuple(
        (day, CellTable(metrics=names, covariates=(), cells=tuple(cells), audits=())) for day, cells in found.items()
    )


def chosen_days(last: int) -> tuple[int, ...]:
    """Return all days up to the last, or 14 of them spread evenly.

    >>> chosen_days(3)
    (1, 2, 3)
    >>> chosen_days(28)
    (2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28)
    """
    if last <= MOST_DAYS:
        return tuple(range(1, last + 1))
    return tuple(round(last * (place + 1) / MOST_DAYS) for place in range(MOST_DAYS))


def _needed(primary: Metric) -> set[str]:
    return {primary.id} | ({primary.denominator} if primary.denominator else set())


def _dated(send: Send, primary: Metric) -> bool:
    """Return whether it is known how long after the exposure every outcome came."""
    rows = send.source
    if not isinstance(rows, CustomerRows) or (rows.roles.exposed_at is None and send.sent_on is None):
        return False
    for metric in _needed(primary):
        outcome = next((one for one in rows.outcomes if metric in one.metrics), None)
        if outcome is None and metric not in rows.roles.metrics:
            return False
        if (rows.roles.outcome_at if outcome is None else outcome.at) is None:
            return False
    return True


def _days_over(document: CampaignTest) -> int:
    """Return how many days of the window are over for every send whose day is known."""
    days = document.design.window_days
    for send in document.sends:
        if send.sent_on is not None:
            until = min(send.last_outcome_on or document.as_of, document.as_of)
            days = min(days, (until - send.sent_on).days)
    return max(days, 0)


def _send_days(
    document: CampaignTest, send: Send, primary: Metric, files: Mapping[str, Path], days: tuple[int, ...]
) -> dict[int, list[Cell]]:
    """Add up a send once for each day, as if the outcome window closed then."""
    found: dict[int, list[Cell]] = {}
    needed, each = _needed(primary), None
    rows = send.source
    if not isinstance(rows, CustomerRows):
        return found
    plain = rows.model_copy(update={"roles": rows.roles.model_copy(update={"covariates": ()})})
    metrics = tuple(one for one in document.design.metrics if one.id in needed)
    for day in days:
        design = document.design.model_copy(update={"metrics": metrics, "window_days": day})
        shortened = document.model_copy(update={"design": design})
        with opened(shortened, send, plain, files) as sources:
            each = one_row_each(sources) if each is None else each
            grouped = grouped_sums(sources, units_of(sources, customers(sources, one_row_each=each)))
        found[day] = []
        for (variant, segment), parts in grouped.groups.items():
            moments = moments_of(grouped, parts[""])
            found[day].append(Cell(send=send.id, variant=variant, segment=segment, moments=moments))
    return found
