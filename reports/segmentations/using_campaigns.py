"""Segments and campaigns in words: which of them can carry a test, and what a test has shown of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evaluators.campaigns.plan import CampaignPlan
from evaluators.campaigns.segment_needs import SegmentNeed
from evaluators.documents import Label, Language, LocalText
from evaluators.segmentations.document import CampaignEffect, SegmentationEvaluation
from evaluators.segmentations.results import SegmentationResult
from reports.blocks import Block, Column, Sentence, Table, TableCell, Tone
from reports.campaigns.context import DesignWords
from reports.segmentations.context import FEWEST_SHOWN, SegmentationWords


def question_of(document: SegmentationEvaluation, result: SegmentationResult, candidate: str) -> Label:
    """Return what a plan asks when it is made of segments, their value said where it is known."""
    fi, en = (_question(SegmentationWords(document, result, language), candidate) for language in ("fi", "en"))
    return LocalText(fi=fi, en=en)


def _question(words: SegmentationWords, candidate: str) -> str:
    t, found = words.t, words.found(candidate)
    said = t("segmentation_use.plan.question", name=words.candidates[candidate])
    worth = [
        t(
            "segmentation_use.plan.worth",
            name=words.segment(candidate, one.segment),
            value=words.money(one.value),
            share=words.share(one.value_share or 0.0),
        )
        for one in (() if found is None else found.segments)
        if one.value is not None and one.customers >= FEWEST_SHOWN
    ]
    return f"{said} {t('segmentation_use.plan.value', segments=words.join(worth, 20))}" if worth else said


def carrying_blocks(
    plan: CampaignPlan, needs: Sequence[SegmentNeed], language: Language, *, values: Mapping[str, float] | None = None
) -> tuple[Block, ...]:
    """Return which segments can carry a test of their own, and how many customers the others would take.

    Parameters
    ----------
    values : mapping, optional
        What each segment is worth, in the plan's currency; ``None``: not known.
    """
    words = DesignWords(plan.design, language)
    t, metric = words.t, plan.design.primary_metric
    if metric is None or not needs:
        return (Sentence(text=t("segmentation_use.plan.none"), tone=Tone.OPEN),)
    heads = ["segment", "customers", *(["value"] if values else []), "detectable", "needed", "carries"]
    columns = tuple(
        Column(
            text=t(f"segmentation_use.{head}"),
            numeric=head not in ("segment", "carries"),
            explanation=t("segmentation_use.detectable.plain") if head == "detectable" else "",
        )
        for head in heads
    )
    rows = tuple(_carrying_row(words, metric.id, one, values) for one in needs)
    table = Table(caption=t("segmentation_use.plan.table"), columns=columns, rows=rows, name="segments-tests")
    return _carrying_sentence(words, needs), table


def _carrying_sentence(words: DesignWords, needs: Sequence[SegmentNeed]) -> Sentence:
    t = words.t
    strong = [words.name(one.shown.segment or "", "segment") for one in needs if one.shown.enough]
    open_ones = [one for one in needs if one.shown.enough is None]
    if open_ones:
        return Sentence(text=t("segmentation_use.plan.open"), tone=Tone.OPEN)
    if len(strong) == len(needs):
        return Sentence(text=t("segmentation_use.plan.all"), tone=Tone.GOOD)
    if not strong:
        return Sentence(text=t("segmentation_use.plan.no_segment"), tone=Tone.OPEN)
    return Sentence(text=t("segmentation_use.plan.some", segments=words.join(strong, 8)), tone=Tone.OPEN)


def _carrying_row(
    words: DesignWords, metric: str, one: SegmentNeed, values: Mapping[str, float] | None
) -> tuple[TableCell, ...]:
    shown = one.shown
    carries = words.unknown_cell()
    if shown.enough is not None:
        text = words.t("segmentation_use.carries.yes" if shown.enough else "segmentation_use.carries.no")
        carries = TableCell(text=text, mark="good" if shown.enough else "warning")
    return (
        TableCell(text=words.name(shown.segment or "", "segment")),
        words.count_cell(shown.customers),
        *([words.money_cell(values.get(shown.segment or ""))] if values else []),
        words.effect_cell(metric, shown.absolute),
        words.unknown_cell() if one.needed is None else words.count_cell(one.needed),
        carries,
    )


def effects_blocks(
    words: SegmentationWords,
    candidate: str,
    effects: Sequence[CampaignEffect],
    *,
    strange: Sequence[Label] = (),
    unknown: Sequence[str] = (),
    untested: Sequence[str] = (),
) -> tuple[Block, ...]:
    """Return what a test has shown of a candidate's segments, and what could not be matched.

    Parameters
    ----------
    effects : sequence of CampaignEffect
    strange : sequence of Label
        Names of the test's segments that the candidate does not have.
    unknown, untested : sequence of str
        Segments of the candidate whose effect could not be measured, and those that the test did not look at.
    """
    t, blocks = words.t, list[Block]()
    if effects:
        heads = ("segment", "customers", "effect", "error")
        columns = tuple(Column(text=t(f"segmentation_use.{head}"), numeric=head != "segment") for head in heads)
        rows = tuple(
            (
                TableCell(text=words.segment(candidate, one.segment)),
                words.count_cell(one.customers),
                TableCell(text=words.money(one.effect), number=one.effect, digits=2),
                TableCell(text=words.money(one.standard_error), number=one.standard_error, digits=2),
            )
            for one in effects
        )
        blocks.append(
            Table(caption=t("segmentation_use.effects.table"), columns=columns, rows=rows, name="segments-effects")
        )
    said = {
        "strange": [words.label(one) for one in strange],
        "unknown": [words.segment(candidate, one) for one in unknown],
        "untested": [words.segment(candidate, one) for one in untested],
    }
    for kind, names in said.items():
        if names:
            text = t(f"segmentation_use.effects.{kind}", segments=words.join(names, 20))
            blocks.append(Sentence(text=text, tone=Tone.OPEN if kind == "strange" else Tone.MUTED))
    return tuple(blocks)
