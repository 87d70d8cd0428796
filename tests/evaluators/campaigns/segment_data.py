"""Segments made up for tests, and Hillstrom's customers where the public data lie."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest

from evaluators.campaigns.aggregates import Proportion, Summary
from evaluators.campaigns.segment_effects import SegmentPair

HILLSTROM = Path(os.environ.get("PUNTARI_TEST_DATA", "../shared/data")) / "hillstrom.csv.gz"
CONTROL, MENS, WOMENS = "No E-Mail", "Mens E-Mail", "Womens E-Mail"


@cache
def _read():
    import pandas as pd

    return pd.read_csv(HILLSTROM)


def hillstrom():
    """Return the customers as a frame of one's own, or skip."""
    if not HILLSTROM.exists():
        pytest.skip(f"{HILLSTROM} is not there; PUNTARI_TEST_DATA names the folder of the public data")
    return _read().copy()


def outcome(values, *, shares):
    """Summarise a column of one cell."""
    return Proportion(int(values.sum()), len(values)) if shares else Summary.of(values)


def hillstrom_pairs(frame, by, metric, variant):
    """Return the cells of one mail and no mail, by a column."""
    shares = metric != "spend"
    return [
        SegmentPair(
            segment=str(name),
            control=outcome(part[part.segment == CONTROL][metric], shares=shares),
            variant=outcome(part[part.segment == variant][metric], shares=shares),
        )
        for name, part in frame.groupby(by)
    ]


def share_pairs(*rows):
    """Return segments of shares from (control events, customers, variant events, customers)."""
    return [
        SegmentPair(segment=f"s{place}", control=Proportion(x0, n0), variant=Proportion(x1, n1))
        for place, (x0, n0, x1, n1) in enumerate(rows)
    ]


def mean_pairs(*rows):
    """Return segments of means from ((n, mean, variance) of control, the same of variant)."""
    return [
        SegmentPair(segment=f"s{place}", control=Summary(*control), variant=Summary(*variant))
        for place, (control, variant) in enumerate(rows)
    ]
