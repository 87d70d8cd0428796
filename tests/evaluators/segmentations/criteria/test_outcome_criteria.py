"""A1, A2, A3: segment means out of sample, against chance and against models of single customers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import r2_score

from evaluators.errors import DataError, NotComputable
from evaluators.segmentations.criteria.folds import deal_folds
from evaluators.segmentations.criteria.inputs import input_matrix
from evaluators.segmentations.criteria.lift_ceiling import LEAST, LiftCeiling, lift_ceiling
from evaluators.segmentations.criteria.outcome_lift import lift_ratio, out_of_sample_r2, outcome_lift
from evaluators.segmentations.criteria.outcome_table import OutcomeTable, money_cap, winsorised
from evaluators.segmentations.criteria.segments import segments_of
from evaluators.segmentations.criteria.separation import separation
from evaluators.segmentations.criteria.targeting_gain import perfect_share, targeting_gain
from evaluators.segmentations.partitions import fixed_order

CEILING = LiftCeiling(ridge=0.3, tree=0.4, boosted=0.5, value=0.5, rows=600)


def _shop(n=600, seed=0):
    """Return labels that matter, money that they tell a part of, folds."""
    rng = np.random.default_rng(seed)
    labels = rng.integers(3, size=n)
    money = rng.gamma(1.0, 20.0, size=n) * (1 + 3 * labels)
    return labels, money, deal_folds(n, rng=rng)


def _slow_r2(labels, outcome, folds):
    ours = base = 0.0
    for fold in set(folds.tolist()):
        train, test = folds != fold, folds == fold
        mean = outcome[train].mean()
        for y, label in zip(outcome[test], labels[test], strict=True):
            same = train & (labels == label)
            told = outcome[same].mean() if label >= 0 and same.any() else mean
            ours, base = ours + (y - told) ** 2, base + (y - mean) ** 2
    return 1 - ours / base


@given(st.integers(0, 10_000), st.integers(1, 6))
@settings(max_examples=20, deadline=None)
def test_r2_equals_its_definition(seed, segments):
    rng = np.random.default_rng(seed)
    labels = rng.integers(-1, segments, size=40)
    labels[0] = 0
    outcome, folds = rng.gamma(1.0, 5.0, size=40), deal_folds(40, rng=rng, folds=5)
    codes = segments_of(labels)
    table = OutcomeTable.of(codes.codes, outcome, folds, segments=codes.count)
    slow = _slow_r2(labels, outcome, folds)
    assert out_of_sample_r2(labels, outcome, folds).value == pytest.approx(slow)
    assert table.r2 == pytest.approx(slow, abs=1e-9)


def test_error_of_r2_is_that_of_resampled_customers():
    labels, money, folds = _shop()
    found = out_of_sample_r2(labels, money, folds)
    codes = segments_of(labels)
    table = OutcomeTable.of(codes.codes, money, folds, segments=codes.count)
    ours = (money - table.predictions[folds, codes.codes]) ** 2
    base = (money - table.train_means[folds]) ** 2
    rng = np.random.default_rng(1)
    times = rng.multinomial(len(money), np.full(len(money), 1 / len(money)), size=4000)
    resampled = 1 - (times @ ours) / (times @ base)
    assert found.standard_error == pytest.approx(resampled.std(), rel=0.1)
    assert found.interval.low < found.value < found.interval.high


def test_names_of_segments_and_the_order_of_the_file_change_nothing():
    labels, money, _ = _shop()
    ids = np.array([f"c{one:04d}" for one in range(len(labels))])
    renamed = np.array([7, 2, 40])[labels]

    def measure(labels, money, ids):
        order = fixed_order(ids)
        rng = np.random.default_rng(5)
        folds = deal_folds(len(order), rng=rng)
        lift = outcome_lift(labels[order], money[order], folds, ceiling=CEILING, rng=rng, draws=20)
        gain = targeting_gain(labels[order], money[order], folds, rng=rng, draws=20)
        return lift, gain, separation(labels[order], money[order])

    shuffled = np.random.default_rng(3).permutation(len(labels))
    first = measure(labels, money, ids)
    assert measure(renamed, money, ids) == first
    assert measure(labels[shuffled], money[shuffled], ids[shuffled]) == first


def test_segments_that_matter_score():
    labels, money, folds = _shop()
    rng = np.random.default_rng(2)
    lift = outcome_lift(labels, money, folds, ceiling=CEILING, rng=rng, draws=100)
    assert lift.criterion.better_than_chance
    assert lift.criterion.score == pytest.approx(lift.criterion.raw / CEILING.value)
    assert lift.by_chance == pytest.approx(-2 / len(money), abs=0.004)
    assert lift.criterion.null_interval.low < lift.by_chance < lift.criterion.null_interval.high
    gain = targeting_gain(labels, money, folds, rng=rng, draws=100)
    assert 0.2 < gain.null_interval.high < gain.raw < gain.ceiling < 1
    assert gain.score == pytest.approx((gain.raw - 0.2) / (gain.ceiling - 0.2))


def test_random_segments_score_nothing_within_error():
    """Chance is let through once in forty, and then by little."""
    _, money, folds = _shop()
    scores = []
    for seed in range(15):
        rng = np.random.default_rng([6, seed])
        labels = rng.integers(4, size=len(money))
        lift = outcome_lift(labels, money, folds, ceiling=CEILING, rng=rng, draws=100).criterion
        gain = targeting_gain(labels, money, folds, rng=rng, draws=100)
        scores += [lift.score, gain.score]
        assert abs(separation(labels, money).omega_squared) < 0.03
    assert sum(score > 0 for score in scores) <= 3
    assert max(scores) < 0.1
    assert min(scores) == 0


def test_no_better_than_chance_is_said():
    labels, money, folds = _shop()
    one = outcome_lift(np.zeros_like(labels), money, folds, ceiling=CEILING, rng=np.random.default_rng(0), draws=10)
    assert one.criterion.score == 0
    assert [note.code for note in one.criterion.notes] == ["single_segment", "no_better_than_chance"]
    assert one.found.value == pytest.approx(0)


def test_customers_without_a_segment_are_foretold_by_the_mean():
    labels, money, folds = _shop()
    part = np.where(np.arange(len(labels)) % 2, labels, -1)
    half, whole = (out_of_sample_r2(one, money, folds).value for one in (part, labels))
    assert 0 < half < whole
    lift = outcome_lift(part, money, folds, ceiling=CEILING, rng=np.random.default_rng(0), draws=10)
    note = lift.criterion.notes[0]
    assert (note.code, note.facts) == ("customers_unassigned", {"count": 300, "rows": 600})


def test_yes_and_no_is_the_brier_skill():
    labels, money, folds = _shop()
    bought = (money > 40).astype(float)
    lift = outcome_lift(labels, bought, folds, ceiling=CEILING, rng=np.random.default_rng(0), draws=10)
    assert lift.logarithmic is None
    assert lift.found.value == pytest.approx(_slow_r2(labels, bought, folds))


def test_outcomes_without_an_answer():
    labels, money, folds = _shop()
    with pytest.raises(NotComputable, match="outcome_constant"):
        out_of_sample_r2(labels, np.ones(len(labels)), folds)
    with pytest.raises(DataError, match=r"outcome_missing\(count=1"):
        out_of_sample_r2(labels, np.where(np.arange(len(labels)) == 3, np.nan, money), folds)
    with pytest.raises(NotComputable, match="no_value_to_target"):
        targeting_gain(labels, -money, folds, rng=np.random.default_rng(0))
    with pytest.raises(NotComputable, match="too_few_for_folds"):
        deal_folds(9, rng=np.random.default_rng(0))
    with pytest.raises(NotComputable, match="no_past_money"):
        money_cap(np.zeros(5))
    with pytest.raises(NotComputable, match="reference_tells_nothing"):
        lift_ratio(labels, np.zeros_like(labels), money, folds, rng=np.random.default_rng(0), draws=50)
    with pytest.raises(ValueError, match="outcomes are needed"):
        out_of_sample_r2(labels, money[1:], folds)


def test_few_customers_are_remarked_on():
    labels, money, folds = _shop(n=60)
    lift = outcome_lift(labels, money, folds, ceiling=CEILING, rng=np.random.default_rng(0), draws=10)
    assert lift.criterion.notes[0].code == "few_customers_measured"


def test_cap_is_of_past_spenders_and_cuts_both_ways():
    cap = money_cap(np.r_[np.zeros(900), np.arange(1, 102)], share=0.99)
    assert cap == pytest.approx(100)
    assert winsorised([-500.0, 20.0, 500.0], cap).tolist() == [-100, 20, 100]


def test_ratio_to_itself_is_one():
    labels, money, folds = _shop()
    share, interval = lift_ratio(labels, labels, money, folds, rng=np.random.default_rng(0), draws=50)
    assert (share, interval.low, interval.high) == pytest.approx((1, 1, 1))
    coarse, around = lift_ratio(labels // 2, labels, money, folds, rng=np.random.default_rng(0), draws=200)
    assert around.low < coarse < around.high < 1


def test_targeting_takes_the_edge_pro_rata():
    """One fold to rank by, one to be ranked: segment means 9, 3, 3 hold 10 %, 30 %, 60 % of customers."""
    labels = np.r_[0, [1] * 3, [2] * 6].tolist() * 2
    value = np.array([9.0] + [3.0] * 9 + [10.0] + [2.0] * 3 + [1.0] * 6)
    folds = np.repeat([0, 1], 10)
    found = targeting_gain(labels, value, folds, rng=np.random.default_rng(0), draws=5)
    in_first = 9 + 3  # ranked 10, 2, 1: all of the first, one of three of the second
    in_second = 10 + (2 * 3 + 1 * 6) / 9  # the other two tie in the first fold
    assert found.raw == pytest.approx((in_first + in_second) / value.sum())
    assert found.ceiling == pytest.approx((9 + 3 + 10 + 2) / value.sum())


def test_twenty_segments_by_worth_come_near_the_perfect_order():
    _, money, folds = _shop()
    best = np.argsort(np.argsort(money)) // 30
    found = targeting_gain(best, money, folds, rng=np.random.default_rng(0), draws=5)
    assert found.raw == pytest.approx(perfect_share(money, folds), abs=0.02)


def test_ceiling_finds_what_inputs_tell():
    rng = np.random.default_rng(8)
    n = 1500
    age, city = rng.normal(size=n), rng.choice(["Oulu", "Turku", "Vaasa"], size=n)
    money = 5 * age * (city == "Turku") + rng.normal(size=n)
    inputs = input_matrix({"age": np.where(rng.random(n) < 0.05, np.nan, age), "city": city})
    folds = deal_folds(n, rng=rng)
    found = lift_ceiling(inputs, money, folds, rng=rng)
    assert 0 < found.ridge < found.tree < found.boosted == found.value < 1
    nothing = lift_ceiling(inputs, rng.permutation(money), folds, rng=rng)
    assert nothing.value == LEAST


def test_separation_equals_the_textbook():
    labels, money, _ = _shop()
    means = np.array([money[labels == one].mean() for one in range(3)])
    found = separation(labels, money)
    assert found.eta_squared == pytest.approx(r2_score(money, means[labels]))
    between, total = found.eta_squared, 1.0
    within = (total - between) / (len(money) - 3)
    assert found.omega_squared == pytest.approx((between - 2 * within) / (total + within))
    assert found.criterion.score is None
    with pytest.raises(NotComputable, match="too_few_for_separation"):
        separation([0, 1], [1.0, 2.0])
