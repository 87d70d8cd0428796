"""The value of four policies on Hillstrom's e-mail campaign, from its cells."""

from __future__ import annotations

import pytest

from evaluators.campaigns.aggregates import Summary
from evaluators.campaigns.policy import Rule, SegmentArms, one_variant, policy_value, rule_value

# Hillstrom (2008), MineThatData E-Mail Analytics Challenge: customers, mean spend and its variance in two weeks, by
# purchase of womens and mens goods in the past year; computed from the public data.
CELLS = [
    SegmentArms(
        segment="mens only",
        arms={
            "none": Summary(9638, 0.6954264370201286, 156.06412806862522),
            "mens": Summary(9558, 1.3781617493199414, 317.2652958461811),
            "womens": Summary(9622, 0.9737809187279152, 248.8085149620815),
        },
    ),
    SegmentArms(
        segment="womens only",
        arms={
            "none": Summary(9519, 0.4905641348881185, 81.8301427895142),
            "mens": Summary(9568, 1.106294941471572, 216.01901327016554),
            "womens": Summary(9647, 1.122212086659065, 201.45240671719523),
        },
    ),
    SegmentArms(
        segment="both",
        arms={
            "none": Summary(2149, 1.1801442531409958, 268.74123577992583),
            "mens": Summary(2181, 3.005130674002751, 738.8559670127324),
            "womens": Summary(2118, 1.342025495750708, 259.5003551301952),
        },
    ),
]
BY_PAST_PURCHASE = Rule(name="given", variants={"mens only": "mens", "womens only": "womens", "both": "mens"})


@pytest.mark.parametrize(
    ("rule", "value", "error"),
    [
        (one_variant("none", CELLS), 0.6522849853, 0.07927982544),
        (one_variant("mens", CELLS), 1.420019168, 0.1213251288),
        (one_variant("womens", CELLS), 1.077522516, 0.1034206844),
        (BY_PAST_PURCHASE, 1.427165468, 0.1199089287),
    ],
    ids=["none", "mens to all", "womens to all", "by past purchase"],
)
def test_policy_values(rule, value, error):
    """The same data; stratified plug-in with numpy and pandas."""
    found = policy_value(rule, CELLS)
    assert (found.value, found.standard_error) == pytest.approx((value, error), rel=1e-7)


def test_gain_of_targeting():
    """The same data: 0.007 of spend per customer over the best single mail, standard error 0.094, 95 % -0.18..0.19."""
    found = rule_value(BY_PAST_PURCHASE, CELLS)
    assert set(found.single.variants.values()) == {"mens"}
    assert found.gain.value == pytest.approx(found.value.value - found.single_value.value, abs=1e-12)
    assert (round(found.gain.value, 3), round(found.gain.standard_error, 3)) == (0.007, 0.094)
    assert (found.gain.interval.rounded(2).low, found.gain.interval.rounded(2).high) == (-0.18, 0.19)
