"""Guardrails in words: shown safe, shown harmed, or not proven either way, overall and segment by segment."""

from __future__ import annotations

from collections.abc import Sequence

from evaluators.campaigns.guardrails import GuardrailState
from evaluators.campaigns.results import GuardrailReading, SegmentGuardrail
from reports.blocks import Block, Column, Explanation, Figure, Heading, Sentence, Table, TableCell, Tone
from reports.campaigns.cells import amount_cell, effect_cell, range_cell
from reports.campaigns.context import TestWords
from reports.campaigns.verdicts import amount

_TONES = {GuardrailState.SAFE: Tone.GOOD, GuardrailState.HARMED: Tone.WARNING, GuardrailState.UNPROVEN: Tone.OPEN}


def guardrail_blocks(words: TestWords) -> tuple[Block, ...]:
    """Return the guardrails; empty when the design has none."""
    t, readings = words.t, words.result.guardrails
    if not readings:
        return ()
    found: list[Block] = [Heading(text=t("campaign_guardrail.heading"), level=3, anchor="guardrails")]
    found.extend(Sentence(text=guardrail_sentence(words, one), tone=_TONES[one.state]) for one in readings)
    if any(one.state is GuardrailState.UNPROVEN for one in readings):
        found.append(Sentence(text=t("campaign_guardrail.silence"), tone=Tone.MUTED))
    found.extend(_picture(words, readings))
    found.append(_table(words, readings))
    if words.result.segment_guardrails:
        found.append(_segment_table(words, words.result.segment_guardrails))
        found.append(Sentence(text=t("campaign_guardrail.segments_plain"), tone=Tone.MUTED))
    return (*found, Explanation(title=t("method.title"), text=t("campaign_guardrail.method")))


def _picture(words: TestWords, readings: Sequence[GuardrailReading]) -> list[Block]:
    """Return the harms against their margins as a picture; nothing where none is known."""
    from reports.charts.effects import guardrail_chart

    spec = guardrail_chart(words)
    if spec is None:
        return []
    said = " ".join(guardrail_sentence(words, one) for one in readings)
    alt = f"{words.t('campaign_guardrail.alt')} {said}"
    caption = words.t("campaign_guardrail.caption")
    return [Figure(spec=spec, alt=alt, caption=caption, name="guardrails", height=180)]


def guardrail_sentence(words: TestWords, one: GuardrailReading) -> str:
    """Say what is known about one harm."""
    margin = _margin(words, one.metric)
    return words.t(
        f"campaign_guardrail.{one.state.value}",
        variant=words.name(one.variant),
        metric=words.name(one.metric, "metric"),
        margin=words.t("cell.unknown") if margin is None else amount(words, one.metric, margin),
    )


def _margin(words: TestWords, metric: str) -> float | None:
    return next((one.margin for one in words.design.guardrails if one.metric == metric), None)


def _table(words: TestWords, readings: Sequence[GuardrailReading]) -> Table:
    columns = _columns(words, segments=False)
    rows = tuple(_row(words, one) for one in readings)
    caption = words.t("campaign_guardrail.table", confidence=words.share(1 - words.design.errors.alpha))
    return Table(caption=caption, columns=columns, rows=rows, name="guardrails")


def _segment_table(words: TestWords, readings: Sequence[SegmentGuardrail]) -> Table:
    columns = _columns(words, segments=True)
    rows = tuple((TableCell(text=words.name(one.segment, "segment")), *_row(words, one)) for one in readings)
    return Table(caption=words.t("campaign_guardrail.segments"), columns=columns, rows=rows, name="segment-guardrails")


def _columns(words: TestWords, *, segments: bool) -> tuple[Column, ...]:
    t = words.t
    first = (Column(text=t("campaign_column.segment")),) if segments else ()
    return (
        *first,
        Column(text=t("campaign_column.guardrail")),
        Column(text=t("campaign_column.variant")),
        Column(text=t("campaign_column.difference"), numeric=True),
        Column(text=t("campaign_column.limits"), numeric=True, explanation=t("campaign_column.limits_plain")),
        Column(text=t("campaign_column.margin"), numeric=True),
        Column(text=t("campaign_column.state")),
    )


def _row(words: TestWords, one: GuardrailReading | SegmentGuardrail) -> tuple[TableCell, ...]:
    found = one.guardrail
    return (
        TableCell(text=words.name(one.metric, "metric")),
        TableCell(text=words.name(one.variant)),
        effect_cell(words, one.metric, found.difference if found else None),
        range_cell(words, one.metric, found.interval if found else None),
        amount_cell(words, one.metric, _margin(words, one.metric)),
        _state_cell(words, one.state),
    )


def _state_cell(words: TestWords, state: GuardrailState) -> TableCell:
    text = words.t(f"campaign_guardrail.{state.value}.short")
    match state:
        case GuardrailState.SAFE:
            return TableCell(text=text, mark="good")
        case GuardrailState.HARMED:
            return TableCell(text=text, mark="warning")
        case GuardrailState.UNPROVEN:
            return TableCell(text=text, mark="unknown")
