"""Edits of the need and its scenario."""

from __future__ import annotations

from collections.abc import Callable

from evaluators.tools.document import ToolEvaluation
from evaluators.tools.need import Estimate
from services import editing
from ui.panels.edits import change, rebuilt

CURRENCIES = ("EUR", "USD", "GBP", "SEK", "NOK", "DKK", "CHF")


def set_need(action: str, **changes: object) -> bool:
    """Replace parts of the need in the document."""
    return change(lambda document: editing.set_need(document, rebuilt(document.need, **changes)), action)


def set_scenario(action: str, **changes: object) -> bool:
    """Replace parts of the scenario in the document."""

    def edit(document: ToolEvaluation) -> ToolEvaluation:
        scenario = rebuilt(document.need.scenario, **changes)
        return editing.set_need(document, rebuilt(document.need, scenario=scenario))

    return change(edit, action)


def moved(estimate: Estimate, name: str) -> Callable[[float], None]:
    """Return what sets an estimate's figure, stretching its range when the figure leaves it."""

    def receive(value: float) -> None:
        low = None if estimate.low is None else min(estimate.low, value)
        high = None if estimate.high is None else max(estimate.high, value)
        set_scenario(name, **{name: Estimate(value=value, low=low, high=high)})

    return receive
