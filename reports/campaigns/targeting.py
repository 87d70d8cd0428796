"""Targeting in words: which segment gets which variant, and what that gains over one variant for everybody."""

from __future__ import annotations

from evaluators.campaigns.aggregates import Estimate
from evaluators.campaigns.policy import Rule, RuleValue
from evaluators.campaigns.results import PolicyReading
from reports.blocks import Block, Column, Explanation, Figure, Heading, Sentence, Table, TableCell, Tone
from reports.campaigns.context import TestWords
from reports.campaigns.segment_sentences import segmentation
from reports.campaigns.worths import departs, gain_cell, gain_range, gain_text, less_is_better, value_cell, value_text
from reports.charts.policies import policy_chart


def targeting_blocks(words: TestWords) -> tuple[Block, ...]:
    """Return the rules, what they gain over one variant for everybody, and how honest that figure is.

    Empty without segments.
    """
    t, policy = words.t, words.result.policy
    if policy is None:
        return _nothing(words)
    found: list[Block] = [Heading(text=t("targeting.heading"), anchor="targeting")]
    if policy.cross_fitted or not policy.own:
        found.append(Sentence(text=targeting_sentence(words)))
    found += _own_sentences(words, policy)
    found += _chosen_sentences(words, policy)
    found.append(Sentence(text=t("targeting.no_proof")))
    if less_is_better(words, policy):
        found.append(Sentence(text=t("targeting.less_is_better"), tone=Tone.MUTED))
    if policy.chosen or policy.own:
        found += [_rules(words, policy), _values(words, policy), *_figure(words, policy)]
    method = t("targeting.method")
    return (*found, Explanation(title=t("targeting.method_title"), text=method, source=t("targeting.source")))


def _nothing(words: TestWords) -> tuple[Block, ...]:
    primary = words.design.primary_metric
    if primary is None or primary.kind != "ratio" or not words.design.segments:
        return ()
    heading = Heading(text=words.t("targeting.heading"), anchor="targeting")
    return (heading, Sentence(text=words.t("targeting.none_ratio"), tone=Tone.MUTED))


def targeting_sentence(words: TestWords) -> str:
    """Return in a sentence whether targeting pays, by the most honest figure at hand; empty without segments.

    That is the cross-fitted gain of a chosen rule, or else the gain of the user's own rule, fixed beforehand.
    """
    policy = words.result.policy
    if policy is None:
        return ""
    names = _names(words, policy)
    if policy.cross_fitted:
        gain = policy.cross_fitted.gain
        return words.t(_answer("pays", gain), **names, **_gain(words, policy, gain))
    if policy.own:
        return words.t(_answer("own_pays", policy.own.gain), **names, **_gain(words, policy, policy.own.gain))
    if policy.chosen is None:
        return words.t("targeting.unknown", why=_why(words, policy.reason), **names)
    if not departs(policy.chosen):
        return words.t("targeting.same_for_all", single=_single(words, policy.chosen), **names)
    return words.t("targeting.unproven", **names, **_gain(words, policy, policy.chosen.gain))


def _answer(stem: str, gain: Estimate) -> str:
    """Return the key of the answer: pays, costs, cannot be told, or there is no rule but one variant for all."""
    around = gain.interval
    if gain.value == 0 and gain.standard_error == 0:
        return f"targeting.{stem}_none"
    if around is None or around.low <= 0 <= around.high:
        return f"targeting.{stem}_unclear"
    return f"targeting.{stem}_{'yes' if around.low > 0 else 'no'}"


def _names(words: TestWords, policy: PolicyReading) -> dict[str, str]:
    return {"metric": words.name(policy.metric, "metric"), "by": segmentation(words)}


def _gain(words: TestWords, policy: PolicyReading, gain: Estimate) -> dict[str, str]:
    return {
        "gain": gain_text(words, policy, gain.value),
        "range": gain_range(words, policy, gain.interval),
        "level": words.share(1 - words.design.errors.alpha),
    }


def _single(words: TestWords, value: RuleValue) -> str:
    return words.name(next(iter(value.single.variants.values()), ""))


def _rule_text(words: TestWords, rule: Rule) -> str:
    """Return a rule in a line: segment, arrow, variant; segments with the same variant stand together."""
    groups: dict[str, list[str]] = {}
    for segment, variant in rule.variants.items():
        groups.setdefault(variant, []).append(words.name(segment, "segment"))
    lines = [
        words.t("targeting.line", segments=words.join(segments, 4), variant=words.name(variant))
        for variant, segments in groups.items()
    ]
    return "; ".join(lines)


def _own_sentences(words: TestWords, policy: PolicyReading) -> list[Block]:
    """Return what the user's own rule gains, with metric, segments and rule named."""
    if not words.document.rule:
        return []
    if policy.own is None:
        return [Sentence(text=words.t("targeting.own_unknown", why=_why(words, policy.own_reason)), tone=Tone.WARNING)]
    text = words.t(
        "targeting.own",
        rule=_rule_text(words, policy.own.rule),
        single=_single(words, policy.own),
        value=value_text(words, policy, policy.own.value.value),
        single_value=value_text(words, policy, policy.own.single_value.value),
        **_gain(words, policy, policy.own.gain),
        **_names(words, policy),
    )
    text = f"{text} {words.t(_answer('answer', policy.own.gain))}"
    return [Sentence(text=text), *_total(words, policy, policy.own.gain)]


def _chosen_sentences(words: TestWords, policy: PolicyReading) -> list[Block]:
    """Return what the rule chosen from this test would gain: flattered, and honestly where rows allow it."""
    t = words.t
    if policy.chosen is None:
        return [Sentence(text=t("targeting.chosen_unknown", why=_why(words, policy.reason)), tone=Tone.MUTED)]
    names = {**_names(words, policy), "single": _single(words, policy.chosen)}
    rule = _rule_text(words, policy.chosen.rule)
    found: list[Block] = []
    if departs(policy.chosen):
        text = t("targeting.chosen", rule=rule, **names, **_gain(words, policy, policy.chosen.gain))
        text = f"{text} {t(f'targeting.by.{policy.chosen.rule.name}')}"
        found.append(Sentence(text=text))
    else:
        found.append(Sentence(text=t("targeting.chosen_same", **names)))
    honest = policy.cross_fitted
    if honest is None:
        return [*found, Sentence(text=t("targeting.not_honest"), tone=Tone.MUTED)]
    text = t(
        "targeting.honest",
        value=value_text(words, policy, honest.value.value),
        splits=words.count(honest.splits),
        **_gain(words, policy, honest.gain),
        **names,
    )
    return [*found, Sentence(text=text), *_total(words, policy, honest.gain)]


def _total(words: TestWords, policy: PolicyReading, gain: Estimate) -> list[Block]:
    """Return a gain over all customers that the choice concerns; money only."""
    recipients = next((one.recipients for one in words.result.money), None)
    if not policy.in_money or recipients is None or gain.interval is None:
        return []
    ends = (words.money(recipients * end, signed=True) for end in (gain.interval.low, gain.interval.high))
    text = words.t(
        "targeting.total",
        recipients=words.count(recipients),
        gain=words.money(recipients * gain.value, signed=True),
        range=" … ".join(ends),
    )
    return [Sentence(text=text)]


def _why(words: TestWords, reason: str | None) -> str:
    """Return in words why something could not be worked out."""
    key = f"targeting.why.{reason}"
    return words.t(key if words.t.has(key) else "targeting.why.other")


def _rules(words: TestWords, policy: PolicyReading) -> Table:
    """Return which segment gets which variant under each rule."""
    t = words.t
    rules = [(key, one.rule) for key, one in (("own", policy.own), ("chosen", policy.chosen)) if one]
    columns = [Column(text=t("effects.col_segment"))]
    columns += [Column(text=t(f"policy.bar_{key}")) for key, _ in rules]
    named = [one.id for one in words.design.segments]
    segments = list(dict.fromkeys(segment for _, rule in rules for segment in rule.variants))
    segments.sort(key=lambda segment: named.index(segment) if segment in named else len(named))
    rows = tuple(
        (
            TableCell(text=words.name(segment, "segment")),
            *(TableCell(text=words.name(rule.variants.get(segment, words.control))) for _, rule in rules),
        )
        for segment in segments
    )
    return Table(caption=t("targeting.rules"), columns=tuple(columns), rows=rows, name="targeting-rules")


def _values(words: TestWords, policy: PolicyReading) -> Table:
    """Return what each way of sending brings and gains."""
    t = words.t
    columns = (
        Column(text=t("effects.col_rule")),
        Column(text=t("effects.col_value_each"), numeric=True),
        Column(text=t("targeting.col_gain"), numeric=True, explanation=t("targeting.col_gain_plain")),
        Column(text=t("effects.col_interval"), numeric=True),
    )
    rows: list[tuple[TableCell, ...]] = []
    nothing = TableCell(text="–", mark="muted")
    if policy.control:
        name = t("targeting.row_control", variant=words.name(words.control))
        rows.append((TableCell(text=name), value_cell(words, policy, policy.control.value), nothing, nothing))
    first = policy.chosen or policy.own
    if first:
        name = t("targeting.row_single", variant=_single(words, first))
        rows.append((TableCell(text=name), value_cell(words, policy, first.single_value.value), nothing, nothing))
    chosen = policy.chosen if policy.chosen and departs(policy.chosen) else None
    for key, one in (("own", policy.own), ("chosen", chosen), ("honest", policy.cross_fitted)):
        if one:
            rows.append(
                (
                    TableCell(text=t(f"targeting.row_{key}")),
                    value_cell(words, policy, one.value.value),
                    gain_cell(words, policy, one.gain.value),
                    TableCell(text=gain_range(words, policy, one.gain.interval)),
                )
            )
    caption = t("targeting.values", **_names(words, policy))
    return Table(caption=caption, columns=columns, rows=tuple(rows), name="targeting-values")


def _figure(words: TestWords, policy: PolicyReading) -> list[Block]:
    spec = policy_chart(words)
    if spec is None:
        return []
    bars = [words.t("targeting.bar", way=row["name"], value=row["text"]) for row in spec["data"]["values"]]
    alt = words.t("targeting.alt", metric=words.name(policy.metric, "metric"), bars=words.join(bars))
    caption = words.t("targeting.caption", **_names(words, policy))
    return [Figure(spec=spec, alt=alt, caption=caption, name="targeting", height=240)]
