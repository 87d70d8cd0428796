"""Cells of tables of effects: percentage points by their short sign, so that columns stay narrow."""

from __future__ import annotations

from dataclasses import replace

from evaluators.results import Interval
from reports.blocks import TableCell
from reports.campaigns.context import TestWords
from reports.campaigns.verdicts import amount


def effect_cell(words: TestWords, metric: str, value: float | None) -> TableCell:
    """Return a cell of a difference."""
    return _short(words, words.effect_cell(metric, value))


def range_cell(words: TestWords, metric: str, interval: Interval | None) -> TableCell:
    """Return a cell of an interval; the unit stands beside it, with the difference."""
    cell = words.range_cell(metric, interval)
    return breakable(replace(cell, text=cell.text.removesuffix(f" {_points(words)}")))


def money_range_cell(words: TestWords, interval: Interval) -> TableCell:
    """Return a cell of a range of money."""
    return breakable(TableCell(text=words.money_range(interval)))


def breakable(cell: TableCell) -> TableCell:
    """Return a cell that may break its line after the dots of a range."""
    return replace(cell, text=cell.text.replace("…\N{NO-BREAK SPACE}", "… "))


def amount_cell(words: TestWords, metric: str, size: float | None) -> TableCell:
    """Return a cell of a difference's size, without a sign."""
    return words.unknown_cell() if size is None else _short(words, TableCell(text=amount(words, metric, size)))


def _short(words: TestWords, cell: TableCell) -> TableCell:
    short = f"\N{NO-BREAK SPACE}{words.t('campaign_cell.points')}"
    return replace(cell, text=cell.text.replace(f" {_points(words)}", short))


def _points(words: TestWords) -> str:
    return words.t("campaign.points", points="").strip()
