"""Commands on evaluations of any kind: show, report, schema, scores."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from commands import files
from evaluators.errors import DataError
from i18n import Language, texts

if TYPE_CHECKING:
    import argparse


def evaluate(asked: argparse.Namespace, language: Language) -> int:
    """Print the result of a document."""
    from reports import files as reports
    from reports import json, terminal

    document = files.document(asked.file)
    result = files.result(document, asked, language)
    if asked.json:
        print(json.render(document, result, show_names=True))
    else:
        print(terminal.render(reports.report_of(document, result, language, show_names=True)))
    return 0


def report(asked: argparse.Namespace, language: Language) -> int:
    """Write the report of a document."""
    from reports import files as reports

    output = Path(asked.output)
    kind = reports.kind_of(output.name)
    document = files.document(asked.file)
    result = files.result(document, asked, language)
    content = reports.render(document, result, language, kind, one_page=asked.one_page, show_names=asked.names)
    files.write(output, content)
    return 0


def schema(asked: argparse.Namespace, language: Language) -> int:
    """Print the JSON Schema of a kind of document."""
    import json

    from evaluators.segmentations.package import KIND, SegmentPackage
    from services.evaluations import KINDS

    kinds = {**KINDS, KIND: SegmentPackage}
    if asked.kind not in kinds:
        raise DataError("document_kind_unknown", kind=asked.kind, available=sorted(kinds))
    print(json.dumps(kinds[asked.kind].model_json_schema(), indent=2, ensure_ascii=False, sort_keys=True))
    return 0


def import_scores(asked: argparse.Namespace, language: Language) -> int:
    """Read scores into a document."""
    from evaluators.documents import canonical_json
    from evaluators.tools.document import ToolEvaluation
    from services import imports
    from services.documents import of_kind

    document = of_kind(files.document(asked.into), ToolEvaluation)
    preview = imports.preview_scores(document, files.read(asked.file), Path(asked.file).name)
    changed = imports.apply_scores(document, preview)
    files.write(Path(asked.output or asked.into), canonical_json(changed).encode())
    print(texts(language).plural("cli.scores_read", len(preview.rows), n=len(preview.rows)))
    return 0
