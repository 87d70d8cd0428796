"""Names in both languages for what is added ready-made, where the rules alone would name it badly."""

from __future__ import annotations

from evaluators.documents import LocalText
from evaluators.segmentations.candidates import Candidate, Rules
from evaluators.segmentations.document import SegmentationEvaluation
from i18n import LANGUAGES, texts
from reports.segmentations.context import SegmentationWords

READY = ("winter", "spring", "summer", "autumn", "inactive", "engaged_some", "engaged_much", "no_goal")
"""Segments of ready-made tables that have a name of their own."""
REST = "other"  # all values but the common ones
SIGN = "goal"  # what begins the id of a segment that is named by its field


def both(key: str) -> LocalText:
    """Return a shipped text in both languages."""
    return LocalText(fi=texts("fi")(key), en=texts("en")(key))


def with_names(document: SegmentationEvaluation, candidate: Candidate) -> Candidate:
    """Return a ready-made candidate whose segments are called something that people say."""
    if not isinstance(candidate, Rules):
        return candidate
    table = candidate.table
    segments = []
    for one in table.segments:
        name = one.name
        if candidate.family != "hybrid" and one.id in READY:
            name = both(f"segmentation_page.ready.{one.id}")
        elif one.id == REST:
            name = both("segment_name.others")
        elif one.id.startswith(SIGN) and isinstance(name, str) and document.field(name) is not None:
            name = of_field(document, name)
        segments.append(one.model_copy(update={"name": name}))
    return candidate.model_copy(update={"table": table.model_copy(update={"segments": tuple(segments)})})


def of_field(document: SegmentationEvaluation, field: str) -> LocalText:
    """Return what a field is called, in both languages."""
    fi, en = (SegmentationWords(document, None, language).field(field) for language in LANGUAGES)
    return LocalText(fi=fi, en=en)
