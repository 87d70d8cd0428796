"""Candidates beside the customers: which ones the fields allow, the doctor of their rules, how many segments.

What was found on the same customers is kept ready, so that a page can ask again at every run.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from evaluators.documents import Label
from evaluators.segmentations.candidates import Candidate, table_of
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.version import VERSION
from services import segmentations
from services.editing_segmentation_candidates import put_candidate
from services.parts import required

if TYPE_CHECKING:
    from data.customer_frame import CustomerFrame
    from evaluators.segmentations.checkup import Checkup
    from evaluators.segmentations.models.choice_of_k import ChoiceOfK
    from evaluators.segmentations.rules.field_facts import FieldFacts
    from services.segmentation_fields import Fields
    from services.segmentation_offers import ReadyMade

Found = TypeVar("Found")
Progress = Callable[[float], None]
KEPT = 64  # looks that are kept ready
NUMBERS = 1_000  # of a field that are kept ready
USUAL_K, MOST_K = 8, 15  # segments up to which their number is looked at
_READY: OrderedDict[str, Any] = OrderedDict()
_LOCK = threading.Lock()


def fields_at_hand(document: SegmentationEvaluation, frame: CustomerFrame) -> Fields:
    """Return the document's fields beside the customers' values."""
    from services.segmentation_fields import fields_of

    return fields_of(document, frame)


def ready_made(document: SegmentationEvaluation, frame: CustomerFrame) -> ReadyMade:
    """Return every family of candidates as what it would give on these customers, or why it cannot."""
    from services.segmentation_offers import marked, ready_made_of

    described = [one.model_dump(mode="json") for one in document.fields]
    found = _kept(document, ["offers", described], lambda: ready_made_of(fields_at_hand(document, frame)))
    return marked(found, document.candidates)


def diagnosed(document: SegmentationEvaluation, candidate: Candidate, frame: CustomerFrame) -> Checkup | None:
    """Return the doctor's findings on a candidate's rules; ``None``: it has no rules."""
    from evaluators.segmentations.checkup import checkup

    if table_of(candidate) is None:
        return None
    asked = candidate.model_dump(mode="json", exclude={"id", "name", "note", "aging"})
    return _kept(document, ["doctor", asked], lambda: checkup(candidate, fields_at_hand(document, frame).columns))


def facts_of(document: SegmentationEvaluation, frame: CustomerFrame, field: str) -> FieldFacts | None:
    """Return how a field spreads among the customers, of many numbers a part; ``None``: there is no such field."""
    from evaluators.segmentations.rules.field_facts import field_facts

    columns = fields_at_hand(document, frame).columns

    def thinned() -> FieldFacts:
        facts = field_facts(field, columns)
        return replace(facts, sorted_values=facts.sorted_values[:: max(1, len(facts.sorted_values) // NUMBERS)].copy())

    return _kept(document, ["facts", field], thinned) if field in columns else None


def repaired(
    document: SegmentationEvaluation, candidate_id: str, frame: CustomerFrame, *, rest: Label = "", unknown: Label = ""
) -> SegmentationEvaluation:
    """Return the document with a candidate's rules written anew so that everybody gets one segment.

    Whom the first line gave a segment keeps it. A lifecycle becomes a rule table of its own.

    Parameters
    ----------
    rest, unknown : Label
        Names of the segments for those whom no line takes, and for those whose value is missing, if there are any.

    Raises
    ------
    NotFound
        ``part_unknown``.
    DocumentError, DataError, NotComputable
        As ``evaluators.segmentations.checkup.mended``.
    """
    from evaluators.segmentations.checkup import mended

    candidate = required(document.candidates, candidate_id)
    whole = mended(candidate, fields_at_hand(document, frame).columns, rest=rest, unknown=unknown)
    return put_candidate(document, whole)


def known_choice(document: SegmentationEvaluation, candidate: Candidate, *, most: int = USUAL_K) -> ChoiceOfK | None:
    """Return the measures per number of segments where they are kept ready; nothing is worked out."""
    with _LOCK:
        found: ChoiceOfK | None = _READY.get(_key(document, _choice_parts(document, candidate, most)))
        return found


def choose_k(
    document: SegmentationEvaluation,
    candidate: Candidate,
    frame: CustomerFrame,
    progress: Progress | None = None,
    *,
    most: int = USUAL_K,
) -> ChoiceOfK:
    """Measure every number of segments from two up: restarts, stability, prediction strength, and the gap of k-means.

    Parameters
    ----------
    candidate : Candidate
        A model whose number of segments is chosen.
    progress : callable, optional
        Told the share done, 0..1; may raise to stop.
    most : int
        Largest number of segments.

    Raises
    ------
    DataError, NotComputable
        What the fit raises, such as ``segment_fields_none`` or ``segments_above_distinct``.
    """
    from services.segmentation_sizes import measured_sizes

    return _kept(
        document,
        _choice_parts(document, candidate, most),
        lambda: measured_sizes(fields_at_hand(document, frame), candidate, most=most, progress=progress),
    )


def forget_looks() -> None:
    """Forget everything that is kept ready."""
    with _LOCK:
        _READY.clear()


def _choice_parts(document: SegmentationEvaluation, candidate: Candidate, most: int) -> list[object]:
    free = {"id", "name", "note", "aging", "segments"}
    effort = document.settings.effort.model_dump(mode="json")
    return ["sizes", candidate.model_dump(mode="json", exclude=free), effort, document.settings.decision.seed, most]


def _kept(document: SegmentationEvaluation, parts: list[object], work_out: Callable[[], Found]) -> Found:
    """Return what was found before on the same customers, or work it out and keep it; only the newest are kept."""
    key = _key(document, parts)
    with _LOCK:
        if key in _READY:
            _READY.move_to_end(key)
            known: Found = _READY[key]
            return known
    found = work_out()
    with _LOCK:
        _READY[key] = found
        while len(_READY) > KEPT:
            _READY.popitem(last=False)
    return found


def _key(document: SegmentationEvaluation, parts: list[object]) -> str:
    decides = [VERSION, segmentations.frame_key(document), *parts]
    return hashlib.sha256(json.dumps(decides, sort_keys=True).encode()).hexdigest()
