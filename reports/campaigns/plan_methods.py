"""The methods of a campaign plan in plain words, and where its digits come from."""

from __future__ import annotations

from i18n import formats
from reports.blocks import Block, Explanation, Fact, Facts, Heading, Sentence, Tone
from reports.campaigns.context import PlanWords
from reports.words import capital


def method_blocks(words: PlanWords) -> tuple[Block, ...]:
    """Return the methods that the answer rests on, each with its source."""
    heading = Heading(text=words.t("plan_methods.heading"), anchor="methods")
    explained = [_explanation(words, code) for code in words.result.provenance.methods]
    if words.result.guardrails:
        explained.append(_explanation(words, "non_inferiority"))
    return (heading, *explained)


def _explanation(words: PlanWords, code: str) -> Block:
    t = words.t
    formula = t(f"plan_method.{code}.formula") if t.has(f"plan_method.{code}.formula") else ""
    return Explanation(
        title=capital(t(f"plan_method.{code}")),
        text=t(f"plan_method.{code}.plain"),
        formula=formula,
        source=t(f"plan_method.{code}.source"),
    )


def provenance_blocks(words: PlanWords) -> tuple[Block, ...]:
    """Return what must be the same for the digits to be the same."""
    t, source = words.t, words.result.provenance
    figures = {
        "document_hash": source.document_hash,
        "methods": words.join([t(f"plan_method.{code}") for code in source.methods], 12),
        "package_version": source.package_version,
        "schema_version": str(source.schema_version),
    }
    items = tuple(Fact(label=t(f"provenance.{name}"), value=value) for name, value in figures.items())
    return (
        Heading(text=t("provenance.heading"), anchor="provenance"),
        Sentence(text=t("plan_provenance.plain"), tone=Tone.MUTED),
        Facts(items=items),
    )


def footer(words: PlanWords) -> tuple[str, ...]:
    """Return the small print under every page of a plan."""
    source = words.result.provenance
    line = words.t(
        "plan_report.footer",
        hash=source.document_hash[:12],
        version=source.package_version,
        as_of=formats.date_text(source.as_of, words.language),
    )
    return (line,)
