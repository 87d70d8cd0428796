"""Adjustment by a covariate against independently computed figures."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest

from evaluators.campaigns.adjustment import StratumCell, cuped, stratified
from evaluators.campaigns.aggregates import Moments
from evaluators.campaigns.means import compare_means
from tests.evaluators.campaigns.least_squares import least_squares

NAMES = ("spend", "before")


@pytest.fixture(scope="module")
def rows():
    """400 made-up customers: variant, spend before and spend in the campaign."""
    with (Path(__file__).parent / "cuped_synthetic.csv").open(encoding="utf-8") as lines:
        return [{name: float(text) for name, text in row.items()} for row in csv.DictReader(lines)]


@pytest.fixture(scope="module")
def cell(rows):
    arms = [[[row[name] for name in NAMES] for row in rows if row["variant"] == arm] for arm in (0, 1)]
    return StratumCell(*(Moments.of(NAMES, arm) for arm in arms))


def test_plain_difference(cell):
    """numpy."""
    assert (cell.control.n, cell.variant.n) == (196, 204)
    plain = compare_means(cell.control.summary("spend"), cell.variant.summary("spend"))
    assert plain.value == pytest.approx(0.5615256102, rel=1e-7)
    assert plain.standard_error == pytest.approx(1.216881929, rel=1e-7)


def test_cuped(cell):
    """Deng et al. (2013), WSDM: theta of least variance."""
    found = cuped(cell.control, cell.variant, "spend", ["before"])
    assert found.slopes["before"] == pytest.approx(0.7890674845, rel=1e-7)
    assert found.estimate.value == pytest.approx(1.033112629, rel=1e-7)
    assert found.estimate.standard_error == pytest.approx(0.6023495329, rel=1e-7)
    assert found.variance_reduction == pytest.approx(0.7549807128, rel=1e-7)


def test_theta_of_all_customers(cell):
    """Deng et al. (2013), WSDM: theta from both arms together."""
    found = cuped(cell.control, cell.variant, "spend", ["before"], slope="all_customers")
    assert found.slopes["before"] == pytest.approx(0.7893844385, rel=1e-7)
    assert found.estimate.value == pytest.approx(1.033302057, rel=1e-7)


def test_analysis_of_covariance(cell, rows):
    """Least squares with HC2 errors by statsmodels 0.15.0; its slope is that within the arms."""
    found = cuped(cell.control, cell.variant, "spend", ["before"], slope="within_arms")
    assert found.estimate.value == pytest.approx(1.033816586, rel=1e-7)
    design = [[1, row["variant"], row["before"]] for row in rows]
    fitted = least_squares(design, [row["spend"] for row in rows])
    assert fitted.coefficients[1] == pytest.approx(1.033816586, rel=1e-7)
    assert fitted.standard_error(1) == pytest.approx(0.6029782844, rel=1e-7)


def test_lin(cell, rows):
    """Lin (2013), Ann. Appl. Stat. 7:295-318, with HC2 errors by statsmodels 0.15.0.

    The error from moments knows no leverages: it is the same but for the last half per cent.
    """
    found = stratified([cell], "spend", ["before"])
    assert found.estimate.value == pytest.approx(1.031457565, rel=1e-7)
    assert found.estimate.standard_error == pytest.approx(0.6024138185, rel=5e-3)
    variant, before = (np.array([row[name] for row in rows]) for name in ("variant", "before"))
    centred = before - before.mean()
    design = np.column_stack([np.ones(len(rows)), variant, centred, variant * centred])
    fitted = least_squares(design, [row["spend"] for row in rows])
    assert fitted.coefficients[1] == pytest.approx(1.031457565, rel=1e-7)
    assert fitted.standard_error(1) == pytest.approx(0.6024138185, rel=1e-7)
