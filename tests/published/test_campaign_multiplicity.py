"""Several tests at once against published figures."""

from __future__ import annotations

import math

import pytest

from evaluators.campaigns.aggregates import Summary
from evaluators.campaigns.dunnett import critical_t, dunnett
from evaluators.campaigns.multiplicity import (
    benjamini_hochberg,
    benjamini_yekutieli,
    bonferroni,
    hochberg,
    holm,
    hommel,
)

# Benjamini & Hochberg (1995), doi:10.1111/j.2517-6161.1995.tb02031.x, section 3.2: 15 hypotheses, of which Bonferroni
# rejects three and their method four at 0.05. Adjusted p-values by R 4.2.2 p.adjust.
P_VALUES = (
    *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459),
    *(0.324, 0.4262, 0.5719, 0.6528, 0.759, 1.0),
)
ONES = (1.0,) * 6
ADJUSTED = {
    bonferroni: (0.0015, 0.006, 0.0285, 0.1425, 0.3015, 0.417, 0.447, 0.516, 0.6885, *ONES),
    holm: (0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213, *ONES),
    hochberg: (0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.2682, 0.2682, 0.2752, 0.3213, *ONES),
    hommel: (0.0015, 0.0056, 0.0247, 0.095, 0.1608, 0.1946, 0.2086, 0.2408, 0.3213, *ONES),
    benjamini_hochberg: (
        *(0.0015, 0.003, 0.0095, 0.035625, 0.0603, 0.06385714286, 0.06385714286, 0.0645, 0.0765),
        *(0.486, 0.5811818182, 0.714875, 0.7532307692, 0.8132142857, 1.0),
    ),
    benjamini_yekutieli: (
        *(0.00497734349, 0.00995468698, 0.03152317544, 0.1182119079, 0.2000892083),
        *(0.2118926229, 0.2118926229, 0.2140257701, 0.253844518, *ONES),
    ),
}
REJECTED = {
    bonferroni: 3,
    holm: 3,
    hochberg: 3,
    hommel: 3,
    benjamini_hochberg: 4,
    benjamini_yekutieli: 3,
}


@pytest.mark.parametrize("method", ADJUSTED, ids=lambda method: method.__name__)
def test_fifteen_hypotheses_of_benjamini_and_hochberg(method):
    adjusted = method(P_VALUES)
    assert adjusted == pytest.approx(ADJUSTED[method], abs=1e-10)
    assert (adjusted < 0.05).sum() == REJECTED[method]


# Dunnett (1964), Biometrics 20:482-491, doi:10.2307/2528490, two-sided 0.05, equal arms: one to five variants.
TABLE = {
    5: (2.57, 3.03, 3.29, 3.48, 3.62),
    10: (2.23, 2.57, 2.76, 2.89, 2.99),
    20: (2.09, 2.38, 2.54, 2.65, 2.73),
    math.inf: (1.96, 2.21, 2.35, 2.44, 2.51),
}


@pytest.mark.parametrize("degrees", TABLE)
def test_critical_values_of_dunnett(degrees):
    found = [round(critical_t(0.95, [math.sqrt(0.5)] * variants, degrees), 2) for variants in range(1, 6)]
    assert found == pytest.approx(TABLE[degrees], abs=1e-9)


def test_blood_counts_of_dunnett():
    """Dunnett (1955), doi:10.1080/01621459.1955.10501294, table I: two drugs against a control, unequal arms."""
    control = Summary.of([7.40, 8.50, 7.20, 8.24, 9.84, 8.32])
    drugs = [Summary.of([9.76, 8.80, 7.68, 9.36]), Summary.of([12.80, 9.68, 12.16, 9.20, 10.55])]
    first, second = dunnett(control, drugs, variances="pooled")
    assert (first.value, second.value) == pytest.approx((0.65, 2.628), abs=1e-9)
    assert first.interval.low < 0 < first.interval.high
    assert second.interval.low > 0
    assert (first.p_value, second.p_value) == pytest.approx((0.62, 0.0058), abs=2e-4)  # as SciPy simulates them
