"""How far the evaluators agree, and whether they differ about weights or about scores."""

from __future__ import annotations

from evaluators.tools.results import EvaluatorView, Team
from i18n import formats
from reports.blocks import Block, Column, Explanation, Fact, Facts, Heading, Sentence, Table, TableCell, Tone
from reports.context import Context
from reports.methods import rank_text

_UNLIKELY_CHANCE = 0.05


def team_blocks(context: Context) -> tuple[Block, ...]:
    """Return the evaluators' agreement; empty with fewer than two own views."""
    team, t = context.result.team, context.t
    if team is None:
        return ()
    found: list[Block] = [Heading(text=t("team.heading"), anchor="team")]
    found.append(Sentence(text=leaders_sentence(context, team)))
    found.append(Sentence(text=_quarrel(context, team)))
    if team.discuss:
        names = context.join([context.name(criterion) for criterion in team.discuss])
        found.append(Sentence(text=t("team.discuss", criteria=names), tone=Tone.WARNING))
    found.append(_figures(context, team))
    found.append(_table(context, team))
    return (*found, Explanation(title=t("method.title"), text=t("team.method"), source=t("team.source")))


def leaders_sentence(context: Context, team: Team) -> str:
    """Say which tool each evaluator's own view puts first."""
    sides: dict[str, list[str]] = {}
    for view in team.views:
        if view.leader is not None:
            sides.setdefault(view.leader, []).append(context.name(view.evaluator))
    if len(sides) == 1:
        return context.t("team.same", tool=context.name(next(iter(sides))))
    said = [context.t("team.side", tool=context.name(tool), people=context.join(who)) for tool, who in sides.items()]
    return context.t("team.differ", sides="; ".join(said))


def _quarrel(context: Context, team: Team) -> str:
    if team.from_weights is None or team.from_scores is None:
        return context.t("team.no_quarrel")
    shares = {"weights": context.share(team.from_weights), "scores": context.share(team.from_scores)}
    mainly = "weights" if team.from_weights > team.from_scores else "scores"
    return context.t(f"team.quarrel.{mainly}", **shares)


def _figures(context: Context, team: Team) -> Facts:
    t, explanation = context.t, context.t("term.kendall_w.plain")
    if team.p_value is not None:
        chance = "team.by_chance" if team.p_value > _UNLIKELY_CHANCE else "team.not_by_chance"
        explanation = f"{explanation} {t(chance, p=formats.number(team.p_value, context.language, 3))}"
    agreement = t("team.all_tied")
    if team.agreement is not None:
        agreement = formats.number(team.agreement, context.language, 2)
    return Facts(items=(Fact(label=t("term.kendall_w"), value=agreement, explanation=explanation),))


def _table(context: Context, team: Team) -> Table:
    t = context.t
    columns = [Column(text=t(f"column.{name}")) for name in ("evaluator", "leader", "own_weights")]
    columns.append(Column(text=t("column.own_scores"), numeric=True))
    columns.extend(Column(text=context.name(score.tool), numeric=True) for score in context.ranking)
    rows = tuple(_row(context, view) for view in team.views)
    return Table(caption=t("team.table"), columns=tuple(columns), rows=rows, name="team")


def _row(context: Context, view: EvaluatorView) -> tuple[TableCell, ...]:
    t = context.t
    places = zip(view.ranks, view.scores, strict=True)
    return (
        TableCell(text=context.name(view.evaluator)),
        TableCell(text=context.name(view.leader)) if view.leader else context.unknown_cell(),
        TableCell(text=t("answer.yes" if view.own_weights else "answer.no")),
        context.count_cell(view.own_scores),
        *(
            TableCell(text=t("team.place", place=rank_text(context, rank), score=context.points(score)))
            for rank, score in places
        ),
    )
