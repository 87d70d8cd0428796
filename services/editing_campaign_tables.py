"""Figures pasted from a spreadsheet into a send: look first, then take all of it over or nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from data.campaign_columns import KnownMetric, known_metrics
from data.campaign_tables import CampaignRow, CampaignTable, read_campaign_table
from data.campaign_words import is_control, is_nothing
from data.readers import read_pasted, read_table
from evaluators.campaigns.design import Design, Metric, Segment, Variant
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.source import PastedTable, TableRow
from evaluators.documents import text_of
from evaluators.errors import DataError
from services.editing_campaign_design import with_design
from services.imports import limits
from services.parts import free_id, required

DECIDES = ("converted", "revenue", "clicked")  # first of these that a table has decides in an empty design
_SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}

PastedPreview = CampaignTable


def parse_table(
    text: str, document: CampaignTest | None = None, *, meanings: Mapping[str, str] | None = None
) -> PastedPreview:
    """Read a table of sums copied out of a spreadsheet; nothing is changed yet.

    Parameters
    ----------
    document : CampaignTest, optional
        Its metrics are known by their names too.
    meanings : mapping, optional
        As ``data.campaign_tables.read_campaign_table``: what the user says that columns are.

    Raises
    ------
    DataError
        When the text cannot be read as a table, or it has no column of variants or customers.
    """
    return read_campaign_table(read_pasted(text, limits()), _metrics_known(document), meanings=meanings)


def parse_table_file(
    content: bytes,
    filename: str,
    document: CampaignTest | None = None,
    *,
    meanings: Mapping[str, str] | None = None,
) -> PastedPreview:
    """Read a table of sums from a CSV or XLSX file; nothing is changed yet. Raises as ``parse_table``."""
    return read_campaign_table(read_table(content, filename, limits()), _metrics_known(document), meanings=meanings)


def table_into(document: CampaignTest, send_id: str, pasted: PastedPreview) -> CampaignTest:
    """Give a send the sums that were read, in place of what it had.

    Variants, segments and metrics that the design lacks altogether are made from the table; a variant that sounds
    like a control comes first. A design that has variants or segments keeps them, and names must be among them.
    Metrics of the table that the design does not have are added after its own.

    Raises
    ------
    DataError
        The first problem when there is any; ``row_variant_unknown`` or ``row_segment_unknown`` with what exists.
    NotFound
        ``part_unknown``.
    """
    required(document.sends, send_id)
    if pasted.problems:
        raise DataError(pasted.problems[0].code, **pasted.problems[0].facts)
    design = document.design
    variants = design.variants or _variants(list(dict.fromkeys(row.variant for row in pasted.rows)))
    segments = design.segments or _segments(pasted)
    metrics = (*design.metrics, *_new_metrics(pasted, design))
    rows = tuple(_table_row(row, variants, segments) for row in pasted.rows)
    table = PastedTable(rows=rows)
    sends = tuple(one.model_copy(update={"source": table}) if one.id == send_id else one for one in document.sends)
    fields: dict[str, object] = {"variants": variants, "segments": segments, "metrics": metrics}
    if not design.metrics:
        fields["primary"] = _primary(metrics)
    if segments and not design.segments and not design.segmented_by:
        fields["segmented_by"] = next(one.heading for one in pasted.columns if one.meaning == "segment")
    return with_design(document, fields, sends=sends)


def _metrics_known(document: CampaignTest | None) -> Sequence[KnownMetric]:
    metrics = () if document is None else document.design.metrics
    return known_metrics([(one.id, one.name, one.kind, one.better) for one in metrics])


def _variants(names: list[str]) -> tuple[Variant, ...]:
    """Return variants in the table's order, those that sound like a control first."""
    found: list[Variant] = []
    for name in sorted(names, key=lambda name: not is_control(name)):
        new = free_id(name, [one.id for one in found], otherwise="variant")
        found.append(Variant(id=new, name=name, strategy="nothing" if is_nothing(name) else "same"))
    return tuple(found)


def _segments(pasted: PastedPreview) -> tuple[Segment, ...]:
    found: list[Segment] = []
    for name in dict.fromkeys(row.segment for row in pasted.rows if row.segment):
        found.append(Segment(id=free_id(name, [one.id for one in found], otherwise="segment"), name=name))
    return tuple(found)


def _new_metrics(pasted: PastedPreview, design: Design) -> tuple[Metric, ...]:
    present = {one.id for one in design.metrics}
    unit = _SIGNS.get(design.money.currency, design.money.currency)
    return tuple(
        Metric(
            id=one.metric, name=one.heading, kind=one.kind, better=one.better, unit=unit if one.kind == "mean" else ""
        )
        for one in pasted.columns
        if one.meaning == "sum" and one.metric and one.kind and one.metric not in present
    )


def _primary(metrics: Sequence[Metric]) -> str | None:
    ids = [one.id for one in metrics]
    return next((one for one in DECIDES if one in ids), None)


def _named(parts: Sequence[Variant] | Sequence[Segment], name: str) -> str | None:
    """Return the part with this id or name in either language, or ``None``."""
    wanted = name.casefold()
    for part in parts:
        if wanted in (part.id, text_of(part.name, "fi").casefold(), text_of(part.name, "en").casefold()):
            return part.id
    return None


def _table_row(row: CampaignRow, variants: Sequence[Variant], segments: Sequence[Segment]) -> TableRow:
    variant = _named(variants, row.variant)
    if variant is None:
        raise DataError("row_variant_unknown", line=row.line, value=row.variant, available=_names(variants))
    segment = _named(segments, row.segment) if row.segment else None
    if row.segment and segment is None:
        raise DataError("row_segment_unknown", line=row.line, value=row.segment, available=_names(segments))
    return TableRow(
        variant=variant,
        segment=segment,
        customers=row.customers,
        sums=dict(row.sums),
        squares=dict(row.squares),
    )


def _names(parts: Sequence[Variant] | Sequence[Segment]) -> list[str]:
    return [text_of(part.name, "en") for part in parts]
