"""Second looks at means and ratings: ranks, uncapped values, resampling. They support the mean and never decide."""

from __future__ import annotations

from evaluators.campaigns.results import Support
from reports.blocks import Block, Column, Heading, Sentence, Table, TableCell, Tone
from reports.campaigns.context import TestWords
from reports.campaigns.methods import method_name
from reports.campaigns.verdicts import reason_clause

RESAMPLED = ("permutation", "bootstrap")


def support_blocks(words: TestWords) -> tuple[Block, ...]:
    """Return the supporting figures; empty when there are none."""
    t, supports = words.t, words.result.supports
    if not supports:
        return ()
    found: list[Block] = [Heading(text=t("campaign_support.heading"), level=3, anchor="supports")]
    found.append(Sentence(text=t("campaign_support.plain")))
    if any(one.method == "uncapped" for one in supports):
        found.append(Sentence(text=t("campaign_support.uncapped")))
    if any(one.method in RESAMPLED for one in supports):
        found.append(Sentence(text=t("campaign_support.resampled")))
    apart = {one.method in RESAMPLED for one in supports if one.agrees is False}
    if False in apart:
        found.append(Sentence(text=t("campaign_support.disagree"), tone=Tone.WARNING))
    if True in apart:
        found.append(Sentence(text=t("campaign_support.close"), tone=Tone.WARNING))
    heads = ("metric", "variant", "second_look", "second_figure")
    columns = (
        *(Column(text=t(f"campaign_column.{head}")) for head in heads),
        Column(text=t("campaign_column.chance"), numeric=True, explanation=t("campaign_support.chance_plain")),
        Column(text=t("campaign_column.agrees")),
    )
    rows = tuple(_row(words, one) for one in supports)
    return (*found, Table(caption=t("campaign_support.table"), columns=columns, rows=rows, name="supports"))


def _row(words: TestWords, one: Support) -> tuple[TableCell, ...]:
    return (
        TableCell(text=words.name(one.metric, "metric")),
        TableCell(text=words.name(one.variant)),
        TableCell(text=method_name(words, one.method)),
        _figure(words, one),
        _chance(words, one),
        _agrees(words, one),
    )


def _figure(words: TestWords, one: Support) -> TableCell:
    """Return what the second look found: a difference, how often the variant's customer wins, or why neither."""
    t = words.t
    if one.estimate is not None:
        effect = words.effect(one.metric, one.estimate.value)
        if one.estimate.interval is not None:
            effect = t("campaign_cell.with_range", figure=effect, range=_range(words, one))
        return TableCell(text=effect)
    if one.superiority is not None:
        return TableCell(text=t("campaign_cell.wins", share=words.share(one.superiority)))
    return TableCell(text=reason_clause(words, one.reason), mark="muted")


def _chance(words: TestWords, one: Support) -> TableCell:
    if one.method == "bootstrap" and one.estimate is not None:
        return words.unknown_cell("campaign_support.range_only")
    return words.p_cell(one.p_value)


def _range(words: TestWords, one: Support) -> str:
    interval = one.estimate.interval if one.estimate else None
    return words.effect_range(one.metric, interval) if interval else words.t("cell.unknown")


def _agrees(words: TestWords, one: Support) -> TableCell:
    if one.agrees is None:
        return words.unknown_cell()
    key = "campaign_support.agrees" if one.agrees else "campaign_support.differs"
    return TableCell(text=words.t(key), mark="" if one.agrees else "warning")
