"""What the result rests on: the data and their days, the settings, and what makes the digits the same again."""

from __future__ import annotations

from evaluators.segmentations.fields import CustomerField
from i18n import formats
from reports.blocks import Block, Column, Fact, Facts, Heading, Sentence, Table, TableCell, Tone
from reports.segmentations.ranking import MeasuredWords

_HASH = 16  # characters of a data file's fingerprint that are shown
_METHODS = 20


def settings_blocks(words: MeasuredWords) -> tuple[Block, ...]:
    """Return the data, the fields and the settings that decide the result."""
    t = words.t
    found: list[Block] = [Heading(text=t("segmentation_data.heading"), anchor="data")]
    found.append(Facts(items=tuple(_facts(words))))
    if words.document.data.files:
        found.append(_files(words))
    if words.document.fields:
        found.append(_fields(words))
    return tuple(found)


def _facts(words: MeasuredWords) -> list[Fact]:
    t, data, settings = words.t, words.document.data, words.document.settings
    day = formats.date_text
    values: dict[str, str | None] = {
        "customers": words.count(words.result.customers),
        "split_on": day(data.split_on, words.language) if data.split_on else None,
        "window_days": words.count(data.window_days) if data.split_on else None,
        "earlier_on": day(data.earlier_on, words.language) if data.earlier_on else None,
        "outcome": t(f"segmentation_data.outcome.{settings.outcome}"),
        "cap": None if words.result.cap is None else words.money(words.result.cap),
        "floor": words.count(words.result.floor),
        "least": words.count(settings.floor.least),
        "servable": None if settings.servable is None else words.count(settings.servable),
        "targeted": words.share(settings.targeted),
        "least_people": words.count(settings.least_people),
        "pairs": words.count(settings.effort.pairs),
        "label_draws": words.count(settings.effort.label_draws),
        "data_draws": words.count(settings.effort.data_draws),
        "strategy": t(f"segmentation_strategy.{words.document.strategy}"),
    }
    return [
        Fact(label=t(f"segmentation_data.{name}"), value=value, explanation=_plain(words, name))
        for name, value in values.items()
        if value is not None
    ]


def _plain(words: MeasuredWords, name: str) -> str:
    key = f"segmentation_data.{name}.plain"
    return words.t(key) if words.t.has(key) else ""


def _files(words: MeasuredWords) -> Table:
    t = words.t
    heads = ("file", "rows", "fingerprint")
    columns = tuple(Column(text=t(f"segmentation_column.{head}"), numeric=head == "rows") for head in heads)
    rows = tuple(
        (
            TableCell(text=words.label(file.name)),
            words.count_cell(file.rows),
            TableCell(text=f"{file.sha256[:_HASH]}…"),
        )
        for file in words.document.data.files
    )
    return Table(caption=t("segmentation_data.files"), columns=columns, rows=rows, name="data")


def _fields(words: MeasuredWords) -> Table:
    t = words.t
    heads = ("field", "kind", "role", "at_signup_field", "sensitivity", "collected_on", "reliability")
    columns = tuple(Column(text=t(f"segmentation_column.{head}"), numeric=head == "sensitivity") for head in heads)
    rows = tuple(_field_row(words, one) for one in words.document.fields)
    return Table(caption=t("segmentation_data.fields"), columns=columns, rows=rows, name="fields")


def _field_row(words: MeasuredWords, one: CustomerField) -> tuple[TableCell, ...]:
    t = words.t
    unknown = words.unknown_cell()
    sensitivity = words.count_cell(one.sensitivity)
    if one.special_category:
        sensitivity = TableCell(
            text=t("segmentation_data.special", points=words.count(one.sensitivity)),
            number=one.sensitivity,
            mark="warning",
        )
    return (
        TableCell(text=words.field(one.id)),
        TableCell(text=t(f"segmentation_kind.{one.kind}")),
        TableCell(text=t(f"segmentation_role.{one.role}")),
        TableCell(text=t("answer.yes" if one.at_signup else "answer.no")),
        sensitivity,
        TableCell(text=formats.date_text(one.collected_on, words.language)) if one.collected_on else unknown,
        unknown if one.reliability is None else words.count_cell(one.reliability),
    )


def provenance_blocks(words: MeasuredWords) -> tuple[Block, ...]:
    """Return what must be the same for the digits to be the same."""
    t, source = words.t, words.result.provenance
    methods = [
        t(f"term.{name}") if t.has(f"term.{name}") else t(f"segmentation_method.{name}") for name in source.methods
    ]
    figures = {
        "document_hash": source.document_hash,
        "draws": words.count(source.draws),
        "seed": str(source.seed),
        "as_of": formats.date_text(source.as_of, words.language),
        "methods": words.join(methods, _METHODS),
        "package_version": source.package_version,
        "schema_version": str(source.schema_version),
    }
    items = tuple(Fact(label=t(f"provenance.{name}"), value=value) for name, value in figures.items())
    found: list[Block] = [Heading(text=t("provenance.heading"), anchor="provenance")]
    found.append(Sentence(text=t("provenance.plain"), tone=Tone.MUTED))
    found.append(Facts(items=items))
    if not words.show_names and words.document.evaluators:
        found.append(Sentence(text=t("segmentation_data.names_hidden"), tone=Tone.MUTED))
    return tuple(found)


def footer(words: MeasuredWords) -> tuple[str, ...]:
    """Return the small print under every page of a report."""
    source = words.result.provenance
    line = words.t(
        "report.footer",
        hash=source.document_hash[:12],
        version=source.package_version,
        as_of=formats.date_text(source.as_of, words.language),
        seed=str(source.seed),
    )
    return (line,)
