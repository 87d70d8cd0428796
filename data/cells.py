"""From customers' files to cells: what a campaign test is worked out from, without any person in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from data.audits import audited, one_row_each
from data.cell_sums import Grouped, grouped_sums, merged_sums, moments_of, segment_of
from data.clusters import units_of
from data.customers import SEGMENT, VARIANT, Sources, customers, sources_of
from data.engines import duckdb_engine
from data.fingerprints import checked_path
from evaluators.campaigns.cells import Audit, Cell, CellTable
from evaluators.campaigns.experiment import CampaignTest, Send
from evaluators.campaigns.outcomes import picked
from evaluators.campaigns.source import CustomerRows
from evaluators.campaigns.table_cells import table_cells, table_metrics
from evaluators.errors import DataError

MOST_VALUES = 50_000  # rows of a value histogram: beyond that a metric has none
REPEATABLE_ROWS = 2_000_000  # files up to this are added up on one thread, so that the last digit is the same again
BUCKETS = 256

Histograms = dict[tuple[str, str | None], list[tuple[float, int]]]


def cell_table(document: CampaignTest, files: Mapping[str, Path], *, histograms: bool = True) -> CellTable:
    """Return the cells of all sends of a test.

    Missing values of proportions, means and ratios are customers who did nothing (the audit counts them). A rating
    counts those who gave one: where some did not, its cell has their mean, its histogram, and no products. Products of
    two metrics are only those that something is worked out from (``evaluators.campaigns.cells.related``). Moments are
    of values under the metrics' limits, histograms of values as they came. Where customers were dealt in clusters,
    cells are of clusters: sums over each one's customers, with their number.

    Parameters
    ----------
    files : mapping
        Parquet file or folder by fingerprint.
    histograms : bool
        Also count values of means and ratings, up to ``MOST_VALUES``; one more pass for each.

    Raises
    ------
    NotFound
        ``dataset_unknown``.
    DataError
        ``source_changed``, ``file_broken``, ``column_missing``, ``column_not_numeric``, ``column_not_date``,
        ``covariate_is_metric``, ``customer_column_needed``, ``customer_missing``, ``too_many_segments`` or
        ``clusters_mixed``.
    """
    _check_clusters(document)
    cells: list[Cell] = []
    audits: list[Audit] = []
    names: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    for send in document.sends:
        if not isinstance(send.source, CustomerRows):
            found, audit = table_cells(send, document.design)
            if found:  # a send that waits for its figures takes nothing from the others
                names.append((table_metrics(send, document.design), ()))
        else:
            with opened(document, send, send.source, files) as sources:
                found, audit = _send_cells(sources, histograms=histograms)
                names.append(names_of(sources))
        cells.extend(found)
        audits.append(audit)
    metrics, covariates = (shared([one[place] for one in names]) for place in (0, 1))
    return CellTable(
        metrics=metrics,
        covariates=covariates,
        cells=tuple(narrowed(cell, metrics + covariates) for cell in cells),
        audits=tuple(audits),
    )


def _check_clusters(document: CampaignTest) -> None:
    """Refuse sends of clusters together with sends of customers: sums over shops and over people do not pool.

    Raises
    ------
    DataError
        ``clusters_mixed``.
    """
    clustered: list[str] = []
    alone: list[str] = []
    for number, send in enumerate(document.sends, start=1):
        source = send.source
        name = send.name if isinstance(send.name, str) and send.name else str(number)
        if isinstance(source, CustomerRows):
            (alone if source.roles.cluster is None else clustered).append(name)
        elif source.rows:
            alone.append(name)
    if clustered and alone:
        raise DataError("clusters_mixed", clusters=tuple(clustered), customers=tuple(alone))


@contextmanager
def opened(
    document: CampaignTest, send: Send, rows: CustomerRows, files: Mapping[str, Path], *, threads: int | None = None
) -> Iterator[Sources]:
    """Open a send's files, checked against their fingerprints, for the block."""
    paths = [checked_path(file, files) for file in (rows.file, *(outcome.file for outcome in rows.outcomes))]
    if threads is None and rows.file.rows <= REPEATABLE_ROWS:
        threads = 1
    with duckdb_engine(paths, threads=threads) as engine:
        yield sources_of(engine, send, rows, document.design, [engine.parquet(path) for path in paths])


def names_of(sources: Sources) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the metrics and the covariates of a send."""
    metrics = tuple(one.name for one in sources.measures if one.kind != "covariate")
    return metrics, tuple(one.name for one in sources.measures if one.kind == "covariate")


def _send_cells(sources: Sources, *, histograms: bool) -> tuple[list[Cell], Audit]:
    single = one_row_each(sources)
    people = customers(sources, one_row_each=single)
    grouped = grouped_sums(sources, units_of(sources, people))
    people = people.filter(people[VARIANT].isin(list(sources.labels)))
    counted = _histograms(sources, one_row_each=single) if histograms and not sources.clustered else {}
    cells = []
    for (variant, segment), parts in grouped.groups.items():
        values = {
            name: tuple(found[variant, segment]) for name, found in counted.items() if (variant, segment) in found
        }
        moments = moments_of(grouped, parts[""])
        cells.append(Cell(send=sources.send.id, variant=variant, segment=segment, moments=moments, histograms=values))
    return cells, audited(sources, people)


def _histograms(sources: Sources, *, one_row_each: bool) -> dict[str, Histograms]:
    """Count the values of means and ratings by cell, as they came, for those with few enough of them."""
    people = customers(sources, one_row_each=one_row_each, capped=False)
    people = people.filter(people[VARIANT].isin(list(sources.labels)))
    found: dict[str, Histograms] = {}
    for place, one in enumerate(sources.measures):
        if one.kind not in ("mean", "rating"):
            continue
        column = f"u{place}"
        given = people.filter(people[column].notnull())
        values = given.group_by(VARIANT, SEGMENT, column).aggregate(n=given.count())
        rows = sources.engine.rows(values.limit(MOST_VALUES + 1))
        if len(rows) > MOST_VALUES:
            continue
        cells: Histograms = {}
        counts: dict[tuple[str, str | None, float], int] = {}
        for row in rows:
            value = row[column] / 10**one.scale if one.exact else row[column]
            key = (sources.labels[row[VARIANT]], segment_of(sources, row[SEGMENT]), float(value))
            counts[key] = counts.get(key, 0) + int(row["n"])
        for (variant, segment, value), n in sorted(counts.items(), key=lambda item: item[0][2]):
            cells.setdefault((variant, segment), []).append((value, n))
        found[one.name] = cells
    return found


def half_tables(
    document: CampaignTest, files: Mapping[str, Path], splits: int, seed: int
) -> tuple[tuple[CellTable, CellTable], ...]:
    """Return cell tables of random halves of the customers, for choosing on one half and valuing on the other.

    Customers fall into 256 buckets by a hash of their id, salted with the seed; each split takes half the buckets of
    every send at random. Tables of sums have no customers to halve and are left out. Audits are not repeated.

    Raises
    ------
    DataError, NotFound
        As ``cell_table``.
    """
    rng = np.random.default_rng(seed)
    picks = [frozenset(rng.permutation(BUCKETS)[: BUCKETS // 2].tolist()) for _ in range(splits)]
    sends: list[tuple[Send, Grouped, tuple[tuple[str, ...], tuple[str, ...]]]] = []
    for send in document.sends:
        if isinstance(send.source, CustomerRows):
            with opened(document, send, send.source, files) as sources:
                people = units_of(sources, customers(sources, one_row_each=one_row_each(sources)))
                sends.append((send, grouped_sums(sources, people, buckets=str(seed)), names_of(sources)))
    metrics, covariates = (shared([names[place] for _, _, names in sends]) for place in (0, 1))

    def table(pick: frozenset[int], inside: bool) -> CellTable:
        cells = [
            narrowed(cell, metrics + covariates)
            for send, grouped, _ in sends
            for cell in _picked(send.id, grouped, pick, inside)
        ]
        return CellTable(metrics=metrics, covariates=covariates, cells=tuple(cells), audits=())

    return tuple((table(pick, True), table(pick, False)) for pick in picks)


def _picked(send: str, grouped: Grouped, pick: frozenset[int], inside: bool) -> Iterator[Cell]:
    for (variant, segment), parts in grouped.groups.items():
        chosen = (sums for bucket, sums in parts.items() if (int(bucket, 16) in pick) == inside)
        total = merged_sums(chosen, grouped.measures)
        if total.customers:
            yield Cell(send=send, variant=variant, segment=segment, moments=moments_of(grouped, total))


def shared(names: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """Return what all sends measured, in the first one's order: only that can be pooled."""
    return tuple(name for name in (names[0] if names else ()) if all(name in others for others in names[1:]))


def narrowed(cell: Cell, names: tuple[str, ...]) -> Cell:
    """Return a cell with some of its metrics."""
    if cell.moments.names == names:
        return cell
    histograms = {name: values for name, values in cell.histograms.items() if name in names}
    return replace(cell, moments=picked(cell.moments, names), histograms=histograms)
