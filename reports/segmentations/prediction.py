"""What the segments foretell: the share told in money beside the log scale, and beside the best of the others."""

from __future__ import annotations

from collections.abc import Mapping

from evaluators.segmentations.criteria.outcome_lift import OutOfSampleR2
from evaluators.segmentations.results import CandidateFound, Prediction
from i18n import formats
from reports.blocks import Block, Column, Explanation, Heading, Sentence, Table, TableCell, Tone
from reports.segmentations.ranking import MeasuredWords


def prediction_blocks(words: MeasuredWords) -> tuple[Block, ...]:
    """Return what each segmentation foretells; one sentence where nothing is known of the outcome."""
    t, result = words.t, words.result
    found: list[Block] = [Heading(text=t("segmentation_prediction.heading"), anchor="prediction")]
    lifted = [one for one in words.shown if one.lift is not None]
    if result.outcome_fault is not None:
        return (*found, Sentence(text=words.fault(result.outcome_fault), tone=Tone.WARNING))
    if result.ceiling is None or not lifted:
        return (*found, Sentence(text=t("segmentation_verdict.no_outcome")))
    found.append(Sentence(text=t("segmentation_prediction.ceiling", share=_percent(words, result.ceiling.value))))
    found.append(_table(words, lifted))
    if any(one.lift is not None and one.lift.logarithmic is not None for one in lifted):
        found.append(Sentence(text=t("segmentation_prediction.log"), tone=Tone.MUTED))
    if result.cap is not None:
        found.append(Sentence(text=t("segmentation_prediction.cap", cap=words.money(result.cap)), tone=Tone.MUTED))
    return (*found, _models(words), Explanation(title=t("method.title"), text=t("segmentation_prediction.method")))


def _percent(words: MeasuredWords, share: float) -> str:
    return formats.percent(share, words.language, 1)


def _table(words: MeasuredWords, lifted: list[CandidateFound]) -> Table:
    t = words.t
    heads = ("money", "range", "log", "log_range", "of_best", "of_best_range")
    kind = words.document.settings.outcome
    titles = {"money": f"segmentation_column.told_{kind}"}
    columns = (
        Column(text=t("segmentation_column.name")),
        *(Column(text=t(titles.get(head, f"segmentation_column.{head}")), numeric=True) for head in heads),
    )
    told = {one.candidate: one for one in words.result.predictions}
    reference = next((one.reference for one in words.result.predictions), None)
    rows = tuple(_row(words, one, told, reference) for one in lifted)
    return Table(caption=t("segmentation_prediction.table"), columns=columns, rows=rows, name="prediction")


def _row(
    words: MeasuredWords, one: CandidateFound, told: Mapping[str, Prediction], reference: str | None
) -> tuple[TableCell, ...]:
    lift = one.lift
    plain, log = (None, None) if lift is None else (lift.found, lift.logarithmic)
    return (
        TableCell(text=words.candidate(one.candidate)),
        *_pair(words, plain),
        *_pair(words, log),
        *_of_best(words, told.get(one.candidate), one.candidate == reference),
    )


def _pair(words: MeasuredWords, found: OutOfSampleR2 | None) -> tuple[TableCell, TableCell]:
    if found is None:
        return TableCell(text="–", mark="muted"), TableCell(text="–", mark="muted")
    share = TableCell(text=_percent(words, found.value), number=found.value, style="percent", digits=1)
    return share, TableCell(text=words.share_range(found.interval, 1))


def _of_best(words: MeasuredWords, one: Prediction | None, is_best: bool) -> tuple[TableCell, TableCell]:
    if is_best:
        return TableCell(text=words.t("segmentation_prediction.best"), mark="good"), TableCell(text="–", mark="muted")
    if one is None or one.share is None or one.interval is None:
        return words.unknown_cell(), words.unknown_cell()
    share = TableCell(text=formats.percent(one.share, words.language), number=one.share, style="percent")
    return share, TableCell(text=words.share_range(one.interval))


def _models(words: MeasuredWords) -> Table:
    """Return what models of single customers foretell, the best of which is the ceiling."""
    t, ceiling = words.t, words.result.ceiling
    columns = (Column(text=t("segmentation_column.model")), Column(text=t("segmentation_column.told"), numeric=True))
    names = () if ceiling is None else ("ridge", "tree", "boosted")
    rows = tuple(
        (
            TableCell(text=t(f"segmentation_model.{name}")),
            TableCell(
                text=_percent(words, getattr(ceiling, name)), number=getattr(ceiling, name), style="percent", digits=1
            ),
        )
        for name in names
    )
    return Table(caption=t("segmentation_prediction.models"), columns=columns, rows=rows, name="models")
