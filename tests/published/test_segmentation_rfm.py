"""Published and printed cases of recency, frequency and monetary scores, rule tables and lifecycle stages."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from evaluators.segmentations.criteria.targeting_gain import perfect_share
from evaluators.segmentations.rules.conditions import AllOf, AnyOf, compare, holds, within
from evaluators.segmentations.rules.doctor import diagnose
from evaluators.segmentations.rules.lifecycle import lifecycle_table
from evaluators.segmentations.rules.repair import repair
from evaluators.segmentations.rules.rfm import MEASURES, rfm_scores, score_domains, score_field
from evaluators.segmentations.rules.rfm_table import on_raw_fields, rfm_table
from evaluators.segmentations.rules.rule_table import RuleLine, RuleSegment, RuleTable, rule_labels

ONLINE_RETAIL = Path(os.environ.get("PUNTARI_TEST_DATA", "../shared/data")) / "online_retail.parquet"
MONEY, SHARE = 0.01, 0.0001

# rfm 0.3.0 for R (Hebbali), example of rfm_segment: lowest and highest score of recency, frequency and money.
R_RFM = {
    "champions": ((5, 5), (5, 5), (5, 5)),
    "potential_loyalist": ((3, 5), (3, 5), (2, 5)),
    "loyal": ((2, 4), (2, 4), (2, 4)),
    "promising": ((3, 4), (1, 3), (3, 5)),
    "new": ((4, 5), (1, 3), (1, 5)),
    "cannot_lose": ((1, 2), (3, 4), (4, 5)),
    "at_risk": ((1, 2), (2, 5), (4, 5)),
    "need_attention": ((1, 3), (3, 5), (3, 5)),
    "about_to_sleep": ((2, 3), (1, 3), (1, 4)),
    "lost": ((1, 1), (1, 5), (1, 5)),
}

# pymc-marketing, _default_rfm_segment_config: codes of quartile scores of recency, frequency and money.
PYMC_MARKETING = {
    "premium": "334 443 444 344 434 433 343 333",
    "repeat": "244 234 232 332 143 233 243",
    "top_spender": "424 414 144 314 324 124 224 423 413 133 323 313 134",
    "at_risk": "422 223 212 122 222 132 322 312 412 123 214",
    "inactive": "411 111 113 114 112 211 311",
}


@cache
def _orders():
    import pandas as pd

    return pd.read_parquet(ONLINE_RETAIL)


def _customers(before=None, as_of="2011-12-10", *, whole_days=False):
    """Clean order lines as in the case and sum them up per customer, in the order of their ids."""
    import pandas as pd

    if not ONLINE_RETAIL.exists():
        pytest.skip(f"{ONLINE_RETAIL} is not there; PUNTARI_TEST_DATA names the folder of the public data")
    lines = _orders()
    kept = lines[
        lines.CustomerID.notna()
        & (lines.Quantity > 0)
        & (lines.UnitPrice > 0)
        & ~lines.InvoiceNo.astype(str).str.startswith("C")
    ]
    if before:
        kept = kept[kept.InvoiceDate < before]
    kept = kept.assign(revenue=kept.Quantity * kept.UnitPrice)
    by = kept.groupby("CustomerID")
    last = by.InvoiceDate.max()
    days = (pd.Timestamp(as_of) - (last if whole_days else last.dt.normalize())).dt.days
    columns = {
        "recency_days": days.to_numpy(dtype=float),
        "orders": by.InvoiceNo.nunique().to_numpy(dtype=float),
        "revenue": by.revenue.sum().to_numpy(dtype=float),
    }
    return kept, columns


def test_online_retail_cleaning_and_measures():
    """UCI Online Retail, Chen, Sain & Guo (2012), doi:10.1057/dbm.2012.17; counts of an own run with polars."""
    kept, columns = _customers()
    assert len(_orders()) == 541_909
    assert len(kept) == 397_884
    assert len(columns["orders"]) == 4_338
    assert kept.InvoiceNo.nunique() == 18_532
    assert columns["revenue"].sum() == pytest.approx(8_911_407.90, abs=MONEY)
    assert columns["recency_days"].mean() == pytest.approx(93.0595, abs=SHARE)
    assert np.median(columns["recency_days"]) == 51
    assert columns["orders"].mean() == pytest.approx(4.272, abs=0.0005)
    assert columns["orders"].max() == 209
    assert columns["revenue"].mean() == pytest.approx(2_054.2665, abs=MONEY)
    fifth = perfect_share(columns["revenue"], np.zeros(len(columns["revenue"]), dtype=int), share=0.2)
    assert fifth == pytest.approx(0.74617, abs=SHARE)


def test_online_retail_quintiles():
    """UCI Online Retail; quintile scores 1 + linear quantile edges strictly below, recency turned round."""
    _, columns = _customers()
    scored = rfm_scores(columns)
    recency, frequency, monetary = scored.measures
    assert recency.counts == (861, 866, 863, 880, 868)
    assert frequency.counts == (1493, 835, 508, 802, 700)
    assert monetary.counts == (868, 867, 868, 867, 868)
    assert frequency.edges.edges == (1, 2, 3, 6)
    assert frequency.commonest_value == 1
    assert frequency.commonest_share == pytest.approx(0.34417, abs=SHARE)
    assert [note.code for note in scored.notes()] == ["rfm_values_tie"]
    assert int((scored.codes == 555).sum()) == 324
    assert int((scored.codes == 111).sum()) == 330
    assert scored.cells_used == 112


def test_online_retail_segments_on_scores_and_on_raw_fields():
    """UCI Online Retail: the ready-made table takes every customer once, whatever the order of its lines."""
    _, columns = _customers()
    scored = rfm_scores(columns)
    found = rule_labels(rfm_table(), scored.columns())
    edges = {one.measure: one.edges for one in scored.measures}
    raw = rule_labels(on_raw_fields(rfm_table(), edges), columns)
    assert (found.contested, found.uncovered, found.incomplete) == (0, 0, 0)
    assert len(np.unique(found.labels)) == 11
    np.testing.assert_array_equal(raw.labels, found.labels)


@pytest.mark.parametrize(
    ("before", "as_of", "sizes"),
    [
        ("2011-09-10", "2011-09-10", {"former": 581, "potential": 886, "occasional": 987, "loyal": 916}),
        ("2011-06-10", "2011-06-10", {"former": 161, "loyal": 572, "occasional": 880, "potential": 1187}),
        (None, "2011-12-10", {"former": 858, "loyal": 1467, "occasional": 1138, "potential": 875}),
    ],
)
def test_online_retail_lifecycle(before, as_of, sizes):
    """UCI Online Retail: former after 180 days, loyal from 4 orders, occasional from 2; sizes of an own run."""
    _, columns = _customers(before, as_of, whole_days=True)
    table = lifecycle_table()
    found = rule_labels(table, columns)
    assert {one.id: int((found.labels == place).sum()) for place, one in enumerate(table.segments)} == sizes


def _r_rfm():
    lines = tuple(
        RuleLine(
            segment=name,
            when=AllOf(
                all=tuple(within(score_field(one), *range_) for one, range_ in zip(MEASURES, ranges, strict=True))
            ),
        )
        for name, ranges in R_RFM.items()
    )
    return RuleTable(segments=tuple(RuleSegment(id=name) for name in R_RFM), lines=lines)


def test_r_rfm_example_has_holes_and_overlaps():
    """rfm 0.3.0 for R, example of rfm_segment: of 125 codes 10 have no rule, 58 have several, up to 5."""
    found = diagnose(_r_rfm(), domains=score_domains(may_be_missing=False))
    assert (found.cells, found.covered, found.several, found.most_lines) == (125, 115, 58, 5)
    assert found.order_matters
    assert not found.complete


def test_r_rfm_example_repaired():
    domains = score_domains(may_be_missing=False)
    mended = diagnose(repair(_r_rfm(), rest="others", domains=domains), domains=domains)
    assert (mended.complete, mended.exclusive, mended.several) == (True, True, 0)


def _is_code(code):
    digits = zip(MEASURES, code, strict=True)
    return AllOf(all=tuple(compare(score_field(measure), "eq", int(digit)) for measure, digit in digits))


def test_pymc_marketing_segments_cover_46_of_64_codes():
    """pymc-marketing 1.3.0, default segments: 442, recent and frequent, is in none of them."""
    lines = tuple(
        RuleLine(segment=name, when=AnyOf(any=tuple(map(_is_code, codes.split()))))
        for name, codes in PYMC_MARKETING.items()
    )
    table = RuleTable(mode="exclusive", segments=tuple(RuleSegment(id=name) for name in PYMC_MARKETING), lines=lines)
    found = diagnose(table, domains=score_domains(4, may_be_missing=False))
    recent_and_frequent = {score_field(one): np.array([score]) for one, score in zip(MEASURES, (4, 4, 2), strict=True)}
    assert (found.cells, found.covered, found.several) == (64, 46, 0)
    assert sum(bool(holds(hole.when, recent_and_frequent)[0]) for hole in found.holes) == 1
