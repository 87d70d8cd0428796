"""What one metric and variant show by segment, sentence by sentence; a p-value never comes before its meaning."""

from __future__ import annotations

from evaluators.campaigns.heterogeneity import Heterogeneity
from evaluators.campaigns.results import SegmentsReading
from reports.blocks import Sentence, Tone
from reports.campaigns.context import TestWords

LEAST_FOR_NEW = 5  # segments with an effect: the spread of three or four leaves the next one nearly anywhere


def segmentation(words: TestWords) -> str:
    """Return what makes the segments, in words, or else their names."""
    own = words.label(words.design.segmented_by)
    if own:
        return own
    tests = words.result.segments[0].tests if words.result.segments else ()
    return words.join([words.name(test.segment, "segment") for test in tests] or list(words.segments.values()), 4)


def differs(words: TestWords, found: Heterogeneity | None) -> bool | None:
    """Say whether effects differ by more than chance; ``None`` where it is not known."""
    if found is None or found.p_value is None:
        return None
    return found.p_value < words.design.errors.alpha


def p_text(words: TestWords, p: float) -> str:
    """Return a p-value as an equation, for small print."""
    if p < 0.001:
        return words.t("effects.p_less", p=words.number(0.001, 3))
    return words.t("effects.p_is", p=words.p(p))


def figures_text(words: TestWords, found: Heterogeneity) -> str:
    """Return Q, I-squared and p."""
    if found.q is None or found.p_value is None:
        return ""
    i_squared = words.share(found.i_squared or 0.0)
    return words.t("by_segment.figures", q=words.number(found.q, 1), i=i_squared, p=p_text(words, found.p_value))


def difference_sentences(words: TestWords, reading: SegmentsReading) -> list[Sentence]:
    """Return whether the effect differs between segments, in the metric's unit and relative to the control."""
    t, found = words.t, reading.heterogeneity
    names = {"metric": words.name(reading.metric, "metric"), "variant": words.name(reading.variant)}
    by = segmentation(words)
    answer = differs(words, found)
    if answer is None:
        return [Sentence(text=t("by_segment.unknown", by=by, **names), tone=Tone.MUTED)]
    key = "by_segment.differ" if answer else "by_segment.same"
    said = [Sentence(text=t(key, by=by, figures=figures_text(words, found), **names))]
    said += _relative(words, reading.relative, answer)
    if found.method == "q_resampled":
        said.append(Sentence(text=t("by_segment.resampled"), tone=Tone.MUTED))
    if found.left_out:
        out = words.join([words.name(one, "segment") for one in found.left_out])
        said.append(Sentence(text=t("by_segment.left_out", segments=out), tone=Tone.MUTED))
    return said


def _relative(words: TestWords, relative: Heterogeneity | None, additive: bool) -> list[Sentence]:
    if relative is None:
        return [Sentence(text=words.t("by_segment.relative_unknown"), tone=Tone.MUTED)]
    answer = bool(differs(words, relative))
    keys = {
        (True, True): "by_segment.relative_too",
        (False, False): "by_segment.relative_neither",
        (True, False): "by_segment.relative_not",
        (False, True): "by_segment.relative_only",
    }
    return [Sentence(text=words.t(keys[additive, answer], figures=figures_text(words, relative)))]


def sign_sentence(words: TestWords, reading: SegmentsReading) -> Sentence | None:
    """Return whether the variant gains in some segments and loses in others."""
    found, t = reading.sign_change, words.t
    if found.p_value is None:
        return None
    more = words.metric(reading.metric).better == "more"
    better, worse = (found.better, found.worse) if more else (found.worse, found.better)
    if not better or not worse:
        differ = differs(words, reading.heterogeneity)
        return Sentence(text=t("by_segment.one_direction_size" if differ else "by_segment.one_direction"))
    sides = {
        "better": words.join([words.name(one, "segment") for one in better]),
        "worse": words.join([words.name(one, "segment") for one in worse]),
        "p": p_text(words, found.p_value),
    }
    changes = found.p_value < words.design.errors.alpha
    key = "by_segment.direction_changes" if changes else "by_segment.direction_unclear"
    return Sentence(text=t(key, **sides), tone=Tone.WARNING if changes else Tone.PLAIN)


def simpson_sentence(words: TestWords, reading: SegmentsReading) -> Sentence | None:
    """Return whether mixing the segments misleads, with the figure that holds them fixed."""
    found, t = reading.simpson, words.t
    if found is None:
        return None
    fixed = words.effect(reading.metric, found.post_stratified.value)
    around = found.post_stratified.interval
    values = {
        "crude": words.effect(reading.metric, found.crude) if found.crude is not None else t("cell.unknown"),
        "fixed": f"{fixed} ({words.effect_range(reading.metric, around)})" if around else fixed,
    }
    if not found.warning:
        return Sentence(text=t("by_segment.mix_fine", **values))
    key = "by_segment.mix_turns" if found.sign_differs else "by_segment.mix_moves"
    return Sentence(text=t(key, **values), tone=Tone.WARNING)


def odds_sentence(words: TestWords, reading: SegmentsReading) -> Sentence | None:
    """Return a share's odds ratio with segments mixed and held fixed, and whether the segments have it in common."""
    found = reading.odds
    if found is None or found.crude is None or found.common is None:
        return None
    common, around = words.number(found.common, 2), found.interval
    if around is not None:
        common = f"{common} ({words.number(around.low, 2)} – {words.number(around.high, 2)})"
    said = [words.t("by_segment.odds", crude=words.number(found.crude, 2), common=common)]
    if found.breslow_day_p is not None:
        apart = found.breslow_day_p < words.design.errors.alpha
        key = "by_segment.odds_apart" if apart else "by_segment.odds_shared"
        said.append(words.t(key, p=p_text(words, found.breslow_day_p)))
    return Sentence(text=" ".join(said), tone=Tone.MUTED)


def risk_sentence(words: TestWords, reading: SegmentsReading) -> Sentence | None:
    """Return how far a finding in the weakest segment would overstate the smallest effect worth having."""
    known = [
        (risk, test.segment)
        for risk, test in zip(reading.sign_risks, reading.tests, strict=False)
        if risk is not None and risk.exaggeration is not None
    ]
    smallest = words.design.money.smallest_effect
    if not known or not smallest:
        return None
    worst, segment = max(known, key=lambda one: one[0].exaggeration or 0.0)
    sign = 1.0 if words.metric(reading.metric).better == "more" else -1.0
    values = {
        "effect": words.effect(reading.metric, sign * smallest),
        "segment": words.name(segment, "segment"),
        "times": words.number(worst.exaggeration or 1.0, 1),
        "share": words.share(worst.wrong_sign),
    }
    return Sentence(text=words.t("by_segment.risk", **values))


def leads_sentence(words: TestWords, reading: SegmentsReading) -> Sentence | None:
    """Return what was found in segments that nobody planned, as leads; nothing where all were planned."""
    others = [test for test in reading.tests if not test.planned]
    if not others:
        return None
    leads = [words.name(test.segment, "segment") for test in others if test.verdict == "lead"]
    if not leads:
        return Sentence(text=words.t("by_segment.no_leads"))
    rate = words.share(words.design.errors.leads_rate)
    return Sentence(text=words.t("by_segment.leads", segments=words.join(leads), rate=rate), tone=Tone.OPEN)


def new_segment_sentence(words: TestWords, reading: SegmentsReading) -> Sentence | None:
    """Return where the effect in a new, like segment would lie; nothing from so few that the range tells nothing."""
    found = reading.shrinkage
    if found is None or found.new_segment is None:
        return None
    if sum(one.raw is not None for one in found.effects) < LEAST_FOR_NEW:
        return None
    around = words.effect_range(reading.metric, found.new_segment)
    return Sentence(text=words.t("by_segment.new_segment", range=around), tone=Tone.MUTED)
