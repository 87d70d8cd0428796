"""A price criterion's cell: the tool's price in the scenario and everything said about it."""

from __future__ import annotations

from evaluators.results import Interval
from evaluators.tools.document import Criterion, Tool, ToolEvaluation
from evaluators.tools.offers import Offer, has_rate
from evaluators.tools.records import Records
from evaluators.tools.results import Cell, Statement
from evaluators.tools.scaling import ends, midpoint, value_of
from evaluators.tools.statements import newest_first
from evaluators.tools.tool_prices import ToolPrice, tool_price
from evaluators.tools.widths import is_stale, is_weak


def price_cell(
    document: ToolEvaluation, records: Records, criterion: Criterion, tool: Tool, by: str | None = None
) -> Cell:
    """Return the cell of a criterion that ``offers.is_price`` takes."""
    return cell_of_price(document, records, criterion, tool_price(document, records, tool, criterion, by))


def cell_of_price(document: ToolEvaluation, records: Records, criterion: Criterion, price: ToolPrice) -> Cell:
    """Return the cell that a tool's price makes."""
    used = {id(offer) for offer in price.used}
    offers = (_statement(records, criterion, offer, used=id(offer) in used) for offer in price.offers)
    statements = newest_first((*offers, *_without_amount(document, records, criterion, price.tool)))
    if not price.used:
        return _unknown(criterion, price, statements)
    low_money, high_money = price.ends(records.extremes)
    worst, best = (value_of(criterion.scale, money).value for money in (high_money, low_money))
    raw_low, _, raw_high = (float(amount[0]) for amount in price.hull(records.now))
    stale, weak = all(offer.stale for offer in price.used), all(offer.weak for offer in price.used)
    if price.least_only:
        floor = ends(criterion.scale)[0]
        return Cell(
            tool=price.tool, criterion=criterion.id, state=price.state, value=(floor + best) / 2, assumed=True,
            low=floor, high=best, raw=None, raw_low=raw_low, raw_high=None, clipped=False, stale=stale, weak=weak,
            statements=statements,
        )  # fmt: skip
    point = price.point(records.now)
    scaled = value_of(criterion.scale, point)
    exact = raw_low == raw_high
    return Cell(
        tool=price.tool, criterion=criterion.id, state=price.state, value=scaled.value, assumed=False,
        low=min(worst, scaled.value), high=max(best, scaled.value), raw=point, raw_low=None if exact else raw_low,
        raw_high=None if exact else raw_high, clipped=scaled.clipped, stale=stale, weak=weak, statements=statements,
    )  # fmt: skip


def _unknown(criterion: Criterion, price: ToolPrice, statements: tuple[Statement, ...]) -> Cell:
    low, high = ends(criterion.scale)
    return Cell(
        tool=price.tool, criterion=criterion.id, state=price.state, value=midpoint(criterion.scale), assumed=True,
        low=low, high=high, raw=None, raw_low=None, raw_high=None, clipped=False, stale=False, weak=False,
        statements=statements,
    )  # fmt: skip


def _statement(records: Records, criterion: Criterion, offer: Offer, *, used: bool) -> Statement:
    """Lay an offer on the scale at the stated use; what cannot be compared is shown without a value."""
    raw: float | None = None
    raw_low: float | None = None
    raw_high: float | None = None
    value: Interval | None = None
    if (offer.tariff is not None or offer.stated is not None) and has_rate(offer, records.currencies):
        low, point, high = (float(amount[0]) for amount in offer.amounts(records.now))
        worths = sorted(value_of(criterion.scale, money).value for money in (low, high))
        if offer.tariff is not None and offer.tariff.open_ended:
            raw_low, worths[0] = low, ends(criterion.scale)[0]
        else:
            raw = point if low == high or offer.has_point else None
            raw_low, raw_high = (None, None) if low == high else (low, high)
        value = Interval(low=worths[0], high=worths[1])
    return Statement(
        origin=offer.origin, reference=offer.reference, kind=offer.kind, raw=raw, raw_low=raw_low, raw_high=raw_high,
        value=value, source=offer.source, seen=offer.seen, by=offer.by, stale=offer.stale, weak=offer.weak, used=used,
    )  # fmt: skip


def _without_amount(
    document: ToolEvaluation, records: Records, criterion: Criterion, tool: str
) -> tuple[Statement, ...]:
    """Return the team's statements that the price is unknown or on request."""
    as_of, widths = document.as_of, document.settings.widths
    return tuple(
        Statement(
            origin="evidence", reference=entry.id, kind=entry.kind, raw=None, raw_low=None, raw_high=None, value=None,
            source=entry.source, seen=entry.seen, by=entry.by,
            stale=is_stale(entry.seen, as_of=as_of, widths=widths), weak=is_weak(entry.kind, entry.confidence),
            used=False,
        )
        for entry in records.evidence.get((tool, criterion.id), ())
        if entry.state != "known"
    )  # fmt: skip
