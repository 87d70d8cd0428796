"""Commands that put a segmentation to use: a package, labels or SQL out of an evaluation, and new customers in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from commands import files
from evaluators.errors import DataError
from i18n import Language, texts

if TYPE_CHECKING:
    import argparse

    from evaluators.segmentations.document import SegmentationEvaluation
    from evaluators.segmentations.package import SegmentPackage
    from evaluators.segmentations.package import Table as TableName
    from evaluators.segmentations.results import SegmentationResult
    from services.segment_assigning import Given
    from services.segment_labels import FileKind

DRIFTED = 3
"""Exit code when the drift alarm sounds, so that a scheduler notices."""
PACKAGE, SQL = "json", "sql"


def is_package(file: str) -> bool:
    """Say whether a file means to be a segment package; raises as ``files.read``."""
    from evaluators.segmentations.package import is_package as means_to_be

    return means_to_be(files.read(file))


def assign(asked: argparse.Namespace, language: Language) -> int:
    """Place the customers of new tables in a package's segments; print the mix, the alarm and who has moved."""
    from reports import terminal
    from reports.segmentations.drifting import new_report
    from services.segment_assigning import assign as placed
    from services.segment_packages import read_package

    if asked.customer or asked.segment or asked.consent or asked.exclude:
        asked.parser.error("options of a campaign plan")
    kind = _kind(asked.output)
    package = read_package(files.read(asked.file))
    made = placed(
        package,
        _tables(asked, package),
        language,
        on=_day(asked.on),
        kind=kind,
        before=None if asked.before is None else _given(asked.before),
        tolerated=asked.tolerate,
        progress=files.progress(language),
    )
    if made.file is not None:
        files.write(Path(asked.output), made.file.content)
    print(terminal.render(new_report(package, made.found, made.on, language)))
    return DRIFTED if made.found.drift.sounds else 0


def segments(asked: argparse.Namespace, language: Language) -> int:
    """Write a package, the customers' segments or SQL of one candidate, as the ending of the file's name says."""
    from evaluators.segmentations.document import SegmentationEvaluation
    from services import segment_packages, segmentations
    from services.data_files import files_beside
    from services.documents import of_kind

    ending = Path(asked.output).suffix.lower().removeprefix(".")
    if ending not in (PACKAGE, SQL):
        _kind(asked.output, (PACKAGE, SQL))
    document = of_kind(files.document(asked.file), SegmentationEvaluation)
    with files_beside(document, Path(asked.file).parent, [Path(one) for one in asked.data]) as found:
        result = segmentations.work_out(document, files.progress(language), files=found)
        candidate = asked.candidate or segment_packages.first_candidate(document, result)
        package = _package(document, result, candidate, found)
        content = _content(document, package, ending, asked, language, found)
    files.write(Path(asked.output), content)
    return 0


def _package(
    document: SegmentationEvaluation, result: SegmentationResult, candidate: str, found: Mapping[str, Path]
) -> SegmentPackage:
    from reports.segmentations import using
    from services.segment_packages import known_candidate, package_of

    known_candidate(document, candidate)
    return package_of(
        document,
        result,
        candidate,
        names=using.segment_labels(document, result, candidate),
        candidate_name=using.candidate_label(document, result, candidate),
        field_names=using.field_labels(document),
        files=found,
    )


def _content(
    document: SegmentationEvaluation,
    package: SegmentPackage,
    ending: str,
    asked: argparse.Namespace,
    language: Language,
    found: Mapping[str, Path],
) -> bytes:
    """Return the file's content, and print what it is."""
    from reports import terminal
    from reports.blocks import Report
    from reports.segmentations import using
    from services import segment_labels
    from services.segment_packages import package_json

    words = using.PackageWords(package, language)
    facts = {"file": asked.output, "name": words.name, "checksum": package.way_sha256[: using.CHECKSUM_SHOWN]}
    print(texts(language)("cli.segments_written", segments=len(package.segments), **facts))
    if ending == PACKAGE:
        return package_json(package).encode()
    if ending == SQL:
        remarks = using.sql_remarks(words, ready=asked.features is not None)
        return segment_labels.sql_of(
            document,
            package,
            asked.dialect,
            language,
            customers=asked.customers,
            orders=asked.orders,
            features=asked.features,
            remarks=remarks,
            files=found,
        ).text.encode()
    checked = segment_labels.check_labels(document, package, files=found)
    print(terminal.render(Report(title="", language=language, blocks=using.checked_blocks(words, checked))))
    return segment_labels.label_file(document, package, _kind(asked.output), language, files=found).content


def _kind(output: str, more: tuple[str, ...] = ()) -> FileKind:
    """Return the kind of a file of labels that its name's ending asks for.

    Raises
    ------
    DataError
        ``labels_format_unknown`` with the endings that exist.
    """
    from services.segment_labels import FILE_KINDS

    ending = Path(output).suffix.lower().removeprefix(".")
    kind = next((one for one in FILE_KINDS if one == ending), None)
    if kind is None:
        raise DataError("labels_format_unknown", format=ending or output, available=[*FILE_KINDS, *more])
    return kind


def _tables(asked: argparse.Namespace, package: SegmentPackage) -> dict[TableName, Given]:
    """Return the tables that were given; one without a name is the only table that the package needs."""
    named: dict[TableName, str | None] = {"customers": asked.customers, "orders": asked.orders}
    if asked.list is not None:
        if len(package.tables) != 1 or named[package.tables[0]] is not None:
            asked.parser.error("which table it is")
        named[package.tables[0]] = asked.list
    return {name: _given(file) for name, file in named.items() if file is not None}


def _given(file: str) -> Given:
    """Return a table: Parquet as it lies, whatever its size; other files by their content."""
    from services.segment_assigning import Upload

    path = Path(file)
    if path.exists() and (path.is_dir() or path.suffix.lower() == ".parquet"):
        return path
    return Upload(content=files.read(file), filename=path.name)


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise DataError("day_not_read", value=text[:40]) from fault
