"""Principal components of customers' features: the axes of a segment profile's map."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from evaluators.errors import NotComputable
from evaluators.segmentations.partitions import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class PrincipalComponents:
    """Directions of most spread, largest first; min(n, features) of them."""

    means: tuple[float, ...]  # of each feature
    loadings: tuple[tuple[float, ...], ...]  # a unit vector over features for each component; largest entry positive
    deviations: tuple[float, ...]  # standard deviation of customers along each, n - 1 below
    shares: tuple[float, ...]  # of the whole variance, sum 1

    def scores(self, values: ArrayLike) -> Floats:
        """Return places of rows on the components, shape (n, components)."""
        return np.asarray((np.asarray(values, dtype=float) - np.array(self.means)) @ np.array(self.loadings).T)


def principal_components(values: ArrayLike) -> PrincipalComponents:
    """Return the principal components of the covariance of rows.

    Parameters
    ----------
    values : array_like, shape (n, features)
        Finite.

    Raises
    ------
    NotComputable
        ``components_no_spread`` where all rows are the same.

    References
    ----------
    Jolliffe (2002), Principal Component Analysis, 2nd ed. doi:10.1007/b98835
    """
    table = np.asarray(values, dtype=float)
    if not len(table) or not np.ptp(table, axis=0).any():
        raise NotComputable("components_no_spread")
    means = table.mean(axis=0)
    _, lengths, loadings = np.linalg.svd(table - means, full_matrices=False)
    largest = np.abs(loadings).argmax(axis=1)
    loadings = loadings * np.sign(loadings[np.arange(len(loadings)), largest])[:, None]
    return PrincipalComponents(
        means=tuple(means.tolist()),
        loadings=tuple(tuple(row) for row in loadings.tolist()),
        deviations=tuple((lengths / np.sqrt(len(table) - 1)).tolist()),
        shares=tuple((lengths**2 / (lengths**2).sum()).tolist()),
    )
