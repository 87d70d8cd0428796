"""A test's own customers with their variants dealt anew, again and again: what chance alone would have shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from data.audits import one_row_each
from data.cell_sums import Pair, pairs_of, segment_of
from data.cells import names_of, narrowed, opened, shared
from data.clusters import units_of
from data.customers import KEY, SEGMENT, VARIANT, Sources, customers
from evaluators.campaigns.aggregates import Moments
from evaluators.campaigns.cells import Cell, CellTable
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.source import CustomerRows

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

MOST_CUSTOMERS = 200_000
MOST_VALUES = 1_000  # of a rating: beyond that it has no histogram
_HEX = 16**8

Histogram = tuple[tuple[float, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """One send's customers as columns of numbers, sorted by segment; no id among them."""

    send: str
    names: tuple[str, ...]  # metrics, then covariates; k of them
    variants: tuple[str, ...]
    segments: tuple[str | None, ...]
    starts: Places  # shape (segments + 1,): where each segment's customers begin
    labels: Places  # shape (n,): segment times the number of variants, plus the variant
    means: Floats  # shape (segments, k): over all variants
    centred: tuple[Floats, ...]  # k of shape (n,): values less their segment's mean; 0 where there is none
    products: Mapping[Pair, Floats]  # of centred values, those that something is worked out from
    answered: Mapping[int, Floats]  # rating that not everybody gave: 1 where there is a value
    codes: Mapping[int, tuple[Floats, Places]]  # the same rating: its values, and which one each customer gave


def shuffled_tables(
    document: CampaignTest,
    files: Mapping[str, Path],
    *,
    draws: int,
    seed: int,
    most_customers: int = MOST_CUSTOMERS,
    progress: Callable[[float], None] | None = None,
) -> Iterator[CellTable]:
    """Yield cell tables in which variants are dealt anew at random within each segment of each send.

    A customer keeps all figures, so metrics stay related as they are; the variants of a segment keep their numbers of
    customers. Clusters are dealt as a whole. Audits are not repeated. A test with a table of sums yields nothing:
    there are no customers in it to deal.

    Parameters
    ----------
    files : mapping
        Parquet file or folder by fingerprint.
    draws : int
        Tables to yield.
    most_customers : int
        Of all sends together; of more, so many are drawn at random with the seed.
    progress : callable, optional
        Told the share that is done, 0..1.

    Raises
    ------
    DataError, NotFound
        As ``cells.cell_table``.
    """
    if not document.sends or not all(isinstance(send.source, CustomerRows) for send in document.sends):
        return
    rng = np.random.default_rng(seed)
    found: list[Rows] = []
    names: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    total = sum(send.source.file.rows for send in document.sends if isinstance(send.source, CustomerRows))
    for send in document.sends:
        if isinstance(send.source, CustomerRows):
            with opened(document, send, send.source, files) as sources:
                most = max(1, round(most_customers * send.source.file.rows / total)) if total else 1
                found.append(_rows(sources, min(most, most_customers), seed, rng))
                names.append(names_of(sources))
    metrics, covariates = (shared([one[place] for one in names]) for place in (0, 1))
    for draw in range(draws):
        cells = [narrowed(cell, metrics + covariates) for rows in found for cell in _dealt(rows, rng)]
        yield CellTable(metrics=metrics, covariates=covariates, cells=tuple(cells), audits=())
        if progress is not None:
            progress((draw + 1) / draws)


def _rows(sources: Sources, most: int, seed: int, rng: np.random.Generator) -> Rows:
    """Read a send's customers, at most so many, and sort them by segment."""
    people = units_of(sources, customers(sources, one_row_each=one_row_each(sources)))
    people = people.filter(people[VARIANT].isin(list(sources.labels)))
    count = int(sources.engine.rows(people.aggregate(n=people.count()))[0]["n"])
    if count > most:
        share = min(1.0, 1.05 * most / count + 6 * most**0.5 / count)
        people = people.filter(sources.engine.digits(people[KEY], f"shuffle{seed}") < f"{int(share * _HEX):08x}")
    table = sources.engine.table(people.order_by(KEY))
    kept = np.sort(rng.permutation(table.num_rows)[:most])
    labels = sources.labels
    variant = [labels[value] for value in table[VARIANT].to_pylist()]
    segment = [segment_of(sources, value) for value in table[SEGMENT].to_pylist()]
    variants = tuple(one.id for one in sources.design.variants)
    segments = tuple(sorted({segment[row] for row in kept}, key=lambda one: (one is None, one or "")))
    arm = np.array([variants.index(variant[row]) for row in kept], dtype=np.intp)
    place_of = {one: place for place, one in enumerate(segments)}
    stratum = np.array([place_of[segment[row]] for row in kept], dtype=np.intp)
    order = np.argsort(stratum, kind="stable")
    values = [_values(table, place, one.scale if one.exact else 0) for place, one in enumerate(sources.measures)]
    columns = [column[kept][order] for column in values]
    return _centred(sources, columns, arm[order], stratum[order], variants, segments)


def _values(table: Any, place: int, scale: int) -> Floats:
    """Return a column in the metric's unit, nan where there is nothing."""
    import pyarrow as pa

    values: Floats = table[f"u{place}"].cast(pa.float64(), safe=False).to_numpy()
    return values if scale == 0 else values / np.float64(10**scale)


def _centred(
    sources: Sources,
    columns: list[Floats],
    arm: Places,
    stratum: Places,
    variants: tuple[str, ...],
    segments: tuple[str | None, ...],
) -> Rows:
    sizes = np.bincount(stratum, minlength=len(segments))
    means, centred = np.zeros((len(segments), len(columns))), []
    answered, codes = {}, {}
    for place, column in enumerate(columns):
        given = ~np.isnan(column)
        plain = np.where(given, column, 0.0)
        counts = np.maximum(np.bincount(stratum, weights=given, minlength=len(segments)), 1)
        means[:, place] = np.bincount(stratum, weights=plain, minlength=len(segments)) / counts
        centred.append(np.where(given, plain - means[stratum, place], 0.0))
        if not given.all():
            answered[place] = given.astype(np.float64)
            marks, code = np.unique(plain, return_inverse=True)
            if len(marks) <= MOST_VALUES:
                codes[place] = (marks, np.where(given, code, len(marks)).astype(np.intp))
    products = {(j, i): centred[j] * centred[i] for j, i in pairs_of(sources)}
    return Rows(
        send=sources.send.id,
        names=tuple(one.name for one in sources.measures),
        variants=variants,
        segments=segments,
        starts=np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp),
        labels=stratum * len(variants) + arm,
        means=means,
        centred=tuple(centred),
        products=products,
        answered=answered,
        codes=codes,
    )


def _dealt(rows: Rows, rng: np.random.Generator) -> Iterator[Cell]:
    """Deal the variants anew within each segment, and add up."""
    for start, end in zip(rows.starts[:-1], rows.starts[1:], strict=True):
        rng.shuffle(rows.labels[start:end])
    groups = len(rows.segments) * len(rows.variants)

    def added(values: Floats | None) -> NDArray[Any]:
        return np.bincount(rows.labels, weights=values, minlength=groups)

    counts, k = added(None), len(rows.names)
    given = [added(rows.answered[place]) if place in rows.answered else counts for place in range(k)]
    sums = np.stack([added(column) for column in rows.centred]) if k else np.zeros((0, groups))
    squares = np.full((groups, k, k), np.nan)
    size = np.maximum(counts, 1)
    for (i, j), column in rows.products.items():
        squares[:, i, j] = squares[:, j, i] = added(column) - sums[i] * sums[j] / size
    histograms = _histograms(rows, groups)
    for group in np.flatnonzero(counts):
        segment, arm = divmod(int(group), len(rows.variants))
        partial = [place for place in rows.answered if given[place][group] != counts[group]]
        products = squares[group]
        products[partial, :] = products[:, partial] = np.nan
        diagonal = np.diag_indices(k)
        products[diagonal] = np.maximum(products[diagonal], 0.0)
        means = [
            rows.means[segment, place] + sums[place, group] / given[place][group] if given[place][group] else 0.0
            for place in range(k)
        ]
        yield Cell(
            send=rows.send,
            variant=rows.variants[arm],
            segment=rows.segments[segment],
            moments=Moments(rows.names, int(counts[group]), np.array(means), products),
            histograms={rows.names[place]: found[group] for place, found in histograms.items()},
        )


def _histograms(rows: Rows, groups: int) -> dict[int, list[Histogram]]:
    """Count the marks of ratings that not everybody gave: their spread is known from nowhere else."""
    found = {}
    for place, (marks, code) in rows.codes.items():
        width = len(marks) + 1
        counted = np.bincount(rows.labels * width + code, minlength=groups * width).reshape(groups, width)[:, :-1]
        found[place] = [tuple((float(marks[at]), int(line[at])) for at in np.flatnonzero(line)) for line in counted]
    return found
