"""How many customers a campaign test needs, what early looks cost and how long a web test runs."""

from __future__ import annotations

from evaluators.campaigns.plan_results import Arm, LooksPrice, Needed
from reports.blocks import Block, Column, Heading, Sentence, Table, TableCell, Tone
from reports.campaigns.context import DesignWords, PlanWords
from reports.campaigns.plan_answer import effect_text, level_text


def needs_blocks(words: PlanWords) -> tuple[Block, ...]:
    """Return the customers needed, overall and by variant, with the formula named; empty when not computable."""
    needed, t = words.result.needed, words.t
    if needed is None:
        return ()
    found: list[Block] = [
        Heading(text=t("plan_needs.heading"), anchor="needs"),
        Sentence(text=_sentence(words, needed)),
    ]
    if words.result.arms:
        found.append(_table(words))
    found += [Sentence(text=text) for text in _multiplied(words, needed)]
    formula = t(f"plan_method.{needed.formula}")
    found.append(Sentence(text=t("plan_needs.formula", formula=formula), tone=Tone.MUTED))
    return tuple(found)


def _sentence(words: PlanWords, needed: Needed) -> str:
    t = words.t
    said = [
        t(
            "plan_needs.sentence",
            effect=effect_text(words, needed.effect, needed.relative),
            power=words.share(needed.power),
            alpha=level_text(words, words.design.errors.alpha),
            customers=words.count(needed.customers),
        )
    ]
    compared = len(words.design.variants) - 1
    if compared > 1:
        said.append(t("plan_needs.several", n=words.count(compared), alpha=level_text(words, needed.alpha)))
    return " ".join(said)


def _multiplied(words: PlanWords, needed: Needed) -> list[str]:
    """Say what makes the customers more than those of a plain test: holdout, clusters, looks."""
    t, said = words.t, []
    if words.design.holdout > 0:
        facts = {"share": words.share(words.design.holdout), "customers": words.count(needed.with_holdout)}
        said.append(t("plan_needs.holdout", **facts))
    if needed.design_effect > 1:
        size = words.number(words.document.cluster_size, None)
        said.append(t("plan_needs.clusters", times=words.number(needed.design_effect, 2), size=size))
    if needed.inflation > 1:
        said.append(t("plan_needs.looks", times=words.number(needed.inflation, 2)))
    return said


def _table(words: PlanWords) -> Table:
    t, arms = words.t, words.result.arms
    clusters = any(arm.needed_clusters is not None for arm in arms)
    at_hand = any(arm.at_hand is not None for arm in arms)
    columns = [Column(text=t("plan_column.variant")), Column(text=t("plan_column.needed"), numeric=True)]
    if clusters:
        columns.append(Column(text=t("plan_column.clusters"), numeric=True))
    if at_hand:
        columns.append(Column(text=t("plan_column.at_hand"), numeric=True))
        columns.append(Column(text=t("plan_column.lacking"), numeric=True))
    rows = []
    for arm in arms:
        cells = [TableCell(text=variant_text(words, arm.variant)), _count(words, arm.needed_whole)]
        cells += [_count(words, arm.needed_clusters)] if clusters else []
        cells += [_count(words, arm.at_hand), _lacking(words, arm)] if at_hand else []
        rows.append(tuple(cells))
    return Table(caption=t("plan_needs.table"), columns=tuple(columns), rows=tuple(rows), name="plan-arms")


def variant_text(words: DesignWords, variant: str) -> str:
    """Return a variant's name; the control is said to be one."""
    name = words.name(variant)
    return words.t("plan.control", variant=name) if variant == words.control else name


def _count(words: PlanWords, count: int | None) -> TableCell:
    return words.unknown_cell() if count is None else words.count_cell(count)


def _lacking(words: PlanWords, arm: Arm) -> TableCell:
    if arm.needed_whole is None or arm.at_hand is None:
        return words.unknown_cell()
    lacking = max(arm.needed_whole - arm.at_hand, 0)
    if not lacking:
        return TableCell(text=words.t("plan_enough.lacks_none"), number=0, mark="good")
    return TableCell(text=words.count(lacking), number=lacking, mark="warning")


def looks_blocks(words: PlanWords) -> tuple[Block, ...]:
    """Return when results are read and what that costs in power; empty when it cannot be worked out."""
    price, t = words.result.looks, words.t
    if price is None:
        return ()
    tone = Tone.WARNING if price.method == "always_valid" else Tone.PLAIN
    return (
        Heading(text=t("plan_looks.heading"), anchor="looks"),
        Sentence(text=looks_sentence(words, price), tone=tone),
    )


def looks_sentence(words: PlanWords, price: LooksPrice) -> str:
    """Say when results are read and what that costs."""
    return words.t(
        f"plan_looks.{price.method}",
        looks=words.count(price.looks),
        before=words.share(price.power_without),
        after=words.share(price.power_with),
        times=words.number(price.inflation, 2),
        days=words.count(words.design.window_days),
    )


def time_blocks(words: PlanWords) -> tuple[Block, ...]:
    """Return how long a web test runs; empty when it is none."""
    time, t = words.result.duration, words.t
    if time is None:
        return ()
    text = time_sentence(words)
    weekdays = Sentence(text=t("plan_time.whole_weeks"), tone=Tone.MUTED)
    return (Heading(text=t("plan_time.heading"), anchor="time"), Sentence(text=text), weekdays)


def time_sentence(words: PlanWords) -> str:
    """Say how long the visitors of a web test take to come; empty when it is none."""
    time, t = words.result.duration, words.t
    if time is None:
        return ""
    return t.plural(
        "plan_time.sentence",
        time.weeks,
        visitors=words.number(words.document.visitors_day or 0.0, None),
        days=words.count(time.days),
        weeks=words.count(time.weeks),
        window=words.count(words.design.window_days),
        last=words.count(time.days_to_result),
    )
