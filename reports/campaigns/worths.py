"""What a way of sending brings per customer, in money or in the metric's unit, and what it gains over another."""

from __future__ import annotations

from evaluators.campaigns.policy import RuleValue
from evaluators.campaigns.results import PolicyReading
from evaluators.results import Interval
from i18n import formats
from reports.blocks import TableCell
from reports.campaigns.context import DesignWords, TestWords
from reports.campaigns.digits import range_digits


def less_is_better(words: TestWords, policy: PolicyReading) -> bool:
    """Say whether the figures of a policy are turned: kept as more being better, shown as the metric has them."""
    return not policy.in_money and words.metric(policy.metric).better == "less"


def departs(value: RuleValue) -> bool:
    """Say whether a rule is anything else than the best single variant for everybody."""
    return dict(value.rule.variants) != dict(value.single.variants)


def value_text(words: TestWords, policy: PolicyReading, value: float) -> str:
    """Return the worth of one customer: money, or the metric's figure as the metric has it."""
    if policy.in_money:
        return _money(words, value, _digits(value))
    return words.figure(policy.metric, -value if less_is_better(words, policy) else value)


def gain_text(words: TestWords, policy: PolicyReading, gain: float) -> str:
    """Return a gain per customer with its sign; plus is always better."""
    return _signed_money(words, gain, _digits(gain)) if policy.in_money else words.effect(policy.metric, gain)


def gain_range(words: TestWords, policy: PolicyReading, interval: Interval | None) -> str:
    """Return both limits of a gain per customer; plus is always better."""
    if interval is None:
        return words.t("cell.unknown")
    if not policy.in_money:
        return words.effect_range(policy.metric, interval)
    digits = min(_digits(end) for end in (interval.low, interval.high))
    return " … ".join(_signed_money(words, end, digits) for end in (interval.low, interval.high))


def value_cell(words: TestWords, policy: PolicyReading, value: float) -> TableCell:
    """Return a table cell of a customer's worth."""
    turned = -value if less_is_better(words, policy) else value
    if policy.in_money:
        return TableCell(text=value_text(words, policy, value), number=value, digits=_digits(value))
    return words.figure_cell(policy.metric, turned)


def gain_cell(words: TestWords, policy: PolicyReading, gain: float) -> TableCell:
    """Return a table cell of a gain per customer."""
    return TableCell(text=gain_text(words, policy, gain), number=gain, digits=4)


def bare_effect(words: DesignWords, metric: str, effect: float) -> str:
    """Return an effect in words, percentage points without their unit, where a heading or an axis names it."""
    if words.metric(metric).kind != "proportion":
        return words.effect(metric, effect)
    return _signed(100 * effect, _point_digits(100 * effect), words)


def bare_cell(words: DesignWords, metric: str, effect: float | None) -> TableCell:
    """Return a table cell of an effect; percentage points stand without their unit, which the heading names."""
    if effect is None or words.metric(metric).kind != "proportion":
        return words.effect_cell(metric, effect)
    points = 100 * effect
    return TableCell(text=bare_effect(words, metric, effect), number=points, digits=_point_digits(points))


def bare_range_cell(words: DesignWords, metric: str, interval: Interval | None) -> TableCell:
    """Return a table cell of an effect's interval, percentage points without their unit."""
    if interval is None or words.metric(metric).kind != "proportion":
        return words.range_cell(metric, interval)
    digits = max(range_digits(100 * interval.low, 100 * interval.high), 2)
    return TableCell(text=" … ".join(_signed(100 * end, digits, words) for end in (interval.low, interval.high)))


def _point_digits(points: float) -> int:
    return 2 if abs(points) >= 0.1 or points == 0 else 3


def _signed(value: float, digits: int, words: DesignWords) -> str:
    text = words.number(abs(value), digits)
    sign = formats.MINUS if value < 0 else "+"
    return f"{sign}{text}" if round(abs(value), digits) else text


def _digits(amount: float) -> int:
    """Return decimals that still show what a customer is worth: gains are often tenths of a cent."""
    size = abs(amount)
    return 3 if size < 10 else 2 if size < 1_000 else 0


def _signed_money(words: TestWords, amount: float, digits: int) -> str:
    text = _money(words, abs(amount), digits)
    sign = formats.MINUS if amount < 0 else "+"
    return f"{sign}{text}" if round(abs(amount), digits) else text


def _money(words: TestWords, amount: float, digits: int) -> str:
    return formats.money(amount, words.design.money.currency, words.language, digits)
