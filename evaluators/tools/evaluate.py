"""From a tool-evaluation document to its result: the one function behind page, link, command line and test."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from evaluators.decision.acceptability import CONFIDENCE_DRAWS, Acceptability, rank_acceptability
from evaluators.decision.mavt import additive_scores, contributions
from evaluators.decision.ranking import ranks
from evaluators.decision.sampling import streams
from evaluators.documents import content_hash
from evaluators.notes import Note, Severity
from evaluators.results import Provenance
from evaluators.tools import team
from evaluators.tools.document import ToolEvaluation
from evaluators.tools.jury import compare_methods
from evaluators.tools.must_haves import findings
from evaluators.tools.offers import money_criterion
from evaluators.tools.performances import cells
from evaluators.tools.prices import PriceModel, price_model, price_models, price_results
from evaluators.tools.questions import open_questions
from evaluators.tools.records import Records, records_of
from evaluators.tools.results import (
    CellState,
    CriterionWeight,
    Exclusion,
    MustHaveFinding,
    Price,
    Team,
    ToolResult,
    ToolScore,
)
from evaluators.tools.simulation import Grid, grid_of, score_model
from evaluators.tools.verdicts import decide
from evaluators.tools.weights import Weights
from evaluators.tools.whatif import changes_of, dominations_of, stable_ranges
from evaluators.version import VERSION

Floats = NDArray[np.float64]
METHODS = ("additive", "smaa2", "weighted_product", "promethee2", "vikor", "topsis")


def evaluate(document: ToolEvaluation, *, draws: int | None = None, brief: bool = False) -> ToolResult:
    """Score, rank and stress-test the document's tools.

    Everything that decides the result is in the document, so the same document gives the same digits.

    Parameters
    ----------
    document : ToolEvaluation
        May hold any number of tools and criteria; what cannot be answered is ``None`` or empty.
    draws : int, optional
        Simulated cases for a quick look while a weight moves; the document's own number otherwise.
    brief : bool
        Only what shows while a weight moves: ranking, verdict, prices and what would change the answer. Questions,
        dominance, other methods, the team's views and confidence factors are then empty or ``None``.

    Raises
    ------
    EvaluationError
        When the weights cannot be worked out (see ``weights.resolve``).
    """
    cases = draws or document.settings.draws
    records = records_of(document)
    models = price_models(document, records)
    grid = grid_of(document, cells(document, records=records, prices=models), models)
    must_haves = findings(document)
    if not document.criteria:
        return _without_criteria(document, records, must_haves, cases)
    people = team.own_weights(document)
    weights = team.common_weights(document, people)
    rng = streams(document.settings.seed, ("prices",))["prices"]
    worth = _values_without_price(document, grid, weights.weights)
    prices = price_results(document, worth, draws=cases, rng=rng, model=_money(document, records, models))
    excluded = _excluded(document, must_haves, prices)
    out = {exclusion.tool for exclusion in excluded}
    kept = grid.only([tool for tool in grid.tools if tool not in out])
    views = partial(team.views, document, records, people=people, common=weights)
    result = _ranked(document, grid, kept, weights, prices, must_haves, excluded, cases, brief=brief)
    return result if brief else _in_full(document, result, kept, weights, views, cases)


def _money(document: ToolEvaluation, records: Records, models: Mapping[str, PriceModel]) -> PriceModel:
    """Return the price model behind the prices that are shown."""
    money = money_criterion(document)
    found = models.get(money.id) if money else None
    return found or price_model(document, records=records)


def _ranked(
    document: ToolEvaluation,
    grid: Grid,
    kept: Grid,
    weights: Weights,
    prices: tuple[Price, ...],
    must_haves: tuple[MustHaveFinding, ...],
    excluded: tuple[Exclusion, ...],
    draws: int,
    *,
    brief: bool,
) -> ToolResult:
    ordered, ranking, pairwise = _ranking(document, kept, weights, draws, brief=brief)
    changes = changes_of(document, ordered, weights.weights)
    stable = stable_ranges(ordered, weights.weights)
    criteria = tuple(
        CriterionWeight(
            criterion=criterion.id,
            group=criterion.group,
            weight=float(weights.weights[place]),
            within=float(weights.within[place]),
            stable=stable[place],
        )
        for place, criterion in enumerate(document.criteria)
    )
    return ToolResult(
        provenance=_provenance(document, draws),
        verdict=decide(ranking, changes, (), excluded, document.settings.thresholds, draws=draws),
        ranking=ranking,
        criteria=criteria,
        cells=tuple(grid.cells.values()),
        prices=prices,
        must_haves=must_haves,
        excluded=excluded,
        pairwise_winning=pairwise,
        changes=changes,
        questions=(),
        dominations=(),
        methods=None,
        team=None,
        consistency=weights.notes,
        notes=_notes(grid, must_haves),
    )


def _in_full(
    document: ToolEvaluation,
    result: ToolResult,
    kept: Grid,
    weights: Weights,
    views: Callable[[Grid], Team | None],
    draws: int,
) -> ToolResult:
    """Add what takes longer: the worth of knowing more, dominance, other methods, the team."""
    ordered = kept.only([score.tool for score in result.ranking])
    questions = open_questions(document, ordered, weights, draws=draws)
    thresholds = document.settings.thresholds
    return replace(
        result,
        verdict=decide(result.ranking, result.changes, questions, result.excluded, thresholds, draws=draws),
        questions=questions,
        dominations=dominations_of(ordered),
        methods=compare_methods(ordered.tools, ordered.values(), weights.weights, document.settings),
        team=views(ordered),
    )


def _ranking(
    document: ToolEvaluation, kept: Grid, weights: Weights, draws: int, *, brief: bool
) -> tuple[Grid, tuple[ToolScore, ...], tuple[tuple[float, ...], ...]]:
    """Rank the tools that are left: by additive score, equal ones by simulation, then in document order."""
    if not kept.tools:
        return kept, (), ()
    simulated = rank_acceptability(
        weights.sampler,
        score_model(document, kept),
        draws=draws,
        seed=document.settings.seed,
        confidence_draws=0 if brief else CONFIDENCE_DRAWS,
    )
    scores = additive_scores(kept.values(), weights.weights)
    places = ranks(scores, ties="competition")
    order = sorted(range(len(kept.tools)), key=lambda row: (places[row], -simulated.rank_acceptability[row, 0], row))
    parts = contributions(kept.values(), weights.weights)
    ranking = tuple(
        _score(kept, row, int(places[row]), float(scores[row]), parts[row], weights.weights, simulated) for row in order
    )
    winning = simulated.pairwise_winning
    pairwise = () if winning is None else tuple(tuple(winning[row, order].tolist()) for row in order)
    return kept.only([kept.tools[row] for row in order]), ranking, pairwise


def _score(
    kept: Grid, row: int, rank: int, score: float, parts: Floats, weights: Floats, simulated: Acceptability
) -> ToolScore:
    tool = kept.tools[row]
    assumed = [kept.cells[tool, criterion].assumed for criterion in kept.criteria]
    if simulated.value_quantiles is None:
        raise ValueError("a ranking needs the simulated range of every score")
    central = None if simulated.central_weights is None else simulated.central_weights[row]
    confidence = None if simulated.confidence is None else simulated.confidence[row]
    low, median, high = simulated.value_quantiles[row].tolist()
    return ToolScore(
        tool=tool,
        rank=rank,
        score=score,
        contributions=tuple(parts.tolist()),
        low=low,
        median=median,
        high=high,
        unknown_weight=float(weights[assumed].sum()),
        rank_acceptability=tuple(simulated.rank_acceptability[row].tolist()),
        error=float(simulated.monte_carlo_error[row, 0]),
        central_weights=None if central is None else tuple(central.tolist()),
        confidence=confidence,
    )


def _values_without_price(document: ToolEvaluation, grid: Grid, weights: Floats) -> dict[str, float]:
    """Additive scores with the money criterion left out; empty when nothing else weighs."""
    money = money_criterion(document)
    others = [place for place, criterion in enumerate(document.criteria) if money is None or criterion.id != money.id]
    if not grid.tools or not others or weights[others].sum() <= 0:
        return {}
    scores = additive_scores(grid.values()[:, others], weights[others])
    return dict(zip(grid.tools, scores.tolist(), strict=True))


def _excluded(
    document: ToolEvaluation, must_haves: Sequence[MustHaveFinding], prices: Sequence[Price]
) -> tuple[Exclusion, ...]:
    """Leave out what fails a must-have for certain, and what will hardly fit the budget; an unknown stays in."""
    failed = [
        Exclusion(tool=one.tool, reason="must_have", must_have=one.must_have, within_budget=None)
        for one in must_haves
        if one.answer == "no"
    ]
    dear = [
        Exclusion(tool=price.tool, reason="budget", must_have=None, within_budget=price.within_budget)
        for price in prices
        if price.within_budget is not None and price.within_budget < document.settings.budget_share
    ]
    return (*failed, *dear)


def _without_criteria(
    document: ToolEvaluation, records: Records, must_haves: tuple[MustHaveFinding, ...], draws: int
) -> ToolResult:
    """Answer what can be answered before there is anything to weigh by."""
    rng = streams(document.settings.seed, ("prices",))["prices"]
    prices = price_results(document, {}, draws=draws, rng=rng, model=price_model(document, records=records))
    excluded = _excluded(document, must_haves, prices)
    return ToolResult(
        provenance=_provenance(document, draws),
        verdict=decide((), None, (), excluded, document.settings.thresholds, draws=draws),
        ranking=(),
        criteria=(),
        cells=(),
        prices=prices,
        must_haves=must_haves,
        excluded=excluded,
        pairwise_winning=(),
        changes=None,
        questions=(),
        dominations=(),
        methods=None,
        team=None,
        consistency=(),
        notes=(Note(code="no_criteria", severity=Severity.WARNING),),
    )


def _notes(grid: Grid, must_haves: Sequence[MustHaveFinding]) -> tuple[Note, ...]:
    """Remark what a reader must know before trusting the ranking."""
    found = list(grid.cells.values())
    counted = {
        "cells_unknown": sum(cell.state is CellState.UNKNOWN for cell in found),
        "cells_quote_only": sum(cell.state is CellState.QUOTE_ONLY for cell in found),
        "cells_conflict": sum(cell.state is CellState.CONFLICT for cell in found),
        "cells_stale": sum(cell.stale for cell in found),
        "cells_clipped": sum(cell.clipped for cell in found),
    }
    asked = sum(one.answer == "unknown" for one in must_haves)
    open_answers = (Note(code="must_haves_unknown", facts={"count": asked, "of": len(must_haves)}),) if asked else ()
    about_cells = (
        Note(code=code, facts={"count": count, "of": len(found)}) for code, count in counted.items() if count
    )
    return (*about_cells, *open_answers)


def _provenance(document: ToolEvaluation, draws: int) -> Provenance:
    return Provenance(
        document_hash=content_hash(document),
        schema_version=document.schema_version,
        package_version=VERSION,
        seed=document.settings.seed,
        draws=draws,
        as_of=document.as_of,
        catalogue_version=document.catalogue_version,
        methods=METHODS,
    )
