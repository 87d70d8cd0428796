"""Statements about a tool's price, from quotes, scores and catalogue rows, in one form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np

from evaluators.tools.document import Criterion, Tool, ToolEvaluation
from evaluators.tools.evidence import Evidence, Quote
from evaluators.tools.pricing_facts import Row, RowUse, rows_of
from evaluators.tools.records import Records
from evaluators.tools.scales import NumberScale, PriceScale
from evaluators.tools.scenario import FloatArray, Uses
from evaluators.tools.tariffs import Tariff, tariff_of
from evaluators.tools.widths import day_of, half_width, is_stale, is_weak

PERCENT = 100.0
_QUOTE_KINDS = {"offer": "offer", "invoice": "offer", "price_list": "price_list", "guess": "guess"}
_NEWEST_FIRST = date.max.toordinal()


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One statement about a price, used or not."""

    origin: Literal["evidence", "quote", "catalogue"]
    reference: str
    kind: str
    plan: str
    source: str
    seen: date | None
    by: str | None
    stale: bool
    weak: bool
    tariff: Tariff | None  # None: a score, or nothing that can be compared
    stated: tuple[float, float | None, float] | None  # a score's least, point and most, in money
    width: float  # half-width as a share of the amount
    rank: tuple[int, ...]  # smaller stands above; equals are used together
    row: Row | None = None  # the catalogue row

    @property
    def has_point(self) -> bool:
        """Whether a score states a single figure, with or without an interval."""
        return self.stated is not None and self.stated[1] is not None

    @property
    def has_interval(self) -> bool:
        """Whether a score states its own interval, which is then its whole width."""
        return self.stated is not None and self.stated[0] < self.stated[2]

    def amounts(self, uses: Uses) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Return least, point and most a month for each case, without the width."""
        if self.tariff is not None:
            low, high = self.tariff.monthly(uses)
            return low, (low + high) / 2, high
        if self.stated is None:
            raise ValueError(f"{self.reference} states no amount")
        low_end, point, high_end = self.stated
        middle = (low_end + high_end) / 2 if point is None else point
        one = np.ones(1)
        return low_end * one, middle * one, high_end * one


def is_price(criterion: Criterion) -> bool:
    """Tell whether a criterion's cells come from the price model."""
    return criterion.rule == "price" and isinstance(criterion.scale, PriceScale | NumberScale)


def money_criterion(document: ToolEvaluation) -> Criterion | None:
    """Return the criterion whose scores are money a month: the first priced by rule, else the first price scale."""
    priced = [criterion for criterion in document.criteria if is_price(criterion)]
    scaled = [criterion for criterion in document.criteria if isinstance(criterion.scale, PriceScale)]
    return next(iter(priced + scaled), None)


def quote_offers(document: ToolEvaluation, records: Records, tool: str) -> tuple[Offer, ...]:
    """Return a tool's quotes, ranked: offers and invoices, price lists, guesses; valid before expired; newest first."""
    return tuple(_of_quote(document, quote) for quote in records.quotes.get(tool, ()))


def expired(quote: Quote, as_of: date) -> bool:
    """Tell whether an offer is no longer valid."""
    return quote.valid_until is not None and quote.valid_until < as_of


def _of_quote(document: ToolEvaluation, quote: Quote) -> Offer:
    as_of, widths = document.as_of, document.settings.widths
    over = expired(quote, as_of)
    in_force = quote.valid_until is not None and not over
    stale = over or (not in_force and is_stale(quote.seen, as_of=as_of, widths=widths, needs_date=True))
    order = list(dict.fromkeys(_QUOTE_KINDS.values()))
    return Offer(
        origin="quote",
        reference=quote.id,
        kind=quote.kind,
        plan=quote.source or quote.includes,
        source=quote.source,
        seen=quote.seen,
        by=None,
        stale=stale,
        weak=quote.kind == "guess",
        tariff=tariff_of(quote, document.need.scenario),
        stated=None,
        width=_quote_width(document, quote, in_force=in_force) / PERCENT,
        rank=(order.index(_QUOTE_KINDS[quote.kind]), int(over), _age_rank(quote.seen)),
    )


def _quote_width(document: ToolEvaluation, quote: Quote, *, in_force: bool) -> float:
    """Offers and invoices bind while in force or fresh; what is old or undated widens as evidence does."""
    widths = document.settings.widths
    if quote.kind == "guess":
        return half_width("guess", "medium", quote.seen, as_of=document.as_of, widths=widths)
    base = widths.measured if quote.kind == "price_list" else 0.0
    if in_force:
        return base
    if quote.seen is None:
        return max(base, widths.dated)
    aged = half_width("measured", "high", quote.seen, as_of=document.as_of, widths=widths) - widths.measured
    return base + max(0.0, aged) + (widths.measured if expired(quote, document.as_of) else 0.0)


def score_offers(document: ToolEvaluation, records: Records, criterion: Criterion, tool: str) -> tuple[Offer, ...]:
    """Return what evaluators scored as money on a price criterion; scores without a figure are left out."""
    entries = records.evidence.get((tool, criterion.id), ())
    return tuple(_of_score(document, entry) for entry in entries if entry.state == "known")


def _of_score(document: ToolEvaluation, entry: Evidence) -> Offer:
    as_of, widths = document.as_of, document.settings.widths
    point = _number(entry.value)
    low, high = _number(entry.low), _number(entry.high)
    ends = [end for end in (low, point, high) if end is not None]
    return Offer(
        origin="evidence",
        reference=entry.id,
        kind=entry.kind,
        plan=entry.source,
        source=entry.source,
        seen=entry.seen,
        by=entry.by,
        stale=is_stale(entry.seen, as_of=as_of, widths=widths),
        weak=is_weak(entry.kind, entry.confidence),
        tariff=None,
        stated=(min(ends), point, max(ends)),
        width=half_width(entry.kind, entry.confidence, entry.seen, as_of=as_of, widths=widths) / PERCENT,
        rank=(),
    )


def _number(figure: bool | float | str | None) -> float | None:
    return None if figure is None or isinstance(figure, str | bool) else float(figure)


def catalogue_offers(document: ToolEvaluation, tool: Tool) -> tuple[Offer, ...]:
    """Return a tool's pricing facts, those that cannot be compared too."""
    return tuple(_of_row(document, row) for row in rows_of(tool.facts, document.need.scenario))


def _of_row(document: ToolEvaluation, row: Row) -> Offer:
    as_of, widths, fact = document.as_of, document.settings.widths, row.fact
    seen = day_of(fact.seen)
    width = half_width(fact.source_kind, fact.confidence, seen, as_of=as_of, widths=widths)
    return Offer(
        origin="catalogue",
        reference=fact.id,
        kind=fact.source_kind,
        plan=row.plan,
        source=fact.source_url,
        seen=seen,
        by=None,
        stale=is_stale(seen, as_of=as_of, widths=widths, needs_date=row.use in {RowUse.BOUNDED, RowUse.OPEN}),
        weak=is_weak(fact.source_kind, fact.confidence),
        tariff=row.tariff,
        stated=None,
        width=(max(width, widths.weak) if seen is None else width) / PERCENT,
        rank=(int(fact.confidence == "low"),),
        row=row,
    )


def has_rate(offer: Offer, currencies: frozenset[str]) -> bool:
    """Tell whether an offer's money can be turned into the scenario's, which ``currencies`` can."""
    return offer.tariff is None or offer.tariff.currency in currencies


def best(offers: Iterable[Offer]) -> tuple[Offer, ...]:
    """Return the offers that stand highest."""
    listed = tuple(offers)
    top = min((offer.rank for offer in listed), default=())
    return tuple(offer for offer in listed if offer.rank == top)


def _age_rank(seen: date | None) -> int:
    return _NEWEST_FIRST if seen is None else _NEWEST_FIRST - seen.toordinal()
