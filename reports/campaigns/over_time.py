"""The effect as it built up, for looking only: the end decides."""

from __future__ import annotations

from evaluators.campaigns.results import OverTime, OverTimePoint
from reports.blocks import Block, Column, Figure, Heading, Sentence, Table, TableCell, Tone
from reports.campaigns.context import TestWords
from reports.campaigns.segment_sentences import differs, figures_text
from reports.charts.over_time import over_time_chart

_FEW = 2  # points that make a course


def over_time_blocks(words: TestWords) -> tuple[Block, ...]:
    """Return the cumulative effect by send or by day, and whether sends differ; empty where there is no course."""
    t = words.t
    known = [one for one in words.result.over_time if sum(point.estimate is not None for point in one.points) >= _FEW]
    sends = _sends(words)
    if not known and not sends:
        return ()
    found: list[Block] = [Heading(text=t("over_time.heading"), anchor="over-time")]
    if known:
        key = "over_time.only_end_day" if known[0].by == "day" else "over_time.only_end_send"
        found += [Sentence(text=t(key)), _figure(words, known[0]), _table(words, tuple(known))]
    return (*found, *sends)


def _figure(words: TestWords, first: OverTime) -> Figure:
    known = [(point, point.estimate) for point in first.points if point.estimate]
    alt = words.t(
        "over_time.alt",
        metric=words.name(first.metric, "metric"),
        variant=words.name(first.variant),
        first=words.effect(first.metric, known[0][1].value),
        last=words.effect(first.metric, known[-1][1].value),
    )
    caption = words.t("over_time.caption", metric=words.name(first.metric, "metric"))
    return Figure(spec=over_time_chart(words), alt=alt, caption=caption, name="over-time", height=280)


def _table(words: TestWords, courses: tuple[OverTime, ...]) -> Table:
    t, first = words.t, courses[0]
    columns = (
        Column(text=t("over_time.col_day" if first.by == "day" else "over_time.col_send")),
        Column(text=t("effects.col_variant")),
        Column(text=t("effects.col_customers"), numeric=True),
        Column(text=t("effects.col_effect"), numeric=True),
        Column(text=t("effects.col_interval"), numeric=True),
    )
    rows = tuple(
        (
            TableCell(text=_label(words, one, point, number)),
            TableCell(text=words.name(one.variant)),
            words.count_cell(point.customers),
            words.effect_cell(one.metric, point.estimate.value if point.estimate else None),
            words.range_cell(one.metric, point.estimate.interval if point.estimate else None),
        )
        for one in courses
        for number, point in enumerate(one.points, 1)
    )
    caption = t("over_time.table", metric=words.name(first.metric, "metric"))
    return Table(caption=caption, columns=columns, rows=rows, name="over-time")


def _label(words: TestWords, one: OverTime, point: OverTimePoint, number: int) -> str:
    if one.by == "day":
        return words.t("over_time.day", day=point.label)
    return words.t("over_time.send", number=words.count(number), name=words.name(point.label))


def _sends(words: TestWords) -> list[Block]:
    """Return for each variant whether its effect differs between sends."""
    found: list[Block] = []
    for variant, one in words.result.sends:
        answer = differs(words, one)
        if answer is None:
            continue
        key = "over_time.sends_differ" if answer else "over_time.sends_same"
        text = words.t(key, variant=words.name(variant), figures=figures_text(words, one))
        found.append(Sentence(text=text, tone=Tone.WARNING if answer else Tone.PLAIN))
    return found
