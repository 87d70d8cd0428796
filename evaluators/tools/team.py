"""Several evaluators: common weights, each one's own view, and what divides them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from evaluators.decision.groups import disagreement, kendall_w
from evaluators.decision.mavt import additive_scores
from evaluators.decision.ranking import leaders, ranks
from evaluators.decision.sampling import streams
from evaluators.notes import Note
from evaluators.tools.document import Evaluator, ToolEvaluation
from evaluators.tools.performances import own_value
from evaluators.tools.records import Records
from evaluators.tools.results import EvaluatorView, Team
from evaluators.tools.simulation import Grid
from evaluators.tools.weights import Weights, resolve, sampler_of_mean

Floats = NDArray[np.float64]


def own_weights(document: ToolEvaluation) -> dict[str, Weights]:
    """Return each evaluator's weights by id, the common ones for who gave none.

    Raises
    ------
    EvaluationError
        As ``weights.resolve``; common weights that nobody uses are not worked out.
    """
    own = {person.id: resolve(document, person.weighting) for person in document.evaluators if person.weighting}
    if len(own) == len(document.evaluators):
        return own
    common = resolve(document)
    return {person.id: own.get(person.id, common) for person in document.evaluators}


def common_weights(document: ToolEvaluation, people: Mapping[str, Weights] | None = None) -> Weights:
    """Return the weights that the team's result uses.

    Where evaluators have weights of their own, the mean over all evaluators, those without own weights counting
    with the common ones; otherwise the common ones. Uncertainty is the common statement's in both cases, on two
    levels where there are groups.

    Parameters
    ----------
    document : ToolEvaluation
    people : mapping, optional
        ``own_weights``, when at hand already.

    Raises
    ------
    EvaluationError
        As ``weights.resolve``.
    """
    given = own_weights(document) if people is None else people
    if not any(person.weighting for person in document.evaluators):
        return next(iter(given.values()), None) or resolve(document)
    mean = np.asarray(np.mean([one.weights for one in given.values()], axis=0), dtype=float)
    within = _within(document, mean)
    sampler = sampler_of_mean(document, mean, within)
    return Weights(weights=mean, within=within, sampler=sampler, notes=_remarks(document, given))


def _remarks(document: ToolEvaluation, people: Mapping[str, Weights]) -> tuple[Note, ...]:
    """Return the remarks on all weights behind a mean: those on own weights tell whose, the common ones stand once."""
    own = [
        replace(note, facts={**note.facts, "evaluator": person.id})
        for person in document.evaluators
        if person.weighting
        for note in people[person.id].notes
    ]
    common = next((people[person.id].notes for person in document.evaluators if not person.weighting), ())
    return (*own, *common)


def _within(document: ToolEvaluation, weights: Floats) -> Floats:
    groups = np.asarray([criterion.group or "" for criterion in document.criteria])
    within = weights.copy()
    for group in {one.id for one in document.groups} & set(groups.tolist()):
        inside = groups == group
        total = weights[inside].sum()
        within[inside] = weights[inside] / total if total > 0 else 1.0 / inside.sum()
    return within


def views(
    document: ToolEvaluation, records: Records, ranked: Grid, *, people: Mapping[str, Weights], common: Weights
) -> Team | None:
    """Return each evaluator's own view of the ranked tools, and how far the views agree.

    Parameters
    ----------
    document : ToolEvaluation
    records : Records
        The document's.
    ranked : Grid
        The ranked tools with their common cells.
    people : mapping
        ``own_weights``.
    common : Weights
        ``common_weights``.

    Returns
    -------
    Team or None
        ``None`` with fewer than two evaluators who weigh or score for themselves, or fewer than two tools.
    """
    counts = Counter(entry.by for entries in (document.evidence, document.trials) for entry in entries)
    viewers = [person for person in document.evaluators if person.weighting or counts[person.id]]
    tools = ranked.tools
    if len(viewers) < 2 or len(tools) < 2:
        return None
    weights = np.asarray([people[person.id].weights for person in viewers])
    values = _own_values(document, records, ranked, viewers)
    scores = np.asarray([additive_scores(v, w) for v, w in zip(values, weights, strict=True)])
    rng = streams(document.settings.seed, ("agreement",))["agreement"]
    told_apart = any(len(leaders(row)) < len(tools) for row in scores)
    agreement = kendall_w(scores, rng=rng) if told_apart else None
    split = disagreement(weights, values, common.weights, ranked.values())
    return Team(
        views=tuple(_view(person, tools, row, counts[person.id]) for person, row in zip(viewers, scores, strict=True)),
        agreement=None if agreement is None else agreement.w,
        p_value=None if agreement is None else agreement.p_value,
        from_weights=split.from_weights,
        from_scores=split.from_scores,
        discuss=tuple(document.criteria[place].id for place in split.discuss),
    )


def _own_values(document: ToolEvaluation, records: Records, ranked: Grid, viewers: Sequence[Evaluator]) -> Floats:
    """Return every viewer's table, shape (k, m, n): the common values save where they scored themselves."""
    rows = {tool: row for row, tool in enumerate(ranked.tools)}
    columns = {criterion: column for column, criterion in enumerate(ranked.criteria)}
    tried = [criterion.id for criterion in document.criteria if criterion.rule == "ease_of_use"]
    scored = {(entry.by, entry.tool, entry.criterion) for entry in document.evidence}
    scored |= {(trial.by, trial.tool, criterion) for trial in document.trials for criterion in tried}
    places = {person.id: place for place, person in enumerate(viewers)}
    tools = {tool.id: tool for tool in document.tools}
    values = np.repeat(ranked.values()[None], len(viewers), axis=0)
    for by, tool, criterion in scored:
        if by in places and tool in rows:
            column = columns[criterion]
            own = own_value(document, records, document.criteria[column], tools[tool], by=by)
            if own is not None:
                values[places[by], rows[tool], column] = own
    return values


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
