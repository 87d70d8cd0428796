"""One A4 for whoever decides: question, recommendation, how sure, the segments, targets, what would change it, next."""

from __future__ import annotations

from evaluators.documents import Language
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.fills import rank_ranges
from evaluators.segmentations.results import SegmentationResult
from evaluators.tools.results import Level
from reports.blocks import Block, Bullets, Heading, Report, Sentence
from reports.changes import change_sentences
from reports.one_page import next_step as ranking_step
from reports.one_page import picture
from reports.segmentations.choosing import targets_sentence
from reports.segmentations.coverage import open_criteria, places_sentence
from reports.segmentations.left_out import reason_text
from reports.segmentations.provenance import footer
from reports.segmentations.ranking import MeasuredWords
from reports.segmentations.report import title_of
from reports.segmentations.segments import segment_sentence, sizes_sentence
from reports.segmentations.small import seen
from reports.segmentations.verdicts import foretelling_sentence, lead, simplest_sentence
from reports.verdicts import dethroning, error_text

_QUESTION = 280  # characters
_SEGMENTS, _OUT, _CHANGES = 6, 3, 2


def one_page(
    document: SegmentationEvaluation, result: SegmentationResult, language: Language, *, show_names: bool = False
) -> Report:
    """Return the report that fits one A4.

    Parameters
    ----------
    document, result
        The question and its answer.
    language : "fi" or "en"
    show_names : bool
        Kept for the same call as the full report; no evaluator is named on this page.
    """
    words = MeasuredWords(document, result, language, show_names)
    t, title = words.t, title_of(words)
    blocks: list[Block] = [Heading(text=words.label(title, 120), level=1, anchor="title")]
    blocks.append(
        Sentence(text=words.label(document.question, _QUESTION) or words.ranking.t("one_page.question_default"))
    )
    blocks += [Heading(text=t("one_page.recommendation"), anchor="recommendation"), lead(words)]
    blocks += [Sentence(text=text) for text in (foretelling_sentence(words), simplest_sentence(words)) if text]
    blocks += [Heading(text=t("one_page.sure"), anchor="sure"), Sentence(text=_sure(words))]
    blocks += picture(words.ranking)
    blocks += _segments(words)
    if result.ranking.changes is not None:
        blocks += [Heading(text=t("changes.heading"), anchor="changes"), Bullets(items=tuple(_changes(words)))]
    blocks += _left_out(words)
    blocks += [Heading(text=t("one_page.next"), anchor="next"), Sentence(text=next_step(words))]
    return Report(title=title, language=language, blocks=tuple(blocks), footer=footer(words), one_page=True)


def _sure(words: MeasuredWords) -> str:
    """Say how far the lead holds, how many cases were simulated, and what the unknown criteria could do."""
    verdict, t = words.result.ranking.verdict, words.ranking.t
    if verdict.leader is None or verdict.level in {Level.SINGLE, Level.NONE}:
        return t(f"meaning.{verdict.level.value}")
    said = [t(f"meaning.{verdict.level.value}", tool=words.candidate(verdict.leader)), dethroning(words.ranking)]
    if verdict.error is not None:
        draws = words.count(words.result.ranking.provenance.draws)
        said.append(t("one_page.draws", draws=draws, error=error_text(words.ranking)))
    if open_criteria(words):
        said.append(places_sentence(words, rank_ranges(words.result.ranking.ranking)))
    return " ".join(said)


def _segments(words: MeasuredWords) -> list[Block]:
    found = None if words.result.selected is None else words.found(words.result.selected)
    if found is None:
        return []
    held = sorted((one for one in seen(found) if one.customers), key=lambda one: -one.customers)[:_SEGMENTS]
    items = tuple(
        words.t(
            "remark.of",
            tool=words.segment(found.candidate, one.segment),
            remark=segment_sentence(words, found, one, most=2),
        )
        for one in held
    )
    heading = words.t("segmentation_sheet.segments", name=words.candidate(found.candidate))
    return [
        Heading(text=heading, anchor="segments"),
        Sentence(text=f"{sizes_sentence(words, found)} {targets_sentence(words)}"),
        Bullets(items=items),
    ]


def _changes(words: MeasuredWords) -> list[str]:
    changes = words.result.ranking.changes
    if changes is None or changes.nothing_can:
        return [words.ranking.t("changes.nothing", tool=words.candidate(words.ranked[0]))]
    return change_sentences(words.ranking, changes, listed=1)[:_CHANGES]


def _left_out(words: MeasuredWords) -> list[Block]:
    out = [one for one in words.result.candidates if one.fault is not None or one.knocked_out]
    if not out:
        return []
    items = tuple(reason_text(words, one) for one in out[:_OUT])
    return [Heading(text=words.t("segmentation_out.heading"), anchor="left-out"), Bullets(items=items)]


def next_step(words: MeasuredWords) -> str:
    """Say what to do next: ask what is worth most, close what could still turn the result, or choose."""
    verdict, result = words.result.ranking.verdict, words.result.ranking
    asked = verdict.level is not Level.CLEAR and any(question.can_change for question in result.questions)
    ranges = rank_ranges(result.ranking)
    if verdict.leader is None or asked or not ranges or ranges[0].worst == 1 or not open_criteria(words):
        return ranking_step(words.ranking)
    names = words.join([words.criteria[name] for name in open_criteria(words)])
    return words.t("segmentation_next.open", name=words.candidate(verdict.leader), criteria=names)
