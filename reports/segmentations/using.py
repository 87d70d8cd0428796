"""A segmentation put to use in words: labels that were checked, what a package is and needs, what SQL assumes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Protocol

from evaluators.documents import Label, Language, LocalText
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.package import SegmentPackage
from evaluators.segmentations.package import Table as TableName
from evaluators.segmentations.package_parts import PackagedField
from evaluators.segmentations.results import SegmentationResult
from i18n import formats
from reports.blocks import Block, Bullets, Column, Fact, Facts, Sentence, Table, TableCell, Tone
from reports.segmentations.context import SegmentationWords
from reports.words import LONGEST_NAME, Words, distinct, plain

CHECKSUM_SHOWN = 12  # characters of a checksum that people compare


class Checked(Protocol):
    """Customers labelled in the engine, and a sample of them by the segmentation itself."""

    @property
    def counts(self) -> tuple[int, ...]:
        """Customers by segment."""

    @property
    def unassigned(self) -> int:
        """Customers without a segment."""

    @property
    def compared(self) -> int:
        """Customers of the sample."""

    @property
    def equal(self) -> int:
        """Customers of the sample whose labels are the same."""


@dataclass(frozen=True)
class PackageWords(Words):
    """A package that is being put into words."""

    package: SegmentPackage
    language: Language

    @cached_property
    def segments(self) -> list[str]:
        """Names of the segments, each different from the others."""
        return list(distinct((one.id, self.label(one.name)) for one in self.package.segments).values())

    @property
    def name(self) -> str:
        """What the segmentation is called."""
        return self.label(self.package.candidate_name) or plain(self.package.candidate, LONGEST_NAME)

    def day(self, day: date) -> str:
        """Return a date."""
        return formats.date_text(day, self.language)

    def psi(self, value: float) -> str:
        """Return a shift."""
        return formats.number(value, self.language, 3)

    def points(self, difference: float) -> str:
        """Return a difference of shares with its sign."""
        text = formats.number(100 * abs(difference), self.language, 1)
        if not any(char in "123456789" for char in text):
            return text
        return f"{formats.MINUS if difference < 0 else '+'}{text}"


def segment_labels(document: SegmentationEvaluation, result: SegmentationResult, candidate: str) -> dict[str, Label]:
    """Return what the segments of a candidate are called in both languages, by id."""
    fi, en = (SegmentationWords(document, result, language).segments[candidate] for language in ("fi", "en"))
    return {one: _label(fi[one], en[one]) for one in fi}


def candidate_label(document: SegmentationEvaluation, result: SegmentationResult, candidate: str) -> Label:
    """Return what a candidate is called in both languages."""
    fi, en = (SegmentationWords(document, result, language).candidates[candidate] for language in ("fi", "en"))
    return _label(fi, en)


def field_labels(document: SegmentationEvaluation) -> dict[str, Label]:
    """Return what the fields are called in both languages, by id."""
    fi, en = (SegmentationWords(document, None, language).fields for language in ("fi", "en"))
    return {one: _label(fi[one], en[one]) for one in fi}


def _label(fi: str, en: str) -> Label:
    return fi if fi == en else LocalText(fi=fi, en=en)


def checked_blocks(words: PackageWords, checked: Checked) -> tuple[Block, ...]:
    """Return how many customers each segment has, and whether the engine's labels are the segmentation's own."""
    customers = sum(checked.counts) + checked.unassigned
    t, facts = words.t, {"customers": words.count(customers), "compared": words.count(checked.compared)}
    same = checked.compared == checked.equal > 0
    said = t("segmentation_use.checked.same", **facts)
    if not same:
        said = t("segmentation_use.checked.differ", differ=words.count(checked.compared - checked.equal), **facts)
    blocks: list[Block] = [Sentence(text=said, tone=Tone.GOOD if same else Tone.WARNING)]
    blocks += stand_in_blocks(words)
    rows = [*zip(words.segments, checked.counts, strict=True)]
    if checked.unassigned:
        rows.append((t("segmentation_use.unassigned"), checked.unassigned))
    columns = (
        Column(text=t("segmentation_use.segment")),
        Column(text=t("segmentation_use.customers"), numeric=True),
        Column(text=t("segmentation_use.share"), numeric=True),
    )
    cells = tuple(
        (TableCell(text=name), words.count_cell(count), words.share_cell(count / max(customers, 1)))
        for name, count in rows
    )
    blocks.append(Table(caption=t("segmentation_use.mix.table"), columns=columns, rows=cells, name="segments-labelled"))
    return tuple(blocks)


def stand_in_blocks(words: PackageWords) -> list[Block]:
    """Say how faithful a tree is that stands in for the segments; nothing where none does."""
    found = words.package.stand_in
    if found is None:
        return []
    share = words.share(found.agreement if found.balanced_accuracy is None else found.balanced_accuracy)
    which = "fitted" if found.balanced_accuracy is None else "others"
    return [Sentence(text=words.t(f"segmentation_use.stand_in.{which}", share=share), tone=Tone.OPEN)]


def package_blocks(words: PackageWords) -> tuple[Block, ...]:
    """Return what a package is and which columns new tables have to have."""
    t, package = words.t, words.package
    facts = {
        "segments": words.count(len(package.segments)),
        "counted_on": words.day(package.counted_on),
        "version": package.package_version,
        "checksum": package.way_sha256[:CHECKSUM_SHOWN],
    }
    items = tuple(Fact(label=t(f"segmentation_use.fact.{name}"), value=value) for name, value in facts.items())
    needs = tuple(needs_sentence(words, table) for table in package.tables)
    return Facts(items=items), Sentence(text=t("segmentation_use.needs"), tone=Tone.MUTED), Bullets(items=needs)


def sql_remarks(words: PackageWords, *, ready: bool) -> tuple[str, ...]:
    """Return what to know of SQL made of a package.

    Parameters
    ----------
    ready : bool
        The statement reads a table whose columns are the fields; otherwise it works them out itself.
    """
    t, package = words.t, words.package
    found = [t("segmentation_use.sql.name", name=words.name)]
    if ready:
        found += [t("segmentation_use.sql.ready"), *(_column(words, one) for one in package.fields)]
        found += [t("segmentation_use.sql.ready_day")] if counts_days(package) else []
    elif counts_days(package):
        found.append(t("segmentation_use.sql.day", day=package.counted_on.isoformat()))
    return tuple(found)


def counts_days(package: SegmentPackage) -> bool:
    """Say whether what a package reads depends on the day that is counted to."""
    return package.orders is not None or any(one.kind == "date" for one in package.fields)


def needs_sentence(words: PackageWords, table: TableName) -> str:
    """Say which columns a new table has to have."""
    package = words.package
    people, log = package.customers, package.orders
    own = [one.source for one in package.fields if one.origin == table]
    if table == "orders" and log is not None:
        customer, columns = log.customer, [log.at, *_log_columns(words)]
    else:
        joined = None if people is None else people.joined
        customer = "" if people is None or people.customer is None else people.customer
        columns = [*([] if joined is None else [joined]), *own]
    listed = [plain(one, LONGEST_NAME) for one in dict.fromkeys(columns)]
    which = table if customer else "row"
    facts = {"customer": plain(customer, LONGEST_NAME), "columns": words.join(listed, 20)}
    return words.t(f"segmentation_use.needs.{which}" if listed else f"segmentation_use.needs.{which}_alone", **facts)


def _log_columns(words: PackageWords) -> list[str]:
    log = words.package.orders
    if log is None:
        return []
    named = (log.order, log.amount, log.quantity, log.price, log.category, *log.traits)
    return [*(one for one in named if one is not None), *(one.column for one in log.engagement)]


def _column(words: PackageWords, one: PackagedField) -> str:
    """Say what a column of a table of features holds."""
    kind = words.t(f"segmentation_use.sql.kind.{one.kind}")
    return words.t("segmentation_use.sql.column", column=one.id, name=words.label(one.name) or one.id, kind=kind)
