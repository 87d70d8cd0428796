"""Public data of the published segmentation cases, where they lie, and a plain k-means for them."""

from __future__ import annotations

import csv
import os
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from threadpoolctl import ThreadpoolController

DATA = Path(os.environ.get("PUNTARI_TEST_DATA", "../shared/data"))
PERCEPTIONS = 11  # columns of answers at the start of the McDonald's file


def _found(name):
    path = DATA / name
    if not path.exists():
        pytest.skip(f"{path} is not there; PUNTARI_TEST_DATA names the folder of the public data")
    return path


def mcdonalds():
    """Return the names of the perceptions and the answers as 0 and 1, 1,453 rows."""
    frame = pd.read_csv(_found("mcdonalds.csv")).iloc[:, :PERCEPTIONS]
    return list(frame.columns), (frame == "Yes").to_numpy(float)


@cache
def mcdonalds_labels():
    """Return published solutions by name, labels from 0."""
    with (Path(__file__).parent / "mcdonalds_labels.csv").open(encoding="utf-8") as lines:
        return {row["solution"]: np.array([int(one) - 1 for one in row["labels"]]) for row in csv.DictReader(lines)}


def iris():
    """Return Fisher's four measures and the species."""
    return load_iris(return_X_y=True)


def online_retail(before):
    """Return the cleaned lines of known customers before a day."""
    lines = pd.read_parquet(_found("online_retail.parquet"))
    lines.columns = [name.replace(" ", "").lower() for name in lines.columns]
    bought = (lines.quantity > 0) & (lines.unitprice > 0) & lines.customerid.notna()
    bought &= ~lines.invoiceno.astype(str).str.startswith("C") & (lines.invoicedate < pd.Timestamp(before))
    return lines[bought]


@cache
def _threads():
    return ThreadpoolController()


def fit(clusters, starts):
    """Return a way of fitting k-means to rows that labels any rows; one thread, since handing out costs more."""

    def fitted(rows, rng):
        with _threads().limit(limits=1):
            model = KMeans(clusters, n_init=starts, random_state=int(rng.integers(2**31))).fit(rows)
        centres = model.cluster_centers_
        offsets = (centres**2).sum(axis=1)
        return lambda values: (offsets - 2 * values @ centres.T).argmin(axis=1)

    return fitted


def single_start(clusters):
    """Return k-means on distinct rows from one random start: Lloyd's steps, then Hartigan's moves of single rows."""

    def fitted(rows, rng):
        rows = np.unique(rows, axis=0)
        centres = rows[rng.choice(len(rows), clusters, replace=False)]
        labels = np.full(len(rows), -1)
        while (labels != _nearest(rows, centres)).any():
            labels = _nearest(rows, centres)
            used = [(labels == one).any() for one in range(clusters)]
            centres = np.array(
                [rows[labels == one].mean(axis=0) if used[one] else centres[one] for one in range(clusters)]
            )
        while _moved(rows, labels, centres):
            pass
        return lambda values: _nearest(values, centres)

    return fitted


def _nearest(values, centres):
    return ((values[:, None] - centres) ** 2).sum(axis=2).argmin(axis=1)


def _moved(rows, labels, centres):
    """Move rows one by one where that lowers the sum of squares, in place; say whether any moved."""
    any_moved = False
    for place, row in enumerate(rows):
        sizes, own = np.bincount(labels, minlength=len(centres)), labels[place]
        away = ((centres - row) ** 2).sum(axis=1)
        cost = away * sizes / (sizes + 1)
        cost[own] = away[own] * sizes[own] / max(sizes[own] - 1, 1)
        best = cost.argmin()
        if sizes[own] > 1 and cost[best] < cost[own] - 1e-12:
            centres[own] -= (row - centres[own]) / (sizes[own] - 1)
            centres[best] += (row - centres[best]) / (sizes[best] + 1)
            labels[place], any_moved = best, True
    return any_moved
