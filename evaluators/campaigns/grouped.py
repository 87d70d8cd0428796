"""Differences between groups of segments: the same question as by segment, asked more coarsely."""

from __future__ import annotations

from collections.abc import Iterable

from evaluators.campaigns.design import Grouping
from evaluators.campaigns.differences import differences
from evaluators.campaigns.heterogeneity import sign_change
from evaluators.campaigns.outcomes import Arms
from evaluators.campaigns.results import GroupedReading
from evaluators.campaigns.segment_effects import SegmentPair, comparable_effects


def grouped_readings(
    arms: Arms, groupings: Iterable[Grouping], control: str, variant: str, *, seed: int, draws: int
) -> tuple[GroupedReading, ...]:
    """Return whether a variant's effect differs between the groups of each grouping.

    Parameters
    ----------
    arms : Arms
        One metric's cells.
    groupings : iterable of Grouping
    control, variant : str
        Ids of the arms.
    seed, draws : int
        Of the redrawing where a cell expects few events.
    """
    found = []
    for grouping in groupings:
        parts = [arms.among(group.segments) for group in grouping.groups]
        pairs = [
            SegmentPair(segment=group.id, control=part.outcome(control), variant=part.outcome(variant))
            for group, part in zip(grouping.groups, parts, strict=True)
        ]
        found.append(
            GroupedReading(
                grouping=grouping.id,
                effects=comparable_effects(pairs),
                heterogeneity=differences(parts, pairs, control, variant, seed=seed, draws=draws),
                sign_change=sign_change(comparable_effects(pairs)),
            )
        )
    return tuple(found)
