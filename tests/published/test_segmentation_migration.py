"""Published cases of the shift of segment sizes and of moves between two dates."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from evaluators.segmentations.migration import migration
from evaluators.segmentations.shift import null_mean, psi_by_segment, shift
from tests.published.segmentation_data import online_retail

FORMER, LOYAL, OCCASIONAL, ONCE = range(4)


def _lifecycle(day):
    """Return the segment and the revenue of each customer before a day: former over 180 days after the last order."""
    lines = online_retail(day)
    lines = lines.assign(revenue=lines.quantity * lines.unitprice)
    customers = lines.groupby("customerid").agg(
        last=("invoicedate", "max"), orders=("invoiceno", "nunique"), revenue=("revenue", "sum")
    )
    days = (pd.Timestamp(day) - customers["last"]).dt.days
    segments = np.select(
        [days > 180, customers.orders >= 4, customers.orders >= 2], [FORMER, LOYAL, OCCASIONAL], default=ONCE
    )
    return pd.DataFrame({"segment": segments, "revenue": customers.revenue}, index=customers.index)


def test_psi_of_four_segments():
    """Yurdakul (2018), Western Michigan University, diss. 3208, by formula."""
    assert psi_by_segment([0.25] * 4, [0.3, 0.2, 0.35, 0.15]).sum() == pytest.approx(0.10500304144, abs=1e-9)
    assert null_mean(10, 1000, 800) == pytest.approx(0.02025, abs=1e-12)


def test_online_retail_lifecycle_migration():
    """Chen, Sain and Guo (2012), doi:10.1057/dbm.2012.17, the public order lines; polars 2.1, six months apart."""
    before, after = _lifecycle("2011-06-10"), _lifecycle("2011-12-10")
    counts = [np.bincount(one.segment, minlength=4) for one in (before, after)]
    assert counts[0].tolist() == [161, 572, 880, 1187]
    assert counts[1].tolist() == [858, 1467, 1138, 875]
    moved = shift(*counts)
    assert moved.psi == pytest.approx(0.415240986, abs=1e-8)
    assert moved.beyond_chance
    later = after.segment.reindex(before.index).to_numpy()
    idle = np.where(before.segment == FORMER, FORMER, np.where(before.segment == ONCE, FORMER, before.segment))
    found = migration(before.segment.to_numpy(), later, idle=idle, value=before.revenue.to_numpy())
    assert [list(row) for row in found.matrix] == [
        [80, 18, 63, 0],
        [33, 539, 0, 0],
        [202, 550, 128, 0],
        [538, 190, 459, 0],
    ]
    assert found.stay_rate == pytest.approx(0.2667857142857143, abs=1e-15)
    assert (found.customers, found.stayed, found.aged) == (2800, 747, 538)
    assert sum(map(sum, found.value.matrix)) == pytest.approx(before.revenue.sum())
    assert found.kappa_aging_apart > found.kappa
