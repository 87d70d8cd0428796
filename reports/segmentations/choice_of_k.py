"""How many segments: what each measure advises, stability as distributions, the gap, and the search behind each."""

from __future__ import annotations

from collections.abc import Sequence

from evaluators.segmentations.models.choice_of_k import Advice, AtK, ChoiceOfK
from i18n import formats
from reports.blocks import Block, Bullets, Column, Explanation, Figure, Heading, Sentence, Table, TableCell, Tone
from reports.charts.choices_of_k import gap_chart
from reports.charts.segment_stability import distributions_chart
from reports.segmentations.context import SegmentationWords


def choice_blocks(words: SegmentationWords, choice: ChoiceOfK) -> tuple[Block, ...]:
    """Return the advice, its pictures and the figures of every number of segments."""
    t = words.t
    found: list[Block] = [
        Sentence(text=_lead(words, choice)),
        Bullets(items=tuple(advice_text(words, one) for one in choice.advice)),
    ]
    found += _searches(words, choice.points)
    found += _stability(words, choice.points)
    found += _gap(words, choice)
    found.append(_table(words, choice))
    method = {name: t(f"segmentation_sizes_of_k.{name}") for name in ("text", "source")}
    return (*found, Explanation(title=t("method.title"), **method))


def advised(choice: ChoiceOfK) -> tuple[int, ...]:
    """Return the numbers of segments, two or more, that some measure advises, rising."""
    return tuple(sorted({one.segments for one in choice.advice if one.segments is not None and one.segments > 1}))


def advice_text(words: SegmentationWords, advice: Advice) -> str:
    """Return what one measure advises, and what that means."""
    if advice.segments is None:
        return words.t(f"segmentation_sizes_of_k.advice.{advice.measure}.none")
    number = words.t.plural("segmentation_sizes_of_k.segments", advice.segments, n=words.count(advice.segments))
    if advice.segments == 1:
        return words.t(f"segmentation_sizes_of_k.advice.{advice.measure}.one")
    return words.t(f"segmentation_sizes_of_k.advice.{advice.measure}", segments=number)


def _lead(words: SegmentationWords, choice: ChoiceOfK) -> str:
    numbers, t = advised(choice), words.t
    alone = any(one.segments == 1 for one in choice.advice)
    if not numbers:
        return t("segmentation_sizes_of_k.lead.none")
    if len(numbers) > 1:
        listed = words.join([words.count(one) for one in numbers])
        return t("segmentation_sizes_of_k.lead.several", numbers=listed)
    number = t.plural("segmentation_sizes_of_k.segments", numbers[0], n=words.count(numbers[0]))
    return t("segmentation_sizes_of_k.lead.doubt" if alone else "segmentation_sizes_of_k.lead.one", segments=number)


def _searches(words: SegmentationWords, points: Sequence[AtK]) -> list[Block]:
    """Warn of numbers whose best solution a search hardly finds again."""
    weak = [one for one in points if one.restarts is not None and not one.restarts.adequate]
    if not weak:
        return []
    items = [
        words.t(
            "segmentation_sizes_of_k.weak",
            segments=words.t.plural("segmentation_sizes_of_k.segments", one.segments, n=words.count(one.segments)),
            found=words.count(one.restarts.found),
            tries=words.count(one.restarts.tries),
        )
        for one in weak
        if one.restarts is not None
    ]
    return [Sentence(text=" ".join((words.t("segmentation_sizes_of_k.luck"), *items)), tone=Tone.WARNING)]


def _stability(words: SegmentationWords, points: Sequence[AtK]) -> list[Block]:
    t = words.t
    rows = [
        (t.plural("segmentation_sizes_of_k.segments", one.segments, n=words.count(one.segments)), one.stability.values)
        for one in points
        if one.stability is not None and one.stability.values
    ]
    if not rows:
        return []
    return [
        Heading(text=t("segmentation_sizes_of_k.stability"), level=3),
        Figure(
            spec=distributions_chart(words, rows, t("segmentation_sizes_of_k.axis.stability")),
            alt=t("segmentation_sizes_of_k.stability.alt", said=_medians(words, points)),
            caption=t("segmentation_sizes_of_k.stability.caption"),
            name="sizes-stability",
            height=60 + 34 * len(rows),
        ),
    ]


def _medians(words: SegmentationWords, points: Sequence[AtK]) -> str:
    said = [
        words.t("segmentation_sizes_of_k.median", n=words.count(one.segments), median=words.decimal(quartiles[1]))
        for one in points
        for quartiles in [None if one.stability is None else one.stability.quartiles]
        if quartiles is not None
    ]
    return formats.join(said, words.language)


def _gap(words: SegmentationWords, choice: ChoiceOfK) -> list[Block]:
    if choice.gap is None:
        return []
    t, number = words.t, choice.gap.advised
    alt = "segmentation_sizes_of_k.gap.rises" if number is None else "segmentation_sizes_of_k.gap.alt"
    return [
        Heading(text=t("segmentation_sizes_of_k.gap"), level=3),
        Figure(
            spec=gap_chart(words, choice.gap),
            alt=t(alt, n="" if number is None else words.count(number)),
            caption=t("segmentation_sizes_of_k.gap.caption"),
            name="sizes-gap",
            height=280,
        ),
    ]


def _table(words: SegmentationWords, choice: ChoiceOfK) -> Table:
    """Return a row per number of segments; measures that were not worked out for any have no column."""
    t = words.t
    gaps = {} if choice.gap is None else {one.clusters: one.gap for one in choice.gap.gaps}
    cells: list[tuple[str, list[TableCell]]] = [
        ("smallest", [TableCell(text=words.people(one.smallest), number=one.smallest) for one in choice.points]),
        ("found", [_found(words, one) for one in choice.points]),
        ("stability", [_quartiles(words, one) for one in choice.points]),
        (
            "strength",
            [words.decimal_cell(None if one.strength is None else one.strength.mean) for one in choice.points],
        ),
        ("gap", [words.decimal_cell(gaps.get(one.segments)) for one in choice.points]),
        ("bic", [_large(words, one.bic) for one in choice.points]),
        ("icl", [_large(words, one.icl) for one in choice.points]),
    ]
    told = [(name, column) for name, column in cells if any(one.mark != "unknown" for one in column)]
    heads = (
        Column(text=t("segmentation_sizes_of_k.axis.segments"), numeric=True),
        *(
            Column(
                text=t(f"segmentation_sizes_of_k.column.{name}"),
                numeric=True,
                explanation=t(f"segmentation_sizes_of_k.column.{name}.plain"),
            )
            for name, _ in told
        ),
    )
    rows = tuple(
        (words.count_cell(one.segments), *(column[place] for _, column in told))
        for place, one in enumerate(choice.points)
    )
    return Table(caption=t("segmentation_sizes_of_k.table"), columns=heads, rows=rows, name="sizes-of-k")


def _found(words: SegmentationWords, point: AtK) -> TableCell:
    if point.restarts is None:
        return words.unknown_cell()
    found, tries = words.count(point.restarts.found), words.count(point.restarts.tries)
    text = words.t("segmentation_sizes_of_k.found", found=found, tries=tries)
    return TableCell(text=text, mark="" if point.restarts.adequate else "warning")


def _quartiles(words: SegmentationWords, point: AtK) -> TableCell:
    if point.stability is None or point.stability.quartiles is None:
        return words.unknown_cell()
    low, middle, high = (words.decimal(one) for one in point.stability.quartiles)
    text = words.t("segmentation_sizes_of_k.quartiles", low=low, middle=middle, high=high)
    return TableCell(text=text, number=point.stability.quartiles[1], digits=2)


def _large(words: SegmentationWords, value: float | None) -> TableCell:
    return words.unknown_cell() if value is None else TableCell(text=words.count(round(value)), number=value)
