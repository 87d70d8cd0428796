"""Online Retail from columns to ranking: six candidates judged on the 91 days after 10 September 2011.

Case 16 of the method notes (sizes of the rule's segments, R2 on the log scale) and what the notes say of money: a
four-line rule predicts a part of what eight clusters do. Bootstrap pairs and draws are few, to save time; no published
figure rests on them. Data: Chen, Sain & Guo (2012), doi:10.1057/dbm.2012.17.
"""

from __future__ import annotations

import pytest

from data.templates.segmentation_reader import segmentation_templates
from evaluators.segmentations.data_facts import CustomerColumns
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.evaluate import evaluate
from tests.published.test_segmentation_lift import LIFECYCLE, SIZES, _customers

BEHAVIOUR = ("recency_days", "orders", "revenue")
FIELDS = (*({"id": one} for one in BEHAVIOUR), {"id": "country", "kind": "category", "at_signup": True})
HOME = {"field": "country", "operator": "eq", "value": "United Kingdom"}
COUNTRY = {
    "segments": [{"id": "home"}, {"id": "abroad"}],
    "lines": [{"segment": "home", "when": HOME}],
    "otherwise": "abroad",
}
LEARNT = {"fields": BEHAVIOUR, "signed_log": BEHAVIOUR}
CANDIDATES = (
    {"type": "rules", "id": "country", "family": "geographic", "table": COUNTRY},
    {"type": "lifecycle", "id": "rule"},
    {"type": "rfm", "id": "rfm"},
    {"type": "kmeans", "id": "four", "segments": 4, **LEARNT},
    {"type": "kmeans", "id": "eight", "segments": 8, **LEARNT},
    {"type": "gaussian_mixture", "id": "mixture", "segments": 4, **LEARNT},
)
QUICK = {"pairs": 2, "restarts": 1, "label_draws": 40, "data_draws": 2, "slow_pairs": 2, "silhouette_rows": 1_000}


@pytest.fixture(scope="module")
def result():
    found = _customers()
    names = {"recency_days": "days", "orders": "orders", "revenue": "money"}
    customers = CustomerColumns(
        columns={name: found[column].to_numpy(float) for name, column in names.items()}
        | {"country": found.country.to_numpy(object)},
        outcome=found.later.to_numpy(float),
        past_money=found.recent.to_numpy(float),
        value=found.money.to_numpy(float),
    )
    template = segmentation_templates()[0]
    document = SegmentationEvaluation(
        as_of="2011-12-10",
        fields=FIELDS,
        candidates=CANDIDATES,
        groups=template.groups,
        criteria=template.criteria,
        weighting=template.weighting,
        settings={"effort": QUICK, "decision": {"draws": 2_000}},
    )
    return evaluate(document, customers)


def test_sizes_of_the_rule(result):
    names = {"potential": "once"}
    sizes = {names.get(one.segment, one.segment): one.customers for one in result.candidate("rule").segments}
    assert sizes == {name: SIZES[name] for name in LIFECYCLE}


@pytest.mark.parametrize(("name", "published"), [("rule", 0.2101), ("four", 0.2257), ("eight", 0.2446)])
def test_lift_on_the_log_scale(result, name, published):
    assert result.candidate(name).lift.logarithmic.value == pytest.approx(published, abs=0.01)  # other folds


def test_the_country_is_no_better_than_nothing_worth_naming(result):
    assert result.candidate("country").criterion("A1").measured.score < 0.05


def test_a_rule_predicts_a_part_of_what_eight_clusters_do(result):
    told = {one.candidate: one for one in result.predictions}
    assert {one.reference for one in result.predictions} == {"eight"}
    assert 0.25 < told["rule"].interval.low < told["rule"].share < told["rule"].interval.high < 0.6  # under the cap
    assert told["country"].interval.high < 0.1


def test_all_six_are_ranked_and_none_is_knocked_out(result):
    assert len(result.ranking.ranking) == 6
    assert all(one.restarts is None or one.restarts.adequate for one in result.candidates)
    assert result.simplest.candidate in ("country", "rule", "rfm")
