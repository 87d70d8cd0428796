"""What the tools cost, whether that fits the budget, and what the money buys."""

from __future__ import annotations

from evaluators.tools.results import CellState, Price
from reports.blocks import Block, Column, Explanation, Figure, Heading, Sentence, Table, TableCell, Tone
from reports.charts import price_value_chart
from reports.context import Context


def money_blocks(context: Context) -> tuple[Block, ...]:
    """Return the costs of every tool, excluded ones too."""
    t, prices = context.t, context.result.prices
    if not prices:
        return ()
    found: list[Block] = [Heading(text=t("money.heading"), anchor="money")]
    found.append(Sentence(text=budget_sentence(context)))
    if text := frontier_sentence(context):
        found.append(Sentence(text=text))
    ranked = {score.tool for score in context.ranking}
    if any(price.point is not None and price.tool in ranked for price in prices):
        alt = t("money.alt")
        caption = t("money.caption")
        found.append(Figure(spec=price_value_chart(context), alt=alt, caption=caption, name="price-value", height=320))
    found.append(_table(context))
    found.extend(_remarks(context))
    return (*found, Explanation(title=t("method.title"), text=t("money.method")))


def price_text(context: Context, price: Price) -> str:
    """Return a tool's monthly cost in words: an amount with its range, quote only, or not known."""
    if price.point is None:
        return context.t("cell.quote_only" if price.state is CellState.QUOTE_ONLY else "cell.unknown")
    text = context.t("money.a_month", amount=context.money(price.point))
    if price.low is None or price.high is None or context.money(price.low) == context.money(price.high):
        return text
    return context.t("money.with_range", amount=text, range=context.money_range(price.low, price.high))


def budget_sentence(context: Context) -> str:
    """Say the scenario, its budget and how many tools are likely to fit it."""
    t, need = context.t, context.document.need
    vat = t("money.vat_in" if need.scenario.include_vat else "money.vat_out")
    scenario = t(
        "money.scenario",
        contacts=context.count(need.scenario.contacts.value),
        sends=context.count(need.scenario.sends_month.value),
        seats=t.plural("unit.seats", need.scenario.seats, n=context.count(need.scenario.seats)),
        years=t.plural("unit.years", need.scenario.years, n=context.count(need.scenario.years)),
        vat=vat,
    )
    if need.budget_month is None:
        return f"{scenario} {t('money.no_budget')}"
    chances = [price.within_budget for price in context.result.prices if price.within_budget is not None]
    unknown = len(context.result.prices) - len(chances)
    likely = sum(chance >= 0.5 for chance in chances)
    said = [scenario, t("money.budget", budget=context.money(need.budget_month))]
    said.append(t.plural("money.fits", likely, n=context.count(likely)))
    if unknown:
        said.append(t.plural("money.fit_unknown", unknown, n=context.count(unknown)))
    return " ".join(said)


def frontier_sentence(context: Context) -> str:
    """Name the tools that nothing beats in both value and money; empty when no price is known."""
    names = [context.name(price.tool) for price in context.result.prices if price.efficient]
    if not names:
        return ""
    return context.t.plural("money.frontier", len(names), tools=context.join(names))


def _table(context: Context) -> Table:
    t, years = context.t, context.document.need.scenario.years
    columns = [
        Column(text=t("column.tool")),
        Column(text=t("column.a_month"), numeric=True),
        Column(text=t("column.price_range"), numeric=True),
        Column(text=t.plural("column.total", years, n=context.count(years)), numeric=True),
        Column(text=t("column.value_without_price"), numeric=True, explanation=t("column.value_without_price_plain")),
        Column(text=t("column.rests_on")),
    ]
    if context.document.need.budget_month is not None:
        columns.insert(4, Column(text=t("column.within_budget"), numeric=True))
    rows = tuple(_row(context, price) for price in context.result.prices)
    return Table(caption=t("money.table"), columns=tuple(columns), rows=rows, name="money")


def _row(context: Context, price: Price) -> tuple[TableCell, ...]:
    t = context.t
    absent = "cell.quote_only" if price.state is CellState.QUOTE_ONLY else "cell.unknown"
    unknown = context.unknown_cell(absent)
    spread = unknown
    if price.low is not None and price.high is not None:
        spread = TableCell(text=context.money_range(price.low, price.high))
    basis = [price.plan or ""]
    basis += [t("money.converted")] if price.converted else []
    basis += [t("money.efficient")] if price.efficient else []
    cells = [
        TableCell(text=context.name(price.tool)),
        unknown if price.point is None else context.money_cell(price.point),
        spread,
        unknown if price.total is None else context.money_cell(price.total),
        context.points_cell(price.value_without_price),
        TableCell(text="; ".join(context.label(one, 200) for one in basis if one) or "–"),
    ]
    if context.document.need.budget_month is not None:
        cells.insert(4, unknown if price.within_budget is None else context.share_cell(price.within_budget))
    return tuple(cells)


def _remarks(context: Context) -> list[Block]:
    """Return remarks on single prices, each with the tool's name before it."""
    said: list[Block] = []
    for price in context.result.prices:
        for note in price.notes:
            text = context.note(note)
            if "tool" not in note.facts:
                text = context.t("remark.of", tool=context.name(price.tool), remark=text)
            if all(not isinstance(one, Sentence) or one.text != text for one in said):
                said.append(Sentence(text=text, tone=Tone.MUTED))
    return said
