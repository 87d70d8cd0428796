"""Differences between segments, groups and sends: redrawn where a mean's values were counted and buyers are few."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from evaluators.campaigns.aggregates import Moments
from evaluators.campaigns.cells import Cell, CellTable
from evaluators.campaigns.design import Group, Grouping
from evaluators.campaigns.reading import read
from evaluators.campaigns.source import CustomerRows, Roles
from evaluators.campaigns.value_counts import ValueCounts
from evaluators.data_files import DataFile
from evaluators.documents import revise
from tests.evaluators.campaigns.campaign_tests import SPEND, campaign
from tests.evaluators.campaigns.segment_data import CONTROL, MENS, WOMENS, hillstrom

FILE = DataFile(sha256="0" * 64, name="x.csv", rows=1_000, columns=("group",))
ROWS = CustomerRows(file=FILE, roles=Roles(variant="group"))
GROUPING = Grouping(
    id="pairs",
    name="Pairs",
    groups=(Group(id="first", name="First", segments=("x", "y")), Group(id="rest", name="Rest", segments=("z",))),
)


def of_rows(values, metric=SPEND, **rest):
    """Return a test of rows and its cells from values by send, segment and variant."""
    sends, segments, arms = (tuple(dict.fromkeys(key[place] for key in values)) for place in range(3))
    document = campaign(*([] for _ in sends), metrics=(metric,), arms=arms, segments=segments, **rest)
    document = revise(document, sends=tuple(revise(send, source=ROWS) for send in document.sends))
    cells = tuple(
        Cell(
            send=send,
            variant=arm,
            segment=segment,
            moments=Moments.of((metric.id,), np.minimum(given, metric.cap or np.inf)[:, None]),
            histograms={metric.id: tuple(sorted(Counter(given.tolist()).items()))},
        )
        for (send, segment, arm), given in values.items()
    )
    return document, CellTable(metrics=(metric.id,), covariates=(), cells=cells, audits=())


def spends(buyers, seed=1, n=400, sends=("s1",)):
    rng = np.random.default_rng(seed)
    return {
        (send, segment, arm): np.where(rng.random(n) < buyers, rng.lognormal(3, 1, n).round(2), 0.0)
        for send in sends
        for segment in "xyz"
        for arm in "ab"
    }


def without_values(table):
    return replace(table, cells=tuple(replace(cell, histograms={}) for cell in table.cells))


def test_few_buyers_are_dealt_again_and_the_rest_of_the_answer_stays():
    document, table = of_rows(spends(0.005), design={"groupings": (GROUPING,)})
    (found,), (plain,) = read(document, table).segments, read(document, without_values(table)).segments
    assert (found.heterogeneity.method, plain.heterogeneity.method) == ("q_resampled", "q_chi_square")
    assert found.heterogeneity.q == pytest.approx(plain.heterogeneity.q)
    assert found.heterogeneity.p_value != pytest.approx(plain.heterogeneity.p_value, abs=1e-4)
    assert [one.groupings[0].heterogeneity.method for one in (found, plain)] == ["q_resampled", "q_chi_square"]
    assert (found.shrinkage, found.tests) == (plain.shrinkage, plain.tests)


def test_many_buyers_are_judged_as_without_values():
    document, table = of_rows(spends(0.2))
    (found,), (plain,) = read(document, table).segments, read(document, without_values(table)).segments
    assert found.heterogeneity.method == "q_chi_square"
    assert found.heterogeneity.p_value == pytest.approx(plain.heterogeneity.p_value)


def test_one_cell_without_values_is_enough_to_leave_them_aside():
    document, table = of_rows(spends(0.005))
    first = replace(table.cells[0], histograms={})
    (found,) = read(document, replace(table, cells=(first, *table.cells[1:]))).segments
    assert found.heterogeneity.method == "q_chi_square"


def test_values_are_capped_as_the_mean_is():
    values = spends(0.01)
    capped, table = of_rows(values, revise(SPEND, cap=20.0))
    (found,) = read(capped, table).segments
    (same,) = read(*of_rows({key: np.minimum(given, 20.0) for key, given in values.items()})).segments
    (as_they_came,) = read(*of_rows(values)).segments
    assert found.heterogeneity.method == "q_resampled"
    assert found.heterogeneity == same.heterogeneity
    assert found.heterogeneity.q != pytest.approx(as_they_came.heterogeneity.q)


def test_sends_of_few_buyers_are_dealt_again():
    document, table = of_rows(spends(0.003, sends=("s1", "s2")))
    few = read(document, table).sends
    assert [(variant, one.method) for variant, one in few] == [("b", "q_resampled")]
    assert read(document, without_values(table)).sends[0][1].method == "q_chi_square"


def test_the_certificate_leaves_out_what_it_cannot_ask():
    document, table = of_rows(spends(0.005), settings={"certificate": 2})
    bare = without_values(table)
    asked = [{row.question for row in read(document, one, shuffled=[bare]).certificate.rows} for one in (table, bare)]
    assert asked[1] - asked[0] == {"heterogeneity"}


def test_hillstrom_spend_in_many_small_segments():
    """64,000 customers, two mails, 21 segments by what they had spent before and where; some have few buyers."""
    frame = hillstrom()
    frame["arm"] = frame.segment.map({CONTROL: "a", MENS: "b", WOMENS: "c"})
    frame["part"] = frame.groupby(["history_segment", "channel"]).ngroup().map("x{}".format)
    values = {("s1", part, arm): rows.spend.to_numpy() for (part, arm), rows in frame.groupby(["part", "arm"])}
    document, table = of_rows(values)
    assert sum(ValueCounts.of(one).n for one in values.values()) == 64_000
    assert {one.heterogeneity.method for one in read(document, table).segments} == {"q_resampled"}
