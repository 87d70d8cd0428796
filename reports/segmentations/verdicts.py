"""The verdict in words: which segmentation, how sure, what it foretells beside the best, and if less would do."""

from __future__ import annotations

from evaluators.documents import Language
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.results import Prediction, SegmentationResult
from evaluators.tools.results import Level
from i18n import Texts
from reports import verdicts
from reports.blocks import Block, Sentence, Tone
from reports.segmentations.ranking import MeasuredWords

PARTS = (
    ("quarter", 0.22, 0.28),
    ("third", 0.30, 0.37),
    ("half", 0.45, 0.55),
    ("two_thirds", 0.62, 0.70),
    ("three_quarters", 0.71, 0.80),
    ("nearly_all", 0.95, 1.0),
)
"""Parts of a whole with words of their own, and the shares between which these fit."""


def verdict_sentence(document: SegmentationEvaluation, result: SegmentationResult, language: Language) -> str:
    """Return the answer as one sentence or two: which leads, and what it foretells beside the best."""
    words = MeasuredWords(document, result, language)
    told = foretelling_sentence(words)
    return f"{headline(words)} {told}" if told else headline(words)


def headline(words: MeasuredWords) -> str:
    """Return the verdict's first sentence."""
    left_out = len(words.result.candidates) - len(words.result.ranking.ranking)
    if words.leader is None and words.document.criteria and left_out:
        return words.t.plural("segmentation_verdict.all_out", left_out, n=words.count(left_out))
    if words.result.ranking.verdict.level is Level.SINGLE and left_out:
        return words.t("segmentation_verdict.one_left", name=words.ranking.name(words.result.ranking.ranking[0].tool))
    return verdicts.headline(words.ranking)


def lead(words: MeasuredWords) -> Sentence:
    """Return the verdict's first sentence with the look of its level."""
    level = words.result.ranking.verdict.level
    text = headline(words)
    return Sentence(text=text, tone=Tone.LEAD, label=words.ranking.t(f"level.{level.value}"), look=level.value)


def verdict_blocks(words: MeasuredWords) -> tuple[Block, ...]:
    """Return the verdict: the sentence, what the leader foretells, the simplest as good, how sure it is."""
    found: list[Block] = [lead(words)]
    if told := foretelling_sentence(words):
        found.append(Sentence(text=told))
    if simple := simplest_sentence(words):
        found.append(Sentence(text=simple))
    found.extend(verdicts.verdict_blocks(words.ranking)[1:])
    found.extend(words.notes(words.result.notes))
    return tuple(found)


def foretelling_sentence(words: MeasuredWords) -> str:
    """Say what part of the best predictor's prediction the leader has; what is not known is said to be so.

    Where the leader itself predicts best, the simplest of the others is told of. Empty where nothing is ranked.
    """
    if not words.ranked:
        return ""
    if words.result.outcome_fault is not None:
        return words.t("segmentation_verdict.outcome_fault", reason=words.fault(words.result.outcome_fault))
    if words.result.ceiling is None:
        return words.t("segmentation_verdict.no_outcome")
    told = {one.candidate: one for one in words.result.predictions if one.candidate in words.ranked}
    leader = words.leader or words.ranked[0]
    plain = [
        name
        for name in words.ranked
        if name in told and not words.is_model(name) and not words.result.candidate(name).baseline
    ]
    chosen = leader if leader in told else next(iter(plain), None)
    return _foretold(words, told[chosen]) if chosen is not None else _best(words, leader)


def _best(words: MeasuredWords, leader: str) -> str:
    lift = words.result.candidate(leader).lift
    if lift is None or any(one.reference != leader for one in words.result.predictions) or not words.result.predictions:
        return ""
    return words.t("segmentation_verdict.best", name=words.candidate(leader), kind=_kind(words))


def _foretold(words: MeasuredWords, one: Prediction) -> str:
    t = words.t
    names = {"name": described(words, one.candidate), "best": words.candidate(one.reference)}
    if one.share is None or one.interval is None:
        reason = words.fault(one.fault) if one.fault is not None else ""
        return t("segmentation_verdict.not_compared", reason=reason, **names)
    share, around = words.share(max(one.share, 0.0)), words.share_range(one.interval)
    names["kind"] = _kind(words)
    whole = t("segmentation_verdict.figures", share=share, range=around)
    if one.interval.low <= 0:
        return t("segmentation_verdict.tells_nothing", figures=whole, **names)
    ending = "_free" if words.is_model(one.reference) and not words.is_model(one.candidate) else ""
    if one.interval.high >= 1:
        return t(f"segmentation_verdict.as_much{ending}", figures=whole, **names)
    part = part_text(one.share, t)
    figures = whole if part else t("segmentation_verdict.range", range=around)
    return t(f"segmentation_verdict.part{ending}", part=part or share, figures=figures, **names)


def described(words: MeasuredWords, candidate: str) -> str:
    """Return a candidate's name, with how many lines its rules have."""
    name, lines = words.candidate(candidate), words.result.candidate(candidate).lines
    return name if not lines else words.t.plural("segmentation_verdict.lines", lines, name=name, n=words.count(lines))


def part_text(share: float, t: Texts) -> str:
    """Return a share as a part in words where there are words for it, such as a quarter; empty otherwise."""
    name = next((name for name, low, high in PARTS if low <= share < high), None)
    return "" if name is None else t(f"segmentation_part.{name}")


def simplest_sentence(words: MeasuredWords) -> str:
    """Say which is the simplest that is as good, as far as the measures can tell; empty where nothing is ranked."""
    simplest, t = words.result.simplest, words.t
    if simplest is None:
        return ""
    chosen = words.candidate(simplest.candidate)
    if simplest.candidate == simplest.best:
        return t("segmentation_simplest.same", name=chosen)
    return t(
        "segmentation_simplest.simpler",
        name=chosen,
        best=words.candidate(simplest.best),
        gap=words.spoken_points(max(simplest.best_score - simplest.score, 0.0)),
        error=words.spoken_points(simplest.standard_error),
    )


def _kind(words: MeasuredWords) -> str:
    return words.t(f"segmentation_verdict.kind.{words.document.settings.outcome}")
