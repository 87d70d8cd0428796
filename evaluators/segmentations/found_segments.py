"""Every segment of a candidate with its size, value, profile and proposed name."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from evaluators.segmentations.candidates import Candidate, LifecycleStages, Rfm
from evaluators.segmentations.data_facts import Floats, Labels
from evaluators.segmentations.ground import Ground
from evaluators.segmentations.labelling import Labelling
from evaluators.segmentations.measures_stability import StabilityMeasures
from evaluators.segmentations.measures_structure import StructureMeasures
from evaluators.segmentations.results import SegmentFound
from evaluators.segmentations.rules.names import Claims, SegmentName, lifecycle_claims, propose_names, rfm_claims
from evaluators.segmentations.rules.profiles import SegmentProfile, profiles

MOST_PROFILED = 200
"""Fields that segments are profiled by, those of the candidate first."""


def found_segments(
    ground: Ground,
    candidate: Candidate,
    labelling: Labelling,
    structure: StructureMeasures,
    stability: StabilityMeasures,
) -> tuple[SegmentFound, ...]:
    """Return the segments by label, empty ones too."""
    named = profiled_fields(ground, candidate)
    found = profiles(labelling.labels, {name: ground.columns[name] for name in named}, labelling.count)
    names = propose_names(found, table=labelling.table, claims=_claims(candidate))
    stable = {one.segment: one for one in stability.segments}
    value = _sums(labelling, ground.customers.value)
    outcome = _sums(labelling, ground.customers.outcome)
    whole = None if ground.customers.value is None else float(ground.customers.value.sum())
    reached: Mapping[int, float] = {} if structure.reached is None else structure.reached.shares
    explained: Mapping[int, float] = {} if structure.explained is None else structure.explained.recalls
    signup: Mapping[int, float] = {} if structure.identified is None else structure.identified.recalls
    return tuple(
        SegmentFound(
            segment=labelling.segments[label],
            label=label,
            given_name=labelling.names[label],
            proposed=_named(names, label),
            profile=profile,
            customers=profile.customers,
            share=profile.customers / ground.customers.rows,
            value=None if value is None else float(value[label]),
            value_share=None if value is None or not whole else float(value[label]) / whole,
            outcome=None if outcome is None else _mean(outcome[label], profile),
            reachable=reached.get(label),
            explained=explained.get(label),
            at_signup=signup.get(label),
            stability=stable.get(label),
        )
        for label, profile in enumerate(found)
    )


def profiled_fields(ground: Ground, candidate: Candidate) -> tuple[str, ...]:
    """Return the fields that segments are profiled by: the candidate's own, then the other inputs."""
    own = tuple(one for one in dict.fromkeys(candidate.reads()) if one in ground.columns)
    others = tuple(one for one in ground.input_names if one not in own)
    return (own + others)[:MOST_PROFILED]


def _claims(candidate: Candidate) -> Claims | None:
    if isinstance(candidate, Rfm):
        return rfm_claims(candidate.fields)
    if isinstance(candidate, LifecycleStages):
        return lifecycle_claims(candidate.stages)
    return None


def _named(names: tuple[SegmentName, ...], label: int) -> SegmentName:
    return next(one for one in names if one.label == label)


def _sums(labelling: Labelling, values: Floats | None) -> Floats | None:
    if values is None or not np.isfinite(values).all():
        return None
    inside = labelling.labels >= 0
    return _by_label(labelling.labels[inside], values[inside], labelling.count)


def _by_label(labels: Labels, values: Floats, segments: int) -> Floats:
    return np.asarray(np.bincount(labels, weights=values, minlength=segments), dtype=float)


def _mean(total: float, profile: SegmentProfile) -> float | None:
    return float(total) / profile.customers if profile.customers else None
