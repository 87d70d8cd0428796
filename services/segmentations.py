"""Segmentations as a whole: begin one, read its customers, measure and rank its candidates."""

from __future__ import annotations

import hashlib
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from data.templates.segmentation_reader import starting_selection
from evaluators.documents import Label, revise
from evaluators.errors import EvaluationError
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.results import SegmentationResult
from evaluators.version import VERSION
from services import clock, datasets, measured
from services.editing import apply_template, set_title
from services.evaluations import create
from services.templates import segmentation_template, segmentation_templates

if TYPE_CHECKING:
    from data.customer_frame import CustomerFrame

Progress = Callable[[float], None]
READ = 0.1  # share of the progress that is told when the customers are read
_FRAMES: OrderedDict[str, CustomerFrame] = OrderedDict()
_FRAMES_KEPT = 1  # they are large: the newest serves the looks that follow each other on a page
_LOCK = threading.Lock()
_TOLD = {"name", "gathered_by", "reliability"}  # of a field: for readers alone
_READING = threading.Lock()


def begin(
    title: Label = "", template_id: str | None = None, *, question: Label = "", project_id: str | None = None
) -> str:
    """Keep a new segmentation evaluation as of today with ready-made criteria; return its id.

    Parameters
    ----------
    template_id : str, optional
        Which criteria; ``None``: the balanced ones.

    Raises
    ------
    NotFound
        ``template_unknown`` or ``project_unknown``.
    DocumentError
        ``document_invalid`` when the title is too long.
    """
    template = segmentation_template(template_id or segmentation_templates()[0].id)
    blank = set_title(SegmentationEvaluation(as_of=clock.today()), title)
    document = revise(blank, question=question, selection=starting_selection())
    return create(apply_template(document, template), project_id=project_id)


def customers_of(document: SegmentationEvaluation, *, files: Mapping[str, Path] | None = None) -> CustomerFrame:
    """Return a document's customers, one row each; the newest frame is kept ready.

    Parameters
    ----------
    files : mapping, optional
        Parquet file or folder by fingerprint; ``None``: those that are kept.

    Raises
    ------
    DataError, NotFound, NotComputable
        As ``data.segmentation_data.read_frame``.
    """
    from data.segmentation_data import read_frame

    key = frame_key(document)
    with _READING:  # who wants the same customers waits for them; other looks at what is ready do not
        with _LOCK:
            ready = _FRAMES.get(key)
        if ready is not None:
            return ready
        frame = read_frame(document, datasets.files_of(document) if files is None else files)
        with _LOCK:
            _FRAMES[key] = frame
            while len(_FRAMES) > _FRAMES_KEPT:
                _FRAMES.popitem(last=False)
        return frame


def are_read(document: SegmentationEvaluation) -> bool:
    """Say whether a document's customers are kept ready, so that asking for them takes no time."""
    with _LOCK:
        return frame_key(document) in _FRAMES


def forget_customers() -> None:
    """Forget the frame that is kept ready."""
    with _LOCK:
        _FRAMES.clear()


def frame_key(document: SegmentationEvaluation) -> str:
    """Return what decides a document's frame: its tables, their meaning, and the fields that name columns."""
    named = {"id", "column", "kind", "role", "collected_on"}
    fields = [one.model_dump(mode="json", include=named) for one in document.fields]
    decides = {
        "data": document.data.model_dump(mode="json"),
        "fields": fields,
        "split": (document.data.split_on or document.as_of).isoformat(),
        "outcome": document.settings.outcome,
    }
    return _hash(decides)


def is_measured(document: SegmentationEvaluation) -> bool:
    """Say whether a result needs no long work: nothing that is measured has changed since it was."""
    return measured.found(measured_hash(document)) is not None


def measured_hash(document: SegmentationEvaluation) -> str:
    """Return the hash of all that decides what is measured on customers; weights, judgements and plans do not."""
    return _hash({"version": VERSION, **measured_parts(document)})


def measured_parts(document: SegmentationEvaluation) -> dict[str, str]:
    """Return the hash of each part that decides what is measured: data, fields, candidates, settings, criteria."""
    settings = document.settings.model_dump(mode="json", exclude={"decision", "currency"})
    decides: dict[str, object] = {
        "data": [document.data.model_dump(mode="json"), (document.data.split_on or document.as_of).isoformat()],
        "fields": [one.model_dump(mode="json", exclude=_TOLD) for one in document.fields],
        "candidates": [one.model_dump(mode="json", exclude={"name", "note"}) for one in document.candidates],
        "settings": settings | {"seed": document.settings.decision.seed},
        "criteria": any(one.code == "D2" for one in document.criteria),  # scored on request only
    }
    return {name: _hash(value) for name, value in decides.items()}


def _hash(values: object) -> str:
    return hashlib.sha256(json.dumps(values, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def work_out(
    document: SegmentationEvaluation,
    progress: Progress | None = None,
    *,
    files: Mapping[str, Path] | None = None,
) -> SegmentationResult:
    """Return a document's result. What was measured before and still holds is weighed again, not measured.

    Parameters
    ----------
    progress : callable, optional
        Told the share that is done, 0..1. What it raises stops the work.
    files : mapping, optional
        Parquet file or folder by fingerprint; ``None``: those that are kept.

    Raises
    ------
    DataError, NotFound, NotComputable
        As ``customers_of`` and ``evaluators.segmentations.evaluate.evaluate``.
    """
    from evaluators.segmentations.evaluate import evaluate, weighed_again

    if not document.candidates:
        raise EvaluationError("candidates_missing")
    key = measured_hash(document)
    known = measured.found(key)
    if known is not None:
        return weighed_again(document, known)
    tell = progress or (lambda _: None)
    tell(0.0)
    frame = customers_of(document, files=files)
    tell(READ)
    customers = frame.customers("bought" if document.settings.outcome == "yes_no" else "money")
    result = evaluate(document, customers, progress=lambda share: tell(READ + (1 - READ) * share))
    measured.keep(key, result)
    return result


def needed_customers(document: SegmentationEvaluation) -> int:
    """Return how many customers a segment needs to be large enough, as the document's settings say."""
    from evaluators.segmentations import ground

    return ground.needed_customers(document)


def weighed(document: SegmentationEvaluation, *, draws: int) -> SegmentationResult | None:
    """Return the brief result while a weight moves, with at most so many draws; ``None``: it is not measured yet.

    Raises
    ------
    NotComputable
        As ``evaluators.segmentations.evaluate.weighed_again``.
    """
    from evaluators.segmentations.evaluate import weighed_again

    known = measured.found(measured_hash(document))
    if known is None:
        return None
    return weighed_again(document, known, draws=min(draws, document.settings.decision.draws), brief=True)
