"""The verdict on a campaign test by an ordered rule: the first that holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from evaluators.campaigns.aggregates import Estimate
from evaluators.campaigns.design import Design, Metric
from evaluators.campaigns.guardrails import GuardrailState
from evaluators.campaigns.money import expected_loss
from evaluators.campaigns.results import (
    Check,
    Decision,
    GuardrailReading,
    MetricEffect,
    Reason,
    SequentialState,
    Today,
    VariantMoney,
    Verdict,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where one variant stands by itself."""

    variant: str
    verdict: Verdict | None  # keep_a, ship_b or ship_b_watch; None: open
    reasons: tuple[Reason, ...]
    watch: tuple[str, ...]  # guardrail metrics that are unproven
    gain: float | None  # effect, more being better; None: not computed
    harmed: bool  # a guardrail is


def decide(
    design: Design,
    *,
    checks: Sequence[Check],
    effects: Sequence[MetricEffect],
    guardrails: Sequence[GuardrailReading],
    money: Sequence[VariantMoney],
    sequential: SequentialState,
    sends_remaining: int,
) -> Decision:
    """Return the verdict: do not trust, keep A, ship B, ship B and watch, keep testing, cannot tell, in this order.

    A variant is kept out when a guardrail is harmed or its effect's upper limit is below the smallest worthwhile
    effect (0 where none is stated); it may be shipped when the lower limit is above 0, the test agrees, and the
    estimate is not below the smallest worthwhile effect. A look that cannot end a sequential test leaves it open.

    With a fixed horizon the effect speaks once, at its end: while looks or sends remain it neither ships nor rejects a
    variant, since reading the same interval at every send and stopping when it suits raises the false alarms from
    5 % to about 17 % over seven looks. Then only a harmed guardrail ends the test early; stopping for harm costs no
    false winner. Who wants to decide on the way plans looks (group sequential or always valid).

    Parameters
    ----------
    design : Design
    checks : sequence of Check
    effects : sequence of MetricEffect
        Those of the primary metric count; alpha is 1 less the confidence of the look.
    guardrails, money : sequence
        Per variant.
    sequential : SequentialState
    sends_remaining : int
        Planned looks or sends to come.
    """
    primary = design.primary_metric
    own = [one for one in effects if primary and one.metric == primary.id]
    locked = sequential.method == "fixed" and sends_remaining > 0
    standings = [_standing(design, primary, one, guardrails, sequential, locked) for one in own if primary]
    blocking = tuple(dict.fromkeys(one.code for one in checks if one.blocks))
    today = _today(design, primary, own, standings, money)
    if blocking:
        reasons = tuple(Reason(code="blocking_check", check=code) for code in blocking)
        return Decision(verdict="do_not_trust", variant=None, reasons=reasons, watch=(), today=None)
    if standings and all(one.verdict == "keep_a" for one in standings):
        return Decision(verdict="keep_a", variant=None, reasons=_all_reasons(standings), watch=(), today=None)
    for verdict in ("ship_b", "ship_b_watch"):
        ready = [one for one in standings if one.verdict == verdict]
        if ready:
            best = max(ready, key=lambda one: _worth(one, money))
            return Decision(
                verdict=best.verdict or "cannot_tell",
                variant=best.variant,
                reasons=best.reasons,
                watch=best.watch,
                today=None,
            )
    if sends_remaining > 0:
        reasons = (Reason(code="sends_remain"), *_all_reasons(standings))
        return Decision(verdict="keep_testing", variant=None, reasons=reasons, watch=(), today=today)
    reasons = _all_reasons(standings) or (Reason(code="nothing_measured"),)
    return Decision(verdict="cannot_tell", variant=None, reasons=reasons, watch=(), today=today)


def oriented(metric: Metric, estimate: Estimate) -> tuple[float, float | None, float | None]:
    """Return value, lower and upper limit of an effect with more being better; a limit is None where there is none."""
    around = estimate.interval
    low, high = (around.low, around.high) if around else (None, None)
    if metric.better == "more":
        return estimate.value, low, high
    return -estimate.value, None if high is None else -high, None if low is None else -low


def _standing(
    design: Design,
    metric: Metric,
    effect: MetricEffect,
    guardrails: Sequence[GuardrailReading],
    sequential: SequentialState,
    locked: bool,
) -> Standing:
    own = [one for one in guardrails if one.variant == effect.variant]
    harmed = [one for one in own if one.state is GuardrailState.HARMED]
    unproven = tuple(one.metric for one in own if one.state is GuardrailState.UNPROVEN)
    gain = oriented(metric, effect.estimate)[0] if effect.estimate else None
    verdict: Verdict | None = None
    reasons: tuple[Reason, ...] = ()
    if harmed:
        verdict = "keep_a"
        reasons = tuple(Reason(code="guardrail_harmed", variant=one.variant, metric=one.metric) for one in harmed)
    elif not locked:
        code = _effect_code(design, metric, effect, sequential)
        verdict = "keep_a" if code == "below_smallest_effect" else None
        reasons = (Reason(code=code, variant=effect.variant, metric=metric.id),)
        if code == "above_zero":
            verdict = "ship_b_watch" if unproven else "ship_b"
            reasons += tuple(Reason(code="guardrail_unproven", variant=effect.variant, metric=one) for one in unproven)
    return Standing(
        variant=effect.variant,
        verdict=verdict,
        reasons=reasons,
        watch=unproven,
        gain=gain,
        harmed=bool(harmed),
    )


def _effect_code(design: Design, metric: Metric, effect: MetricEffect, sequential: SequentialState) -> str:
    """Return what the effect says against zero and the smallest worthwhile effect."""
    estimate, smallest = effect.estimate, design.money.smallest_effect
    if estimate is None:
        return effect.reason or "not_computed"
    if sequential.confidence is None:
        return "look_cannot_stop"
    value, low, high = oriented(metric, estimate)
    if high is not None and high < (smallest or 0.0):
        return "below_smallest_effect"
    if low is None or low <= 0:
        return "interval_holds_zero"
    if smallest is not None and value <= smallest:
        return "estimate_below_smallest"
    if not _test_agrees(effect, estimate, 1 - sequential.confidence):
        return "test_and_interval_differ"
    return "above_zero"


def _test_agrees(effect: MetricEffect, estimate: Estimate, alpha: float) -> bool:
    """Return whether no test contradicts an interval above zero: the exact one, or the one for several variants."""
    p_values = [effect.adjusted_p]
    if any(note.code == "test_and_interval_differ" for note in estimate.notes):
        p_values.append(estimate.p_value)
    return all(one is None or one < alpha for one in p_values)


def _all_reasons(standings: Sequence[Standing]) -> tuple[Reason, ...]:
    return tuple(reason for one in standings for reason in one.reasons)


def _worth(standing: Standing, money: Sequence[VariantMoney]) -> float:
    """Return what orders variants: net money where all have it, otherwise the effect."""
    net = next((one.net.expected for one in money if one.variant == standing.variant), None)
    if net is not None:
        return net
    return standing.gain if standing.gain is not None else float("-inf")


def _today(
    design: Design,
    metric: Metric | None,
    effects: Sequence[MetricEffect],
    standings: Sequence[Standing],
    money: Sequence[VariantMoney],
) -> Today | None:
    """Return the choice with the largest expected worth, a variant with a harmed guardrail never being it."""
    known = [one for one in standings if one.gain is not None and not one.harmed]
    if metric is None or not design.variants or not any(one.gain is not None for one in standings):
        return None
    control = design.variants[0].id
    best = max(known, key=lambda one: _worth(one, money), default=None)
    if best is None:
        return Today(variant=control, expected_loss=None, in_money=False)
    chosen = best.variant if _worth(best, money) > 0 else control
    worth = next((one.net for one in money if one.variant == best.variant), None)
    if worth is not None:
        loss = worth.loss_of_control if chosen == control else worth.loss_of_variant
        return Today(variant=chosen, expected_loss=loss, in_money=True)
    estimate = next((one.estimate for one in effects if one.variant == best.variant), None)
    if estimate is None or not estimate.standard_error:
        return Today(variant=chosen, expected_loss=None, in_money=False)
    gain = oriented(metric, estimate)[0]
    loss = expected_loss(gain if chosen != control else -gain, estimate.standard_error)
    return Today(variant=chosen, expected_loss=loss, in_money=False)
