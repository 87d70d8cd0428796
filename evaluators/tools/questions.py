"""What to find out next: the worth of knowing one more cell before choosing."""

from __future__ import annotations

import numpy as np

from evaluators.decision.information import DRAWS, cells_worth, sample_utilities
from evaluators.tools.document import ToolEvaluation
from evaluators.tools.results import Question
from evaluators.tools.simulation import Grid, score_model
from evaluators.tools.weights import Weights

MOST_ASKED = 24  # cells with the largest weighted ranges; the rest matter less and are not worked out
ROUNDING = 1e-9  # value points that arithmetic alone may leave


def open_questions(document: ToolEvaluation, ranked: Grid, weights: Weights, *, draws: int) -> tuple[Question, ...]:
    """Return what knowing a cell is worth, the most valuable first; empty with fewer than two tools.

    Only the cells whose range, times the criterion's weight, is among the ``MOST_ASKED`` largest are worked out,
    on ``draws`` cases but never more than ``information.DRAWS``.
    """
    if len(ranked.tools) < 2:
        return ()
    spans = (ranked.high() - ranked.low()) * weights.weights
    order = np.argsort(-spans, axis=None, kind="stable")[:MOST_ASKED]
    widest = [np.unravel_index(place, spans.shape) for place in order if spans.flat[place] > 0]
    if not widest:
        return ()
    sample = sample_utilities(
        weights.sampler,
        score_model(document, ranked),
        draws=min(draws, DRAWS),
        seed=document.settings.seed,
        cells=[(int(tool), int(criterion)) for tool, criterion in widest],
    )
    worths = cells_worth(sample, threshold=document.settings.thresholds.information_points)
    asked = (
        Question(
            tool=ranked.tools[found.tool],
            criterion=ranked.criteria[found.criterion],
            worth=found.worth if found.worth > ROUNDING else 0.0,
            can_change=found.can_change,
            state=ranked.cells[ranked.tools[found.tool], ranked.criteria[found.criterion]].state,
        )
        for found in worths
    )
    return tuple(sorted(asked, key=lambda question: -question.worth))
