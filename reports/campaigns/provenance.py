"""Where the figures come from: data by fingerprint, seed, version; and the certificate of false alarms."""

from __future__ import annotations

from evaluators.campaigns.experiment import Send
from evaluators.campaigns.results import Certificate, CertificateRow
from evaluators.campaigns.source import CustomerRows
from evaluators.data_files import DataFile
from i18n import formats
from reports.blocks import Block, Column, Explanation, Fact, Facts, Heading, Sentence, Table, TableCell, Tone
from reports.campaigns.context import TestWords
from reports.campaigns.methods import method_name

_HASH = 16  # characters of a data file's fingerprint that are shown


def provenance_blocks(words: TestWords) -> tuple[Block, ...]:
    """Return what must be the same for the digits to be the same, and each send's data."""
    t, source = words.t, words.result.provenance
    figures = {
        "document_hash": source.document_hash,
        "seed": str(source.seed),
        "as_of": words.day(source.as_of),
        "methods": words.join([method_name(words, code) for code in source.methods], 20) or t("word.none"),
        "package_version": source.package_version,
        "schema_version": str(source.schema_version),
    }
    labels = {"as_of": "campaign_provenance.as_of"}
    items = [Fact(label=t(labels.get(name, f"provenance.{name}")), value=value) for name, value in figures.items()]
    items.insert(2, Fact(label=t("campaign_provenance.draws"), value=words.count(source.draws)))
    found: list[Block] = [Heading(text=t("provenance.heading"), anchor="provenance")]
    found.append(Sentence(text=t("provenance.plain"), tone=Tone.MUTED))
    found.append(Facts(items=tuple(items)))
    return (*found, *_data(words))


def _data(words: TestWords) -> tuple[Block, ...]:
    if not words.document.sends:
        return ()
    heads = ("send", "sent_on", "data", "rows", "fingerprint")
    columns = tuple(Column(text=words.t(f"campaign_column.{head}"), numeric=head == "rows") for head in heads)
    rows = tuple(row for send in words.document.sends for row in _send_rows(words, send))
    return (Table(caption=words.t("campaign_provenance.data"), columns=columns, rows=rows, name="data"),)


def _send_rows(words: TestWords, send: Send) -> list[tuple[TableCell, ...]]:
    day = words.day(send.sent_on) if send.sent_on else words.t("cell.unknown")
    start = (TableCell(text=words.name(send.id)), TableCell(text=day))
    source = send.source
    if not isinstance(source, CustomerRows):
        typed = TableCell(text=words.t("campaign_provenance.typed"))
        return [(*start, typed, words.count_cell(len(source.rows)), TableCell(text="–", mark="muted"))]
    files = (source.file, *(outcome.file for outcome in source.outcomes))
    return [(*start, *_file_cells(words, file)) for file in files]


def _file_cells(words: TestWords, file: DataFile) -> tuple[TableCell, ...]:
    return (
        TableCell(text=words.label(file.name)),
        words.count_cell(file.rows),
        TableCell(text=f"{file.sha256[:_HASH]}…"),
    )


def certificate_blocks(words: TestWords) -> tuple[Block, ...]:
    """Return the certificate of false alarms on the user's own customers; empty when none was made."""
    certificate, t = words.result.certificate, words.t
    if certificate is None or not certificate.rows:
        return ()
    found: list[Block] = [Heading(text=t("campaign_certificate.heading"), anchor="certificate")]
    found.append(Sentence(text=certificate_sentence(words, certificate), tone=_tone(certificate)))
    columns = (
        Column(text=t("campaign_column.question")),
        Column(text=t("campaign_column.nominal"), numeric=True),
        Column(text=t("campaign_column.false_alarms"), numeric=True),
        Column(text=t("campaign_column.alarm_range"), numeric=True, explanation=t("campaign_column.alarm_range_plain")),
        Column(text=t("campaign_column.promise")),
    )
    rows = tuple(_certificate_row(words, certificate, one) for one in certificate.rows)
    table = Table(caption=t("campaign_certificate.table"), columns=columns, rows=rows, name="certificate")
    return (*found, table, Explanation(title=t("method.title"), text=t("campaign_certificate.method")))


def _tone(certificate: Certificate) -> Tone:
    return Tone.GOOD if all(row.as_promised for row in certificate.rows) else Tone.WARNING


def certificate_sentence(words: TestWords, certificate: Certificate) -> str:
    """Say whether false alarms came as rarely as promised."""
    kept = all(row.as_promised for row in certificate.rows)
    return words.t(
        "campaign_certificate.kept" if kept else "campaign_certificate.broken",
        draws=words.count(certificate.draws),
        customers=words.count(certificate.customers),
    )


def _certificate_row(words: TestWords, certificate: Certificate, row: CertificateRow) -> tuple[TableCell, ...]:
    t = words.t
    counted = {"alarms": words.count(row.alarms), "draws": words.count(certificate.draws)}
    shares = [formats.percent(end, words.language, 1) for end in (row.interval.low, row.interval.high)]
    share = formats.percent(row.share, words.language, 1)
    return (
        TableCell(text=t(f"campaign_certificate.{row.question}")),
        TableCell(text=formats.percent(row.nominal, words.language, 1), number=row.nominal, style="percent", digits=1),
        TableCell(text=t("campaign_certificate.alarms", share=share, **counted)),
        TableCell(text=" – ".join(shares)),
        TableCell(
            text=t("campaign_certificate.as_promised" if row.as_promised else "campaign_certificate.too_many"),
            mark="good" if row.as_promised else "warning",
        ),
    )


def footer(words: TestWords) -> tuple[str, ...]:
    """Return the small print under every page of a report."""
    source = words.result.provenance
    line = words.t(
        "report.footer",
        hash=source.document_hash[:12],
        version=source.package_version,
        as_of=words.day(source.as_of),
        seed=str(source.seed),
    )
    return (line,)
