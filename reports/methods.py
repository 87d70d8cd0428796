"""The same cells and weights through other methods, their agreement, and the test with a useless tool."""

from __future__ import annotations

from evaluators.tools.results import MethodRanking, Methods
from i18n import formats
from reports.blocks import Block, Bullets, Column, Explanation, Figure, Heading, Sentence, Table, TableCell, Tone
from reports.charts import methods_chart
from reports.context import Context
from reports.words import capital


def methods_blocks(context: Context) -> tuple[Block, ...]:
    """Return the methods side by side; empty with fewer than two tools."""
    methods, t = context.result.methods, context.t
    if methods is None:
        return ()
    found: list[Block] = [Heading(text=t("jury.heading"), anchor="methods")]
    found.append(Sentence(text=agreement_sentence(context, methods), tone=_tone(methods)))
    computed = [one for one in methods.rankings if one.ranks is not None]
    if computed and context.ranking:
        alt = t("jury.alt")
        found.append(
            Figure(spec=methods_chart(context), alt=alt, caption=t("jury.caption"), name="methods", height=260)
        )
    found.extend(_tables(context, methods))
    found.append(Heading(text=t("decoy.heading"), level=3, anchor="decoy"))
    found.append(Sentence(text=t("decoy.plain")))
    found.append(Bullets(items=tuple(_decoy(context, one) for one in methods.rankings)))
    found.extend(_compromises(context, methods))
    for one in methods.rankings:
        found.extend(context.notes(one.notes))
    found.extend(_explanation(context, one) for one in methods.rankings)
    return tuple(found)


def _tone(methods: Methods) -> Tone:
    return Tone.GOOD if methods.same_leader else Tone.WARNING


def agreement_sentence(context: Context, methods: Methods) -> str:
    """Say whether the methods agree on the leader, and Kendall's W in words."""
    t = context.t
    leaders: dict[str, list[str]] = {}
    for one in methods.rankings:
        if one.leader is not None:
            leaders.setdefault(one.leader, []).append(t(f"term.{one.method}"))
    if methods.same_leader and len(leaders) == 1:
        said = t("jury.same", tool=context.name(next(iter(leaders))))
    else:
        sides = [
            t("jury.side", tool=context.name(tool), methods=context.join(names)) for tool, names in leaders.items()
        ]
        said = t("jury.differ", sides="; ".join(sides))
    if methods.agreement is None:
        return said
    return f"{said} {t('jury.agreement', w=formats.number(methods.agreement, context.language, 2))}"


def _tables(context: Context, methods: Methods) -> tuple[Table, Table]:
    """Return the places by method, and the figures that they come from."""
    t = context.t
    names = tuple(Column(text=capital(t(f"term.{one.method}")), numeric=True) for one in methods.rankings)
    columns = (Column(text=t("column.tool")), *names)
    places, figures = [], []
    for index, score in enumerate(context.ranking):
        tool = TableCell(text=context.name(score.tool))
        places.append((tool, *(_rank_cell(context, one, index) for one in methods.rankings)))
        figures.append((tool, *(_score_cell(context, one, index) for one in methods.rankings)))
    return (
        Table(caption=t("jury.table"), columns=columns, rows=tuple(places), name="methods"),
        Table(caption=t("jury.figures"), columns=columns, rows=tuple(figures), name="method-figures"),
    )


def _rank_cell(context: Context, one: MethodRanking, index: int) -> TableCell:
    if one.ranks is None:
        return context.unknown_cell("jury.not_computed")
    return TableCell(
        text=rank_text(context, one.ranks[index]), number=one.ranks[index], digits=1 if one.ranks[index] % 1 else 0
    )


def rank_text(context: Context, rank: float) -> str:
    """Return a place; shared places come as halves."""
    return formats.number(rank, context.language, 0 if rank == round(rank) else 1)


def _score_cell(context: Context, one: MethodRanking, index: int) -> TableCell:
    if one.scores is None:
        return context.unknown_cell("jury.not_computed")
    digits = 1 if one.method in {"additive", "weighted_product"} else 3
    return TableCell(
        text=formats.number(one.scores[index], context.language, digits), number=one.scores[index], digits=digits
    )


def _decoy(context: Context, one: MethodRanking) -> str:
    name = capital(context.t(f"term.{one.method}"))
    if one.decoy_changes is None:
        return context.t("decoy.not_computed", method=name)
    return context.t("decoy.changes" if one.decoy_changes else "decoy.stays", method=name)


def _compromises(context: Context, methods: Methods) -> list[Block]:
    return [
        Sentence(text=context.t("jury.compromise", tools=context.join([context.name(tool) for tool in one.compromise])))
        for one in methods.rankings
        if len(one.compromise) > 1
    ]


def _explanation(context: Context, one: MethodRanking) -> Block:
    t = context.t
    return Explanation(
        title=capital(t(f"term.{one.method}")),
        text=t(f"term.{one.method}.plain"),
        source=t(f"jury.source.{one.method}"),
    )
