"""From what people say about importance to the criteria's weights and how far they may vary."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evaluators.decision import sampling
from evaluators.decision.ahp import AhpWeights, ahp_weights, pairwise_matrix
from evaluators.decision.bwm import best_worst_linear
from evaluators.decision.ranking import ranks
from evaluators.decision.weights import dirichlet_concentration, normalised, roc_weights, swing_weights
from evaluators.errors import NotComputable
from evaluators.notes import Note, Severity
from evaluators.tools.document import ToolEvaluation
from evaluators.tools.settings import WeightVariation
from evaluators.tools.weighting import Certainty, NodeWeights, Weighting

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class NodeResult:
    """The weights of the items under one node."""

    items: tuple[str, ...]
    weights: Floats  # sum 1
    sampler: sampling.WeightSampler
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The weights of all criteria, in document order."""

    weights: Floats  # shares of all, sum 1
    within: Floats  # share of the criterion's group, or of the top level
    sampler: sampling.WeightSampler
    notes: tuple[Note, ...]


def resolve(document: ToolEvaluation, weighting: Weighting | None = None) -> Weights:
    """Work out the weights of the document's criteria.

    Parameters
    ----------
    document : ToolEvaluation
    weighting : Weighting, optional
        One evaluator's own; the document's common weighting otherwise.

    Raises
    ------
    NotComputable
        ``no_criteria``, ``weights_all_zero``, or a judgement of a method is missing.
    """
    chosen = weighting or document.weighting
    if not document.criteria:
        raise NotComputable("no_criteria")
    variation = document.settings.variation
    filled, ungrouped = _levels(document)
    top = node_weights((*filled, *ungrouped), chosen.top, chosen.certainty, variation)
    nodes = {
        group: node_weights(items, chosen.within.get(group, NodeWeights()), chosen.certainty, variation)
        for group, items in filled.items()
    }
    return _flattened(document, top, nodes)


def _flattened(document: ToolEvaluation, top: NodeResult, nodes: Mapping[str, NodeResult]) -> Weights:
    top_place = {item: place for place, item in enumerate(top.items)}
    parents, within = [], []
    for criterion in document.criteria:
        node = nodes[criterion.group] if criterion.group else top
        parents.append(top_place[criterion.group or criterion.id])
        within.append(float(node.weights[node.items.index(criterion.id)]))
    inside = np.where([criterion.group is not None for criterion in document.criteria], within, 1.0)
    weights = top.weights[parents] * inside
    sampler = _nested(document, top, nodes)
    notes = (*top.notes, *(note for node in nodes.values() for note in node.notes))
    return Weights(weights=weights, within=np.asarray(within), sampler=sampler, notes=notes)


def _nested(document: ToolEvaluation, top: NodeResult, nodes: Mapping[str, NodeResult]) -> sampling.WeightSampler:
    """Put the samplers of two levels together; without groups the top's is all."""
    if not nodes:
        return top.sampler
    columns = {criterion.id: place for place, criterion in enumerate(document.criteria)}
    single = sampling.UniformWeights(1)
    return sampling.HierarchyWeights(
        top=top.sampler,
        groups=tuple(nodes[item].sampler if item in nodes else single for item in top.items),
        members=tuple(
            tuple(columns[member] for member in (nodes[item].items if item in nodes else (item,))) for item in top.items
        ),
    )


def sampler_of_mean(document: ToolEvaluation, weights: Floats, within: Floats) -> sampling.WeightSampler:
    """Spread several people's mean weights by the common certainty, on each level by itself.

    Parameters
    ----------
    document : ToolEvaluation
    weights, within : ndarray, shape (n,)
        Shares of all, and of the criterion's group, in document order.
    """
    certainty, variation = document.weighting.certainty, document.settings.variation

    def node(items: Sequence[str], shares: Floats) -> NodeResult:
        return NodeResult(
            items=tuple(items), weights=shares, sampler=sampler_around(shares, certainty, variation), notes=()
        )

    filled, ungrouped = _levels(document)
    place = {criterion.id: index for index, criterion in enumerate(document.criteria)}
    sums = [float(weights[[place[item] for item in items]].sum()) for items in filled.values()]
    alone = [float(weights[place[item]]) for item in ungrouped]
    top = node((*filled, *ungrouped), np.asarray([*sums, *alone]))
    nodes = {group: node(items, within[[place[item] for item in items]]) for group, items in filled.items()}
    return _nested(document, top, nodes)


def _levels(document: ToolEvaluation) -> tuple[dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Return the criteria of each group that has any, and the criteria without a group."""
    members = {
        group.id: tuple(criterion.id for criterion in document.criteria if criterion.group == group.id)
        for group in document.groups
    }
    ungrouped = tuple(criterion.id for criterion in document.criteria if criterion.group is None)
    return {group: items for group, items in members.items() if items}, ungrouped


def node_weights(
    items: Sequence[str], node: NodeWeights, certainty: Certainty, variation: WeightVariation
) -> NodeResult:
    """Work out the weights of the items under one node by the method that counts.

    An item that a method does not mention gets 0 points, stands last in an order, and is missing in pairwise or
    best-worst judgements. Where nothing at all is said the items weigh the same.
    """
    if not items:
        raise NotComputable("no_criteria")
    by_method: dict[str, Callable[[Sequence[str], NodeWeights], tuple[Floats, tuple[Note, ...]]]] = {
        "points": _from_points,
        "swing": _from_swings,
        "order": _from_order,
        "pairwise": _from_comparisons,
        "best_worst": _from_best_worst,
    }
    weights, notes = by_method[node.method](items, node)
    sampler = sampler_around(weights, certainty, variation, ordered=node.method == "order")
    return NodeResult(items=tuple(items), weights=weights, sampler=sampler, notes=notes)


def _from_points(items: Sequence[str], node: NodeWeights) -> tuple[Floats, tuple[Note, ...]]:
    return normalised(_stated(items, node.points), items), ()


def _from_swings(items: Sequence[str], node: NodeWeights) -> tuple[Floats, tuple[Note, ...]]:
    return swing_weights(_stated(items, node.swings), items), ()


def _stated(items: Sequence[str], points: Mapping[str, float]) -> list[float]:
    if not any(item in points for item in items):
        return [1.0] * len(items)
    return [points.get(item, 0.0) for item in items]


def _from_order(items: Sequence[str], node: NodeWeights) -> tuple[Floats, tuple[Note, ...]]:
    place = {item: rank for rank, tied in enumerate(node.order) for item in tied}
    return roc_weights([place.get(item, len(node.order)) for item in items]), ()


def _from_comparisons(items: Sequence[str], node: NodeWeights) -> tuple[Floats, tuple[Note, ...]]:
    if len(items) == 1:
        return np.ones(1), ()
    place = {item: index for index, item in enumerate(items)}
    judgements = {
        (place[pair.first], place[pair.second]): pair.ratio
        for pair in node.comparisons
        if pair.first in place and pair.second in place and pair.first != pair.second
    }
    missing = [
        (items[i], items[j])
        for i in range(len(items))
        for j in range(i + 1, len(items))
        if (i, j) not in judgements and (j, i) not in judgements
    ]
    if missing:
        raise NotComputable("comparisons_missing", pairs=missing, count=len(missing))
    found = ahp_weights(pairwise_matrix(len(items), judgements))
    return found.weights, _consistency_notes(items, found)


def _consistency_notes(items: Sequence[str], found: AhpWeights) -> tuple[Note, ...]:
    if found.consistency_ratio is None:
        return ()
    facts: dict[str, object] = {"ratio": found.consistency_ratio}
    if found.most_inconsistent is not None:
        pair = found.most_inconsistent
        facts |= {"first": items[pair.first], "second": items[pair.second]}
        facts |= {"stated": pair.stated, "implied": pair.implied}
    if found.acceptable:
        return (Note(code="pairwise_consistent", facts=facts),)
    return (Note(code="pairwise_inconsistent", severity=Severity.WARNING, facts=facts),)


def _from_best_worst(items: Sequence[str], node: NodeWeights) -> tuple[Floats, tuple[Note, ...]]:
    if len(items) == 1:
        return np.ones(1), ()
    stated = node.best_worst
    if stated is None or stated.best not in items or stated.worst not in items or stated.best == stated.worst:
        raise NotComputable("best_and_worst_missing")
    best_row = stated.best_to_others | {stated.best: 1.0}
    worst_row = stated.others_to_worst | {stated.worst: 1.0}
    missing = [item for item in items if item not in best_row or item not in worst_row]
    if missing:
        raise NotComputable("best_worst_judgements_missing", items=missing)
    found = best_worst_linear(
        items.index(stated.best),
        items.index(stated.worst),
        [best_row[item] for item in items],
        [worst_row[item] for item in items],
    )
    note = Note(code="best_worst_deviation", facts={"deviation": found.deviation})
    return np.asarray(found.weights, dtype=float), (note,)


def sampler_around(
    weights: Floats, certainty: Certainty, variation: WeightVariation, *, ordered: bool = False
) -> sampling.WeightSampler:
    """Spread the weights by how sure they are; a stated order stays an order whatever the certainty."""
    if certainty == "no_idea":
        return sampling.UniformWeights(len(weights))
    if ordered or certainty == "order":
        return sampling.OrdinalWeights(tuple(int(place) for place in ranks(weights, ties="competition")))
    spread = {"sure": variation.sure, "normal": variation.normal, "unsure": variation.unsure}[certainty]
    return sampling.DirichletWeights(
        stated=tuple(float(weight) for weight in weights),
        concentration=dirichlet_concentration(len(weights), spread),
    )
