"""Two proportions with few events: exact tests, and the rule when they replace the score test."""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evaluators.campaigns.aggregates import Proportion
from evaluators.errors import NotComputable

Floats = NDArray[np.float64]
ExactTest = Literal["boschloo", "fisher", "mid_p"]
Side = Literal["two_sided", "greater", "less"]

LEAST_EXPECTED = 5.0  # expected count in any of the four cells under which the score test is not trusted
BOSCHLOO_CUSTOMERS = 200  # per arm; beyond it the mid-P is as good and at once
NUISANCE_POINTS = 256  # common shares at which SciPy starts to look for the largest p-value: the same digits each time
SAME = 1e-7  # share by which two tables' probabilities may differ by rounding and still count as equal


def expected_counts(control: Proportion, variant: Proportion) -> Floats:
    """Return events and non-events of each arm, were the shares the same.

    Returns
    -------
    ndarray, shape (2, 2)
        Rows control and variant; columns events and non-events.

    Raises
    ------
    NotComputable
        ``no_trials``.
    """
    if not control.trials or not variant.trials:
        raise NotComputable("no_trials")
    share = (control.events + variant.events) / (control.trials + variant.trials)
    return np.outer([control.trials, variant.trials], [share, 1 - share])


def small_counts_test(control: Proportion, variant: Proportion) -> ExactTest | None:
    """Return which exact test these counts need; None: the score test will do."""
    if expected_counts(control, variant).min() >= LEAST_EXPECTED:
        return None
    return "boschloo" if max(control.trials, variant.trials) <= BOSCHLOO_CUSTOMERS else "mid_p"


def exact_p_value(control: Proportion, variant: Proportion, test: ExactTest, *, side: Side = "two_sided") -> float:
    """Return an exact test's p-value.

    Parameters
    ----------
    control, variant : Proportion
        At least one customer each.
    test : {"boschloo", "fisher", "mid_p"}
    side : {"two_sided", "greater", "less"}
        ``greater``: the variant's share is larger.

    Returns
    -------
    float
        In (0, 1]; 1 where nobody or everybody did it.

    Raises
    ------
    NotComputable
        ``no_trials``.
    """
    chosen = {"boschloo": boschloo_p_value, "fisher": fisher_p_value, "mid_p": mid_p_value}[test]
    return chosen(control, variant, side=side)


def boschloo_p_value(control: Proportion, variant: Proportion, *, side: Side = "two_sided") -> float:
    """Return Boschloo's p-value: Fisher's p as the statistic, its tail at the least favourable common share.

    Two-sided is twice the smaller side, at most 1. Time grows with the product of the arms; see the rule in
    `small_counts_test`.

    References
    ----------
    Boschloo (1970), Stat. Neerl. 24:1-9. doi:10.1111/j.1467-9574.1970.tb00104.x

    >>> round(boschloo_p_value(Proportion(12, 15), Proportion(7, 15)), 5)
    0.06822
    """
    from scipy.stats import boschloo_exact

    expected = expected_counts(control, variant)
    if not expected.all():
        return 1.0
    if side == "two_sided":
        greater = boschloo_p_value(control, variant, side="greater")
        return min(2 * min(greater, boschloo_p_value(control, variant, side="less")), 1.0)
    first, second = (variant, control) if side == "greater" else (control, variant)
    table = [[first.events, second.events], [first.trials - first.events, second.trials - second.events]]
    return min(float(boschloo_exact(table, alternative="greater", n=NUISANCE_POINTS).pvalue), 1.0)


def fisher_p_value(control: Proportion, variant: Proportion, *, side: Side = "two_sided") -> float:
    """Return Fisher's p-value; two-sided is the weight of all tables no likelier than the one seen.

    References
    ----------
    Fisher (1934), Statistical Methods for Research Workers, 5th ed., section 21.02.

    >>> round(fisher_p_value(Proportion(1, 4), Proportion(3, 4)), 6)
    0.485714
    """
    events, weights = _tables(control, variant)
    if side == "two_sided":
        seen = weights[events == variant.events]
        return min(float(weights[weights <= seen * (1 + SAME)].sum()), 1.0)
    beyond = events >= variant.events if side == "greater" else events <= variant.events
    return min(float(weights[beyond].sum()), 1.0)


def mid_p_value(control: Proportion, variant: Proportion, *, side: Side = "two_sided") -> float:
    """Return Fisher's p-value with half the weight of the table seen; two-sided is twice the smaller side.

    References
    ----------
    Lancaster (1961), J. Am. Stat. Assoc. 56:223-234. doi:10.1080/01621459.1961.10482105
    """
    events, weights = _tables(control, variant)
    half = float(weights[events == variant.events].sum()) / 2
    greater = float(weights[events > variant.events].sum()) + half
    less = float(weights[events < variant.events].sum()) + half
    tails = {"greater": greater, "less": less, "two_sided": 2 * min(greater, less)}
    return min(tails[side], 1.0)


def _tables(control: Proportion, variant: Proportion) -> tuple[NDArray[np.int64], Floats]:
    """Return the variant's possible events, all margins fixed, and the probability of each (hypergeometric).

    Built from ratios of neighbours, so that arms of millions lose no digits.
    """
    if not control.trials or not variant.trials:
        raise NotComputable("no_trials")
    total = control.events + variant.events
    possible = np.arange(max(0, total - control.trials), min(total, variant.trials) + 1)
    before = possible[:-1].astype(float)
    up = (variant.trials - before) * (total - before)
    down = (before + 1) * (control.trials - total + before + 1)
    logs = np.concatenate([[0.0], np.cumsum(np.log(up) - np.log(down))])
    weights = np.exp(logs - logs.max())
    return possible, np.asarray(weights / weights.sum())
