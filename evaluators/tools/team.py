"""Several evaluators: common weights, each one's own view, and what divides them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from evaluators.decision.groups import disagreement, kendall_w
from evaluators.decision.mavt import additive_scores
from evaluators.decision.ranking import leaders, ranks
from evaluators.decision.sampling import streams
from evaluators.tools.document import Evaluator, ToolEvaluation
from evaluators.tools.performances import cells
from evaluators.tools.results import EvaluatorView, Team
from evaluators.tools.simulation import Grid, grid_of
from evaluators.tools.weights import Weights, resolve, sampler_around

Floats = NDArray[np.float64]


def common_weights(document: ToolEvaluation) -> Weights:
    """Return the weights that the team's result uses.

    Where evaluators have weights of their own, the mean over all evaluators, those without own weights counting
    with the common ones; otherwise the common ones. Uncertainty is the common statement's in both cases.

    Raises
    ------
    EvaluationError
        As ``weights.resolve``.
    """
    if not any(person.weighting for person in document.evaluators):
        return resolve(document)
    resolved = [resolve(document, person.weighting) for person in document.evaluators]
    mean = np.asarray(np.mean([one.weights for one in resolved], axis=0), dtype=float)
    sampler = sampler_around(mean, document.weighting.certainty, document.settings.variation)
    notes = tuple(note for one in resolved for note in one.notes)
    return Weights(weights=mean, within=_within(document, mean), sampler=sampler, notes=notes)


def _within(document: ToolEvaluation, weights: Floats) -> Floats:
    groups = np.asarray([criterion.group or "" for criterion in document.criteria])
    within = weights.copy()
    for group in {one.id for one in document.groups} & set(groups.tolist()):
        inside = groups == group
        total = weights[inside].sum()
        within[inside] = weights[inside] / total if total > 0 else 1.0 / inside.sum()
    return within


def views(document: ToolEvaluation, tools: Sequence[str]) -> Team | None:
    """Return each evaluator's own view of the ranked tools, and how far the views agree.

    Returns
    -------
    Team or None
        ``None`` with fewer than two evaluators who weigh or score for themselves, or fewer than two tools.
    """
    scored = {
        person.id: sum(entry.by == person.id for entry in document.evidence)
        + sum(trial.by == person.id for trial in document.trials)
        for person in document.evaluators
    }
    people = [person for person in document.evaluators if person.weighting or scored[person.id]]
    if len(people) < 2 or len(tools) < 2:
        return None
    own_weights = np.asarray([resolve(document, person.weighting).weights for person in people])
    own_values = np.asarray([_grid(document, person, tools).values() for person in people])
    scores = np.asarray([additive_scores(v, w) for v, w in zip(own_values, own_weights, strict=True)])
    rng = streams(document.settings.seed, ("agreement",))["agreement"]
    told_apart = any(len(leaders(row)) < len(tools) for row in scores)
    agreement = kendall_w(scores, rng=rng) if told_apart else None
    common = grid_of(document, cells(document)).only(tools).values()
    split = disagreement(own_weights, own_values, common_weights(document).weights, common)
    return Team(
        views=tuple(_view(person, tools, row, scored[person.id]) for person, row in zip(people, scores, strict=True)),
        agreement=None if agreement is None else agreement.w,
        p_value=None if agreement is None else agreement.p_value,
        from_weights=split.from_weights,
        from_scores=split.from_scores,
        discuss=tuple(document.criteria[place].id for place in split.discuss),
    )


def _grid(document: ToolEvaluation, person: Evaluator, tools: Sequence[str]) -> Grid:
    return grid_of(document, cells(document, by=person.id)).only(tools)


def _view(person: Evaluator, tools: Sequence[str], scores: Floats, own_scores: int) -> EvaluatorView:
    first = leaders(scores)
    return EvaluatorView(
        evaluator=person.id,
        leader=tools[first[0]] if len(first) == 1 else None,
        scores=tuple(scores.tolist()),
        ranks=tuple(ranks(scores).tolist()),
        own_weights=person.weighting is not None,
        own_scores=own_scores,
    )
