"""A tool evaluation's result as blocks, part by part, and as one report."""

from __future__ import annotations

from dataclasses import dataclass, fields

from evaluators.documents import Language
from evaluators.tools.document import ToolEvaluation
from evaluators.tools.results import ToolResult
from i18n import formats
from reports.asking import asking_blocks
from reports.blocks import Block, Heading, Report, Sentence, Tone
from reports.changes import changes_blocks
from reports.context import Context
from reports.grounds import evidence_blocks
from reports.methods import methods_blocks
from reports.money import money_blocks
from reports.requirements import footer, must_have_blocks, provenance_blocks, warnings
from reports.standings import acceptability_blocks, picture_blocks, stability_blocks, table_blocks
from reports.team import team_blocks
from reports.verdicts import headline, verdict_blocks

Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolReport:
    """The parts in the order in which they are read. A part that has nothing to say is empty."""

    verdict: Blocks
    picture: Blocks
    table: Blocks
    changes: Blocks
    ask_next: Blocks
    money: Blocks
    must_haves: Blocks
    acceptability: Blocks
    stability: Blocks
    evidence: Blocks
    methods: Blocks
    team: Blocks
    provenance: Blocks

    def all_blocks(self) -> Blocks:
        """Return the parts one after another."""
        return tuple(block for part in fields(self) for block in getattr(self, part.name))


def sections(
    document: ToolEvaluation, result: ToolResult, language: Language, *, show_names: bool = False
) -> ToolReport:
    """Put a result into words, tables and pictures.

    Parameters
    ----------
    document, result
        The question and its answer.
    language : "fi" or "en"
    show_names : bool
        ``False`` shows evaluators by number only.
    """
    context = Context(document, result, language, show_names)
    return ToolReport(
        verdict=(*verdict_blocks(context), *warnings(context)),
        picture=picture_blocks(context),
        table=table_blocks(context),
        changes=changes_blocks(context),
        ask_next=asking_blocks(context),
        money=money_blocks(context),
        must_haves=must_have_blocks(context),
        acceptability=acceptability_blocks(context),
        stability=stability_blocks(context),
        evidence=evidence_blocks(context),
        methods=methods_blocks(context),
        team=team_blocks(context),
        provenance=provenance_blocks(context),
    )


def full_report(
    document: ToolEvaluation, result: ToolResult, language: Language, *, show_names: bool = False
) -> Report:
    """Return everything a reader can see of a result as one report."""
    context = Context(document, result, language, show_names)
    title = title_of(context)
    parts = sections(document, result, language, show_names=show_names)
    opening: list[Block] = [Heading(text=title, level=1, anchor="title")]
    if question := context.label(document.question, 500):
        opening.append(Sentence(text=question, tone=Tone.MUTED))
    blocks = (*opening, *parts.verdict, *decision_blocks(context), *parts.all_blocks()[len(parts.verdict) :])
    return Report(title=title, language=language, blocks=blocks, footer=footer(context))


def title_of(context: Context) -> str:
    """Return the evaluation's title, or the question, or the verdict when it has neither."""
    document = context.document
    return context.label(document.title, 200) or context.label(document.question, 200) or headline(context)


def decision_blocks(context: Context) -> Blocks:
    """Return the recorded decision; empty when none is recorded."""
    text = decision_sentence(context)
    return (Sentence(text=text),) if text else ()


def decision_sentence(context: Context) -> str:
    """Say what was decided, when, why and when it is looked at again; empty when nothing is decided."""
    decision, t = context.document.decision, context.t
    if decision is None:
        return ""
    day = formats.date_text(decision.decided_on, context.language)
    said = [t("decision.taken", tool=context.name(decision.tool), date=day)]
    if reason := context.label(decision.reason, 500):
        said.append(t("decision.reason", reason=reason.rstrip(".")))
    if decision.follow_up_on is not None:
        said.append(t("decision.follow_up", date=formats.date_text(decision.follow_up_on, context.language)))
    return " ".join(said)
