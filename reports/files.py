"""A result as one file of any kind, for downloads, shared links and the command line alike."""

from __future__ import annotations

from typing import Literal

from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.plan import CampaignPlan
from evaluators.documents import Language
from evaluators.errors import DataError
from evaluators.kinds import AnyDocument, AnyResult
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.tools.document import ToolEvaluation
from reports.blocks import Report

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
    document: AnyDocument,
    result: AnyResult,
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
    from reports import csv, html, json, pdf, xlsx

    if kind == "json":
        return json.render(document, result, show_names=show_names).encode()
    report = report_of(document, result, language, one_page=one_page, show_names=show_names)
    match kind:
        case "html":
            return html.render(report).encode()
        case "pdf":
            return pdf.render(report)
        case "xlsx":
            return xlsx.render(report)
        case "csv":
            return csv.render(report)


def report_of(
    document: AnyDocument, result: AnyResult, language: Language, *, one_page: bool = False, show_names: bool = False
) -> Report:
    """Return the whole report of a document of any kind, or its one page; parameters as ``render``."""
    from evaluators.campaigns.plan_curves import power_curves
    from evaluators.campaigns.plan_results import PlanResult
    from evaluators.campaigns.results import CampaignResult
    from evaluators.segmentations.results import SegmentationResult
    from evaluators.tools.results import ToolResult
    from reports import one_page as tool_page
    from reports import tools
    from reports.campaigns import one_page_plan, one_page_test, plan_report, test_report
    from reports.segmentations import one_page as segmentation_page
    from reports.segmentations import report as segmentations

    if isinstance(document, ToolEvaluation) and isinstance(result, ToolResult):
        build = tool_page.one_page if one_page else tools.full_report
        return build(document, result, language, show_names=show_names)
    if isinstance(document, SegmentationEvaluation) and isinstance(result, SegmentationResult):
        whole = segmentation_page.one_page if one_page else segmentations.full_report
        return whole(document, result, language, show_names=show_names)
    if isinstance(document, CampaignPlan) and isinstance(result, PlanResult):
        make = one_page_plan.one_page if one_page else plan_report.full_report
        return make(document, result, language, power_curves(document))
    if isinstance(document, CampaignTest) and isinstance(result, CampaignResult):
        return (one_page_test.one_page if one_page else test_report.full_report)(document, result, language)
    raise TypeError(f"a {type(result).__name__} is no result of a {document.kind}")


def sentence_of(document: AnyDocument, result: AnyResult, language: Language) -> str:
    """Return the answer of a document of any kind as one sentence."""
    from evaluators.campaigns.plan_results import PlanResult
    from evaluators.campaigns.results import CampaignResult
    from evaluators.segmentations.results import SegmentationResult
    from evaluators.tools.results import ToolResult
    from reports import verdicts
    from reports.campaigns import plan_report
    from reports.campaigns import verdicts as test_verdicts
    from reports.segmentations import verdicts as segmentation_verdicts

    if isinstance(document, ToolEvaluation) and isinstance(result, ToolResult):
        return verdicts.verdict_sentence(document, result, language)
    if isinstance(document, SegmentationEvaluation) and isinstance(result, SegmentationResult):
        return segmentation_verdicts.verdict_sentence(document, result, language)
    if isinstance(document, CampaignPlan) and isinstance(result, PlanResult):
        return plan_report.answer_sentence(document, result, language)
    if isinstance(document, CampaignTest) and isinstance(result, CampaignResult):
        return test_verdicts.verdict_sentence(document, result, language)
    raise TypeError(f"a {type(result).__name__} is no result of a {document.kind}")
