"""Document and result as JSON: figures as they are, ids instead of names, evaluators hidden unless asked for."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from typing import Any

from pydantic import BaseModel

from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.folding import hidden_rows
from evaluators.kinds import AnyDocument, AnyResult
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.results import SegmentationResult
from evaluators.tools.document import ToolEvaluation
from reports.segmentations.small import is_few, without_few

_SAYS_WHO = {"by", "evaluator"}  # fields that hold an evaluator's id


def render(document: AnyDocument, result: AnyResult, *, show_names: bool = False) -> str:
    """Return the document, its result and where the digits come from.

    Parameters
    ----------
    document, result
        The question and its answer.
    show_names : bool
        ``False`` replaces evaluators' names and ids by numbers; the document is then not the one that was hashed, as
        it is not when a campaign's table had rows of very few customers. Segments of very few have no figures.
    """
    people = document.evaluators if isinstance(document, ToolEvaluation | SegmentationEvaluation) else ()
    hidden = {} if show_names else {one.id: f"evaluator-{number}" for number, one in enumerate(people, 1)}
    content = _without_names(document.model_dump(mode="json"), hidden)
    figures = plain_data(result)
    if isinstance(result, SegmentationResult):
        figures = without_few(result, figures)
        content["effects"] = [one for one in content["effects"] if not is_few(one["customers"])]
    answer = {
        "document_hash": result.provenance.document_hash,
        "names_hidden": bool(hidden),
        "document": _without_small_cells(content, document) if isinstance(document, CampaignTest) else content,
        "result": _hide(figures, hidden),
    }
    return json.dumps(answer, ensure_ascii=False, allow_nan=False, indent=2) + "\n"


def plain_data(value: object) -> Any:
    """Return dataclasses, models, tuples, mappings, dates and codes as what JSON has."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json")
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain_data(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(name): plain_data(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain_data(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        return str(value)
    return value


def _without_names(document: dict[str, Any], hidden: dict[str, str]) -> dict[str, Any]:
    if not hidden:
        return document
    people = [{**one, "id": hidden[one["id"]], "name": hidden[one["id"]]} for one in document["evaluators"]]
    return {**_hide(document, hidden), "evaluators": people}


def _without_small_cells(content: dict[str, Any], document: CampaignTest) -> dict[str, Any]:
    """Leave out the sums of table rows in which a person might be recognised, or from which such rows follow."""
    floor, hidden = document.settings.small_cell, hidden_rows(document)
    for send in content["sends"]:
        rows = send["source"].get("rows", [])
        kept = [row for row in rows if row["customers"] >= floor and row["segment"] not in hidden]
        send["source"] |= {"rows": kept} if rows else {}
    return content


def _hide(part: Any, hidden: dict[str, str]) -> Any:
    """Replace evaluators' ids wherever a field names who said something."""
    if isinstance(part, list):
        return [_hide(one, hidden) for one in part]
    if not isinstance(part, dict):
        return part
    return {
        name: hidden.get(value, value) if name in _SAYS_WHO and isinstance(value, str) else _hide(value, hidden)
        for name, value in part.items()
    }
