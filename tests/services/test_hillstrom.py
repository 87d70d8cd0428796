"""The published e-mail test from its rows and from its sums: the same answer, and what each shows of segments."""

from __future__ import annotations

from dataclasses import replace

import pytest

from data.samples import samples
from evaluators.documents import revise
from services import datasets, editing_campaigns, editing_sends
from services.documents import parse
from services.evaluations import open_evaluation
from services.examples import open_example
from services.results import result_of
from tests.data.campaign_files import HILLSTROM, needs_hillstrom

SAMPLE = next(one.document for one in samples() if one.id == "hillstrom")
GROUPS = {"1 · 0": "womens", "0 · 1": "mens", "1 · 1": "both"}
ARMS = {"No E-Mail": "none", "Mens E-Mail": "mens", "Womens E-Mail": "womens"}


@pytest.fixture(scope="module")
def from_sums():
    return result_of(SAMPLE)


@pytest.fixture(scope="module")
def from_rows():
    if not HILLSTROM.exists():
        pytest.skip(f"the public Hillstrom data are not at {HILLSTROM} (PUNTARI_TEST_DATA)")
    kept = datasets.add(HILLSTROM.read_bytes(), HILLSTROM.name)
    source = editing_sends.rows_from_guess(kept)
    roles = source.roles.model_copy(
        update={
            "segment": "womens",
            "segment_also": ("mens",),
            "segments": GROUPS,
            "variants": ARMS,
            "segment_read": "before",
            "covariates": (),
            "metrics": {"spend": "spend", "visit": "visit", "conversion": "conversion"},
        }
    )
    sends = (SAMPLE.sends[0].model_copy(update={"source": source.model_copy(update={"roles": roles})}),)
    document = revise(SAMPLE, sends=sends)
    return result_of(document)


def reading(result, metric, variant="womens"):
    return next(one for one in result.segments if (one.metric, one.variant) == (metric, variant))


def test_the_effect_on_visits_differs_by_earlier_purchase_and_on_spend_it_does_not(from_sums):
    """Q = 94 on visits; Q = 1.0, p = 0.32 on spend: the same customers, the same grouping, another metric."""
    visits = reading(from_sums, "visit").groupings[0]
    spend = reading(from_sums, "spend").groupings[0]
    assert (visits.grouping, spend.grouping) == ("womens-goods", "womens-goods")
    assert round(visits.heterogeneity.q) == 94
    assert visits.heterogeneity.p_value < 1e-20
    assert round(spend.heterogeneity.q, 1) == 1.0
    assert round(spend.heterogeneity.p_value, 2) == 0.32


def test_the_fixed_rule_gains_nothing_to_speak_of(from_sums):
    gain = from_sums.policy.own.gain
    assert from_sums.policy.metric == "spend"
    assert round(gain.value, 3) == 0.007
    assert (round(gain.interval.low, 2), round(gain.interval.high, 2)) == (-0.18, 0.19)
    assert dict(from_sums.policy.own.single.variants) == dict.fromkeys(("womens", "mens", "both"), "mens")


@needs_hillstrom
def test_rows_and_sums_give_the_same_answer(from_sums, from_rows):
    """All but what needs rows, which the sums list."""
    assert from_rows.decision == from_sums.decision
    for rows, sums in zip(from_rows.effects, from_sums.effects, strict=True):
        assert (rows.variant, rows.metric, rows.control.customers) == (
            sums.variant,
            sums.metric,
            sums.control.customers,
        )
        assert rows.estimate.value == pytest.approx(sums.estimate.value, rel=1e-9)
        assert rows.estimate.interval.low == pytest.approx(sums.estimate.interval.low, rel=1e-8)
        assert rows.adjusted_p == pytest.approx(sums.adjusted_p, rel=1e-6)
    for rows, sums in zip(from_rows.segments, from_sums.segments, strict=True):
        assert rows.heterogeneity.q == pytest.approx(sums.heterogeneity.q, rel=1e-8)
        by_name = {test.segment: test for test in rows.tests}
        for test in sums.tests:
            assert by_name[test.segment].estimate.value == pytest.approx(test.estimate.value, rel=1e-9)
            assert by_name[test.segment].verdict == test.verdict
    assert from_rows.policy.own.gain.value == pytest.approx(from_sums.policy.own.gain.value, rel=1e-7)
    assert {"cross_fitting", "id_checks"} <= set(from_sums.needs_rows)
    assert "cross_fitting" not in from_rows.needs_rows


@needs_hillstrom
def test_the_honest_value_of_choosing_a_rule_stands_beside(from_rows):
    """Chosen on one half and valued on the other, 20 times: no gain over the one best mail."""
    honest = from_rows.policy.cross_fitted
    assert honest.splits == 20
    assert -0.3 < honest.gain.value < 0.1
    assert honest.gain.interval.low < 0 < honest.gain.interval.high


@needs_hillstrom
def test_columns_that_are_crossed_are_groupings():
    kept = datasets.add(HILLSTROM.read_bytes(), HILLSTROM.name)
    source = editing_sends.rows_from_guess(kept)
    assert source.roles.variant == "segment", "the column named segment is the variant"
    empty = revise(SAMPLE, design={}, rule=(), sends=({"id": "test"},))
    roles = source.roles.model_copy(update={"segment": "womens", "segment_also": ("mens",)})
    document = editing_sends.design_from_roles(empty, "test", kept, roles)
    assert [one.name for one in document.design.segments] == [
        "womens 0 · mens 1",
        "womens 1 · mens 0",
        "womens 1 · mens 1",
    ]
    assert [one.name for one in document.design.groupings] == ["womens", "mens"]
    assert document.design.variants[0].name == "No E-Mail", "nothing sent is the control"
    result = result_of(editing_campaigns.set_primary(document, "visit"))
    by_womens = next(one for one in reading(result, "visit", document.design.variants[2].id).groupings)
    assert round(by_womens.heterogeneity.q) == 94
    gone = editing_campaigns.remove_segment(document, document.design.segments[0].id)
    assert [one.name for one in gone.design.groupings] == ["mens"], "one group alone is no grouping"


def test_samples_open_and_can_be_worked_out():
    for sample in (one for one in samples() if one.document.kind.startswith("campaign")):
        opened = open_evaluation(open_example(sample.id, "fi"))
        assert opened.document == sample.document
        assert parse(opened.document.model_dump_json()) == sample.document
        assert result_of(opened.document).provenance.document_hash


def test_the_generated_campaign_is_read_as_it_was_made():
    from data.samples import generator

    open_example("spring-campaign", "en")
    document = next(one.document for one in samples() if one.id == "spring-campaign")
    result = result_of(document)
    bought = next(one for one in result.effects if one.metric == "bought")
    around, truth = bought.estimate.interval, generator.true_effect("bought")
    assert around.low < truth < around.high
    assert result.decision.verdict in {"ship_b", "ship_b_watch"}
    tests = {test.segment: test for one in result.segments if one.metric == "bought" for test in one.tests}
    for one in generator.TRUTH:
        assert tests[one.segment].estimate.interval.low < one.buys_gain < tests[one.segment].estimate.interval.high
    assert replace(result, notes=()) == replace(result_of(document), notes=())
