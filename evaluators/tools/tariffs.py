"""What a tool costs a month as a function of use: steps by size, seats, set-up, tax, term."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from evaluators.tools.evidence import Quote
from evaluators.tools.need import Scenario
from evaluators.tools.scenario import FloatArray, SizedBy, Uses

MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Price a month up to a size."""

    up_to: float | None  # None: no upper end
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """One price list or offer in its own currency."""

    currency: str
    steps: tuple[Step, ...]  # by size, at least one
    by: SizedBy = "contacts"
    factor: float = 1.0  # seats, tax, discount and unused part of the term multiplied together
    set_up: float = 0.0  # once, tax included
    open_ended: bool = False  # the least price only: nothing says how high it goes

    def monthly(self, uses: Uses) -> tuple[FloatArray, FloatArray]:
        """Return the least and the most a month, mean over the scenario's years, in the scenario's currency.

        Beyond the last step nobody has said a price: the least is the last step's, the most grows in proportion
        to the size.
        """
        low, high = np.zeros(uses.count), np.zeros(uses.count)
        for year in range(uses.years):
            step_low, step_high = self._at(uses.size(self.by, year))
            low += step_low
            high += step_high
        rate = uses.rates[self.currency]
        once = self.set_up / (MONTHS * uses.years)
        return rate * (low * self.factor / uses.years + once), rate * (high * self.factor / uses.years + once)

    def beyond(self, uses: Uses) -> bool:
        """Tell whether some case outgrows the last step in some year."""
        last = self.steps[-1].up_to
        return last is not None and any(bool((uses.size(self.by, year) > last).any()) for year in range(uses.years))

    def _at(self, size: FloatArray) -> tuple[FloatArray, FloatArray]:
        lows = np.array([step.low for step in self.steps])
        highs = np.array([step.high for step in self.steps])
        ends = np.array([np.inf if step.up_to is None else step.up_to for step in self.steps])
        place = np.minimum(np.searchsorted(ends, size, side="left"), len(ends) - 1)
        last = ends[-1]
        over = np.maximum(size / last, 1.0) if np.isfinite(last) and last > 0 else np.ones(len(size))
        return lows[place], highs[place] * over


def tariff_of(quote: Quote, scenario: Scenario) -> Tariff:
    """Return a quote as a tariff in the scenario's tax terms.

    A yearly discount counts when billing is yearly. A term longer than the scenario is paid to its end, so the
    months left over are spread over the scenario.
    """
    months = MONTHS * scenario.years
    seats = scenario.seats if quote.per_seat else 1
    discount = 1.0 - quote.yearly_discount if quote.billed_yearly else 1.0
    if quote.monthly is not None:
        steps: tuple[Step, ...] = (Step(up_to=None, low=quote.monthly, high=quote.monthly),)
    else:
        steps = tuple(Step(up_to=tier.up_to, low=tier.monthly, high=tier.monthly) for tier in quote.tiers)
    tax = tax_factor(scenario, included=quote.vat_included)
    return Tariff(
        currency=quote.currency,
        steps=steps,
        by=quote.tiers_by,
        factor=seats * discount * max(quote.term_months, months) / months * tax,
        set_up=quote.set_up * tax,
    )


def tax_factor(scenario: Scenario, *, included: bool) -> float:
    """Return what turns an amount with or without value added tax into the scenario's terms."""
    if included == scenario.include_vat:
        return 1.0
    return 1.0 + scenario.vat_rate if scenario.include_vat else 1.0 / (1.0 + scenario.vat_rate)
