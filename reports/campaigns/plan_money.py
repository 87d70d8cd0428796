"""What the smallest effect of a campaign plan is worth, variant by variant."""

from __future__ import annotations

from evaluators.campaigns.plan_results import Worth
from reports.blocks import Block, Column, Heading, Sentence, Table, TableCell, Tone
from reports.campaigns.context import PlanWords
from reports.campaigns.plan_answer import effect_cell, wanted


def money_blocks(words: PlanWords) -> tuple[Block, ...]:
    """Return what the smallest effect is worth; empty when margin or effect is not said."""
    worth, t = words.result.worth, words.t
    if not worth or words.result.metric is None:
        return ()
    columns = (
        Column(text=t("plan_column.variant")),
        Column(text=t("plan_column.recipients"), numeric=True),
        Column(text=t("plan_column.gross"), numeric=True, explanation=t("plan_column.gross.plain")),
        Column(text=t("plan_column.sending"), numeric=True, explanation=t("plan_column.sending.plain")),
        Column(text=t("plan_column.net"), numeric=True, explanation=t("plan_column.net.plain")),
        Column(text=t("plan_column.break_even"), numeric=True, explanation=t("plan_column.break_even.plain")),
    )
    found: list[Block] = [
        Heading(text=t("plan_money.heading"), anchor="money"),
        Sentence(text=money_sentence(words), tone=Tone.PLAIN if _best(words).net >= 0 else Tone.WARNING),
        Table(
            caption=t("plan_money.table"),
            columns=columns,
            rows=tuple(_row(words, one) for one in worth),
            name="plan-money",
        ),
    ]
    if words.design.money.switching_cost:
        cost = words.money(words.design.money.switching_cost)
        found.append(Sentence(text=t("plan_money.switching", cost=cost), tone=Tone.MUTED))
    return tuple(found)


def _best(words: PlanWords) -> Worth:
    return max(words.result.worth, key=lambda one: one.net)


def money_sentence(words: PlanWords) -> str:
    """Say what the smallest effect is worth with the variant that keeps most of it; empty when not known."""
    metric = words.result.metric
    if not words.result.worth or metric is None:
        return ""
    best = _best(words)
    effect = words.effect(metric, wanted(words) or 0.0)
    facts = {
        "variant": words.name(best.variant),
        "effect": effect,
        "recipients": words.count(best.recipients),
        "net": words.money(abs(best.net)),
    }
    said = [words.t("plan_money.gain" if best.net >= 0 else "plan_money.loss", **facts)]
    if best.break_even:
        signed = best.break_even if (wanted(words) or 0.0) >= 0 else -best.break_even
        said.append(words.t("plan_money.break_even", effect=words.effect(metric, signed)))
    return " ".join(said)


def _row(words: PlanWords, one: Worth) -> tuple[TableCell, ...]:
    return (
        TableCell(text=words.name(one.variant)),
        words.count_cell(one.recipients),
        words.money_cell(one.gross),
        words.money_cell(one.sending),
        _net_cell(words, one.net),
        _break_even(words, one),
    )


def _net_cell(words: PlanWords, net: float) -> TableCell:
    cell = words.money_cell(net)
    text = words.money(net, signed=True)
    return TableCell(text=text, number=net, digits=cell.digits, mark="warning" if net < 0 else "good")


def _break_even(words: PlanWords, one: Worth) -> TableCell:
    if one.break_even is None:
        return words.unknown_cell("plan_money.never")
    if one.break_even == 0:
        return TableCell(text=words.t("plan_money.at_once"), number=0.0)
    signed = one.break_even if (wanted(words) or 0.0) >= 0 else -one.break_even
    return effect_cell(words, words.result.metric or "", signed)
