"""Online Retail: order lines made into customers by Puntari's own features, against the counts of the method notes.

Chen, Sain & Guo (2012), doi:10.1057/dbm.2012.17; own runs with polars 2.1 and scikit-learn 1.9.1. Days are whole days
elapsed until the split's midnight; the case of RFM quintiles counts days of the calendar, one more for every customer
since nobody bought exactly at midnight.
"""

from __future__ import annotations

from datetime import date
from functools import cache

import numpy as np
import pytest
from sklearn.model_selection import KFold

from data.customer_frame import read_customers
from data.engines import duckdb_engine
from data.features import CustomerData
from data.order_lines import LogColumns, Period, audited
from evaluators.segmentations.criteria.outcome_lift import out_of_sample_r2
from evaluators.segmentations.criteria.separation import separation
from evaluators.segmentations.migration import migration
from evaluators.segmentations.rules.lifecycle import lifecycle_table
from evaluators.segmentations.rules.rfm import rfm_scores
from evaluators.segmentations.rules.rule_table import rule_labels
from evaluators.segmentations.shift import shift
from tests.published.segmentation_data import _found

COLUMNS = LogColumns(
    customer="CustomerID",
    at="InvoiceDate",
    order="InvoiceNo",
    quantity="Quantity",
    price="UnitPrice",
    cancelled_with="C",
    category="Country",
)
STAGES = ("former", "loyal", "occasional", "potential")


@cache
def _read(split, window=91, earlier=None, *, counted=False):
    path = _found("online_retail.parquet")
    with duckdb_engine([path], threads=1) as engine:
        log, period = engine.parquet(path), Period(split_on=date.fromisoformat(split), window_days=window)
        audit = audited(engine, log, COLUMNS, period) if counted else None
        earlier = None if earlier is None else date.fromisoformat(earlier)
        return audit, read_customers(
            engine, CustomerData(period=period, log=log, log_columns=COLUMNS), earlier_on=earlier
        )


def _stages(columns):
    table = lifecycle_table()
    places = np.array([STAGES.index(one.id) for one in table.segments])
    labels = rule_labels(table, columns).labels
    return np.where(labels < 0, -1, places[labels])


def test_rows_and_customers():
    """Case 14: cleaning counts and quintiles of recency, frequency and money."""
    audit, found = _read("2011-12-10", counted=True)
    assert audit.rows == 541_909
    assert audit.rows - audit.without_customer == 406_829
    assert (audit.cancelled, audit.duplicates) == (9_288, 5_268)
    assert (audit.used, audit.outcome, audit.after) == (397_884, 0, 0)
    assert audit.rows == audit.used + audit.without_customer + audit.without_date + audit.returned + audit.unpriced
    columns = found.columns
    assert len(found.ids) == 4_338
    assert columns["orders"].sum() == 18_532
    assert columns["revenue"].sum() == pytest.approx(8_911_407.90, abs=0.01)
    assert 1 + columns["recency_days"].mean() == pytest.approx(93.0595, abs=1e-4)
    assert 1 + np.median(columns["recency_days"]) == 51
    assert columns["orders"].mean() == pytest.approx(4.272, abs=5e-4)
    assert (np.median(columns["orders"]), columns["orders"].max()) == (2, 209)
    assert columns["revenue"].mean() == pytest.approx(2_054.2665, abs=0.01)
    assert np.median(columns["revenue"]) == pytest.approx(674.485, abs=0.01)
    assert (columns["orders"] == 1).mean() == pytest.approx(0.34417, abs=1e-4)
    assert found.customers().outcome is None
    scored = rfm_scores(columns)
    assert [one.counts for one in scored.measures] == [
        (861, 866, 863, 880, 868),
        (1493, 835, 508, 802, 700),
        (868, 867, 868, 867, 868),
    ]
    assert int((scored.codes == 555).sum()) == 324
    assert int((scored.codes == 111).sum()) == 330
    assert scored.cells_used == 112


def test_the_outcome_and_a_lifecycle_rule():
    """Case 16: what a rule made before 10 September 2011 tells of the 91 days that follow."""
    _, found = _read("2011-09-10")
    labels, later = _stages(found.columns), found.customers().outcome
    assert len(later) == 3_370
    assert found.outcome_bought.mean() == pytest.approx(0.57003, abs=5e-6)
    assert np.bincount(labels).tolist() == [581, 916, 987, 886]
    rates = [found.outcome_bought[labels == place].mean() for place in range(4)]
    assert rates == pytest.approx([0.339, 0.857, 0.587, 0.406], abs=5e-4)
    folds = np.empty(len(later), dtype=int)
    for fold, (_, test) in enumerate(KFold(10, shuffle=True, random_state=0).split(folds)):
        folds[test] = fold
    apart = separation(labels, np.log1p(later))
    assert (apart.eta_squared, apart.omega_squared) == pytest.approx((0.2114, 0.2107), abs=1e-3)
    assert out_of_sample_r2(labels, np.log1p(later), folds).value == pytest.approx(0.2101, abs=1e-3)
    assert out_of_sample_r2(labels, found.outcome_bought, folds).value == pytest.approx(0.1564, abs=1e-3)
    assert found.past_money.sum() > 0


def test_moves_between_two_dates():
    """Case 17: lifecycle stages half a year apart, those of customers at rest told apart."""
    _, found = _read("2011-12-10", earlier="2011-06-10")
    before, after, idle = (_stages(one) for one in (found.earlier, found.columns, found.idle))
    assert np.bincount(before[before >= 0], minlength=4).tolist() == [161, 572, 880, 1187]
    assert np.bincount(after, minlength=4).tolist() == [858, 1467, 1138, 875]
    there = before >= 0
    moved = migration(before[there], after[there], idle=idle[there], value=found.earlier["revenue"][there])
    assert [list(row) for row in moved.matrix] == [
        [80, 18, 63, 0],
        [33, 539, 0, 0],
        [202, 550, 128, 0],
        [538, 190, 459, 0],
    ]
    assert moved.stay_rate == pytest.approx(0.2667857142857143, abs=1e-15)
    counts = [np.bincount(one[one >= 0], minlength=4) for one in (before, after)]
    assert shift(*counts).psi == pytest.approx(0.415240986, abs=1e-8)
