"""How probable it is that the variant's share is higher: flat priors, closed forms, quadrature for large counts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.campaigns.aggregates import Proportion
from evaluators.campaigns.quadrature import nodes_between
from evaluators.errors import NotComputable

Floats = NDArray[np.float64]

LEAST_STIRLING = 10.0  # from which the series of Stirling's remainder has all digits
LEAST_EXPECTED = 5  # events and non-events per arm under which the flat prior pulls small arms up
MOST_TERMS = 10_000  # of the closed form
MOST_TRIALS = 100_000  # per arm, beyond which the closed form's logarithms lose the digits of a small loss
STEPS = (0.0, 1.0, 2.0, 4.0, 8.0, 16.0, 40.0)  # standard deviations around the mean at which the integral is cut


@dataclass(frozen=True, slots=True, kw_only=True)
class PosteriorComparison:
    """What two arms' shares look like after the data, from flat priors."""

    variant_better: float  # probability that the variant's share is above the control's
    loss_of_variant: float  # expected share lost by choosing the variant, E[max(control - variant, 0)]
    loss_of_control: float  # expected share lost by keeping the control, E[max(variant - control, 0)]
    difference: float  # expected variant less control, share
    method: str  # beta_binomial_closed_form | beta_binomial_quadrature


@dataclass(frozen=True, slots=True)
class _Beta:
    """A beta distribution with whole parameters: events and non-events, one more of each."""

    a: int
    b: int

    @property
    def mean(self) -> float:
        return self.a / (self.a + self.b)

    @property
    def deviation(self) -> float:
        total = self.a + self.b
        return float(np.sqrt(self.mean * (1 - self.mean) / (total + 1)))

    def mirrored(self) -> _Beta:
        return _Beta(self.b, self.a)


def compare_posteriors(control: Proportion, variant: Proportion) -> PosteriorComparison:
    """Return the probability that the variant is better and what either choice is expected to lose.

    Parameters
    ----------
    control, variant : Proportion
        Beta(1, 1) priors.

    Raises
    ------
    NotComputable
        ``no_trials``; ``too_few_for_posterior`` when an arm expects under five events or non-events, since the flat
        prior then favours the small arm.

    References
    ----------
    Miller (2015), Formulas for Bayesian A/B testing, evanmiller.org/bayesian-ab-testing.html
    Stucchio (2015), Bayesian A/B testing at VWO, section 4

    >>> found = compare_posteriors(Proportion(120, 1_000), Proportion(144, 1_000))
    >>> round(found.variant_better, 4), round(found.loss_of_variant, 6)
    (0.9433, 0.000366)
    """
    a, b = _posteriors(control, variant)
    closed = min(a.a, a.b, b.a, b.b) <= MOST_TERMS and max(control.trials, variant.trials) <= MOST_TRIALS
    above, loss = (_above, _closed_loss) if closed else (_above_by_quadrature, _loss_by_quadrature)
    return PosteriorComparison(
        variant_better=above(b, a),
        loss_of_variant=loss(a, b),
        loss_of_control=loss(b, a),
        difference=b.mean - a.mean,
        method="beta_binomial_closed_form" if closed else "beta_binomial_quadrature",
    )


def probability_above(control: Proportion, variant: Proportion, margin: float = 0.0) -> float:
    """Return the probability that the variant's share exceeds the control's by more than a margin.

    Parameters
    ----------
    control, variant : Proportion
    margin : float
        In -1..1: the smallest worthwhile effect, or minus it for the other end of the region of equivalence.

    Raises
    ------
    NotComputable
        As in ``compare_posteriors``.
    """
    a, b = _posteriors(control, variant)
    return _above_by_quadrature(b, a, margin)


def _posteriors(control: Proportion, variant: Proportion) -> tuple[_Beta, _Beta]:
    arms = (control, variant)
    for arm in arms:
        if arm.trials == 0:
            raise NotComputable("no_trials")
    pooled = sum(arm.events for arm in arms) / sum(arm.trials for arm in arms)
    expected = min(arm.trials for arm in arms) * min(pooled, 1 - pooled)
    if expected < LEAST_EXPECTED:
        raise NotComputable("too_few_for_posterior", expected=expected, minimum=LEAST_EXPECTED)
    return _Beta(control.events + 1, control.trials - control.events + 1), _Beta(
        variant.events + 1, variant.trials - variant.events + 1
    )


def _above(x: _Beta, y: _Beta) -> float:
    """Return P(X > Y) in closed form, over the smallest of the four parameters."""
    smallest = min(x.a, x.b, y.a, y.b)
    if smallest == x.a:
        return _terms(x, y)
    if smallest == y.a:
        return 1 - _terms(y, x)
    if smallest == y.b:
        return _terms(y.mirrored(), x.mirrored())  # X > Y just when 1 - Y > 1 - X
    return 1 - _terms(x.mirrored(), y.mirrored())


def _terms(x: _Beta, y: _Beta) -> float:
    """Return P(X > Y) as a sum over X's first parameter.

    sum_{i < a_x} B(a_y + i, b_x + b_y) / ((b_x + i) B(1 + i, b_x) B(a_y, b_y))
    """
    i = np.arange(x.a)
    logs = _log_beta(y.a + i, x.b + y.b) - np.log(x.b + i) - _log_beta(1 + i, x.b) - _log_beta(y.a, y.b)
    return min(float(np.exp(logs).sum()), 1.0)


def _log_beta(first: ArrayLike, second: ArrayLike) -> Floats:
    """Return log B(p, q) without taking large log-gammas from each other, which would cost its last digits.

    References
    ----------
    Didonato and Morris (1992), ACM Trans. Math. Softw. 18:360-373, doi:10.1145/131766.131776
    """
    from scipy.special import betaln, gammaln, log1p

    p, q = np.minimum(first, second).astype(float), np.maximum(first, second).astype(float)
    tail, small = (q - 0.5) * log1p(-p / (p + q)), p < LEAST_STIRLING
    rest = _stirling(q) - _stirling(p + q)
    one_large = gammaln(p) + rest + p - p * np.log(p + q) + tail
    both = 0.5 * np.log(2 * np.pi) - 0.5 * np.log(p + q) + _stirling(p) + rest
    both_large = both + (p - 0.5) * np.log(p / (p + q)) + tail
    return np.asarray(np.where(q < LEAST_STIRLING, betaln(p, q), np.where(small, one_large, both_large)))


def _stirling(x: Floats) -> Floats:
    """Return how far log-gamma lies above Stirling's formula, for large x."""
    inverse = 1 / np.maximum(x, LEAST_STIRLING) ** 2
    series = np.polyval([-691 / 360_360, 1 / 1_188, -1 / 1_680, 1 / 1_260, -1 / 360, 1 / 12], inverse)
    return np.asarray(series / np.maximum(x, LEAST_STIRLING))


def _closed_loss(chosen_against: _Beta, chosen: _Beta) -> float:
    """Return E[max(X - Y, 0)] = E[X] P(X' > Y) - E[Y] P(X > Y'), each primed one with one event more."""
    x, y = chosen_against, chosen
    gain = x.mean * _above(_Beta(x.a + 1, x.b), y) - y.mean * _above(x, _Beta(y.a + 1, y.b))
    return max(gain, 0.0)


def _above_by_quadrature(x: _Beta, y: _Beta, margin: float = 0.0) -> float:
    """Return P(X > Y + margin) as an integral over Y."""
    from scipy.special import betaincc

    values, weights = _nodes(_cuts(y) | {cut - margin for cut in _cuts(x)}, y)
    density = _density(y, values) * weights
    return float(density @ betaincc(x.a, x.b, np.clip(values + margin, 0.0, 1.0)) / density.sum())


def _loss_by_quadrature(chosen_against: _Beta, chosen: _Beta) -> float:
    """Return E[max(X - Y, 0)], the integral of P(Y < t < X)."""
    from scipy.special import betainc, betaincc

    x, y = chosen_against, chosen
    values, weights = _nodes(_cuts(x) | _cuts(y))
    return float(weights @ (betainc(y.a, y.b, values) * betaincc(x.a, x.b, values)))


def _cuts(beta: _Beta) -> set[float]:
    """Return where the distribution bends."""
    return {min(max(beta.mean + sign * step * beta.deviation, 0.0), 1.0) for step in STEPS for sign in (-1, 1)}


def _nodes(cuts: set[float], within: _Beta | None = None) -> tuple[Floats, Floats]:
    """Return Gauss-Legendre nodes and weights on the pieces between the cuts, within one distribution's reach."""
    own = _cuts(within) if within else cuts
    edges = np.array(sorted(cut for cut in cuts if min(own) <= cut <= max(own)))
    return nodes_between(edges)


def _density(beta: _Beta, values: Floats) -> Floats:
    """Return the density up to a factor: its logarithm less the one at the mean."""
    from scipy.special import xlog1py, xlogy

    def log_density(at: Floats) -> Floats:
        return np.asarray(xlogy(beta.a - 1, at) + xlog1py(beta.b - 1, -at))

    return np.asarray(np.exp(log_density(values) - log_density(np.array(beta.mean))))
