"""Beside the answer: ranks and uncapped means, how the effect built up, guardrails by segment. None of them decides."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from evaluators.campaigns.aggregates import Moments, Summary
from evaluators.campaigns.cells import Cell, CellTable
from evaluators.campaigns.guardrails import GuardrailState, guard_share
from evaluators.campaigns.means import compare_means
from evaluators.campaigns.rank_tests import mann_whitney, stratified_ranks
from evaluators.campaigns.reading import read
from evaluators.campaigns.source import CustomerRows, Roles
from evaluators.campaigns.value_counts import ValueCounts
from evaluators.data_files import DataFile
from evaluators.documents import revise
from evaluators.errors import NotComputable
from tests.evaluators.campaigns.campaign_tests import BOUGHT, LEFT, SPEND, campaign, row, table_of

CAPPED = revise(SPEND, cap=50.0)
MARKS = revise(SPEND, id="marks", kind="rating", highest=5)
FILE = DataFile(sha256="0" * 64, name="x.csv", rows=1_000, columns=("group",))
ROWS = CustomerRows(file=FILE, roles=Roles(variant="group"))
STATES = {"safe": GuardrailState.SAFE, "harmed": GuardrailState.HARMED, "unproven": GuardrailState.UNPROVEN}


def counted(metric, *sends, histograms=True):
    """Return a test of rows and its cells, capped as the metric says, from each send's values in both arms."""
    document = campaign(*([] for _ in sends), metrics=(metric,))
    document = revise(document, sends=tuple(revise(send, source=ROWS) for send in document.sends))
    cells = [
        Cell(
            send=f"s{place}",
            variant=variant,
            segment=None,
            moments=Moments.of((metric.id,), np.minimum(np.array(values, dtype=float), metric.cap or np.inf)[:, None]),
            histograms={metric.id: tuple(sorted(Counter(map(float, values)).items()))} if histograms else {},
        )
        for place, arms in enumerate(sends, start=1)
        for variant, values in zip("ab", arms, strict=True)
    ]
    return document, CellTable(metrics=(metric.id,), covariates=(), cells=tuple(cells), audits=())


def looks(*given):
    """Return a result's second looks by method."""
    return {one.method: one for one in read(*given).supports}


def spends(rng, n, buyers, size):
    return np.where(rng.random(n) < buyers, np.round(rng.exponential(size, n), 2) + 1, 0.0)


def test_ranks_are_mann_whitney_of_the_values():
    rng = np.random.default_rng(1)
    arms = spends(rng, 3_000, 0.1, 20), spends(rng, 3_000, 0.13, 20)
    result = read(*counted(SPEND, arms))
    found = result.supports[0]
    expected = mann_whitney(ValueCounts.of(arms[0]), ValueCounts.of(arms[1]))
    assert (found.method, found.superiority, found.p_value) == (
        "mann_whitney",
        expected.superiority,
        expected.p_value,
    )
    assert found.agrees
    assert "mann_whitney" in result.provenance.methods


def test_a_few_large_orders_against_many_small_ones():
    """Ranks and the capped mean favour the variant, what came in the control: told, and the verdict stays."""
    control = [0.0] * 1_900 + [1_000.0] * 100
    variant = [0.0] * 1_000 + [1.0] * 1_000
    result = read(*counted(SPEND, (control, variant)))
    ranks = result.supports[0]
    assert ranks.agrees is False
    assert ranks.superiority > 0.5 > result.effects[0].estimate.value
    assert result.decision.verdict == "keep_a"
    capped = read(*counted(revise(SPEND, cap=5.0), (control, variant)))
    same_ranks, uncapped = capped.supports[:2]
    assert capped.effects[0].estimate.value == pytest.approx(0.5 - 0.25)
    assert uncapped.estimate.value == pytest.approx(0.5 - 50)
    assert (same_ranks.superiority, same_ranks.agrees, uncapped.agrees) == (ranks.superiority, True, False)
    assert capped.decision.verdict == "ship_b", "the capped mean decides"


def test_uncapped_is_welch_of_values_as_they_came():
    rng = np.random.default_rng(2)
    arms = spends(rng, 3_000, 0.1, 40), spends(rng, 3_000, 0.13, 40)
    found = looks(*counted(CAPPED, arms))["uncapped"]
    plain = compare_means(*(Summary.of(arm) for arm in arms))
    assert (found.method, found.cap, found.reason) == ("uncapped", 50.0, None)
    assert found.estimate.interval.rounded(9) == plain.interval.rounded(9)
    assert found.p_value == pytest.approx(plain.p_value)
    assert max(map(np.max, arms)) > 50, "the cap cuts something"


def test_uncapped_without_counted_values_says_why():
    document, table = counted(CAPPED, ([0, 1, 90], [0, 2, 80]), histograms=False)
    (found,) = read(document, table).supports
    assert (found.method, found.estimate, found.agrees) == ("uncapped", None, None)
    assert found.reason == "values_not_counted"
    typed = revise(document, sends=campaign([], metrics=(CAPPED,)).sends)
    assert read(typed, table).supports == (), "sums of a table were not capped"


def test_sends_are_strata_of_ranks():
    """One send is all higher than the other and splits differ: pooled ranks would call the arms unlike."""
    rng = np.random.default_rng(3)
    low, high = rng.integers(0, 10, 2_000), rng.integers(100, 110, 2_000)
    first, second = (low[:1_800], low[1_800:]), (high[:200], high[200:])
    found = read(*counted(SPEND, first, second)).supports[0]
    assert found.p_value > 0.01
    assert found.superiority == pytest.approx(0.5, abs=0.05)
    pooled = [ValueCounts.of(np.concatenate(arms)) for arms in zip(first, second, strict=True)]
    assert mann_whitney(*pooled).p_value < 1e-50
    assert read(*counted(CAPPED, first, second)).supports[1].estimate.method == "post_stratified"


def test_one_stratum_is_mann_whitney_and_none_is_refused():
    arms = ValueCounts.of([1, 2, 2, 3]), ValueCounts.of([2, 3, 4])
    assert stratified_ranks([arms]) == mann_whitney(*arms)
    with pytest.raises(NotComputable):
        stratified_ranks([])


def test_strata_alike_sharpen_the_test():
    rng = np.random.default_rng(4)
    arms = ValueCounts.of(rng.integers(0, 50, 300)), ValueCounts.of(rng.integers(3, 53, 300))
    one, four = mann_whitney(*arms), stratified_ranks([arms] * 4)
    assert four.method == "van_elteren"
    assert four.superiority == pytest.approx(one.superiority)
    assert four.standard_error == pytest.approx(one.standard_error / 2)
    assert four.p_value < one.p_value


def test_the_mean_that_decides_is_dealt_and_drawn_again():
    """Capped as it is, send by send; the same seed gives the same digits."""
    rng = np.random.default_rng(5)
    arms = spends(rng, 3_000, 0.1, 40), spends(rng, 3_000, 0.13, 40)
    document, table = counted(CAPPED, arms)
    result, found = read(document, table), looks(document, table)
    mean, dealt, drawn = result.effects[0].estimate, found["permutation"], found["bootstrap"]
    assert dealt.estimate.value == pytest.approx(mean.value)
    assert drawn.estimate.value == pytest.approx(mean.value)
    assert dealt.p_value == pytest.approx(mean.p_value, abs=0.02)
    assert drawn.estimate.interval.low == pytest.approx(mean.interval.low, abs=0.15)
    assert (dealt.agrees, drawn.agrees, drawn.p_value) == (True, True, None)
    assert looks(document, table) == found
    assert {"permutation", "bootstrap"} <= set(result.provenance.methods)
    other = revise(document, settings=revise(document.settings, seed=7))
    assert looks(other, table)["bootstrap"].estimate.interval != drawn.estimate.interval
    fewer = revise(document, settings=revise(document.settings, permutations=100))
    assert looks(fewer, table)["permutation"].p_value >= 1 / 101


def test_resampling_doubts_a_mean_of_a_handful():
    """Five buyers against none: under 5 % by Welch; dealt again, all five fall to one arm in 2 cases of 32."""
    result = read(*counted(SPEND, ([0.0] * 500, [0.0] * 495 + [20.0] * 5)))
    found = {one.method: one for one in result.supports}
    assert result.effects[0].estimate.p_value < 0.05
    assert found["permutation"].p_value == pytest.approx(2 / 32, abs=0.02)
    assert found["permutation"].agrees is False


def test_resampling_says_why_not():
    same = looks(*counted(SPEND, ([1.0] * 50, [1.0] * 50)))
    assert {same[one].reason for one in ("permutation", "bootstrap")} == {"no_variation"}
    one = looks(*counted(SPEND, ([1.0], [1.0, 2.0])))
    assert {one[name].reason for name in ("permutation", "bootstrap")} == {"too_few_customers"}


def test_ratings_are_held_against_their_order():
    control, variant = [1] * 100 + [4] * 300 + [5] * 100, [1] * 60 + [4] * 300 + [5] * 140
    result = read(*counted(MARKS, (control, variant)))
    (found,) = result.supports
    assert (found.method, found.agrees) == ("ordinal", True)
    assert found.superiority > 0.5


def test_nothing_without_counted_values():
    assert read(*counted(SPEND, ([0, 1, 2], [0, 2, 3]), histograms=False)).supports == ()
    document, table = counted(SPEND, ([0, 1, 2], [0, 2, 3]), ([0, 1, 2], [0, 2, 3]))
    half = tuple(replace(cell, histograms={}) if cell.send == "s2" else cell for cell in table.cells)
    assert read(document, replace(table, cells=half)).supports == ()


def test_effect_builds_up_send_by_send():
    first = [row("a", 5_000, bought=200), row("b", 5_000, bought=210)]
    second = [row("a", 5_000, bought=200), row("b", 5_000, bought=320)]
    document = campaign(first, second)
    result = read(document, table_of(document))
    (found,) = result.over_time
    assert (found.by, [one.label for one in found.points]) == ("send", ["s1", "s2"])
    assert [one.customers for one in found.points] == [10_000, 20_000]
    alone = campaign(first)
    assert found.points[0].estimate == read(alone, table_of(alone)).effects[0].estimate
    assert found.points[1].estimate == result.effects[0].estimate
    assert read(alone, table_of(alone)).over_time == ()


def test_effect_builds_up_day_by_day():
    def day(before, after):
        return table_of(campaign([row("a", 5_000, bought=before), row("b", 5_000, bought=after)]))

    document = campaign([row("a", 5_000, bought=200), row("b", 5_000, bought=300)])
    result = read(document, day(200, 300), over_time=((1, day(20, 25)), (14, day(200, 300))))
    (found,) = result.over_time
    assert (found.by, [one.label for one in found.points]) == ("day", ["1", "14"])
    assert found.points[0].estimate.value == pytest.approx(0.001)
    assert found.points[-1].estimate == result.effects[0].estimate


def test_a_handful_of_customers_is_no_point_in_time():
    few = [row("a", 2, bought=0), row("b", 2, bought=1)]
    one_arm = [row("a", 40, bought=2), row("b", 1, bought=1)]
    many = [row("a", 500, bought=20), row("b", 500, bought=30)]
    document = campaign(few, one_arm, many)
    points = read(document, table_of(document)).over_time[0].points
    assert [(one.label, one.estimate is None) for one in points] == [("s2", True), ("s3", False)]


@pytest.mark.parametrize(
    ("before", "after", "state"), [(100, 100, "safe"), (100, 220, "harmed"), (100, 120, "unproven")]
)
def test_guardrails_by_segment(before, after, state):
    rows = [
        row("a", 20_000, "x", bought=400, left=100),
        row("b", 20_000, "x", bought=600, left=100),
        row("a", 20_000, "y", bought=400, left=before),
        row("b", 20_000, "y", bought=600, left=after),
    ]
    document = campaign(rows, metrics=(BOUGHT, LEFT), segments=("x", "y"), margins={"left": 0.002})
    table = table_of(document)
    result = read(document, table)
    found = {one.segment: one for one in result.segment_guardrails}
    assert found["x"].state is GuardrailState.SAFE
    assert found["y"].state is STATES[state]
    arms = [cell.moments for cell in table.cells if cell.segment == "y"]
    shares = [campaign_share(one) for one in arms]
    assert found["y"].guardrail == guard_share(*shares, margin=0.002)


def campaign_share(moments):
    from evaluators.campaigns.aggregates import Proportion

    return Proportion(round(moments.n * moments.means[moments.names.index("left")]), moments.n)


def test_guardrails_look_at_planned_segments_only_and_an_empty_one_is_unproven():
    rows = [row("a", 5_000, "x", bought=50, left=9), row("b", 5_000, "x", bought=90, left=9)]
    document = campaign(rows, metrics=(BOUGHT, LEFT), segments=("x", "y"), margins={"left": 0.01})
    unplanned = tuple(revise(one, planned=one.id == "y") for one in document.design.segments)
    document = revise(document, design=revise(document.design, segments=unplanned))
    (found,) = read(document, table_of(document)).segment_guardrails
    assert (found.segment, found.state, found.guardrail) == ("y", GuardrailState.UNPROVEN, None)
    assert found.reason == "no_trials"


def test_methods_that_need_rows():
    plain = campaign([row("a", 500, bought=9), row("b", 500, bought=9)])
    assert read(plain, table_of(plain)).needs_rows == (
        "id_checks",
        "date_checks",
        "covariates",
        "certificate",
        "over_time",
    )
    rows = revise(plain, sends=(revise(plain.sends[0], source=ROWS),))
    assert read(rows, table_of(plain)).needs_rows == ()
    asked = revise(rows, settings=revise(rows.settings, certificate=10))
    assert read(asked, table_of(plain)).needs_rows == ("certificate",)
    assert read(campaign(), table_of(campaign())).needs_rows == ()


def test_sums_of_squares_may_be_large():
    """Cents of a whole list: a square has twice the digits of a sum."""
    rows = [
        row(arm, 2_000_000, squares={"spend": square}, spend=total)
        for arm, total, square in (("a", 4e14, 2e23), ("b", 4.1e14, 2.1e23))
    ]
    document = campaign(rows, metrics=(SPEND,))
    found = read(document, table_of(document)).effects[0].estimate
    assert found.value == pytest.approx(5e6)


def remark(result):
    return next((note.facts for note in result.notes if note.code == "few_with_value"), None)


def test_few_buyers_are_remarked():
    """500 and 4,500 customers of whom 2 % buy: simulated, such a mean alarms at 12 % instead of 5 %."""
    rng = np.random.default_rng(8)
    small, large = spends(rng, 500, 0.02, 20), spends(rng, 4_500, 0.02, 20)
    found = remark(read(*counted(SPEND, (large, small))))
    assert found == {"metric": SPEND.id, "variant": "b", "count": int((small > 0).sum()), "least": 100}
    assert remark(read(*counted(SPEND, (spends(rng, 9_000, 0.1, 20), spends(rng, 9_000, 0.1, 20))))) is None


def test_amounts_that_everybody_has_are_not_few():
    rng = np.random.default_rng(9)
    assert remark(read(*counted(SPEND, (rng.normal(50, 9, 60), rng.normal(50, 9, 60))))) is None
