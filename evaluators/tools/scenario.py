"""The use that prices are worked out for: shared draws of contacts, sends, growth and exchange rates."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import Literal

import numpy as np
import numpy.typing as npt

from evaluators.tools.need import Estimate, ExchangeRate, Scenario

FloatArray = npt.NDArray[np.float64]
SizedBy = Literal["contacts", "sends", "seats"]
LARGEST_SIZE = 1e15


@dataclass(frozen=True, slots=True, kw_only=True)
class Uses:
    """Simulated uses, one per case; every array has the length of the cases."""

    contacts: FloatArray  # in the first year
    sends: FloatArray  # a month, in the first year
    growth: FloatArray  # share a year
    rates: dict[str, FloatArray]  # what one unit of a currency costs in the scenario's currency
    seats: int
    years: int

    @property
    def count(self) -> int:
        """Number of cases."""
        return len(self.contacts)

    def size(self, by: SizedBy, year: int) -> FloatArray:
        """Return contacts, sends or seats in a year (0 is the first); seats do not grow."""
        if by == "seats":
            return np.full(self.count, float(self.seats))
        first = self.contacts if by == "contacts" else self.sends
        with np.errstate(over="ignore"):  # absurd growth is cut to the largest size just below
            grown = np.minimum((1.0 + self.growth) ** year, LARGEST_SIZE)
        return np.asarray(np.minimum(first * grown, LARGEST_SIZE), dtype=np.float64)


def newest_rates(scenario: Scenario) -> tuple[ExchangeRate, ...]:
    """Return one exchange rate per currency, the newest, in order of currency."""
    found: dict[str, ExchangeRate] = {}
    for rate in sorted(scenario.exchange_rates, key=lambda rate: rate.seen):
        found[rate.currency] = rate
    return tuple(found[currency] for currency in sorted(found) if currency != scenario.currency)


def estimates(scenario: Scenario) -> tuple[Estimate, ...]:
    """Return what is drawn, in the order of the uniform columns: contacts, sends, growth, then rates."""
    rates = tuple(rate.rate for rate in newest_rates(scenario))
    return (scenario.contacts, scenario.sends_month, scenario.growth_year, *rates)


def drawn(scenario: Scenario, uniforms: FloatArray) -> Uses:
    """Turn uniform numbers, one column for each of ``estimates``, into uses.

    Parameters
    ----------
    scenario : Scenario
        What is shared by all tools.
    uniforms : (count, k) array
        Numbers in [0, 1).

    Returns
    -------
    Uses
        ``count`` cases, or a single one (to be broadcast) when nothing in the scenario is uncertain.
    """
    if all(estimate.least == estimate.most for estimate in estimates(scenario)):
        return stated(scenario)
    columns = [
        triangular(uniforms[:, place], estimate.least, estimate.value, estimate.most)
        for place, estimate in enumerate(estimates(scenario))
    ]
    return _uses(scenario, columns)


def stated(scenario: Scenario) -> Uses:
    """Return the one case of the stated figures."""
    return _uses(scenario, [np.array([estimate.value]) for estimate in estimates(scenario)])


def extremes(scenario: Scenario) -> Uses:
    """Return every combination of least, stated and most figures, for the ends of a price's range."""
    choices = [sorted({one.least, one.value, one.most}) for one in estimates(scenario)[:3]]
    rates = [sorted({one.least, one.most}) for one in estimates(scenario)[3:]]
    # Rates do not meet in one price, so all low and all high are enough.
    ends = [tuple(rate[0] for rate in rates), tuple(rate[-1] for rate in rates)]
    cases = [(*sizes, *end) for sizes in product(*choices) for end in ends]
    return _uses(scenario, list(np.array(cases, dtype=np.float64).T))


def _uses(scenario: Scenario, columns: list[FloatArray]) -> Uses:
    rates = {rate.currency: column for rate, column in zip(newest_rates(scenario), columns[3:], strict=True)}
    rates[scenario.currency] = np.ones(len(columns[0]))
    return Uses(
        contacts=columns[0],
        sends=columns[1],
        growth=columns[2],
        rates=rates,
        seats=scenario.seats,
        years=scenario.years,
    )


def triangular(uniform: FloatArray, low: float, mode: float, high: float) -> FloatArray:
    """Turn uniform numbers into a triangular distribution; equal ends give a constant.

    >>> triangular(np.array([0.0, 0.5, 1.0]), 0.0, 1.0, 2.0)
    array([0., 1., 2.])
    """
    width = high - low
    if width <= 0:
        return np.full(len(uniform), mode)
    left = low + np.sqrt(uniform * width * (mode - low))
    right = high - np.sqrt((1.0 - uniform) * width * (high - mode))
    return np.where(uniform * width <= mode - low, left, right)
