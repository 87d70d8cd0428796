"""The verdict on a campaign test in words: one sentence with its reason, what it means, what to choose today."""

from __future__ import annotations

from datetime import date
from typing import Literal

from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.results import CampaignResult, Check, MetricEffect, Reason, Verdict
from evaluators.documents import Language
from evaluators.notes import Note
from i18n import formats
from reports.blocks import Block, Bullets, Sentence, Tone
from reports.campaigns.context import TestWords, words_of_test
from reports.words import capital

Look = Literal["clear", "leads", "open", "single", "none"]

_LOOKS: dict[Verdict, Look] = {
    "do_not_trust": "none",
    "keep_a": "single",
    "ship_b": "clear",
    "ship_b_watch": "leads",
    "keep_testing": "open",
    "cannot_tell": "open",
}
_TONES: dict[Verdict, Tone] = {
    "do_not_trust": Tone.WARNING,
    "keep_a": Tone.PLAIN,
    "ship_b": Tone.GOOD,
    "ship_b_watch": Tone.WARNING,
    "keep_testing": Tone.OPEN,
    "cannot_tell": Tone.OPEN,
}


def verdict_sentence(document: CampaignTest, result: CampaignResult, language: Language) -> str:
    """Return the answer as one sentence."""
    return headline(words_of_test(document, result, language))


def locked_until(words: TestWords) -> date | None:
    """Return the day on which the last open outcome window closes; ``None`` when the result may be read."""
    days = [check.note.facts.get("closes") for check in words.result.checks if _locks(check) and check.note]
    return max((day for day in days if isinstance(day, date)), default=None)


def _locks(check: Check) -> bool:
    return check.code == "window_open" and check.blocks


def headline(words: TestWords) -> str:
    """Return the verdict's first sentence."""
    if (day := locked_until(words)) is not None:
        return words.t("campaign_verdict.locked", day=words.day(day))
    verdict, t = words.result.decision.verdict, words.t
    told = [reason for reason in words.result.decision.reasons if reason.code != "sends_remain"]
    values = {"control": words.name(words.control), "n": words.count(words.document.sends_remaining)}
    if words.result.decision.variant:
        values["variant"] = words.name(words.result.decision.variant)
    if not told:
        return t(f"campaign_verdict.{verdict}.plain", **values)
    if len({reason.variant for reason in told}) > 1:
        return t(f"campaign_verdict.{verdict}.many", **values)
    if verdict == "do_not_trust":
        clauses = [reason_text(words, reason) for reason in told]
        return t("campaign_verdict.do_not_trust", reason="; ".join(dict.fromkeys(clauses)))
    subject = t("campaign_reason.it") if verdict in ("ship_b", "ship_b_watch") else ""
    return t(f"campaign_verdict.{verdict}", **values, reason=reason_text(words, told[0], subject))


def reason_text(words: TestWords, reason: Reason, subject: str = "") -> str:
    """Return a reason as a clause that follows a colon; ``subject`` stands for a variant that was just named."""
    if reason.check is not None:
        return _known(words, f"campaign_check.{reason.check}.found", "campaign_check.other.found")
    effect = effect_of(words, reason)
    estimate = effect.estimate if effect else None
    interval = estimate.interval if estimate else None
    smallest, metric = words.design.money.smallest_effect, reason.metric
    unknown = words.t("cell.unknown")
    code = reason.code
    if code == "below_smallest_effect" and not smallest:
        code = "below_zero"
    values = {
        "variant": subject or (words.name(reason.variant) if reason.variant else unknown),
        "control": words.name(words.control),
        "metric": words.name(metric, "metric") if metric else unknown,
        "effect": words.effect(metric, estimate.value) if estimate and metric else unknown,
        "range": words.effect_range(metric, interval) if interval and metric else unknown,
        "smallest": amount(words, metric, smallest) if smallest is not None and metric else unknown,
        "confidence": confidence_text(words),
    }
    key = f"campaign_reason.{code}"
    return words.t(key if words.t.has(key) else "campaign_reason.not_computed", **values)


def _known(words: TestWords, key: str, otherwise: str) -> str:
    return words.t(key if words.t.has(key) else otherwise)


def effect_of(words: TestWords, reason: Reason) -> MetricEffect | None:
    """Return the effect that a reason speaks of."""
    found = (one for one in words.result.effects if (one.variant, one.metric) == (reason.variant, reason.metric))
    return next(found, None)


def primary_effects(words: TestWords) -> tuple[MetricEffect, ...]:
    """Return each variant's effect on the metric that decides."""
    primary = words.design.primary_metric
    return tuple(one for one in words.result.effects if primary and one.metric == primary.id)


def confidence_text(words: TestWords) -> str:
    """Return how sure this look's intervals are, as per cent with the decimals that it needs."""
    state = words.result.sequential
    level = state.confidence if state.confidence is not None else 1 - words.design.errors.alpha
    digits = next((digits for digits in range(3) if abs(round(100 * level, digits) - 100 * level) < 1e-9), 2)
    return formats.percent(level, words.language, digits)


def amount(words: TestWords, metric: str, size: float) -> str:
    """Return a difference's size in the metric's unit, without a sign; one too small to show as next to nothing."""
    return _sized(words, size, words.effect(metric, size).lstrip(f"+{formats.MINUS}"))


def loss_text(words: TestWords, loss: float) -> str:
    """Return an amount of money; one too small to show as next to nothing."""
    return _sized(words, loss, words.money(loss))


def _sized(words: TestWords, size: float, text: str) -> str:
    shown = any(char in "123456789" for char in text)
    return text if shown or size == 0 else words.t("campaign_cell.next_to_nothing")


def lead(words: TestWords) -> Sentence:
    """Return the verdict's first sentence with the look of its level."""
    verdict = words.result.decision.verdict
    if locked_until(words) is not None:
        label = words.t("campaign_verdict.locked.label")
        return Sentence(text=headline(words), tone=Tone.LEAD, label=label, look="none")
    label = words.t(f"campaign_verdict.{verdict}.label")
    return Sentence(text=headline(words), tone=Tone.LEAD, label=label, look=_LOOKS[verdict])


def verdict_blocks(words: TestWords) -> tuple[Block, ...]:
    """Return the verdict: the sentence, what to do, its reasons, what to choose if the choice cannot wait."""
    decision, t = words.result.decision, words.t
    found: list[Block] = [lead(words)]
    if locked_until(words) is not None:
        found.append(Sentence(text=t("campaign_verdict.locked.next"), tone=Tone.OPEN))
        return (*found, *_overridden(words))
    found.append(Sentence(text=next_step(words), tone=_TONES[decision.verdict]))
    reasons = reason_sentences(words)
    if len(reasons) > 1:
        found.append(Bullets(items=reasons))
    if text := today_sentence(words):
        found.append(Sentence(text=text))
    return (*found, *_overridden(words), *words.notes(_verdict_notes(words)))


def _verdict_notes(words: TestWords) -> list[Note]:
    """Return the notes on the data, the plan and the metric that decides; other metrics have theirs beside them."""
    primary = words.design.primary_metric
    told = (None, primary.id if primary else None)
    return [note for note in words.result.notes if note.facts.get("metric") in told]


def reason_sentences(words: TestWords) -> tuple[str, ...]:
    """Return every reason of the verdict as a sentence of its own."""
    clauses = (capital(reason_text(words, reason)) for reason in words.result.decision.reasons)
    return tuple(dict.fromkeys(f"{clause}." for clause in clauses))


def next_step(words: TestWords) -> str:
    """Say what to do about the verdict."""
    decision = words.result.decision
    if locked_until(words) is not None:
        return words.t("campaign_verdict.locked.next")
    values = {
        "control": words.name(words.control),
        "variant": words.name(decision.variant) if decision.variant else "",
        "watched": words.join([words.name(metric, "metric") for metric in decision.watch]),
    }
    return words.t(f"campaign_verdict.{decision.verdict}.next", **values)


def today_sentence(words: TestWords) -> str:
    """Say what to choose if the choice cannot wait and what that may cost; empty when the verdict is a choice."""
    today, primary, t = words.result.decision.today, words.design.primary_metric, words.t
    if today is None or primary is None or locked_until(words) is not None:
        return ""
    kind = "keep" if today.variant == words.control else "ship"
    variant = words.name(today.variant)
    if today.expected_loss is None:
        return t(f"campaign_today.{kind}.unknown", variant=variant)
    if today.in_money:
        recipients = words.count(next((one.recipients for one in words.result.money), 0))
        loss = loss_text(words, today.expected_loss)
        return t(f"campaign_today.{kind}.money", variant=variant, loss=loss, recipients=recipients)
    loss = amount(words, primary.id, today.expected_loss)
    return t(f"campaign_today.{kind}.unit", variant=variant, loss=loss, metric=words.name(primary.id))


def _overridden(words: TestWords) -> list[Block]:
    """Return the warning that blocking checks were let pass; the reasons stand among the checks."""
    codes = dict.fromkeys(check.code for check in words.result.checks if check.overridden is not None)
    if not codes:
        return []
    names = words.join([check_name(words, code) for code in codes])
    return [Sentence(text=words.t("campaign_verdict.overridden", checks=names), tone=Tone.WARNING)]


def reason_clause(words: TestWords, code: str | None) -> str:
    """Return in words why something could not be worked out."""
    return _known(words, f"campaign_absent.{code}", "campaign_absent.other")


def check_name(words: TestWords, code: str) -> str:
    """Return what a check looks at."""
    return _known(words, f"campaign_check.{code}.name", "campaign_check.other.name")
