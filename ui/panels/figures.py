"""Figures and ranges on a criterion's own scale, in words."""

from __future__ import annotations

from reports.context import Raw
from ui.panels.weighing import WeighingPage


def figure_text(page: WeighingPage, criterion: str, raw: Raw, low: Raw, high: Raw) -> str:
    """Return a figure, a range, or a range that is open at one end; unknown when there is nothing."""
    words = page.names.raw
    if low is not None and high is not None and low != high:
        return f"{words(criterion, low)} – {words(criterion, high)}"
    known = next((figure for figure in (raw, low if low == high else None) if figure is not None), None)
    if known is not None:
        return words(criterion, known)
    if low is not None:
        return page.t("cell.at_least", figure=words(criterion, low))
    if high is not None:
        return page.t("page.cell.up_to", high=words(criterion, high))
    return page.t("page.cell.unknown")
