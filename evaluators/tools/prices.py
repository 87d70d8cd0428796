"""Prices of all tools in the scenario: shared draws, the budget, and values for the simulation."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from evaluators.decision.values import PiecewiseLinear
from evaluators.notes import Note, Severity
from evaluators.tools.document import Criterion, ToolEvaluation
from evaluators.tools.offers import is_price, money_criterion
from evaluators.tools.records import Records, records_of
from evaluators.tools.results import Price
from evaluators.tools.scales import NumberScale, PriceScale
from evaluators.tools.scaling import BEST_VALUE, value_function
from evaluators.tools.scenario import FloatArray, drawn, estimates, stated
from evaluators.tools.tariffs import MONTHS
from evaluators.tools.tool_prices import ToolPrice, tool_price

PER_TOOL = 2  # uniform columns: place within the ends, width around
_LOW, _HIGH = 0.05, 0.95


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceModel:
    """Every tool's price a month, drawn with one use shared by all tools in each case."""

    document: ToolEvaluation
    prices: tuple[ToolPrice, ...]

    @property
    def tools(self) -> tuple[str, ...]:
        """Ids of the tools, in order of the columns."""
        return tuple(price.tool for price in self.prices)

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """Which columns of ``draw`` are prices, shape (m,)."""
        return np.array([price.known for price in self.prices], dtype=bool)

    @property
    def least_only(self) -> npt.NDArray[np.bool_]:
        """Which columns of ``draw`` are least prices, shape (m,)."""
        return np.array([price.least_only for price in self.prices], dtype=bool)

    def only(self, tools: Sequence[str]) -> PriceModel:
        """Return the model of fewer tools, in the order given."""
        held = {price.tool: price for price in self.prices}
        return PriceModel(document=self.document, prices=tuple(held[tool] for tool in tools))

    def points(self) -> tuple[float | None, ...]:
        """Return the price at the stated use, ``None`` where no price with both ends is known."""
        now = stated(self.document.need.scenario)
        return tuple(price.point(now) if price.known else None for price in self.prices)

    def draw(self, count: int, rng: np.random.Generator) -> FloatArray:
        """Return prices a month, shape (count, m), in the scenario's currency and tax terms.

        Least prices where only those are known, 0 where nothing is (see ``known`` and ``least_only``). Blocks drawn
        one after another from the same generator are the same numbers as one large draw.
        """
        return self.drawn_from(self.uniforms(count, rng))

    def uniforms(self, count: int, rng: np.random.Generator) -> FloatArray:
        """Return the uniform numbers behind ``count`` cases: the shared use first, then two columns a tool."""
        return rng.random((count, self._shared + PER_TOOL * len(self.prices)))

    def drawn_from(self, uniforms: FloatArray) -> FloatArray:
        """Return the prices that belong to uniform numbers, shape (count, m)."""
        uses = drawn(self.document.need.scenario, uniforms)
        prices = np.zeros((len(uniforms), len(self.prices)))
        for place, price in enumerate(self.prices):
            if price.used:
                prices[:, place] = price.drawn(uses, self.within(uniforms, place), uniforms[:, self._first(place) + 1])
        return prices

    def within(self, uniforms: FloatArray, place: int) -> FloatArray:
        """Return the column of uniform numbers that places a tool between its ends."""
        return np.asarray(uniforms[:, self._first(place)], dtype=np.float64)

    @property
    def _shared(self) -> int:
        return len(estimates(self.document.need.scenario))

    def _first(self, place: int) -> int:
        return self._shared + PER_TOOL * place


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceColumn:
    """A price criterion's values for the simulation, shared between tools."""

    model: PriceModel
    function: PiecewiseLinear

    def draw(self, count: int, rng: np.random.Generator) -> FloatArray:
        """Return values 0-100, shape (count, m).

        An unknown price is anywhere on the scale, one of which only the least is known anywhere below its value.
        """
        return self.values(self.model.uniforms(count, rng))

    def values(self, uniforms: FloatArray) -> FloatArray:
        """Return the values that belong to uniform numbers, shape (count, m)."""
        values = self.function.values(self.model.drawn_from(uniforms))
        for place, price in enumerate(self.model.prices):
            if not price.known:
                top = values[:, place] if price.least_only else BEST_VALUE
                values[:, place] = self.model.within(uniforms, place) * top
        return values


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceColumns:
    """Several price criteria whose cases are the same."""

    columns: tuple[PriceColumn, ...]

    def draw(self, count: int, rng: np.random.Generator) -> FloatArray:
        """Return values 0-100, shape (count, m, k) for k criteria."""
        uniforms = self.columns[0].model.uniforms(count, rng)
        return np.stack([column.values(uniforms) for column in self.columns], axis=2)


def price_model(
    document: ToolEvaluation,
    tools: Sequence[str] | None = None,
    *,
    criterion: Criterion | None = None,
    by: str | None = None,
    records: Records | None = None,
) -> PriceModel:
    """Return the price model of some tools (all by default).

    Parameters
    ----------
    document : ToolEvaluation
        Scenario, quotes, scores and frozen facts.
    tools : sequence of str, optional
        Ids, in the order of the columns.
    criterion : Criterion, optional
        Whose scores are money; by default the document's first price criterion.
    by : str, optional
        An evaluator whose own scores come first.
    records : Records, optional
        The document's, when at hand already.
    """
    known = records or records_of(document)
    scored = criterion or money_criterion(document)
    chosen = document.tools if tools is None else [tool for tool in map(document.tool, tools) if tool is not None]
    return PriceModel(document=document, prices=tuple(tool_price(document, known, tool, scored, by) for tool in chosen))


def price_models(document: ToolEvaluation, records: Records, *, by: str | None = None) -> dict[str, PriceModel]:
    """Return the price model of all tools for each criterion that ``offers.is_price`` takes, by its id."""
    return {
        criterion.id: price_model(document, criterion=criterion, by=by, records=records)
        for criterion in document.criteria
        if is_price(criterion)
    }


def price_column(
    document: ToolEvaluation, criterion: Criterion, tools: Sequence[str], *, by: str | None = None
) -> PriceColumn:
    """Return a price criterion's shared column: ``.draw(count, rng) -> (count, m)`` on the 0-100 scale.

    Raises
    ------
    TypeError
        The criterion's scale is not money (see ``offers.is_price``).
    """
    return column_of(price_model(document, tools, criterion=criterion, by=by), criterion)


def column_of(model: PriceModel, criterion: Criterion) -> PriceColumn:
    """Return the shared column that a price model makes on a criterion; see ``price_column``."""
    if not isinstance(criterion.scale, PriceScale | NumberScale):
        raise TypeError(f"{criterion.id} is not measured in money")
    return PriceColumn(model=model, function=value_function(criterion.scale))


def price_columns(
    document: ToolEvaluation, criteria: Sequence[Criterion], tools: Sequence[str], *, by: str | None = None
) -> PriceColumns:
    """Return the shared columns of one or more price criteria; see ``price_column``."""
    return PriceColumns(columns=tuple(price_column(document, criterion, tools, by=by) for criterion in criteria))


def price_results(
    document: ToolEvaluation,
    values_without_price: Mapping[str, float],
    *,
    draws: int,
    rng: np.random.Generator,
    model: PriceModel | None = None,
) -> tuple[Price, ...]:
    """Return what every tool costs in the scenario, in document order.

    Parameters
    ----------
    document : ToolEvaluation
        The document.
    values_without_price : mapping
        Tool id to its additive score without the price criteria; a tool that is left out has 0 and is never efficient.
    draws : int
        Simulated cases, at least 1.
    rng : numpy.random.Generator
        Source of the cases.
    model : PriceModel, optional
        When it is at hand already.
    """
    model = model or price_model(document)
    cases = model.draw(draws, rng)
    points = model.points()
    efficient = _efficient(model, points, values_without_price)
    return tuple(
        _result(document, price, points[place], cases[:, place], values_without_price, price.tool in efficient)
        for place, price in enumerate(model.prices)
    )


def _result(
    document: ToolEvaluation,
    price: ToolPrice,
    point: float | None,
    cases: FloatArray,
    values: Mapping[str, float],
    efficient: bool,
) -> Price:
    scenario, budget = document.need.scenario, document.need.budget_month
    low, high = (float(end) for end in np.quantile(cases, [_LOW, _HIGH]))
    stale = any(offer.stale for offer in price.used)
    old = (Note(code="price_old", severity=Severity.WARNING, facts={"tool": price.tool}),) if stale else ()
    return Price(
        tool=price.tool,
        state=price.state,
        point=point,
        low=low if price.used else None,
        high=high if price.known else None,
        total=None if point is None else point * MONTHS * scenario.years,
        within_budget=_within(price, cases, budget),
        plan=(price.used[0].plan or None) if price.used else None,
        converted=any(offer.tariff is not None and offer.tariff.currency != scenario.currency for offer in price.used),
        value_without_price=values.get(price.tool, 0.0),
        efficient=efficient,
        notes=price.notes + old,
    )


def _within(price: ToolPrice, cases: FloatArray, budget: float | None) -> float | None:
    """Chance to stay within the budget; of a least price only "never" can be told."""
    if budget is None or not price.used:
        return None
    share = float(np.mean(cases <= budget))
    return share if price.known or share == 0.0 else None


def _efficient(model: PriceModel, points: Sequence[float | None], values: Mapping[str, float]) -> frozenset[str]:
    """Tools than which no other gives at least as much value for at most as much money, and more of either."""
    placed = [
        (tool, values[tool], point)
        for tool, point in zip(model.tools, points, strict=True)
        if point is not None and tool in values
    ]
    return frozenset(
        tool
        for tool, value, point in placed
        if not any(v >= value and p <= point and (v > value or p < point) for _, v, p in placed)
    )
