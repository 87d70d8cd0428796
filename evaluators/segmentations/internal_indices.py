"""Compactness of segments from the rows alone: sums of squares, silhouettes, Calinski-Harabasz, Davies-Bouldin.

They compare candidates built on the same features and distance, and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import ArrayLike

from evaluators.segmentations.partitions import Floats, Labels, at_least_two, checked_labels, fixed_order

SAMPLE = 10_000  # customers beyond which a silhouette is sampled
LEAST = 30  # customers drawn of a segment that has them
BATCHES = 10  # parts of a sample whose spread gives its error
CHUNK = 4_000_000  # distances held at a time, about 32 MB


@dataclass(frozen=True, slots=True, kw_only=True)
class InternalIndices:
    """Figures that need only the centres of segments."""

    customers: int  # with a segment
    squares_within: float  # SSE: squared Euclidean distances to the segment's centre, added up
    squares_between: float  # the same of centres to the centre of all
    calinski_harabasz: float | None  # higher is better; None: no spread within, or as many segments as customers
    davies_bouldin: float | None  # lower is better; None: two centres are the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Silhouette:
    """Mean silhouette width: how much nearer one's own segment is than the next."""

    mean: float  # -1..1
    error: float | None  # standard error from sampling; None: exact
    customers: int  # whose widths were computed
    of: int  # customers with a segment
    by_segment: tuple[float | None, ...]  # mean of each label, shape (K,); None: the label is not used

    @property
    def exact(self) -> bool:
        """Whether no customer was left to sampling."""
        return self.customers == self.of


@dataclass(frozen=True, slots=True, kw_only=True)
class SimplifiedSilhouette:
    """Silhouette by distances to centres: another quantity than the silhouette, and usually larger."""

    mean: float  # -1..1


def internal_indices(values: ArrayLike, labels: ArrayLike) -> InternalIndices:
    """Return sums of squares, Calinski-Harabasz and Davies-Bouldin of rows without missing values.

    Parameters
    ----------
    values : array_like, shape (n, features)
        Finite.
    labels : array_like of int, shape (n,)
        -1 is left out.

    Raises
    ------
    NotComputable
        ``segments_no_customers``, ``segments_only_one``.

    References
    ----------
    Calinski and Harabasz (1974), Commun. Stat. 3:1-27. doi:10.1080/03610927408827101
    Davies and Bouldin (1979), IEEE Trans. PAMI 1:224-227. doi:10.1109/TPAMI.1979.4766909
    """
    table, seen, sizes = _assigned(values, labels)
    centres = _centres(table, seen, sizes)
    distances = ((table - centres[seen]) ** 2).sum(axis=1)
    within = float(distances.sum())
    between = float((sizes * ((centres - table.mean(axis=0)) ** 2).sum(axis=1)).sum())
    free, segments = len(table) - len(sizes), len(sizes)
    spread = within > 1e-12 * (within + between)
    return InternalIndices(
        customers=len(table),
        squares_within=within,
        squares_between=between,
        calinski_harabasz=(between / (segments - 1)) / (within / free) if spread and free else None,
        davies_bouldin=_davies_bouldin(np.bincount(seen, np.sqrt(distances)) / sizes, centres),
    )


def squares_within(values: ArrayLike, labels: ArrayLike) -> float:
    """Return the sum of squared distances to the centres of segments; one segment will do."""
    table, seen = _rows(values, labels)
    _, dense = np.unique(seen, return_inverse=True)
    centres = _centres(table, dense, np.bincount(dense))
    return float(((table - centres[dense]) ** 2).sum())


def silhouette(values: ArrayLike, labels: ArrayLike, *, rng: np.random.Generator, sample: int = SAMPLE) -> Silhouette:
    """Return the mean silhouette width, exact up to ``sample`` customers and from a stratified sample beyond.

    A sample takes customers of every segment in proportion, at least ``LEAST`` where there are so many, and measures
    distances within itself. Its error is the spread of the same figure over parts of the sample, since the customers
    drawn are both judged and compared with. A customer alone in a segment has width 0.

    Parameters
    ----------
    values : array_like, shape (n, features)
        Finite.
    labels : array_like of int, shape (n,)
        -1 is left out.
    rng : numpy.random.Generator
        Used beyond ``sample`` customers.
    sample : int
        Customers drawn, about.

    Raises
    ------
    NotComputable
        ``segments_no_customers``, ``segments_only_one``.

    References
    ----------
    Rousseeuw (1987), J. Comput. Appl. Math. 20:53-65. doi:10.1016/0377-0427(87)90125-7
    """
    table, dense, sizes = _assigned(values, labels)
    shares = sizes / len(table)
    error = None
    drawn = len(table)
    if len(table) > sample:
        batch = _dealt(table, dense, sizes, sample, rng)
        chosen = batch >= 0
        drawn = int(chosen.sum())
        error = _error(table[chosen], dense[chosen], batch[chosen], shares) * sqrt(1 - drawn / len(table))
        table, dense = table[chosen], dense[chosen]
    means = _mean_widths(table, dense, len(sizes))
    return Silhouette(
        mean=float(shares @ means),
        error=error,
        customers=drawn,
        of=int(sizes.sum()),
        by_segment=_by_label(labels, means),
    )


def simplified_silhouette(values: ArrayLike, labels: ArrayLike) -> SimplifiedSilhouette:
    """Return the mean of (b - a) / max(a, b) for distances a to one's own centre and b to the nearest other one.

    Parameters
    ----------
    values : array_like, shape (n, features)
        Finite.
    labels : array_like of int, shape (n,)
        -1 is left out.

    Raises
    ------
    NotComputable
        ``segments_no_customers``, ``segments_only_one``.

    References
    ----------
    Vendramin, Campello and Hruschka (2010), Stat. Anal. Data Min. 3:209-235. doi:10.1002/sam.10080
    """
    table, dense, sizes = _assigned(values, labels)
    centres = _centres(table, dense, sizes)
    own = np.sqrt(((table - centres[dense]) ** 2).sum(axis=1))
    other = np.full(len(table), np.inf)
    for segment, centre in enumerate(centres):
        away = np.where(dense == segment, np.inf, np.sqrt(((table - centre) ** 2).sum(axis=1)))
        np.minimum(other, away, out=other)
    return SimplifiedSilhouette(mean=float(_widths(own, other).mean()))


def _rows(values: ArrayLike, labels: ArrayLike) -> tuple[Floats, Labels]:
    """Return rows that have a segment, with their labels."""
    table = np.asarray(values, dtype=float)
    if table.ndim != 2:
        raise ValueError(f"values must be rows by features, not of shape {table.shape}")
    seen = checked_labels(labels, rows=len(table))
    table, seen = table[seen >= 0], seen[seen >= 0]
    if not np.isfinite(table).all():
        raise ValueError("values must be finite numbers")
    return table, seen


def _assigned(values: ArrayLike, labels: ArrayLike) -> tuple[Floats, Labels, Floats]:
    """Return rows with a segment, labels without gaps, and sizes of at least two segments."""
    table, seen = _rows(values, labels)
    at_least_two(seen)
    _, dense, sizes = np.unique(seen, return_inverse=True, return_counts=True)
    return table, dense.astype(np.int64), sizes.astype(float)


def _centres(table: Floats, dense: Labels, sizes: ArrayLike) -> Floats:
    """Return means by segment, shape (K, features)."""
    sums = np.array([np.bincount(dense, weights=column) for column in table.T])
    return np.asarray((sums / np.asarray(sizes)).T)


def _davies_bouldin(scatter: Floats, centres: Floats) -> float | None:
    apart = np.sqrt(((centres[:, None] - centres[None]) ** 2).sum(axis=2))
    np.fill_diagonal(apart, np.inf)
    if not apart.min() > 0:
        return None
    return float(((scatter[:, None] + scatter[None]) / apart).max(axis=1).mean())


def _by_label(labels: ArrayLike, means: Floats) -> tuple[float | None, ...]:
    """Spread means of used labels over all labels."""
    used = np.unique(np.asarray(labels))
    found = dict(zip(used[used >= 0].tolist(), means.tolist(), strict=True))
    return tuple(found.get(label) for label in range(max(found) + 1))


def _dealt(table: Floats, dense: Labels, sizes: Floats, sample: int, rng: np.random.Generator) -> Labels:
    """Return the batch of each customer in a stratified sample, -1 for those not drawn.

    One shuffle of the sorted rows serves all segments, so that neither the file's order nor the names of the segments
    change who is drawn.
    """
    batch = np.full(len(dense), -1)
    shuffled = fixed_order(table, sizes[dense])[rng.permutation(len(dense))]
    ranked = dense[shuffled]
    for segment, size in enumerate(sizes.tolist()):
        wanted = max(LEAST, round(sample * size / len(dense)))
        members = shuffled[ranked == segment][:wanted]
        batch[members] = np.arange(len(members)) % BATCHES
    return batch


def _error(table: Floats, dense: Labels, batch: Labels, shares: Floats) -> float:
    """Return the standard error of a sample's mean from the means of its batches."""
    means = []
    for part in range(BATCHES):
        rows = batch == part
        present = np.bincount(dense[rows], minlength=len(shares)) > 0
        widths = _mean_widths(table[rows], dense[rows], len(shares))
        means.append(float(shares[present] @ widths[present] / shares[present].sum()))
    return float(np.std(means, ddof=1)) / sqrt(BATCHES)


def _mean_widths(table: Floats, dense: Labels, segments: int) -> Floats:
    """Return the mean silhouette width of each segment, shape (K,), a bounded number of distances at a time."""
    from scipy.spatial.distance import cdist

    sizes = np.bincount(dense, minlength=segments).astype(float)
    member = np.eye(segments)[dense]
    widths = np.empty(len(table))
    step = max(CHUNK // len(table), 1)
    for start in range(0, len(table), step):
        rows = slice(start, start + step)
        own = dense[rows]
        sums = cdist(table[rows], table) @ member
        places = np.arange(len(own))
        inside = sums[places, own] / np.maximum(sizes[own] - 1, 1)
        means = np.where(sizes > 0, sums / np.maximum(sizes, 1), np.inf)
        means[places, own] = np.inf
        widths[rows] = np.where(sizes[own] > 1, _widths(inside, means.min(axis=1)), 0.0)
    return np.asarray(np.bincount(dense, weights=widths, minlength=segments) / np.maximum(sizes, 1))


def _widths(own: Floats, other: Floats) -> Floats:
    """Return (b - a) / max(a, b), 0 where both are 0."""
    larger = np.maximum(own, other)
    return np.asarray((other - own) / np.where(larger > 0, larger, 1.0))
