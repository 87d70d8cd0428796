"""Names that people give to segments, held against the profile: one that says otherwise is remarked on, not refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Literal

from evaluators.documents import text_of
from evaluators.segmentations.results import CandidateFound, SegmentFound
from evaluators.segmentations.rules.names import contradicts
from i18n import LANGUAGES, texts
from reports.segmentations.context import SegmentationWords

CLAIMED = ("recency_days", "orders", "revenue", "tenure_days")
"""Features that words such as loyal, new or lost say something of."""
SIDES: tuple[Literal["high", "low"], ...] = ("high", "low")


def name_remarks(words: SegmentationWords, found: CandidateFound) -> list[str]:
    """Return a sentence for each name that says other than the profile, and for each ready-made one not proposed."""
    said = []
    for one in found.segments:
        said += [text for text in (name_remark(words, found, one), _refused(words, found, one)) if text]
    return said


def name_remark(words: SegmentationWords, found: CandidateFound, one: SegmentFound) -> str:
    """Say on which field a name given by people contradicts the segment's profile; empty where it does not."""
    own = [
        each.name for each in words.document.names if (each.candidate, each.segment) == (found.candidate, one.segment)
    ]
    given = text_of(own[0], words.language) if own else one.given_name
    against = [words.field(field) for field, side in _claims(words, given) if contradicts(one.profile, field, side)]
    if not against:
        return ""
    name = words.segment(found.candidate, one.segment)
    return words.t("segmentation_naming.contradicts", name=name, fields=words.join(list(dict.fromkeys(against))))


def _claims(words: SegmentationWords, name: str) -> Iterator[tuple[str, Literal["high", "low"]]]:
    """Yield the fields of which a name says something, and on which side."""
    for field in words.document.fields:
        for side in SIDES:
            if field.source in CLAIMED and any(stem.search(name.lower()) for stem in _stems(side, field.source)):
                yield field.id, side


@cache
def _stems(side: str, feature: str) -> tuple[re.Pattern[str], ...]:
    """Return how words that say this begin, in all languages: names are often in another one than the page."""
    listed = (texts(language)(f"segment_claim.{side}.{feature}") for language in LANGUAGES)
    return tuple(re.compile(rf"\b{re.escape(stem.strip())}") for text in listed for stem in text.split(","))


def _refused(words: SegmentationWords, found: CandidateFound, one: SegmentFound) -> str:
    names = [words.t(f"segment_name.{code}") for code in one.proposed.refused if words.t.has(f"segment_name.{code}")]
    if not names:
        return ""
    name = words.segment(found.candidate, one.segment)
    return words.t("segmentation_naming.refused", name=name, refused=words.join(names))
