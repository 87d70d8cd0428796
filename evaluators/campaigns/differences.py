"""Whether an effect differs between parts of the customers, by what is known of them: values, sums or counts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evaluators.campaigns.counted import values_pair
from evaluators.campaigns.heterogeneity import Heterogeneity, heterogeneity
from evaluators.campaigns.heterogeneity_values import heterogeneity_of_values
from evaluators.campaigns.outcomes import Arms
from evaluators.campaigns.segment_effects import SegmentPair


def differences(
    parts: Sequence[Arms], pairs: Sequence[SegmentPair], control: str, variant: str, *, seed: int, draws: int
) -> Heterogeneity:
    """Return whether a variant's effect differs between segments, groups of them or sends, on the additive scale.

    A mean whose values were counted in every cell is redrawn where few customers have another value than the
    commonest; without the values its p-value is chi-square's.

    Parameters
    ----------
    parts : sequence of Arms
        Cells of each part.
    pairs : sequence of SegmentPair
        The same parts compared, in the same order.
    control, variant : str
        Ids of the arms.
    seed, draws : int
        Of the redrawing where a cell expects few events.
    """
    rng = np.random.default_rng(seed)
    values = []
    for part, pair in zip(parts, pairs, strict=True):
        counted = values_pair(part, pair, control, variant)
        if counted is None:
            return heterogeneity(pairs, rng=rng, draws=draws)
        values.append(counted)
    return heterogeneity_of_values(values, rng=rng, draws=draws)
