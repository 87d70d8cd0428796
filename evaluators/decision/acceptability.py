"""Which rank each tool takes in simulated cases of weights and scores (SMAA-2)."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evaluators.decision.rank_counts import OFFSET, RankCounts
from evaluators.decision.sampling import WeightDraws, streams
from evaluators.decision.score_models import CHUNK, RotatedScores, UncertainScores, as_scores
from evaluators.decision.simulated_extras import Extras, confidence_factors

Floats = NDArray[np.float64]

STREAMS = ("weights", "scores", "shared", "confidence")
CONFIDENCE_DRAWS = 10_000  # cases behind each confidence factor
TWO_SIDED_95 = 1.959963984540054  # standard normal quantile of 97.5 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptability:
    """How often each tool takes each rank, and under what weights it comes first."""

    rank_acceptability: Floats  # (m, m), tool by rank from first to last; rows and columns sum to 1
    monte_carlo_error: Floats  # (m, m), standard error of each share
    pairwise_winning: Floats | None  # (m, m), share of cases in which row beats column, ties half; diagonal 0
    central_weights: tuple[Floats | None, ...] | None  # mean weights with which a tool comes first; None: it never does
    confidence: tuple[float | None, ...] | None  # chance to come first at its central weights; None: as above
    expected_value: Floats | None  # (m,), mean score, 0-100
    value_quantiles: Floats | None  # (m, 3), 5 %, 50 % and 95 % points of the score
    draws: int  # simulated cases
    seed: int


def rank_acceptability(
    weights_sampler: WeightDraws,
    scores: ArrayLike | UncertainScores,
    *,
    draws: int = 100_000,
    seed: int,
    block_bytes: int = 2**20,
    extras: bool = True,
    confidence_draws: int = CONFIDENCE_DRAWS,
) -> Acceptability:
    """Simulate weights and scores and count the ranks.

    Scores nearer than ``TIE`` share their ranks in equal parts. Weights, scores, shared columns and the
    confidence factors have random streams of their own, and the counts do not depend on ``block_bytes``.

    Parameters
    ----------
    weights_sampler : WeightDraws
        n weights that sum to 1.
    scores : array_like, shape (m, n), or UncertainScores
        Values 0-100, exact or uncertain.
    draws : int
        Simulated cases, at least 1.
    seed : int
    block_bytes : int
        Size of one block of scores; memory in use is a few times this.
    extras : bool
        False: ranks alone, the other fields are None. They cost about as much again.
    confidence_draws : int
        Cases behind each confidence factor when scores are uncertain; 0: no confidence factors.

    Raises
    ------
    NotComputable
        ``no_tools``, ``no_criteria``.

    References
    ----------
    Lahdelma & Salminen (2001), Oper. Res. 49:444-454. doi:10.1287/opre.49.3.444.11220
    Tervonen & Lahdelma (2007), Eur. J. Oper. Res. 178:500-513. doi:10.1016/j.ejor.2005.12.037
    """
    model = as_scores(scores)
    tools, criteria = model.low.shape
    if weights_sampler.size != criteria or draws < 1:
        raise ValueError(f"{criteria} weights and at least one draw are needed")
    rngs = streams(seed, STREAMS)
    simulated = RotatedScores(model, rngs["scores"], rngs["shared"], offset=OFFSET)
    counts, more = RankCounts(tools), Extras(tools, criteria) if extras else None
    rows = min(draws, _block_rows(block_bytes, tools))
    block = np.empty((rows, tools))
    for start in range(0, draws, rows):
        weights = weights_sampler.draw(min(rows, draws - start), rngs["weights"])
        given = simulated.scores(weights, block[: len(weights)])
        kept = None if more is None else np.array(given.T, order="C")
        firsts = counts.add(given)
        if more is not None and kept is not None:
            more.add(kept, weights, firsts)
    shares = counts.shares(draws)
    central = None if more is None else more.central_weights()
    return Acceptability(
        rank_acceptability=shares,
        monte_carlo_error=np.sqrt(np.clip(shares * (1 - shares), 0.0, None) / draws),
        pairwise_winning=None if more is None else more.pairwise_winning(draws),
        central_weights=central,
        confidence=None
        if central is None or confidence_draws == 0
        else confidence_factors(model, central, draws=confidence_draws, rng=rngs["confidence"]),
        expected_value=None if more is None else more.expected_value(draws),
        value_quantiles=None if more is None else more.value_quantiles(),
        draws=draws,
        seed=seed,
    )


def _block_rows(block_bytes: int, tools: int) -> int:
    """Return how many draws fill a block, in whole chunks of the score lists where there is room for one."""
    rows = max(1, block_bytes // (8 * tools))
    return rows if rows < CHUNK else rows - rows % CHUNK


def holistic_acceptability(rank_acceptability: ArrayLike, rank_worth: ArrayLike | None = None) -> Floats:
    """Return the holistic index sum_r alpha_r b_ir of each tool.

    Parameters
    ----------
    rank_acceptability : array_like, shape (m, m)
    rank_worth : array_like, shape (m,), optional
        alpha, falling from 1; 1/r unless told.

    References
    ----------
    Lahdelma & Salminen (2001), Oper. Res. 49:444-454. doi:10.1287/opre.49.3.444.11220
    """
    shares = np.asarray(rank_acceptability, dtype=float)
    worth = 1.0 / np.arange(1, len(shares) + 1) if rank_worth is None else np.asarray(rank_worth, dtype=float)
    return np.asarray(shares @ worth)


def differs(first: float, second: float, draws: int) -> bool:
    """Return whether two tools' shares of the same rank differ by more than the Monte-Carlo error.

    In one case at most one of them takes the rank, so the difference of the shares has the variance
    (a + b - (a - b)^2) / N; a difference within its 95 % range is none.

    >>> differs(0.502, 0.498, 100_000), differs(0.51, 0.49, 100_000)
    (False, True)
    """
    gap = first - second
    return bool(abs(gap) > TWO_SIDED_95 * sqrt(max(first + second - gap * gap, 0.0) / draws))
