"""Where effects differ: all metrics and variants in one table, and one sentence for each grouping of segments."""

from __future__ import annotations

from evaluators.campaigns.heterogeneity import Heterogeneity
from evaluators.campaigns.results import GroupedReading, SegmentsReading
from reports.blocks import Column, Sentence, Table, TableCell, Tone
from reports.campaigns.context import TestWords
from reports.campaigns.segment_sentences import differs, figures_text, segmentation


def difference_table(words: TestWords) -> Table:
    """Return for every metric, variant and way of looking at the segments whether effects differ, and how surely."""
    t = words.t
    heads = ("metric", "variant", "by", "answer", "figures")
    columns = tuple(Column(text=t(f"by_group.col_{head}")) for head in heads)
    rows = []
    for reading in words.result.segments:
        rows.append(_row(words, reading, segmentation(words), reading.heterogeneity))
        rows += [_row(words, reading, words.name(one.grouping), one.heterogeneity) for one in reading.groupings]
    return Table(caption=t("by_group.table"), columns=columns, rows=tuple(rows), name="segment-differences")


def _row(words: TestWords, reading: SegmentsReading, by: str, found: Heterogeneity) -> tuple[TableCell, ...]:
    answer = differs(words, found)
    said = "unknown" if answer is None else "yes" if answer else "no"
    return (
        TableCell(text=words.name(reading.metric, "metric")),
        TableCell(text=words.name(reading.variant)),
        TableCell(text=by),
        TableCell(text=words.t(f"by_group.answer_{said}"), mark="unknown" if answer is None else ""),
        TableCell(text=figures_text(words, found) or "–"),
    )


def group_sentences(words: TestWords, reading: SegmentsReading) -> list[Sentence]:
    """Return the answer for each grouping of the design; nothing where there are none."""
    return [_sentence(words, reading, one) for one in reading.groupings]


def _sentence(words: TestWords, reading: SegmentsReading, found: GroupedReading) -> Sentence:
    t = words.t
    values = {
        "metric": words.name(reading.metric, "metric"),
        "variant": words.name(reading.variant),
        "by": words.name(found.grouping),
    }
    answer = differs(words, found.heterogeneity)
    if answer is None:
        return Sentence(text=t("by_group.unknown", **values), tone=Tone.MUTED)
    key = "by_group.differ" if answer else "by_group.same"
    effects = _effects(words, reading.metric, found)
    return Sentence(text=t(key, figures=figures_text(words, found.heterogeneity), effects=effects, **values))


def _effects(words: TestWords, metric: str, found: GroupedReading) -> str:
    """Return each group's effect: "bought +7.3 percentage points, not bought +1.1 percentage points"."""
    grouping = next(one for one in words.design.groupings if one.id == found.grouping)
    names = {group.id: words.label(group.name) or group.id for group in grouping.groups}
    said = [
        words.t("by_group.effect", group=names[one.segment], effect=words.effect(metric, one.effect))
        for one in found.effects
        if one.effect is not None
    ]
    return words.join(said)
