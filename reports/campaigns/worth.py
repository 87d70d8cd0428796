"""What each variant is worth in money, what a wrong choice may cost, and whether another send pays."""

from __future__ import annotations

from evaluators.campaigns.results import VariantMoney
from reports.blocks import Block, Column, Explanation, Heading, Sentence, Table, TableCell, Tone
from reports.campaigns.cells import money_range_cell
from reports.campaigns.context import TestWords
from reports.campaigns.verdicts import confidence_text, loss_text


def money_blocks(words: TestWords) -> tuple[Block, ...]:
    """Return the money: a sentence per variant, the losses of a wrong choice, a table; why there is none otherwise."""
    t, money = words.t, words.result.money
    found: list[Block] = [Heading(text=t("campaign_money.heading"), anchor="money")]
    if not money:
        return (*found, Sentence(text=t(_absent(words)), tone=Tone.MUTED))
    if words.result.decision.verdict == "do_not_trust":
        found.append(Sentence(text=t("campaign_money.not_trusted"), tone=Tone.WARNING))
    for one in _ordered(words):
        found.append(Sentence(text=net_sentence(words, one)))
        found.append(Sentence(text=loss_sentence(words, one)))
        if one.another_send is not None:
            found.append(Sentence(text=send_sentence(words, one), tone=Tone.MUTED))
    return (*found, _table(words), Explanation(title=t("method.title"), text=t("campaign_money.method")))


def money_lines(words: TestWords) -> tuple[str, ...]:
    """Return the money in a few lines for one page."""
    money = words.result.money
    if not money:
        return (words.t(_absent(words)),)
    first, *others = _ordered(words)
    lines = [words.t("campaign_money.not_trusted")] if words.result.decision.verdict == "do_not_trust" else []
    lines += [net_sentence(words, first), loss_sentence(words, first)]
    lines += [send_sentence(words, first)] if first.another_send is not None else []
    return (*lines, *(net_sentence(words, one) for one in others[:1]))


def _ordered(words: TestWords) -> list[VariantMoney]:
    """Return the variants' money, the one to ship first, then by expected worth."""
    chosen = words.result.decision.variant
    return sorted(words.result.money, key=lambda one: (one.variant != chosen, -one.net.expected))


def _absent(words: TestWords) -> str:
    return "campaign_money.no_margin" if not words.design.money.margin else "campaign_money.not_computed"


def net_sentence(words: TestWords, one: VariantMoney) -> str:
    """Say what taking a variant into use is worth, with its interval and what that means."""
    interval = one.net.interval
    side = "both" if interval.low <= 0 <= interval.high else "gain" if interval.low > 0 else "loss"
    return words.t(
        f"campaign_money.net.{side}",
        variant=words.name(one.variant),
        control=words.name(words.control),
        recipients=words.count(one.recipients),
        expected=words.money(one.net.expected, signed=True),
        confidence=confidence_text(words),
        range=words.money_range(interval),
    )


def loss_sentence(words: TestWords, one: VariantMoney) -> str:
    """Say what a wrong choice is expected to cost, both ways, and what full knowledge would be worth."""
    said = words.t(
        "campaign_money.losses",
        variant=words.name(one.variant),
        control=words.name(words.control),
        ship=loss_text(words, one.net.loss_of_variant),
        keep=loss_text(words, one.net.loss_of_control),
    )
    if one.net.perfect_information < 1:
        return said
    return f"{said} {words.t('campaign_money.exact', most=words.money(one.net.perfect_information))}"


def send_sentence(words: TestWords, one: VariantMoney) -> str:
    """Say whether one more send would pay as a test."""
    more = one.another_send
    if more is None:
        return ""
    key = "pays" if more.worth_it else "not"
    if more.cost == 0:
        key = "free"
    information = loss_text(words, more.information)
    return words.t(f"campaign_money.send.{key}", information=information, cost=words.money(more.cost))


def _table(words: TestWords) -> Table:
    t = words.t
    heads = ("net", "range", "ship_loss", "keep_loss", "most", "send_worth")
    columns = (
        Column(text=t("campaign_column.variant")),
        *(Column(text=t(f"campaign_column.{head}"), numeric=True) for head in heads),
    )
    rows = tuple(_row(words, one) for one in _ordered(words))
    recipients = words.count(words.result.money[0].recipients)
    caption = t("campaign_money.table", recipients=recipients, confidence=confidence_text(words))
    return Table(caption=caption, columns=columns, rows=rows, name="money")


def _row(words: TestWords, one: VariantMoney) -> tuple[TableCell, ...]:
    net, more = one.net, one.another_send
    return (
        TableCell(text=words.name(one.variant)),
        words.money_cell(net.expected),
        money_range_cell(words, net.interval),
        words.money_cell(net.loss_of_variant),
        words.money_cell(net.loss_of_control),
        words.money_cell(net.perfect_information),
        words.money_cell(more.net if more else None),
    )
