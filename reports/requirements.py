"""Must-haves, the tools that they and the budget leave out, and where the digits come from."""

from __future__ import annotations

from evaluators.notes import Severity
from evaluators.tools.results import Exclusion
from i18n import formats
from reports.blocks import Block, Bullets, Column, Fact, Facts, Heading, Sentence, Table, TableCell, Tone
from reports.context import Context
from reports.grounds import attribution

_LONGEST_SOURCE = 300


def must_have_blocks(context: Context) -> tuple[Block, ...]:
    """Return what each tool must have and the tools left out; empty when neither is there."""
    t, result = context.t, context.result
    if not result.must_haves and not result.excluded:
        return ()
    found: list[Block] = [Heading(text=t("must_haves.heading"), anchor="must-haves")]
    if result.excluded:
        found.append(
            Sentence(text=t.plural("excluded.sentence", len(result.excluded), n=context.count(len(result.excluded))))
        )
        found.append(Bullets(items=tuple(exclusion_text(context, one) for one in result.excluded)))
    if result.must_haves:
        unknown = sum(one.answer == "unknown" for one in result.must_haves)
        if unknown:
            text = t.plural("must_haves.unknown", unknown, n=context.count(unknown))
            found.append(Sentence(text=text, tone=Tone.WARNING))
        found += [_grid(context), _findings(context)]
    return tuple(found)


def exclusion_text(context: Context, one: Exclusion) -> str:
    """Say why a tool is left out."""
    if one.reason == "must_have":
        asked = context.name(one.must_have) if one.must_have else ""
        return context.t("excluded.must_have", tool=context.name(one.tool), must_have=asked)
    chance = context.share(one.within_budget or 0.0)
    return context.t("excluded.budget", tool=context.name(one.tool), chance=chance)


def _grid(context: Context) -> Table:
    t = context.t
    asked = [must.id for must in context.document.need.must_haves]
    found = {(one.tool, one.must_have): one.answer for one in context.result.must_haves}
    columns = (Column(text=t("column.tool")), *(Column(text=context.name(one)) for one in asked))
    rows = tuple(
        (
            TableCell(text=context.name(tool.id)),
            *(_answer(context, found.get((tool.id, one), "unknown")) for one in asked),
        )
        for tool in context.document.tools
    )
    return Table(caption=t("must_haves.table"), columns=columns, rows=rows, name="must-haves")


def _answer(context: Context, answer: str) -> TableCell:
    if answer == "unknown":
        return context.unknown_cell()
    return TableCell(text=context.t(f"answer.{answer}"), mark="good" if answer == "yes" else "warning")


def _findings(context: Context) -> Table:
    t = context.t
    columns = tuple(Column(text=t(f"column.{name}")) for name in ("tool", "must_have", "answer", "says", "source"))
    rows = tuple(
        (
            TableCell(text=context.name(one.tool)),
            TableCell(text=context.name(one.must_have)),
            _answer(context, one.answer),
            TableCell(
                text=t("evidence.team" if one.by_team else "evidence.catalogue") if one.answer != "unknown" else "–"
            ),
            TableCell(text=context.label(one.source, _LONGEST_SOURCE) or "–"),
        )
        for one in context.result.must_haves
    )
    return Table(caption=t("must_haves.findings"), columns=columns, rows=rows, name="must-have-findings")


def provenance_blocks(context: Context) -> tuple[Block, ...]:
    """Return what must be the same for the digits to be the same, and remarks on the whole."""
    t, source = context.t, context.result.provenance
    methods = context.join([t(f"term.{name}") if t.has(f"term.{name}") else name for name in source.methods], 12)
    figures = {
        "document_hash": source.document_hash,
        "draws": context.count(source.draws),
        "seed": str(source.seed),
        "as_of": formats.date_text(source.as_of, context.language),
        "methods": methods,
        "catalogue_version": source.catalogue_version or t("provenance.no_catalogue"),
        "package_version": source.package_version,
        "schema_version": str(source.schema_version),
    }
    items = tuple(Fact(label=t(f"provenance.{name}"), value=value) for name, value in figures.items())
    found: list[Block] = [Heading(text=t("provenance.heading"), anchor="provenance")]
    found.append(Sentence(text=t("provenance.plain"), tone=Tone.MUTED))
    found.append(Facts(items=items))
    found.extend(Sentence(text=text) for text in attribution(context))
    return tuple(found)


def footer(context: Context) -> tuple[str, ...]:
    """Return the small print under every page of a report."""
    source = context.result.provenance
    line = context.t(
        "report.footer",
        hash=source.document_hash[:12],
        version=source.package_version,
        as_of=formats.date_text(source.as_of, context.language),
        seed=str(source.seed),
    )
    return (line,)


def warnings(context: Context) -> list[Block]:
    """Return what a reader must know before trusting the result."""
    notes = (*context.result.consistency, *context.result.notes)
    return context.notes([note for note in notes if note.severity is not Severity.INFO])
