"""A result as one file of any kind, for downloads, shared links and the command line alike."""

from __future__ import annotations

from typing import Literal

from evaluators.documents import Language
from evaluators.errors import DataError
from evaluators.tools.document import ToolEvaluation
from evaluators.tools.results import ToolResult

Kind = Literal["html", "pdf", "xlsx", "csv", "json"]
MEDIA_TYPES: dict[Kind, str] = {
    "html": "text/html; charset=utf-8",
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "json": "application/json",
}


def kind_of(name: str) -> Kind:
    """Return the kind of file that a name's ending asks for.

    Raises
    ------
    DataError
        ``report_format_unknown`` with the kinds that exist.
    """
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    kind = next((one for one in MEDIA_TYPES if one == ending), None)
    if kind is None:
        raise DataError("report_format_unknown", format=ending or name, available=list(MEDIA_TYPES))
    return kind


def render(
    document: ToolEvaluation,
    result: ToolResult,
    language: Language,
    kind: Kind,
    *,
    one_page: bool = False,
    show_names: bool = False,
) -> bytes:
    """Return a file's content.

    Parameters
    ----------
    document, result
        The question and its answer.
    language : "fi" or "en"
    kind : str
        A key of ``MEDIA_TYPES``.
    one_page : bool
        The one page for whoever decides, instead of everything.
    show_names : bool
        ``False`` shows evaluators by number only.
    """
    from reports import csv, html, json, pdf, tools, xlsx
    from reports import one_page as short

    if kind == "json":
        return json.render(document, result, show_names=show_names).encode()
    build = short.one_page if one_page else tools.full_report
    report = build(document, result, language, show_names=show_names)
    match kind:
        case "html":
            return html.render(report).encode()
        case "pdf":
            return pdf.render(report)
        case "xlsx":
            return xlsx.render(report)
        case "csv":
            return csv.render(report)
