"""Whether a segment can carry a test: the plan's own figures, and a size that is enough and no larger."""

from __future__ import annotations

import pytest

from evaluators.campaigns.design import Looks, Metric, Variant
from evaluators.campaigns.planning import plan
from evaluators.campaigns.segment_needs import segment_needs
from evaluators.documents import revise
from tests.evaluators.campaigns.test_planning import TWO, a_plan, listed

REVENUE = Metric(id="revenue", name="Revenue", kind="mean", unit="€")
THREE = (*TWO, Variant(id="letter", name="Letter", split=0.5))


@pytest.mark.parametrize(
    "given",
    [
        a_plan(segments=listed(4_000, 900)),
        a_plan(segments=listed(4_000, 900), variants=THREE),
        a_plan(segments=listed(4_000, 900), looks=Looks(method="group_sequential", planned=3)),
        a_plan(segments=listed(4_000, 900), metric=REVENUE, baseline=20, deviation=40, effect=2),
        a_plan(segments=listed(4_000, 900), design={"holdout": 0.1}),
    ],
)
def test_a_segment_of_the_size_that_is_needed_shows_the_effect(given):
    needs = segment_needs(given)
    assert [one.shown for one in needs] == list(plan(given).segments)
    needed = needs[0].needed
    for size, enough in ((needed + 8, True), (round(needed * 0.98), False)):
        segments = (given.design.segments[0].model_copy(update={"customers": size}), given.design.segments[1])
        changed = revise(given, design={**given.design.model_dump(), "segments": segments})
        assert segment_needs(changed)[0].shown.enough is enough


def test_what_is_not_known_is_not_told():
    assert segment_needs(a_plan()) == ()
    without = segment_needs(a_plan(segments=listed(500), effect=None))[0]
    assert (without.needed, without.shown.enough) == (None, None)
    assert without.shown.absolute > 0
    assert segment_needs(a_plan(segments=listed(500), metric=REVENUE))[0].shown.absolute is None
    assert segment_needs(a_plan(segments=listed(500), effect=0.95))[0].needed is None
