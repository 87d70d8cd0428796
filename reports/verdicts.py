"""The verdict in words: one sentence first, then how sure it is and what could still overturn it."""

from __future__ import annotations

from evaluators.documents import Language
from evaluators.tools.document import ToolEvaluation
from evaluators.tools.results import Level, ToolResult
from reports.blocks import Block, Fact, Facts, Sentence, Tone
from reports.context import Context
from reports.words import capital

_TONES = {Level.CLEAR: Tone.GOOD, Level.LEADS: Tone.GOOD, Level.CLOSE: Tone.WARNING, Level.OPEN: Tone.OPEN}


def verdict_sentence(document: ToolEvaluation, result: ToolResult, language: Language) -> str:
    """Return the answer as one sentence."""
    return headline(Context(document, result, language))


def headline(context: Context) -> str:
    """Return the verdict's first sentence."""
    verdict, t = context.result.verdict, context.t
    if verdict.leader is None or verdict.level is Level.NONE:
        return _nothing_left(context)
    leader = context.name(verdict.leader)
    if verdict.level is Level.SINGLE or verdict.runner_up is None:
        key = "verdict.single.excluded" if context.result.excluded else "verdict.single.alone"
        return t(key, tool=leader)
    return t(
        f"verdict.{verdict.level.value}",
        tool=leader,
        rival=context.name(verdict.runner_up),
        share=_share(context, verdict.first_share),
        rival_share=_share(context, verdict.runner_up_share),
    )


def _share(context: Context, share: float | None) -> str:
    return context.share(share or 0.0)


def _nothing_left(context: Context) -> str:
    if not context.document.tools:
        return context.t("verdict.none.tools")
    if not context.document.criteria:
        return context.t("verdict.none.criteria")
    excluded = len(context.result.excluded)
    if excluded == len(context.document.tools):
        return context.t.plural("verdict.none.excluded", excluded, n=context.count(excluded))
    return context.t("verdict.none.weights")


def lead(context: Context) -> Sentence:
    """Return the verdict's first sentence with the look of its level."""
    level = context.result.verdict.level
    return Sentence(text=headline(context), tone=Tone.LEAD, label=context.t(f"level.{level.value}"), look=level.value)


def verdict_blocks(context: Context) -> tuple[Block, ...]:
    """Return the verdict: the sentence, what it means, its figures, what could overturn it."""
    found: list[Block] = [lead(context)]
    found.extend(Sentence(text=text, tone=tone) for tone, text in _meaning(context))
    if (figures := _figures(context)).items:
        found.append(figures)
    found.extend(context.notes(context.result.verdict.notes))
    return tuple(found)


def _meaning(context: Context) -> list[tuple[Tone, str]]:
    verdict, t = context.result.verdict, context.t
    if verdict.leader is None or verdict.level in {Level.NONE, Level.SINGLE}:
        return [(Tone.PLAIN, t(f"meaning.{verdict.level.value}"))]
    said = [(_TONES[verdict.level], t(f"meaning.{verdict.level.value}", tool=context.name(verdict.leader)))]
    said.append((Tone.PLAIN, dethroning(context)))
    if verdict.overturning:
        names = context.join([context.name(criterion) for criterion in verdict.overturning])
        said.append((Tone.WARNING, t("verdict.overturning", criteria=names)))
    if verdict.point_leader is not None:
        leaders = {"leader": context.name(verdict.leader), "point_leader": context.name(verdict.point_leader)}
        said.append((Tone.WARNING, t("verdict.point_leader", **leaders)))
    return said


def dethroning(context: Context) -> str:
    """Say how many weight points would have to move before another tool leads."""
    points = context.result.verdict.points_to_change
    if points is None:
        return context.t("verdict.no_weights")
    return context.t("verdict.points", points=context.spoken_points(points))


def _figures(context: Context) -> Facts:
    verdict, t = context.result.verdict, context.t
    items: list[Fact] = []
    if verdict.runner_up is None:
        return Facts(items=())
    if verdict.leader is not None and verdict.first_share is not None:
        items.append(
            Fact(
                label=t("figure.first_share", tool=context.name(verdict.leader)),
                value=context.share(verdict.first_share),
                explanation=t("term.rank_acceptability.plain"),
            )
        )
    if verdict.runner_up_share is not None:
        label = t("figure.first_share", tool=context.name(verdict.runner_up))
        items.append(Fact(label=label, value=context.share(verdict.runner_up_share)))
    if verdict.points_to_change is not None:
        value = context.spoken_points(verdict.points_to_change)
        items.append(Fact(label=t("figure.points_to_change"), value=value, explanation=t("figure.points_plain")))
    if verdict.error is not None:
        explanation = t("term.monte_carlo_error.plain")
        items.append(
            Fact(label=capital(t("term.monte_carlo_error")), value=error_text(context), explanation=explanation)
        )
    return Facts(items=tuple(items))


def error_text(context: Context) -> str:
    """Return the simulation's own error of the leader's share: half the width of its 95 % interval."""
    from i18n import formats

    half = 1.96 * 100 * (context.result.verdict.error or 0.0)
    return context.t("figure.error", points=formats.number(half, context.language, 2 if half < 0.1 else 1))
