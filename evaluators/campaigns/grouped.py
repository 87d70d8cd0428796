"""Differences between groups of segments: the same question as by segment, asked more coarsely."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from evaluators.campaigns.design import Group, Grouping
from evaluators.campaigns.heterogeneity import heterogeneity, sign_change
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
        Of the permutations where a cell expects few events.
    """
    found = []
    for grouping in groupings:
        pairs = [_pair(arms, group, control, variant) for group in grouping.groups]
        found.append(
            GroupedReading(
                grouping=grouping.id,
                effects=comparable_effects(pairs),
                heterogeneity=heterogeneity(pairs, rng=np.random.default_rng(seed), draws=draws),
                sign_change=sign_change(comparable_effects(pairs)),
            )
        )
    return tuple(found)


def _pair(arms: Arms, group: Group, control: str, variant: str) -> SegmentPair:
    part = arms.among(group.segments)
    return SegmentPair(segment=group.id, control=part.outcome(control), variant=part.outcome(variant))
