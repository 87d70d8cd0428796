"""Documents on their way in and out: kinds that exist, older versions, and what lists show of them."""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from evaluators.campaigns.plan import CampaignPlan
from evaluators.documents import Label, LocalText, Upgrade, canonical_json, parse_document
from evaluators.errors import DocumentError
from evaluators.kinds import KINDS, AnyDocument
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.tools.document import ToolEvaluation
from storage.records import Draft

D = TypeVar("D", bound=AnyDocument)

UPGRADES: Mapping[tuple[str, int], Upgrade] = {}  # (kind, version) to the step that makes the next version of it
_NUMBERED = re.compile(r"(.*) \((\d{1,6})\)", re.DOTALL)


def parse(text: str | bytes) -> AnyDocument:
    """Read a document from JSON of any version that is known.

    Raises
    ------
    DocumentError
        What ``evaluators.documents.parse_document`` raises.
    """
    return parse_document(text, KINDS, UPGRADES)


def of_kind(document: AnyDocument, model: type[D]) -> D:
    """Return the document when it is of this kind.

    Raises
    ------
    DocumentError
        ``document_kind_other`` with its kind and the one that is needed.
    """
    if not isinstance(document, model):
        raise DocumentError("document_kind_other", kind=document.kind, needed=model.model_fields["kind"].default)
    return document


def new_id() -> str:
    """Return a random id of 128 bits that fits in an address."""
    return secrets.token_urlsafe(16)


def draft_of(document: AnyDocument, action: str = "") -> Draft:
    """Return what is written for a document."""
    return Draft(document=canonical_json(document), summary=_summary(document), action=action)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What lists show of an evaluation."""

    title: Label
    names: Mapping[str, Label]  # tools, candidates or variants by id
    locked: bool  # a campaign plan only: what is tested stands fast
    settled: bool  # a segmentation only: its target segments are chosen, or it is to have none
    decision: str | None  # id of the tool that was chosen
    decided_on: date | None
    follow_up_on: date | None


def read_summary(text: str) -> Summary:
    """Read what ``draft_of`` wrote for lists."""
    values: dict[str, Any] = json.loads(text)
    return Summary(
        title=_label(values["title"]),
        names={one: _label(name) for one, name in values["tools"].items()},
        locked=values.get("locked", False),
        settled=values.get("settled", False),
        decision=values["decision"],
        decided_on=_day(values["decided_on"]),
        follow_up_on=_day(values["follow_up_on"]),
    )


def _summary(document: AnyDocument) -> str:
    if isinstance(document, ToolEvaluation):
        names, decision = {one.id: _plain(one.name) for one in document.tools}, document.decision
    elif isinstance(document, SegmentationEvaluation):
        names, decision = {one.id: _plain(one.name) for one in document.candidates}, None
    else:
        names, decision = {one.id: _plain(one.name) for one in document.design.variants}, None
    values = {
        "title": _plain(document.title),
        "tools": names,
        "locked": isinstance(document, CampaignPlan) and document.lock is not None,
        "settled": isinstance(document, SegmentationEvaluation) and _settled(document),
        "decision": decision.tool if decision else None,
        "decided_on": decision.decided_on.isoformat() if decision else None,
        "follow_up_on": decision.follow_up_on.isoformat() if decision and decision.follow_up_on else None,
    }
    return json.dumps(values, ensure_ascii=False)


def _settled(document: SegmentationEvaluation) -> bool:
    return bool(document.targets) or document.strategy == "undifferentiated"


def _plain(label: Label) -> str | dict[str, str]:
    return label if isinstance(label, str) else {"fi": label.fi, "en": label.en}


def _label(value: str | dict[str, str]) -> Label:
    return value if isinstance(value, str) else LocalText(fi=value["fi"], en=value["en"])


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def next_title(title: Label) -> Label:
    """Return the title of a copy: "Name" becomes "Name (2)", "Name (2)" becomes "Name (3)"."""
    if isinstance(title, LocalText):
        return LocalText(fi=_numbered(title.fi), en=_numbered(title.en))
    return _numbered(title)


def _numbered(text: str) -> str:
    found = _NUMBERED.fullmatch(text)
    if found is not None:
        return f"{found[1]} ({int(found[2]) + 1})"
    return f"{text} (2)" if text else ""
