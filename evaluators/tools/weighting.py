"""How much each criterion matters: five ways to say it, on one or two levels, and how sure one is."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from evaluators.documents import Id, Part

Points = Annotated[float, Field(ge=0, le=1e9, allow_inf_nan=False)]
Ratio = Annotated[float, Field(ge=1 / 9, le=9, allow_inf_nan=False)]
Judgement = Annotated[float, Field(ge=1, le=9, allow_inf_nan=False)]
Certainty = Literal["sure", "normal", "unsure", "order", "no_idea"]
Method = Literal["points", "swing", "order", "pairwise", "best_worst"]


class Comparison(Part):
    """``first`` matters ``ratio`` times as much as ``second`` (1/9..9)."""

    first: Id
    second: Id
    ratio: Ratio


class BestWorst(Part):
    """Best against all and all against worst, 1..9."""

    best: Id
    worst: Id
    best_to_others: dict[Id, Judgement] = {}
    others_to_worst: dict[Id, Judgement] = {}


class NodeWeights(Part):
    """Statements about the items under one node. All methods' inputs are kept; ``method`` says which one counts."""

    method: Method = "points"
    points: dict[Id, Points] = {}  # direct points; an item without points has 0 unless no item has any
    swings: dict[Id, Points] = {}  # 100 for the most valued worst-to-best swing
    order: tuple[tuple[Id, ...], ...] = ()  # most important first; items within one place are tied
    comparisons: tuple[Comparison, ...] = ()
    best_worst: BestWorst | None = None

    @model_validator(mode="after")
    def _order_names_each_once(self) -> Self:
        named = [item for place in self.order for item in place]
        if len(set(named)) != len(named):
            raise ValueError("order: an item stands twice")
        return self


class Weighting(Part):
    """Weights of the top level (groups and ungrouped criteria) and within each group."""

    top: NodeWeights = NodeWeights()
    within: dict[Id, NodeWeights] = {}
    certainty: Certainty = "normal"
