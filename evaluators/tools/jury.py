"""Other methods on the same cells and weights, and the decoy test that shows which of them can be swayed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evaluators.decision.groups import concordance
from evaluators.decision.mavt import additive_scores
from evaluators.decision.promethee import PreferenceFunction, net_flows, net_flows_with
from evaluators.decision.ranking import ranks
from evaluators.decision.topsis import topsis
from evaluators.decision.vikor import vikor
from evaluators.decision.wpm import weighted_product
from evaluators.notes import Note
from evaluators.tools.results import MethodRanking, Methods
from evaluators.tools.settings import Settings

Floats = NDArray[np.float64]
MethodName = Literal["additive", "weighted_product", "promethee2", "vikor", "topsis"]
MOST_TWINS = 20  # of the best tools; a twin of one far behind sways nobody, and each costs a ranking
TWIN_DROP = 5.0  # value points by which the twin decoy falls short of its model on every criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scored:
    scores: Floats | None  # None: nothing tells the tools apart
    higher_is_better: bool = True
    compromise: tuple[int, ...] = ()


def _additive(values: Floats, weights: Floats, settings: Settings) -> _Scored:
    return _Scored(scores=additive_scores(values, weights))


def _product(values: Floats, weights: Floats, settings: Settings) -> _Scored:
    return _Scored(scores=weighted_product(values, weights, settings.product_floor))


def _promethee2(values: Floats, weights: Floats, settings: Settings) -> _Scored:
    return _Scored(scores=net_flows(values, weights, _preference(settings)))


def _preference(settings: Settings) -> PreferenceFunction:
    return PreferenceFunction(kind="linear", q=settings.promethee_indifference, p=settings.promethee_preference)


def _vikor(values: Floats, weights: Floats, settings: Settings) -> _Scored:
    found = vikor(values, weights, np.ones(values.shape[1]), settings.vikor_v)
    return _Scored(scores=found.compromise_index, higher_is_better=False, compromise=found.compromise)


def _topsis(values: Floats, weights: Floats, settings: Settings) -> _Scored:
    return _Scored(scores=topsis(values, weights, np.ones(values.shape[1])).closeness)


METHODS: dict[MethodName, Callable[[Floats, Floats, Settings], _Scored]] = {
    "additive": _additive,
    "weighted_product": _product,
    "promethee2": _promethee2,
    "vikor": _vikor,
    "topsis": _topsis,
}


def compare_methods(tools: Sequence[str], values: Floats, weights: Floats, settings: Settings) -> Methods | None:
    """Rank the tools by every method and try each with decoys.

    Parameters
    ----------
    tools : sequence of str, length m
        Best first by additive score.
    values : ndarray, shape (m, n)
        Point values, 0-100.
    weights : ndarray, shape (n,)

    Returns
    -------
    Methods or None
        ``None`` with fewer than two tools: there is nothing to rank.
    """
    if len(tools) < 2:
        return None
    rankings = tuple(_ranking(name, tools, values, weights, settings) for name in METHODS)
    ranked = [ranking.ranks for ranking in rankings if ranking.ranks is not None]
    told_apart = len(ranked) > 1 and any(len(set(row)) > 1 for row in ranked)
    agreement = concordance(np.asarray(ranked)) if told_apart else None
    named = {ranking.leader for ranking in rankings if ranking.ranks is not None}
    return Methods(rankings=rankings, agreement=agreement, same_leader=len(named) == 1 and None not in named)


def _ranking(
    name: MethodName, tools: Sequence[str], values: Floats, weights: Floats, settings: Settings
) -> MethodRanking:
    found = METHODS[name](values, weights, settings)
    if found.scores is None:
        note = Note(code="method_no_spread")
        return MethodRanking(
            method=name, scores=None, ranks=None, leader=None, decoy_changes=None, compromise=(), notes=(note,)
        )
    places = ranks(found.scores, higher_is_better=found.higher_is_better)
    best = np.flatnonzero(places == places.min())
    return MethodRanking(
        method=name,
        scores=tuple(found.scores.tolist()),
        ranks=tuple(places.tolist()),
        leader=tools[int(best[0])] if len(best) == 1 else None,
        decoy_changes=_swayed(name, values, weights, settings, best),
        compromise=tuple(tools[index] for index in found.compromise),
    )


def _swayed(name: MethodName, values: Floats, weights: Floats, settings: Settings, best: NDArray[np.intp]) -> bool:
    """Add each decoy alone and see whether the winners among the real tools change; a level decoy sways nobody."""
    for found in _with_decoys(name, values, weights, settings):
        if found.scores is None:
            return True
        places = ranks(found.scores, higher_is_better=found.higher_is_better)
        if not np.array_equal(np.flatnonzero(places[:-1] == places.min()), best):
            return True
    return False


def _with_decoys(name: MethodName, values: Floats, weights: Floats, settings: Settings) -> Iterator[_Scored]:
    """Score the real tools with each decoy alone as the last one."""
    added = decoys(values)
    if name == "promethee2" and added:
        for flows in net_flows_with(values, weights, _preference(settings), np.asarray(added)):
            yield _Scored(scores=flows)
        return
    for decoy in added:
        yield METHODS[name](np.vstack([values, decoy]), weights, settings)


def decoys(values: Floats) -> tuple[Floats, ...]:
    """Return useless tools, each dominated: one worthless on everything, and poorer twins of the first tools."""
    worthless = [np.zeros(values.shape[1])] if np.any(values > 0) else []
    best = values[:MOST_TWINS]
    twins = np.maximum(best - TWIN_DROP, 0.0)
    dominated = [twin for twin, row in zip(twins, best, strict=True) if np.any(twin < row)]
    return (*worthless, *dominated)
