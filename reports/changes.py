"""What would change the answer, in sentences: weights to move, single figures, criteria to leave out."""

from __future__ import annotations

from evaluators.tools.results import Changes, ScoreFlip, WeightFlip
from evaluators.tools.scales import GradeScale, PriceScale, YesNoScale
from reports.blocks import Block, Bullets, Column, Explanation, Heading, Sentence, Table, TableCell, Tone
from reports.context import Context

_LISTED = 5
_SHOWN_POINT = 0.05  # weight moves that round to no tenth of a point are not named


def changes_blocks(context: Context) -> tuple[Block, ...]:
    """Return what would change the answer; empty when there is nothing to compare."""
    changes, t = context.result.changes, context.t
    if changes is None:
        return ()
    found: list[Block] = [Heading(text=t("changes.heading"), anchor="changes")]
    if changes.nothing_can:
        found.append(Sentence(text=t("changes.nothing", tool=_leader(context)), tone=Tone.GOOD))
        return (*found, _explanation(context))
    if context.result.verdict.point_leader is not None:
        found.append(Sentence(text=t("changes.at_points", tool=_leader(context)), tone=Tone.MUTED))
    found.append(Bullets(items=tuple(change_sentences(context, changes))))
    if len(changes.scores) > _LISTED:
        found.append(_score_table(context, changes.scores))
    return (*found, _explanation(context))


def change_sentences(context: Context, changes: Changes, listed: int = _LISTED) -> list[str]:
    """Return the changes as sentences: weights, then the nearest single figures, then criteria left out."""
    t = context.t
    said = [weight_sentence(context, changes.weight)]
    said.extend(score_sentence(context, flip) for flip in changes.scores[:listed])
    if not changes.scores:
        said.append(t("changes.no_score"))
    leaders = dict.fromkeys(removal.leader for removal in changes.removals)
    for leader in leaders:
        without = [context.name(removal.criterion) for removal in changes.removals if removal.leader == leader]
        names = {"criteria": context.join(without), "tool": context.name(leader)}
        said.append(t.plural("changes.removal", len(without), **names))
    if not changes.removals and len(context.result.criteria) > 1:
        said.append(t("changes.no_removal"))
    return said


def weight_sentence(context: Context, flip: WeightFlip | None) -> str:
    """Say how the weights would have to move, and from what to what."""
    if flip is None:
        return context.t("changes.no_weight", tool=_leader(context))
    moves = [100 * (after - now.weight) for after, now in zip(flip.weights, context.result.criteria, strict=True)]
    names = [context.name(now.criterion) for now in context.result.criteria]
    order = sorted(range(len(moves)), key=lambda index: -abs(moves[index]))
    taken = [names[index] for index in order if moves[index] <= -_SHOWN_POINT]
    given = [names[index] for index in order if moves[index] >= _SHOWN_POINT]
    values = {
        "points": context.spoken_points(flip.points),
        "rival": context.name(flip.rival),
        "leader": _leader(context),
    }
    if not taken or not given:
        return context.t("changes.weight_little", **values)
    return context.t("changes.weight", source=context.join(taken, 3), target=context.join(given, 3), **values)


def score_sentence(context: Context, flip: ScoreFlip) -> str:
    """Say which single figure, changed alone, would bring another tool level."""
    known = _figure(context, flip, flip.from_raw, flip.from_value)
    now = context.t("changes.assumed") if flip.assumed else context.t("changes.now", now=known)
    return context.t(
        f"changes.score.{_kind(context, flip)}",
        tool=context.name(flip.tool),
        criterion=context.name(flip.criterion),
        to=_figure(context, flip, flip.to_raw, flip.to_value),
        now=now,
        rival=context.name(flip.rival),
        leader=_leader(context),
    )


def _kind(context: Context, flip: ScoreFlip) -> str:
    """Name the sentence that fits the scale and the direction."""
    scale = context.criterion(flip.criterion).scale
    better = flip.tool == flip.rival  # the leader's figures get worse, the rival's own better
    if isinstance(scale, YesNoScale):
        return "yes" if better else "no"
    if isinstance(scale, GradeScale):
        return "grade_up" if better else "grade_down"
    rises = better == (scale.best > scale.worst) if _in_unit(flip) else better
    subject = "price" if isinstance(scale, PriceScale) and _in_unit(flip) else "figure"
    return f"{subject}_{'above' if rises else 'below'}"


def _in_unit(flip: ScoreFlip) -> bool:
    return flip.to_raw is not None


def _figure(context: Context, flip: ScoreFlip, raw: float | str | bool | None, value: float) -> str:
    """Return the figure in the scale's unit, or in points of 100 where it has no figure there."""
    if raw is None:
        return context.t("unit.value_points", number=context.spoken_points(value))
    return context.raw(flip.criterion, raw)


def _leader(context: Context) -> str:
    """Name the leader at the point figures, which is the one that changes are worked out for."""
    return context.name(context.ranking[0].tool) if context.ranking else ""


def _score_table(context: Context, flips: tuple[ScoreFlip, ...]) -> Table:
    t = context.t
    columns = (
        Column(text=t("column.tool")),
        Column(text=t("column.criterion")),
        Column(text=t("column.now")),
        Column(text=t("column.tips_at")),
        Column(text=t("column.comes_level")),
    )
    rows = tuple(
        (
            TableCell(text=context.name(flip.tool)),
            TableCell(text=context.name(flip.criterion)),
            context.unknown_cell() if flip.assumed else _cell(context, flip, flip.from_raw, flip.from_value),
            _cell(context, flip, flip.to_raw, flip.to_value),
            TableCell(text=context.name(flip.rival)),
        )
        for flip in flips
    )
    return Table(caption=t("changes.table"), columns=columns, rows=rows, name="changes")


def _cell(context: Context, flip: ScoreFlip, raw: float | str | bool | None, value: float) -> TableCell:
    return TableCell(text=_figure(context, flip, raw, value))


def _explanation(context: Context) -> Block:
    return Explanation(title=context.t("method.title"), text=context.t("changes.method"))
