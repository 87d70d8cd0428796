"""Segments of a campaign test in words: do they differ, does the direction change, what is known of each."""

from __future__ import annotations

from dataclasses import replace

from evaluators.campaigns.results import SegmentsReading
from evaluators.campaigns.segment_tests import SegmentTest
from evaluators.campaigns.shrinkage import ShrunkenEffect
from evaluators.campaigns.sign_risk import SignRisk
from reports.blocks import Block, Column, Explanation, Figure, Heading, Sentence, Table, TableCell, Tone
from reports.campaigns.context import TestWords
from reports.campaigns.group_sentences import difference_table, group_sentences
from reports.campaigns.segment_sentences import (
    difference_sentences,
    differs,
    figures_text,
    leads_sentence,
    new_segment_sentence,
    odds_sentence,
    risk_sentence,
    segmentation,
    sign_sentence,
    simpson_sentence,
)
from reports.campaigns.worths import bare_cell, bare_range_cell
from reports.charts.forests import forest_chart

MOST_FIGURES = 12  # forests drawn; every reading has its table


def segment_blocks(words: TestWords) -> tuple[Block, ...]:
    """Return for every metric and variant what the segments show; empty without segments."""
    readings = words.result.segments
    if not readings:
        return _nothing(words)
    t = words.t
    found: list[Block] = [Heading(text=t("by_segment.heading"), anchor="segments")]
    found.append(Sentence(text=segments_sentence(words)))
    found.append(difference_table(words))
    for number, reading in enumerate(readings, 1):
        found += _reading(words, reading, number)
    method = t("by_segment.method")
    return (*found, Explanation(title=t("by_segment.method_title"), text=method, source=t("by_segment.source")))


def _nothing(words: TestWords) -> tuple[Block, ...]:
    """Return why there is nothing by segment, where segments were asked for."""
    if not words.design.segments:
        return ()
    heading = Heading(text=words.t("by_segment.heading"), anchor="segments")
    clusters = [note for note in words.result.notes if note.code == "clusters_no_segments"]
    if clusters:
        return (heading, *words.notes(clusters))
    primary = words.design.primary_metric
    key = "by_segment.none_ratio" if primary is not None and primary.kind == "ratio" else "by_segment.none"
    return (heading, Sentence(text=words.t(key), tone=Tone.MUTED))


def _reading(words: TestWords, reading: SegmentsReading, number: int) -> list[Block]:
    title = words.t("by_segment.of", metric=words.name(reading.metric, "metric"), variant=words.name(reading.variant))
    found: list[Block] = [Heading(text=title, level=3, anchor=f"segments-{reading.metric}-{reading.variant}")]
    found += difference_sentences(words, reading)
    found += group_sentences(words, reading)
    found += [one for one in (sign_sentence(words, reading),) if one]
    if any(test.estimate for test in reading.tests):
        found += [_figure(words, reading, number)] if number <= MOST_FIGURES else []
        found.append(_table(words, reading, number))
    rest = (leads_sentence, risk_sentence, simpson_sentence, odds_sentence, new_segment_sentence)
    return found + [said for make in rest if (said := make(words, reading))]


def _figure(words: TestWords, reading: SegmentsReading, number: int) -> Figure:
    names = {"metric": words.name(reading.metric, "metric"), "variant": words.name(reading.variant)}
    tests = [test for test in reading.tests if test.estimate]
    order = sorted(tests, key=lambda test: test.estimate.value if test.estimate else 0.0)
    ends = {"low": words.name(order[0].segment, "segment"), "high": words.name(order[-1].segment)}
    for end, test in (("low_effect", order[0]), ("high_effect", order[-1])):
        ends[end] = words.effect(reading.metric, test.estimate.value) if test.estimate else ""
    key = "by_segment.alt_one" if len(order) == 1 else "by_segment.alt"
    caption = words.t("by_segment.caption", **names)
    if any(not test.planned for test in tests):
        caption = f"{caption} {words.t('by_segment.caption_unplanned')}"
    return Figure(
        spec=forest_chart(words, reading),
        alt=words.t(key, **names, **ends),
        caption=caption,
        name=f"segments-{number}",
        height=120 + 40 * min(len(tests), 20),
    )


def _table(words: TestWords, reading: SegmentsReading, number: int) -> Table:
    risks = bool(reading.sign_risks)
    shrunken = {one.segment: one for one in reading.shrinkage.effects} if reading.shrinkage else {}
    given = reading.sign_risks if risks else (None,) * len(reading.tests)
    rows = tuple(
        _row(words, reading.metric, test, shrunken.get(test.segment)) + (_risk(words, risk) if risks else ())
        for test, risk in zip(reading.tests, given, strict=True)
    )
    points = words.metric(reading.metric).kind == "proportion"
    names = {"metric": words.name(reading.metric, "metric"), "variant": words.name(reading.variant)}
    caption = words.t("by_segment.table_points" if points else "by_segment.table", **names)
    columns = (*_columns(words, reading), *(_risk_columns(words) if risks else ()))
    if number > 1:
        columns = tuple(replace(column, explanation="") for column in columns)  # said under the first table
    return Table(caption=caption, columns=columns, rows=rows, name=f"segments-{number}")


def _columns(words: TestWords, reading: SegmentsReading) -> tuple[Column, ...]:
    t = words.t
    each = next((test.confidence for test in reading.tests if test.planned and test.confidence), None)
    interval = t("by_segment.interval_plain", confidence=words.number(100 * each, 1)) if each else ""
    return (
        Column(text=t("effects.col_segment")),
        Column(text=t("effects.col_customers"), numeric=True),
        Column(text=t("by_segment.col_raw"), numeric=True),
        Column(text=t("effects.col_interval"), numeric=True, explanation=interval),
        Column(text=t("by_segment.col_shrunken"), numeric=True, explanation=t("by_segment.shrunken_plain")),
        Column(text=t("by_segment.col_verdict")),
    )


def _risk_columns(words: TestWords) -> tuple[Column, ...]:
    t = words.t
    return (
        Column(text=t("by_segment.col_times"), numeric=True, explanation=t("by_segment.times_plain")),
        Column(text=t("by_segment.col_wrong"), numeric=True, explanation=t("by_segment.wrong_plain")),
    )


def _row(words: TestWords, metric: str, test: SegmentTest, shrunken: ShrunkenEffect | None) -> tuple[TableCell, ...]:
    found = test.estimate
    return (
        TableCell(text=words.name(test.segment, "segment")),
        words.count_cell(test.customers),
        bare_cell(words, metric, found.value if found else None),
        bare_range_cell(words, metric, found.interval if found else None),
        bare_cell(words, metric, shrunken.shrunken if shrunken else None),
        _verdict(words, test),
    )


def _verdict(words: TestWords, test: SegmentTest) -> TableCell:
    """Return the verdict in words; a lead is never called better, and a missing figure says why."""
    if test.verdict == "not_computed":
        key = f"by_segment.not.{test.reason}"
        return TableCell(text=words.t(key if words.t.has(key) else "by_segment.not.other"), mark="unknown")
    if test.verdict == "unclear" and not test.planned:
        return TableCell(text=words.t("by_segment.verdict.no_lead"), mark="muted")
    text = words.t(f"by_segment.verdict.{test.verdict}")
    if test.verdict == "better":
        return TableCell(text=text, mark="good")
    return TableCell(text=text, mark="warning" if test.verdict == "worse" else "muted")


def _risk(words: TestWords, risk: SignRisk | None) -> tuple[TableCell, ...]:
    if risk is None:
        return (words.unknown_cell(), words.unknown_cell())
    times = risk.exaggeration
    if times is None:
        return (words.unknown_cell(), words.share_cell(risk.wrong_sign))
    text = words.t("by_segment.times", times=words.number(times, 1))
    return (TableCell(text=text, number=times, digits=1), words.share_cell(risk.wrong_sign))


def segments_sentence(words: TestWords) -> str:
    """Return in a sentence or two whether the segments differ on the primary metric, and on which others.

    Empty without segments.
    """
    readings = words.result.segments
    if not readings:
        return ""
    own = [one for one in readings if one.metric == readings[0].metric]
    strongest = min(own, key=_chance)
    chosen = [one for one in own if one.variant == words.result.decision.variant and one is not strongest]
    return " ".join([_short(words, strongest), *(_also(words, one) for one in chosen), *_contrast(words, strongest)])


def _chance(reading: SegmentsReading) -> tuple[float, float]:
    """Return what orders readings by how surely their segments differ, the surest first."""
    p_value, q = reading.heterogeneity.p_value, reading.heterogeneity.q
    return (1.0 if p_value is None else p_value, -(q or 0.0))


def _short(words: TestWords, reading: SegmentsReading) -> str:
    names = {
        "metric": words.name(reading.metric, "metric"),
        "variant": words.name(reading.variant),
        "by": segmentation(words),
    }
    answer = differs(words, reading.heterogeneity)
    if answer is None:
        return words.t("by_segment.unknown", **names)
    figures = figures_text(words, reading.heterogeneity)
    if not answer or reading.shrinkage is None:
        return words.t("by_segment.short_same", figures=figures, **names)
    order = sorted(reading.shrinkage.effects, key=lambda one: one.shrunken)
    low, high = order[0], order[-1]
    return words.t(
        "by_segment.short_differ",
        figures=figures,
        low=words.name(low.segment, "segment"),
        low_effect=words.effect(reading.metric, low.shrunken),
        high=words.name(high.segment, "segment"),
        high_effect=words.effect(reading.metric, high.shrunken),
        **names,
    )


def _also(words: TestWords, reading: SegmentsReading) -> str:
    """Return the same of the variant that is to be shipped, in a few words."""
    names = {"metric": words.name(reading.metric, "metric"), "variant": words.name(reading.variant)}
    answer, figures = differs(words, reading.heterogeneity), figures_text(words, reading.heterogeneity)
    if answer is None:
        return words.t("by_segment.unknown", by=segmentation(words), **names)
    return words.t("by_segment.also_differ" if answer else "by_segment.also_same", figures=figures, **names)


def _contrast(words: TestWords, reading: SegmentsReading) -> list[str]:
    """Return the plainest case of another metric on which the answer is another one."""
    answer = differs(words, reading.heterogeneity)
    others = [
        one
        for one in words.result.segments
        if one.metric != reading.metric
        and differs(words, one.heterogeneity) is (not answer)
        and (one.variant == reading.variant or not answer)
    ]
    if answer is None or not others:
        return []
    other = min(others, key=_chance)
    names = {"metric": words.name(other.metric, "metric"), "variant": words.name(other.variant)}
    key = "by_segment.contrast_same" if answer else "by_segment.contrast_differ"
    return [words.t(key, figures=figures_text(words, other.heterogeneity), **names)]
