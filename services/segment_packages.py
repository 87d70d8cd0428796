"""From a measured segmentation to a package that puts new customers in the same segments."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from data.labels import Way, checksum_of, fields_of
from evaluators.documents import Label
from evaluators.errors import DataError, NotComputable, NotFound
from evaluators.segmentations.candidates import Candidate, Imported, NoSegments, Random
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.package import SegmentPackage, is_package, package_json, read_package, sealed
from evaluators.segmentations.package_parts import FEWEST_TOLD, PackagedSegment, StandIn
from evaluators.segmentations.results import CandidateFound, SegmentationResult
from evaluators.segmentations.rules.conditions import compare
from evaluators.segmentations.rules.rule_table import RuleLine, RuleSegment, RuleTable
from evaluators.version import VERSION
from services import clock, segmentations
from services.packaged_columns import packaged_fields, tables_needed

__all__ = [
    "first_candidate",
    "is_package",
    "known_candidate",
    "package_json",
    "package_of",
    "read_package",
    "usable_candidates",
]

Names = Mapping[str, Label]
MOST_SEGMENTS = 200


class _Mix(NamedTuple):
    counts: tuple[int, ...]
    unassigned: int


def usable_candidates(document: SegmentationEvaluation, result: SegmentationResult) -> tuple[str, ...]:
    """Return the candidates that new customers can be put in the segments of: ranked ones first, best first."""
    ranked = [one.tool for one in result.ranking.ranking]
    others = [one.candidate for one in result.candidates if one.candidate not in ranked]
    made = {one.candidate for one in result.candidates if one.fault is None and one.segments}
    random = {one.id for one in document.candidates if isinstance(one, Random)}
    return tuple(one for one in (*ranked, *others) if one in made - random)


def first_candidate(document: SegmentationEvaluation, result: SegmentationResult) -> str:
    """Return the candidate that is used unless another is asked for.

    Raises
    ------
    NotComputable
        ``package_none_usable``.
    """
    usable = usable_candidates(document, result)
    if not usable:
        raise NotComputable("package_none_usable")
    return usable[0]


def known_candidate(document: SegmentationEvaluation, candidate_id: str) -> Candidate:
    """Return the candidate with this id.

    Raises
    ------
    NotFound
        ``package_candidate_unknown`` with those that exist.
    """
    candidate = document.candidate(candidate_id)
    if candidate is None:
        available = [one.id for one in document.candidates]
        raise NotFound("package_candidate_unknown", candidate=candidate_id[:80], available=available)
    return candidate


def package_of(
    document: SegmentationEvaluation,
    result: SegmentationResult,
    candidate_id: str,
    *,
    names: Names,
    candidate_name: Label = "",
    field_names: Names | None = None,
    files: Mapping[str, Path] | None = None,
) -> SegmentPackage:
    """Return a candidate as a package.

    Parameters
    ----------
    names : mapping
        What people call its segments, by id.
    candidate_name : Label
    field_names : mapping, optional
        What people call the fields, by id.
    files : mapping, optional
        Parquet file or folder by fingerprint; ``None``: those that are kept. Only a tree that stands in for dense
        groups has to see the customers again, since its own mix is not that of the groups.

    Raises
    ------
    NotFound
        ``package_candidate_unknown``; ``dataset_unknown``.
    NotComputable
        ``package_random`` for random segments; ``package_not_made`` where there are no segments.
    DataError
        ``package_too_many_segments`` for imported ones.
    """
    candidate, found = _required(document, result, candidate_id)
    way = _way(document, candidate, found)
    mix = _mix(document, found, way, files)
    people, orders, seasons = tables_needed(document, fields_of(way))
    ids = [one.segment for one in found.segments]
    return sealed(
        SegmentPackage(
            title=document.title,
            candidate=candidate.id,
            candidate_name=candidate_name,
            segments=tuple(
                PackagedSegment(id=one, name=names.get(one, one), customers=_told(count))
                for one, count in zip(ids, mix.counts, strict=True)
            ),
            rest=_rest(mix),
            rules=way if isinstance(way, RuleTable) else None,
            model=None if isinstance(way, RuleTable) else way,
            way_sha256=checksum_of(way),
            stand_in=_stand_in(found),
            fields=packaged_fields(document, fields_of(way), field_names or {}),
            customers=people,
            orders=orders,
            seasons=seasons,
            window_days=document.data.window_days,
            aging=tuple(move for move in candidate.aging if {move.before, move.after} <= set(ids)),
            counted_on=document.data.split_on or document.as_of,
            made_on=clock.today(),
            package_version=VERSION,
        )
    )


def _required(
    document: SegmentationEvaluation, result: SegmentationResult, candidate_id: str
) -> tuple[Candidate, CandidateFound]:
    candidate, found = known_candidate(document, candidate_id), result.candidate(candidate_id)
    if isinstance(candidate, Random):
        raise NotComputable("package_random", candidate=candidate_id)
    if not found.segments:
        raise NotComputable("package_not_made", candidate=candidate_id)
    return candidate, found


def _way(document: SegmentationEvaluation, candidate: Candidate, found: CandidateFound) -> Way:
    if found.table is not None:
        return found.table
    if found.assigner is not None:
        return found.assigner
    if isinstance(candidate, Imported):
        return _imported(document, candidate, found)
    if isinstance(candidate, NoSegments):
        only = found.segments[0].segment
        return RuleTable(segments=(RuleSegment(id=only),), otherwise=only, unknown=only)
    raise NotComputable("package_not_made", candidate=candidate.id)


def _imported(document: SegmentationEvaluation, candidate: Imported, found: CandidateFound) -> RuleTable:
    """Return imported labels as rules: a line for each value of the field."""
    field = document.field(candidate.field)
    if len(found.segments) > MOST_SEGMENTS:
        raise DataError("package_too_many_segments", count=len(found.segments), limit=MOST_SEGMENTS)
    text = field is None or field.kind == "category"
    lines = [
        RuleLine(
            segment=one.segment,
            when=compare(candidate.field, "eq", one.given_name if text else float(one.given_name)),
        )
        for one in found.segments
    ]
    return RuleTable(
        mode="exclusive", segments=tuple(RuleSegment(id=one.segment) for one in found.segments), lines=tuple(lines)
    )


def _mix(document: SegmentationEvaluation, found: CandidateFound, way: Way, files: Mapping[str, Path] | None) -> _Mix:
    """Return the customers of each segment as the way puts them."""
    if found.fidelity is None or isinstance(way, RuleTable):
        return _Mix(tuple(one.customers for one in found.segments), found.unassigned)
    import numpy as np

    from evaluators.segmentations.models.assigning import assign

    columns = segmentations.customers_of(document, files=files).columns
    sources = {one.id: one.source for one in document.fields}
    read = {name: columns[sources[name]] for name in fields_of(way)}
    labels = assign(way, read or columns)
    counts = np.bincount(labels[labels >= 0], minlength=len(found.segments))
    return _Mix(tuple(counts.tolist()), int((labels < 0).sum()))


def _told(count: int) -> int | None:
    return None if 0 < count < FEWEST_TOLD else count


def _rest(mix: _Mix) -> int:
    """Return who is without a segment or in one that is too small to be told; too few in all are left out."""
    rest = mix.unassigned + sum(count for count in mix.counts if _told(count) is None)
    return rest if rest >= FEWEST_TOLD else 0


def _stand_in(found: CandidateFound) -> StandIn | None:
    if found.fidelity is None:
        return None
    return StandIn(agreement=found.fidelity.agreement, balanced_accuracy=found.fidelity.balanced_accuracy)
