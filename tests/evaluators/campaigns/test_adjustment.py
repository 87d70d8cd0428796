"""Adjusted effects: against regressions, tea-tasting and direct formulas; what they gain and where they stop."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from evaluators.campaigns.adjustment import StratumCell, cuped, stratified
from evaluators.campaigns.aggregates import Moments
from evaluators.campaigns.means import compare_means
from evaluators.errors import NotComputable
from tests.evaluators.campaigns.least_squares import least_squares

NAMES = ("spend", "before", "visits")


def customers(n=600, seed=11, effect=1.5, share=0.4):
    """Return segment, arm, before, visits and spend of made-up customers."""
    rng = np.random.default_rng(seed)
    segment, arm = rng.integers(0, 3, n), (rng.random(n) < share).astype(int)
    before, visits = rng.gamma(2, 20, n) + 15 * segment, rng.poisson(3, n).astype(float)
    spend = 5 + 4 * segment + 0.7 * before + 2 * visits + arm * (effect + segment) + rng.normal(0, 6, n)
    return segment, arm, before, visits, spend


def cells(data):
    segment, arm, before, visits, spend = data
    rows = np.column_stack([spend, before, visits])
    return [
        StratumCell(*(Moments.of(NAMES, rows[(segment == place) & (arm == one)]) for one in (0, 1)))
        for place in range(3)
    ]


def whole(parts):
    control, variant = parts[0].control, parts[0].variant
    for part in parts[1:]:
        control, variant = control.merge(part.control), variant.merge(part.variant)
    return control, variant


@pytest.fixture(scope="module")
def data():
    return customers()


def test_cuped_against_tea_tasting(data):
    """tea-tasting 1.14.0; its theta is weighted a little differently, so not to the last digit."""
    import pyarrow as pa
    import tea_tasting as tt

    _, arm, before, _, spend = data
    frame = pa.table({"variant": arm, "before": before, "spend": spend})
    expected = tt.Experiment(m=tt.Mean("spend", "before")).analyze(frame)["m"]
    found = cuped(*whole(cells(data)), "spend", ["before"])
    assert found.estimate.value == pytest.approx(expected.effect_size, rel=2e-3)
    assert found.estimate.standard_error == pytest.approx(
        (expected.effect_size_ci_upper - expected.effect_size_ci_lower) / 2 / 1.964, rel=2e-3
    )


def test_two_covariates_against_least_squares(data):
    """With slopes within the arms the effect is that of the regression on arm and covariates."""
    _, arm, before, visits, spend = data
    found = cuped(*whole(cells(data)), "spend", ["before", "visits"], slope="within_arms")
    fitted = sm.OLS(spend, np.column_stack([np.ones_like(spend), arm, before, visits])).fit()
    assert found.estimate.value == pytest.approx(fitted.params[1], rel=1e-9)
    assert list(found.slopes.values()) == pytest.approx(fitted.params[2:], rel=1e-9)


def test_least_variance_is_the_least(data):
    control, variant = whole(cells(data))
    error = cuped(control, variant, "spend", ["before"]).estimate.standard_error
    for slope in ("within_arms", "all_customers"):
        assert cuped(control, variant, "spend", ["before"], slope=slope).estimate.standard_error >= error


def test_a_useless_or_repeated_covariate_changes_nothing(data):
    """A constant column has slope 0; a column given twice shares its slope."""
    control, variant = whole(cells(data))
    single = cuped(control, variant, "spend", ["before"])
    names = ("spend", "before", "again", "constant")
    _, arm, before, _, spend = data
    rows = np.column_stack([spend, before, before, np.full_like(spend, 7)])
    arms = [Moments.of(names, rows[arm == one]) for one in (0, 1)]
    repeated = cuped(*arms, "spend", ["before", "again", "constant"])
    assert repeated.slopes["constant"] == 0
    assert repeated.slopes["before"] + repeated.slopes["again"] == pytest.approx(single.slopes["before"])
    assert repeated.estimate.value == pytest.approx(single.estimate.value)
    none = cuped(*arms, "spend", ["constant"])
    plain = compare_means(control.summary("spend"), variant.summary("spend"))
    assert none.estimate.value == pytest.approx(plain.value)
    assert none.variance_reduction == pytest.approx(0, abs=1e-12)


def test_lin_is_the_regression_with_an_own_slope_for_each_arm_and_segment(data):
    """Per segment OLS on arm, centred covariate and their product (statsmodels), averaged by the segments' sizes."""
    segment, arm, before, visits, spend = data
    effect = variance = 0.0
    for place in range(3):
        here = segment == place
        own = np.column_stack([before[here] - before[here].mean(), visits[here] - visits[here].mean()])
        treated = arm[here][:, None]
        design = np.hstack([np.ones((here.sum(), 1)), treated, own, treated * own])
        fitted = sm.OLS(spend[here], design).fit(cov_type="HC2")
        effect += here.mean() * fitted.params[1]
        variance += here.mean() ** 2 * fitted.bse[1] ** 2
    found = stratified(cells(data), "spend", ["before", "visits"])
    assert found.estimate.method == "lin"
    assert found.estimate.value == pytest.approx(effect, rel=1e-9)
    assert found.estimate.standard_error == pytest.approx(variance**0.5, rel=0.02)
    assert found.slopes is None


def test_post_stratification_is_the_average_of_the_segments_differences(data):
    parts = cells(data)
    weights = np.array([part.n for part in parts]) / 600
    single = [compare_means(part.control.summary("spend"), part.variant.summary("spend")) for part in parts]
    found = stratified(parts, "spend")
    assert found.estimate.method == "post_stratified"
    assert found.estimate.value == pytest.approx(weights @ [one.value for one in single])
    errors = np.array([one.standard_error for one in single])
    assert found.estimate.standard_error == pytest.approx(np.sqrt(weights**2 @ errors**2))


def test_one_segment_without_covariates_is_welch(data):
    control, variant = whole(cells(data))
    found = stratified([StratumCell(control, variant)], "spend")
    plain = compare_means(control.summary("spend"), variant.summary("spend"))
    assert found.estimate.p_value == pytest.approx(plain.p_value)
    assert found.estimate.interval.low == pytest.approx(plain.interval.low)
    assert found.variance_reduction == pytest.approx(0, abs=1e-12)


def test_adjustment_narrows_and_stays_honest():
    """300 made-up campaigns of 200 customers: coverage near 95 %, and less than half the variance is left."""
    held, gains = [], []
    for seed in range(300):
        found = stratified(cells(customers(200, seed, share=0.3)), "spend", ["before", "visits"])
        segment = customers(200, seed, share=0.3)[0]
        truth = 1.5 + segment.mean()
        held.append(found.estimate.interval.low <= truth <= found.estimate.interval.high)
        gains.append(found.variance_reduction)
    assert np.mean(held) == pytest.approx(0.95, abs=0.035)
    assert np.mean(gains) > 0.5


def test_swapping_the_arms_flips_signs_only(data):
    parts = cells(data)
    swapped = [StratumCell(part.variant, part.control) for part in parts]
    for adjust in (
        lambda one: cuped(*whole(one), "spend", ["before", "visits"]),
        lambda one: stratified(one, "spend", ["before"]),
        lambda one: stratified(one, "spend"),
    ):
        there, back = adjust(parts), adjust(swapped)
        assert there.estimate.value == pytest.approx(-back.estimate.value)
        assert there.estimate.p_value == pytest.approx(back.estimate.p_value)
        assert there.variance_reduction == pytest.approx(back.variance_reduction)


def test_the_order_of_segments_and_empty_ones_do_not_matter(data):
    parts = cells(data)
    nobody = StratumCell(Moments.empty(NAMES), Moments.empty(NAMES))
    one, other = stratified(parts, "spend", ["before"]), stratified([nobody, *parts[::-1]], "spend", ["before"])
    assert one.estimate.value == pytest.approx(other.estimate.value)
    assert one.estimate.standard_error == pytest.approx(other.estimate.standard_error)


def test_the_lift_is_relative_to_the_adjusted_control(data):
    found = stratified(cells(data), "spend", ["before"])
    control = found.estimate.value / found.lift.value
    assert control == pytest.approx(whole(cells(data))[0].summary("spend").mean, rel=0.1)
    assert found.lift.interval.low < found.lift.value < found.lift.interval.high


def test_a_control_below_zero_has_no_lift(data):
    segment, arm, before, visits, spend = data
    found = stratified(cells((segment, arm, before, visits, spend - 1000)), "spend", ["before"])
    assert found.lift is None


def test_a_segment_too_small_for_slopes_stays_unadjusted(data):
    small = StratumCell(*(Moments.of(NAMES, [[1, 2, 3], [2, 5, 4]]) for _ in range(2)))
    found = stratified([*cells(data), small], "spend", ["before"])
    assert [(note.code, note.facts) for note in found.estimate.notes] == [
        ("segments_unadjusted", {"count": 1, "segments": 4})
    ]
    assert stratified(cells(data), "spend", ["before"]).estimate.notes == ()


@pytest.mark.parametrize("rows", [[], [[1.0, 2.0, 3.0]]])
def test_arms_with_fewer_than_two_customers_are_refused(data, rows):
    full = cells(data)[0].control
    few = Moments.of(NAMES, rows)
    for pair in ((few, full), (full, few)):
        with pytest.raises(NotComputable, match="too_few_customers"):
            stratified([StratumCell(*pair)], "spend")
        with pytest.raises(NotComputable, match="too_few_customers"):
            cuped(*pair, "spend", ["before"])
    with pytest.raises(NotComputable, match="too_few_customers"):
        stratified([], "spend")


def test_metrics_without_spread_are_refused():
    constant = Moments.of(NAMES, [[4, 1, 2], [4, 5, 6], [4, 3, 3]])
    with pytest.raises(NotComputable, match="no_variation"):
        stratified([StratumCell(constant, constant)], "spend")
    with pytest.raises(NotComputable, match="no_variation"):
        cuped(constant, constant, "spend", ["before"])


def test_clustered_errors_against_statsmodels():
    rng = np.random.default_rng(2)
    shop = np.repeat(np.arange(24), 25)
    arm = (shop % 2).astype(float)
    spend = 10 + rng.normal(0, 3, 24)[shop] + arm + rng.normal(0, 2, len(shop))
    design = np.column_stack([np.ones_like(arm), arm])
    expected = sm.OLS(spend, design).fit(cov_type="cluster", cov_kwds={"groups": shop})
    found = least_squares(design, spend, clusters=[f"shop {one}" for one in shop])
    assert found.covariance == pytest.approx(expected.cov_params(), rel=1e-9)
    assert found.degrees == 23
    assert found.standard_error(1) > 2 * least_squares(design, spend).standard_error(1)


def test_hc2_against_statsmodels(data):
    _, arm, before, visits, spend = data
    design = np.column_stack([np.ones_like(spend), arm, before, visits])
    found, expected = least_squares(design, spend), sm.OLS(spend, design).fit(cov_type="HC2")
    assert found.coefficients == pytest.approx(expected.params, rel=1e-9)
    assert found.covariance == pytest.approx(expected.cov_params(), rel=1e-7)


def test_hc2_of_two_arms_is_welch():
    a, b = np.array([1.0, 4, 2, 8]), np.array([3.0, 3, 9, 7, 12])
    design = np.column_stack([np.ones(9), np.r_[np.zeros(4), np.ones(5)]])
    found = least_squares(design, np.r_[a, b])
    assert found.standard_error(1) == pytest.approx((a.var(ddof=1) / 4 + b.var(ddof=1) / 5) ** 0.5)


def test_a_row_that_decides_its_own_fit_has_no_rest():
    design = np.array([[1, 0], [1, 0], [1, 0], [1, 1]])
    found = least_squares(design, [1.0, 2.0, 6.0, 9.0])
    assert found.coefficients == pytest.approx([3, 6])
    assert np.isfinite(found.covariance).all()
