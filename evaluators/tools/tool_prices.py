"""Which statements decide a tool's price, and the price they make."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from evaluators.notes import Note, Severity
from evaluators.tools.document import Criterion, Tool, ToolEvaluation
from evaluators.tools.offers import (
    Offer,
    best,
    catalogue_offers,
    expired,
    has_rate,
    quote_offers,
    score_offers,
)
from evaluators.tools.pricing_facts import RowUse, plan_key
from evaluators.tools.records import Records
from evaluators.tools.results import CellState
from evaluators.tools.scenario import FloatArray, Uses, triangular

SAME_MONEY = 0.01  # amounts this close, as a share, agree
PRICED = frozenset({CellState.KNOWN, CellState.INTERVAL, CellState.CONFLICT})


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolPrice:
    """A tool's price as a function of use."""

    tool: str
    state: CellState
    used: tuple[Offer, ...]  # empty: nothing states an amount that can be compared
    offers: tuple[Offer, ...]  # everything said, used or not
    least_only: bool  # only a least price is known
    notes: tuple[Note, ...]

    @property
    def known(self) -> bool:
        """Whether a price with both ends is known."""
        return self.state in PRICED and not self.least_only

    @property
    def width(self) -> float:
        """Half-width that every case adds, as a share of the amount; scores carry theirs in their ends."""
        return max((offer.width for offer in self.used if offer.tariff is not None), default=0.0)

    def hull(self, uses: Uses) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return least, point and most a month over the used statements; each voice counts once in the point."""
        lows, points, highs = zip(*(self._spread(offer, uses) for offer in self.used), strict=True)
        voices: dict[str | None, list[FloatArray]] = {}
        for offer, point in zip(self.used, points, strict=True):
            voices.setdefault(offer.by, []).append(point)
        means = [np.mean(np.stack(said), axis=0) for said in voices.values()]
        return np.min(lows, axis=0), np.mean(np.stack(means), axis=0), np.max(highs, axis=0)

    def _spread(self, offer: Offer, uses: Uses) -> tuple[FloatArray, FloatArray, FloatArray]:
        low, point, high = (np.broadcast_to(amount, uses.count) for amount in offer.amounts(uses))
        if offer.tariff is not None or offer.has_interval:
            return low, point, high
        return np.minimum(low, point * (1 - offer.width)), point, np.maximum(high, point * (1 + offer.width))

    def point(self, uses: Uses) -> float:
        """Return the price a month at one case."""
        return float(self.hull(uses)[1][0])

    def ends(self, uses: Uses) -> tuple[float, float]:
        """Return the least and most of all cases, width included."""
        low, _, high = self.hull(uses)
        return float(low.min() * (1 - self.width)), float(high.max() * (1 + self.width))

    def drawn(self, uses: Uses, within: FloatArray, around: FloatArray) -> FloatArray:
        """Return one price for each case from two columns of uniform numbers.

        ``within`` places it between the ends: evenly, or about the point when somebody gave one. ``around`` adds
        the width of the evidence, triangular.
        """
        low, point, high = self.hull(uses)
        if any(offer.has_point for offer in self.used):
            price = triangular(within, float(low[0]), float(point[0]), float(high[0]))
        else:
            price = low + within * (high - low)
        if self.width > 0:
            price = price * (1.0 + triangular(around, -self.width, 0.0, self.width))
        return np.asarray(price, dtype=np.float64)


def tool_price(
    document: ToolEvaluation, records: Records, tool: Tool, criterion: Criterion | None, by: str | None = None
) -> ToolPrice:
    """Return what decides a tool's price.

    Offers, invoices and price lists stand above scores, scores above guessed quotes, all of them above the
    catalogue; with ``by``, that evaluator's own score comes first. Without any amount a team's statement that the
    price is unknown or on request stands above the catalogue as well.

    Parameters
    ----------
    document : ToolEvaluation
        Scenario, settings and frozen facts.
    records : Records
        The document's quotes and evidence.
    tool : Tool
        One of the document's tools.
    criterion : Criterion or None
        Whose scores are read as money; ``None``: no scores.
    by : str, optional
        An evaluator.
    """
    quotes = quote_offers(document, records, tool.id)
    scores = score_offers(document, records, criterion, tool.id) if criterion else ()
    rows = catalogue_offers(document, tool)
    everything = (*quotes, *scores, *rows)
    notes = _missing_rates(document, records, tool.id, everything)
    usable = [offer for offer in quotes if has_rate(offer, records.currencies)]
    own = tuple(score for score in scores if by is not None and score.by == by)
    firm = best(offer for offer in usable if offer.kind != "guess")
    guessed = best(offer for offer in usable if offer.kind == "guess")
    chosen = own or firm or scores or guessed
    if chosen:
        notes += _quote_notes(document, records, tool.id, chosen)
        return _priced(records, tool.id, chosen, everything, notes)
    said = _said_without_amount(records, tool.id, criterion)
    if said is not None:
        return _unpriced(tool.id, said, everything, notes)
    return _from_catalogue(records, tool.id, rows, everything, notes)


def own_price(
    document: ToolEvaluation, records: Records, tool: Tool, criterion: Criterion, by: str
) -> ToolPrice | None:
    """Return the price that an evaluator's own scores make; ``None`` without any that states an amount."""
    own = tuple(score for score in score_offers(document, records, criterion, tool.id) if score.by == by)
    return _priced(records, tool.id, own, own, ()) if own else None


def _said_without_amount(records: Records, tool: str, criterion: Criterion | None) -> CellState | None:
    entries = () if criterion is None else records.evidence.get((tool, criterion.id), ())
    states = [entry.state for entry in entries]
    if not states:
        return None
    return CellState.QUOTE_ONLY if "quote_only" in states else CellState.UNKNOWN


def _from_catalogue(
    records: Records, tool: str, rows: tuple[Offer, ...], offers: tuple[Offer, ...], notes: tuple[Note, ...]
) -> ToolPrice:
    compared = [offer for offer in rows if offer.tariff is not None and has_rate(offer, records.currencies)]
    fresh = [offer for offer in compared if not offer.stale] or compared
    bounded = [offer for offer in fresh if offer.tariff is not None and not offer.tariff.open_ended]
    plans: dict[str, list[Offer]] = {}
    for offer in bounded or fresh:
        plans.setdefault(plan_key(offer.plan), []).append(offer)
    if not plans:
        uses = {offer.row.use for offer in rows if offer.row}
        asked = RowUse.QUOTE_ONLY in uses and not uses & {RowUse.USAGE, RowUse.BOUNDED, RowUse.OPEN}
        if RowUse.USAGE in uses:
            notes += (Note(code="price_usage_based", facts={"tool": tool}),)
        return _unpriced(tool, CellState.QUOTE_ONLY if asked else CellState.UNKNOWN, offers, notes)
    cheapest = min((best(plan) for plan in plans.values()), key=lambda plan: _middle(plan, records.now))
    if len(plans) > 1:
        facts = {"tool": tool, "plan": _named(cheapest[0]), "count": len(plans)}
        notes += (Note(code="price_cheapest_plan", facts=facts),)
    return _priced(records, tool, cheapest, offers, notes)


def _named(offer: Offer) -> str:
    return offer.plan or offer.reference


def _middle(plan: tuple[Offer, ...], uses: Uses) -> float:
    return float(np.mean([offer.amounts(uses)[1][0] for offer in plan]))


def _priced(
    records: Records, tool: str, used: tuple[Offer, ...], offers: tuple[Offer, ...], notes: tuple[Note, ...]
) -> ToolPrice:
    tariffs = [offer.tariff for offer in used if offer.tariff is not None]
    least_only = any(tariff.open_ended for tariff in tariffs)
    facts: dict[str, object] = {"tool": tool, "plan": _named(used[0])}
    if least_only:
        notes += (Note(code="price_lower_bound", severity=Severity.WARNING, facts=facts),)
    elif any(tariff.beyond(records.extremes) for tariff in tariffs):
        notes += (Note(code="price_beyond_size", severity=Severity.WARNING, facts=facts),)
    if any(offer.row is not None and offer.row.without_hosting for offer in used):
        notes += (Note(code="price_without_hosting", facts=facts),)
    state = CellState.INTERVAL if least_only else _state(used, records.now)
    return ToolPrice(tool=tool, state=state, used=used, offers=offers, least_only=least_only, notes=notes)


def _state(used: tuple[Offer, ...], now: Uses) -> CellState:
    amounts = [tuple(float(one[0]) for one in offer.amounts(now)) for offer in used]
    points = [point for _, point, _ in amounts]
    apart = max(points) - min(points)
    one_voice = len({offer.by for offer in used}) == 1
    tolerance = max(SAME_MONEY, *(offer.width for offer in used if offer.stated is not None), 0.0) * max(points)
    if one_voice and apart > tolerance:
        return CellState.CONFLICT
    return CellState.INTERVAL if apart > 0 or any(high > low for low, _, high in amounts) else CellState.KNOWN


def _unpriced(tool: str, state: CellState, offers: tuple[Offer, ...], notes: tuple[Note, ...]) -> ToolPrice:
    return ToolPrice(tool=tool, state=state, used=(), offers=offers, least_only=False, notes=notes)


def _missing_rates(document: ToolEvaluation, records: Records, tool: str, offers: Iterable[Offer]) -> tuple[Note, ...]:
    missing = {offer.tariff.currency for offer in offers if offer.tariff and not has_rate(offer, records.currencies)}
    return tuple(
        Note(
            code="exchange_rate_missing",
            severity=Severity.WARNING,
            facts={"tool": tool, "currency": currency, "into": document.need.scenario.currency},
        )
        for currency in sorted(missing)
    )


def _quote_notes(document: ToolEvaluation, records: Records, tool: str, used: tuple[Offer, ...]) -> tuple[Note, ...]:
    names = {offer.reference for offer in used if offer.origin == "quote"}
    return tuple(
        Note(
            code="quote_expired",
            severity=Severity.WARNING,
            facts={"tool": quote.tool, "quote": quote.id, "valid_until": quote.valid_until},
        )
        for quote in records.quotes.get(tool, ())
        if quote.id in names and expired(quote, document.as_of)
    )
