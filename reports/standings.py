"""The ranking, the places in simulated cases, who beats whom, dominance and how far each weight may move."""

from __future__ import annotations

from evaluators.tools.results import CriterionWeight, ToolScore
from reports.blocks import Block, Bullets, Column, Explanation, Figure, Heading, Sentence, Table, TableCell
from reports.charts import acceptability_chart, ranges_chart, ranking_chart, stability_chart
from reports.context import Context
from reports.verdicts import error_text

_PLACES = 8  # places shown one by one; the rest stand together
_MATRIX = 12  # largest table of tools against tools or criteria in a report


def picture_blocks(context: Context) -> tuple[Block, ...]:
    """Return the ranking as a picture of stacked contributions, and the simulated ranges."""
    if not context.ranking:
        return ()
    t, best = context.t, context.ranking[0]
    alt = t("ranking.alt", tool=context.name(best.tool), score=context.points(best.score))
    found: list[Block] = [
        Heading(text=t("ranking.heading"), anchor="ranking"),
        Figure(spec=ranking_chart(context), alt=alt, caption=t("ranking.caption"), name="ranking", height=300),
    ]
    if len(context.ranking) > 1:
        alt = t(
            "ranges.alt", tool=context.name(best.tool), low=context.points(best.low), high=context.points(best.high)
        )
        found.append(
            Figure(spec=ranges_chart(context), alt=alt, caption=t("ranges.caption"), name="ranges", height=240)
        )
    return tuple(found)


def table_blocks(context: Context) -> tuple[Block, ...]:
    """Return the ranking as a table, with the contributions beside the scores."""
    if not context.ranking:
        return ()
    return (_ranking_table(context), _contribution_table(context), _method(context, "ranking"))


def _ranking_table(context: Context) -> Table:
    t = context.t
    columns = (
        Column(text=t("column.rank"), numeric=True),
        Column(text=t("column.tool")),
        Column(text=t("column.score"), numeric=True, explanation=t("term.additive_score.plain")),
        Column(text=t("column.range"), numeric=True, explanation=t("column.range_plain")),
        Column(text=t("column.first_share"), numeric=True, explanation=t("term.rank_acceptability.plain")),
        Column(text=t("column.unknown_weight"), numeric=True, explanation=t("column.unknown_weight_plain")),
    )
    return Table(
        caption=t("ranking.table"),
        columns=columns,
        rows=tuple(_ranking_row(context, score) for score in context.ranking),
        name="ranking",
    )


def _ranking_row(context: Context, score: ToolScore) -> tuple[TableCell, ...]:
    return (
        context.count_cell(score.rank),
        TableCell(text=context.name(score.tool)),
        context.points_cell(score.score),
        TableCell(text=f"{context.points(score.low)} – {context.points(score.high)}"),
        context.share_cell(score.rank_acceptability[0] if score.rank_acceptability else None),
        context.share_cell(score.unknown_weight),
    )


def _contribution_table(context: Context) -> Table:
    t, criteria = context.t, context.result.criteria
    columns = [Column(text=t("column.criterion")), Column(text=t("column.weight"), numeric=True)]
    columns.extend(Column(text=context.name(score.tool), numeric=True) for score in context.ranking)
    rows = [
        (
            TableCell(text=context.name(criterion.criterion)),
            context.share_cell(criterion.weight),
            *(context.points_cell(score.contributions[index]) for score in context.ranking),
        )
        for index, criterion in enumerate(criteria)
    ]
    total = (
        TableCell(text=t("contributions.total")),
        TableCell(text=""),
        *(context.points_cell(score.score) for score in context.ranking),
    )
    caption = t("contributions.table")
    return Table(caption=caption, columns=tuple(columns), rows=(*rows, total), name="contributions")


def acceptability_blocks(context: Context) -> tuple[Block, ...]:
    """Return the places in simulated cases; empty with fewer than two tools."""
    ranking, t = context.ranking, context.t
    if len(ranking) < 2:
        return ()
    draws = context.count(context.result.provenance.draws)
    shares = {score.tool: score.rank_acceptability[0] for score in ranking}
    first = max(ranking, key=lambda score: shares[score.tool]).tool
    alt = t("acceptability.alt", tool=context.name(first), share=context.share(shares[first]))
    chart = Figure(
        spec=acceptability_chart(context), alt=alt, caption=t("acceptability.caption"), name="places", height=280
    )
    found: list[Block] = [Heading(text=t("acceptability.heading"), anchor="acceptability")]
    found.append(Sentence(text=t("acceptability.sentence", draws=draws, error=error_text(context))))
    found += [chart, _places_table(context)]
    if len(ranking) <= _MATRIX:
        found.append(_pairwise_table(context))
        found += [table for table in [_central_table(context)] if table.rows]
    found += _dominance(context)
    return (*found, _method(context, "acceptability"))


def _places_table(context: Context) -> Table:
    t, count = context.t, len(context.ranking)
    shown = count if count <= _PLACES else _PLACES - 1
    columns = [Column(text=t("column.tool"))]
    columns.extend(
        Column(text=t("column.place", place=context.count(place + 1)), numeric=True) for place in range(shown)
    )
    if shown < count:
        columns.append(Column(text=t("column.place_or_lower", place=context.count(shown + 1)), numeric=True))
    rows = []
    for score in context.ranking:
        places = list(score.rank_acceptability[:shown])
        if shown < count:
            places.append(min(1.0, sum(score.rank_acceptability[shown:])))
        rows.append((TableCell(text=context.name(score.tool)), *(context.share_cell(place) for place in places)))
    return Table(caption=t("acceptability.table"), columns=tuple(columns), rows=tuple(rows), name="places")


def _pairwise_table(context: Context) -> Table:
    t, names = context.t, [context.name(score.tool) for score in context.ranking]
    columns = (Column(text=t("column.tool")), *(Column(text=name, numeric=True) for name in names))
    rows = []
    for row, shares in enumerate(context.result.pairwise_winning):
        cells = [context.share_cell(share) for share in shares]
        cells[row] = TableCell(text="–", mark="muted")
        rows.append((TableCell(text=names[row]), *cells))
    return Table(caption=t("pairwise.table"), columns=columns, rows=tuple(rows), name="pairwise")


def _central_table(context: Context) -> Table:
    t = context.t
    columns = [Column(text=t("column.tool")), Column(text=t("column.confidence"), numeric=True)]
    columns.extend(Column(text=context.name(one.criterion), numeric=True) for one in context.result.criteria)
    rows = tuple(
        (
            TableCell(text=context.name(score.tool)),
            context.share_cell(score.confidence),
            *(context.share_cell(weight) for weight in score.central_weights),
        )
        for score in context.ranking
        if score.central_weights is not None
    )
    return Table(caption=t("central.table"), columns=tuple(columns), rows=rows, name="central-weights")


def _dominance(context: Context) -> list[Block]:
    t = context.t
    found: list[Block] = [Heading(text=t("dominance.heading"), level=3, anchor="dominance")]
    items = tuple(
        t(
            "dominance.certain" if one.certain else "dominance.points",
            winner=context.name(one.winner),
            loser=context.name(one.loser),
        )
        for one in context.result.dominations
    )
    found.append(Bullets(items=items) if items else Sentence(text=t("dominance.none")))
    return found


def stability_blocks(context: Context) -> tuple[Block, ...]:
    """Return how far each weight may move alone before the leader changes."""
    criteria, t = context.result.criteria, context.t
    if len(context.ranking) < 2 or len(criteria) < 2 or all(one.stable is None for one in criteria):
        return ()
    sentence = _tightest(context)
    chart = Figure(
        spec=stability_chart(context),
        alt=t("stability.alt"),
        caption=t("stability.caption"),
        name="stability",
        height=260,
    )
    heading = Heading(text=t("stability.heading"), anchor="stability")
    consistency = context.notes(context.result.consistency)
    table = _stability_table(context)
    return (heading, Sentence(text=sentence), *consistency, chart, table, _method(context, "stability"))


def _slack(one: CriterionWeight) -> float:
    """Return how far a weight may move before it meets an end of its range that is a real limit."""
    if one.stable is None:
        return 1.0
    below = one.weight - one.stable.low if one.stable.low > 0 else 1.0
    above = one.stable.high - one.weight if one.stable.high < 1 else 1.0
    return max(0.0, min(below, above))


def _tightest(context: Context) -> str:
    t = context.t
    one = min(context.result.criteria, key=_slack)
    if one.stable is None or _slack(one) >= 1:
        return t("stability.free")
    limits = "above" if one.stable.high >= 1 else "below" if one.stable.low <= 0 else "between"
    return t(
        f"stability.{limits}",
        criterion=context.name(one.criterion),
        weight=context.share(one.weight),
        low=context.share(one.stable.low),
        high=context.share(one.stable.high),
        tool=context.name(context.ranking[0].tool),
    )


def _stability_table(context: Context) -> Table:
    t = context.t
    grouped = bool(context.groups)
    columns = [Column(text=t("column.criterion"))]
    columns += [Column(text=t("column.group"))] if grouped else []
    columns.append(Column(text=t("column.weight"), numeric=True))
    columns += [Column(text=t("column.within"), numeric=True)] if grouped else []
    columns += [Column(text=t("column.stable_low"), numeric=True), Column(text=t("column.stable_high"), numeric=True)]
    rows = []
    for one in context.result.criteria:
        cells = [TableCell(text=context.name(one.criterion))]
        cells += [TableCell(text=context.name(one.group) if one.group else "–")] if grouped else []
        cells.append(context.share_cell(one.weight))
        cells += [context.share_cell(one.within)] if grouped else []
        cells += [context.share_cell(one.stable.low if one.stable else None)]
        cells += [context.share_cell(one.stable.high if one.stable else None)]
        rows.append(tuple(cells))
    return Table(caption=t("stability.table"), columns=tuple(columns), rows=tuple(rows), name="stability")


def _method(context: Context, part: str) -> Block:
    t = context.t
    source = t(f"{part}.source") if t.has(f"{part}.source") else ""
    return Explanation(title=t("method.title"), text=t(f"{part}.method"), source=source)
