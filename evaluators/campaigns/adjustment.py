"""Effects adjusted for what was known before the campaign: CUPED, Lin's regression and post-stratification."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evaluators.campaigns.aggregates import Estimate, Moments, Summary, merged
from evaluators.campaigns.lift import Lift, figure_lift
from evaluators.campaigns.means import compare_means, satterthwaite, t_estimate
from evaluators.errors import NotComputable
from evaluators.notes import Note

Floats = NDArray[np.float64]
Slope = Literal["least_variance", "within_arms", "all_customers"]


@dataclass(frozen=True, slots=True)
class StratumCell:
    """One segment's control and variant; the same metrics in both."""

    control: Moments
    variant: Moments

    @property
    def n(self) -> int:
        """Customers of both arms."""
        return self.control.n + self.variant.n


@dataclass(frozen=True, slots=True, kw_only=True)
class Adjusted:
    """An adjusted effect beside what the adjustment gained."""

    estimate: Estimate  # variant - control in the metric's unit
    slopes: Mapping[str, float] | None  # per covariate; None: each arm and segment has its own
    variance_reduction: float | None  # share of the plain difference's variance, below 0 if it grew; None: no spread
    lift: Lift | None  # relative to the adjusted control; None: the control is not above zero


def cuped(
    control: Moments,
    variant: Moments,
    metric: str,
    covariates: Sequence[str],
    *,
    slope: Slope = "least_variance",
    confidence: float = 0.95,
) -> Adjusted:
    """Compare means of metric - theta x covariates, one theta for both arms.

    Parameters
    ----------
    control, variant : Moments
        At least two customers each; metric and covariates among the names.
    metric : str
    covariates : sequence of str
        At least one, each known before the customers were assigned.
    slope : {"least_variance", "within_arms", "all_customers"}
        Theta from the arms' covariances over their sizes (least variance), from products summed within the arms
        (analysis of covariance), or from all customers together.
    confidence : float
        Two-sided, in (0, 1).

    Returns
    -------
    Adjusted
        Method ``cuped``.

    Raises
    ------
    NotComputable
        ``too_few_customers``; ``no_variation``.

    References
    ----------
    Deng, Xu, Kohavi and Walker (2013), WSDM 2013:123-132. doi:10.1145/2433396.2433413
    """
    if min(control.n, variant.n) < 2:
        raise NotComputable("too_few_customers", customers=min(control.n, variant.n), minimum=2)
    if slope == "all_customers":
        products = control.merge(variant).products
    elif slope == "within_arms":
        products = control.products + variant.products
    else:
        products = sum((arm.products / (arm.n * (arm.n - 1)) for arm in (control, variant)), np.zeros(1))
    theta = dict(zip(covariates, _slopes(control.names, products, metric, covariates), strict=True))
    common = control.merge(variant)
    centre = sum(theta[name] * common.summary(name).mean for name in covariates)
    weights = {metric: 1.0} | {name: -value for name, value in theta.items()}
    arms = [_shifted(arm.combined(weights), centre) for arm in (control, variant)]
    estimate = replace(compare_means(arms[0], arms[1], confidence=confidence), method="cuped")
    crude = _plain_variance(control, variant, metric)
    return _adjusted(estimate, theta, crude, arms[0].mean, arms[0].mean_variance, confidence)


def _shifted(arm: Summary, by: float) -> Summary:
    return Summary(arm.n, arm.mean + by, arm.variance)


def _slopes(names: tuple[str, ...], products: Floats, metric: str, covariates: Sequence[str]) -> list[float]:
    """Return the least-squares slopes; covariates that repeat one another share theirs, constant ones get 0."""
    places = [names.index(name) for name in covariates]
    scale = np.sqrt(products[places, places])
    scale = np.where(scale > 0, scale, 1.0)
    within = products[np.ix_(places, places)] / np.outer(scale, scale)
    across = products[places, names.index(metric)] / scale
    solved = np.linalg.lstsq(within, across, rcond=None)[0] if places else np.zeros(0)
    return [float(one) for one in solved / scale]


def _plain_variance(control: Moments, variant: Moments, metric: str) -> float:
    return control.summary(metric).mean_variance + variant.summary(metric).mean_variance


def _adjusted(
    estimate: Estimate,
    slopes: Mapping[str, float] | None,
    crude: float,
    base: float,
    base_variance: float,
    confidence: float,
) -> Adjusted:
    variance = (estimate.standard_error or 0.0) ** 2
    rest = max(variance - base_variance, 0.0)
    return Adjusted(
        estimate=estimate,
        slopes=slopes,
        variance_reduction=1 - variance / crude if crude > 0 else None,
        lift=figure_lift(base, base_variance, base + estimate.value, rest, confidence=confidence) if base > 0 else None,
    )


def stratified(
    cells: Sequence[StratumCell], metric: str, covariates: Sequence[str] = (), *, confidence: float = 0.95
) -> Adjusted:
    """Average the segments' effects by their shares of customers, each with slopes of its own in each arm.

    Without covariates this is post-stratification; with one segment it is Lin's regression. The variance is that of
    the residuals within each arm and segment, each over its own degrees of freedom; the customers are taken as
    given, so that the segments' shares and the covariates' means carry no uncertainty.

    Parameters
    ----------
    cells : sequence of StratumCell
        One per segment; segments without any customer are left out.
    metric : str
    covariates : sequence of str
        Each known before the customers were assigned. An arm of a segment with too few customers for slopes
        (covariates + 2) leaves its segment unadjusted; a note tells how many.
    confidence : float
        Two-sided, in (0, 1).

    Returns
    -------
    Adjusted
        Method ``post_stratified`` or ``lin``.

    Raises
    ------
    NotComputable
        ``too_few_customers`` where an arm of a segment has fewer than two customers; ``no_variation``.

    References
    ----------
    Lin (2013), Ann. Appl. Stat. 7:295-318. doi:10.1214/12-AOAS583
    Miratrix, Sekhon and Yu (2013), J. R. Stat. Soc. B 75:369-396. doi:10.1111/j.1467-9868.2012.01048.x
    """
    filled = [cell for cell in cells if cell.n]
    _check_cells(filled)
    customers, bare = sum(cell.n for cell in filled), 0
    means, variances, degrees = np.zeros(2), [], []
    for cell in filled:
        share = cell.n / customers
        usable = covariates if min(cell.control.n, cell.variant.n) >= len(covariates) + 2 else ()
        bare += len(usable) < len(covariates)
        fits = [_fitted(arm, cell, metric, usable) for arm in (cell.control, cell.variant)]
        means += share * np.array([fit[0] for fit in fits])
        variances += [share**2 * fit[1] for fit in fits]
        degrees += [fit[2] for fit in fits]
    notes = (Note(code="segments_unadjusted", facts={"count": bare, "segments": len(filled)}),) if bare else ()
    estimate = t_estimate(
        float(means[1] - means[0]),
        sqrt(sum(variances)),
        satterthwaite(variances, degrees),
        "lin" if covariates else "post_stratified",
        confidence=confidence,
        notes=notes,
    )
    crude = _crude_variance(filled, metric)
    return _adjusted(estimate, None, crude, float(means[0]), sum(variances[::2]), confidence)


def _check_cells(cells: Sequence[StratumCell]) -> None:
    if not cells:
        raise NotComputable("too_few_customers", customers=0, minimum=2)
    for cell in cells:
        if min(cell.control.n, cell.variant.n) < 2:
            raise NotComputable("too_few_customers", customers=min(cell.control.n, cell.variant.n), minimum=2)


def _fitted(arm: Moments, cell: StratumCell, metric: str, covariates: Sequence[str]) -> tuple[float, float, int]:
    """Return the arm's mean at the segment's mean covariates, that mean's variance and its degrees of freedom."""
    slopes = _slopes(arm.names, arm.products, metric, covariates)
    weights = {metric: 1.0} | {name: -value for name, value in zip(covariates, slopes, strict=True)}
    rest = arm.combined(weights)
    both = cell.control.merge(cell.variant)
    mean = rest.mean + sum(-weights[name] * both.summary(name).mean for name in covariates)
    degrees = arm.n - 1 - len(covariates)
    return mean, rest.variance * (arm.n - 1) / degrees / arm.n, degrees


def _crude_variance(cells: Sequence[StratumCell], metric: str) -> float:
    """Return the variance of the plain difference over all segments together."""
    control, variant = merged(cell.control for cell in cells), merged(cell.variant for cell in cells)
    return _plain_variance(control, variant, metric)
