"""When the result was read: which look this is, what it can end, what looking costs, and whether sends differ."""

from __future__ import annotations

from evaluators.campaigns.plan_levels import looks_price, overall_level
from i18n import formats
from reports.blocks import Block, Column, Fact, Facts, Heading, Sentence, Table, TableCell, Tone
from reports.campaigns.context import TestWords
from reports.campaigns.verdicts import confidence_text


def look_blocks(words: TestWords) -> tuple[Block, ...]:
    """Return which look this is and what looking before the end costs."""
    t, state = words.t, words.result.sequential
    found: list[Block] = [Heading(text=t("campaign_looks.heading"), level=3, anchor="looks")]
    found.append(Sentence(text=look_sentence(words)))
    if state.method == "fixed":
        return tuple(found)
    if text := price_sentence(words):
        found.append(Sentence(text=text, tone=Tone.WARNING if state.method == "always_valid" else Tone.PLAIN))
    items = [
        Fact(label=t("campaign_looks.look"), value=_look(words)),
        Fact(label=t("campaign_looks.information"), value=words.share(state.information)),
        Fact(label=t("campaign_looks.confidence"), value=_confidence(words)),
    ]
    if state.boundary is not None:
        plain = t("campaign_looks.boundary_plain")
        boundary = formats.number(state.boundary, words.language, 2)
        items.append(Fact(label=t("campaign_looks.boundary"), value=boundary, explanation=plain))
    return (*found, Facts(items=tuple(items)))


def _look(words: TestWords) -> str:
    state = words.result.sequential
    return words.t("campaign_looks.of", look=words.count(state.look), planned=words.count(state.planned))


def _confidence(words: TestWords) -> str:
    if words.result.sequential.confidence is None:
        return words.t("campaign_looks.cannot_end")
    return confidence_text(words)


def look_sentence(words: TestWords) -> str:
    """Say how the result may be read at this look."""
    state = words.result.sequential
    key: str = state.method
    if state.method == "fixed" and words.document.sends_remaining:
        key = "fixed_early"
    if state.method == "group_sequential" and state.confidence is None:
        key = "group_sequential_early"
    return words.t(
        f"campaign_looks.{key}",
        look=words.count(state.look),
        planned=words.count(state.planned),
        confidence=confidence_text(words),
    )


def price_sentence(words: TestWords) -> str:
    """Say what the looks cost in power and customers; empty when that cannot be told."""
    design = words.design
    price = looks_price(design.looks, design.errors.power, overall_level(design))
    if price is None:
        return ""
    return words.t(
        "campaign_looks.price",
        looks=words.count(price.looks),
        without=words.share(price.power_without),
        power=words.share(price.power_with),
        more=formats.percent(price.inflation - 1, words.language, 0 if price.inflation >= 1.1 else 1),
    )


def send_blocks(words: TestWords) -> tuple[Block, ...]:
    """Return whether the sends differ in the effect; empty with one send."""
    told = [(variant, found) for variant, found in words.result.sends if found.q is not None]
    if not told:
        return ()
    t, primary = words.t, words.design.primary_metric
    found: list[Block] = [Heading(text=t("campaign_sends.heading"), level=3, anchor="sends")]
    found.append(Sentence(text=t("campaign_sends.plain", metric=words.name(primary.id if primary else ""))))
    heads = ("chance", "not_chance", "q")
    columns = (
        Column(text=t("campaign_column.variant")),
        Column(text=t("campaign_column.sends_differ")),
        *(
            Column(text=t(f"campaign_column.{head}"), numeric=True, explanation=t(f"campaign_column.{head}_plain"))
            for head in heads
        ),
    )
    rows = []
    for variant, one in told:
        q = one.q or 0.0
        differs = one.p_value is not None and one.p_value < words.design.errors.alpha
        rows.append(
            (
                TableCell(text=words.name(variant)),
                TableCell(text=t("campaign_sends.differ" if differs else "campaign_sends.alike")),
                words.p_cell(one.p_value),
                words.share_cell(one.i_squared),
                TableCell(text=formats.number(q, words.language, 1), number=q, digits=1),
            )
        )
    return (*found, Table(caption=t("campaign_sends.table"), columns=columns, rows=tuple(rows), name="sends"))
