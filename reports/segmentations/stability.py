"""Stability as distributions: every repeat of every segmentation, and of every segment of one of them."""

from __future__ import annotations

from evaluators.segmentations.results import CandidateFound
from reports.blocks import Block, Column, Explanation, Figure, Heading, Sentence, Table, TableCell, Tone
from reports.charts.segment_stability import distributions_chart
from reports.segmentations.ranking import MeasuredWords
from reports.segmentations.small import seen

WEAK = 0.6  # SLSw below which a segment is said to come and go
FIRM = 0.8


def stability_blocks(words: MeasuredWords) -> tuple[Block, ...]:
    """Return how alike each segmentation comes out again; empty where none was learnt again."""
    t = words.t
    learnt = [one for one in words.shown if one.stability is not None and one.stability.values]
    fixed = [one for one in words.shown if one.stability is not None and not one.stability.values]
    if not learnt and not fixed:
        return ()
    found: list[Block] = [Heading(text=t("segmentation_stability.heading"), anchor="stability-again")]
    if fixed:
        names = words.join([words.candidate(one.candidate) for one in fixed])
        found.append(Sentence(text=t("segmentation_criteria.by_construction", names=names)))
    if learnt:
        found += [Sentence(text=_sentence(words, one)) for one in learnt if not one.baseline]
        rows = [(words.candidate(one.candidate), one.stability.values if one.stability else ()) for one in learnt]
        found.append(
            Figure(
                spec=distributions_chart(words, rows),
                alt=t("segmentation_stability.alt"),
                caption=t("segmentation_stability.caption", unit=t("segmentation_unit.B1")),
                name="stability-again",
                height=60 + 34 * len(rows),
            )
        )
        found.append(_table(words, learnt))
    method = {name: t(f"segmentation_stability.{name}") for name in ("text", "source")}
    return (*found, Explanation(title=t("method.title"), **method))


def _sentence(words: MeasuredWords, one: CandidateFound) -> str:
    stability = one.stability
    if stability is None or stability.quartiles is None:
        return ""
    low, middle, high = stability.quartiles
    key = "wide" if high - low >= 0.2 else "firm" if middle >= FIRM else "middling"
    return words.t(
        f"segmentation_stability.{key}",
        name=words.candidate(one.candidate),
        low=words.decimal(low),
        middle=words.decimal(middle),
        high=words.decimal(high),
    )


def _table(words: MeasuredWords, learnt: list[CandidateFound]) -> Table:
    t = words.t
    heads = ("repeats", "mean", "error", "lower_quartile", "median", "upper_quartile")
    columns = (
        Column(text=t("segmentation_column.name")),
        *(Column(text=t(f"segmentation_column.{head}"), numeric=True) for head in heads),
    )
    rows = []
    for one in learnt:
        stability = one.stability
        if stability is None:
            continue
        figures = (stability.mean, stability.error, *(stability.quartiles or (None, None, None)))
        cells = (words.decimal_cell(value) for value in figures)
        rows.append((TableCell(text=words.candidate(one.candidate)), words.count_cell(len(stability.values)), *cells))
    return Table(caption=t("segmentation_stability.table"), columns=columns, rows=tuple(rows), name="stability-again")


def segment_stability_blocks(words: MeasuredWords, candidate: str) -> tuple[Block, ...]:
    """Return how surely each segment of a segmentation comes back (SLSw); empty where it is not learnt."""
    found, t = words.found(candidate), words.t
    judged = [] if found is None else [one for one in seen(found) if one.stability is not None and one.stability.values]
    if found is None or not judged:
        return ()
    blocks: list[Block] = [Heading(text=t("segmentation_within.heading"), anchor="segment-stability")]
    weak = [one for one in judged if one.stability and (one.stability.median or 0.0) < WEAK]
    if weak:
        names = words.join([words.segment(candidate, one.segment) for one in weak])
        blocks.append(Sentence(text=t("segmentation_within.weak", names=names), tone=Tone.WARNING))
    else:
        blocks.append(Sentence(text=t("segmentation_within.firm")))
    rows = [(words.segment(candidate, one.segment), one.stability.values if one.stability else ()) for one in judged]
    blocks.append(
        Figure(
            spec=distributions_chart(words, rows),
            alt=t("segmentation_within.alt"),
            caption=t("segmentation_stability.caption", unit=t("segmentation_within.unit")),
            name="segment-stability",
            height=60 + 34 * len(rows),
        )
    )
    columns = (
        Column(text=t("segmentation_column.segment")),
        *(Column(text=t(f"segmentation_column.{head}"), numeric=True) for head in ("mean", "error", "median")),
    )
    table = tuple(
        (
            TableCell(text=words.segment(candidate, one.segment)),
            *(words.decimal_cell(getattr(one.stability, name)) for name in ("mean", "error", "median")),
        )
        for one in judged
    )
    blocks.append(Table(caption=t("segmentation_within.table"), columns=columns, rows=table, name="segment-stability"))
    method = {name: t(f"segmentation_within.{name}") for name in ("text", "source")}
    return (*blocks, Explanation(title=t("method.title"), **method))
