"""Long work tells how far it is often enough to be stopped, and never goes back."""

from __future__ import annotations

import pytest

from evaluators.segmentations.evaluate import MEASURED, evaluate
from evaluators.segmentations.stability import part_of, rising, within
from tests.evaluators.segmentations.made_up_shop import BEHAVIOUR, LATER_KNOWN, light, question

MIXED = {"type": "prototypes", "id": "mixed", "fields": BEHAVIOUR, "categories": ("plan",), "segments": 4, "tries": 4}
LITTLE = {"effort": {"pairs": 2, "slow_pairs": 2, "label_draws": 20, "data_draws": 2, "restarts": 1}}


class StoppedError(Exception):
    """Somebody pressed the button."""


def _measure(progress):
    return evaluate(question(MIXED, fields=LATER_KNOWN, settings=LITTLE), light(), progress=progress)


def test_a_fit_tells_of_every_start_and_so_does_the_price_of_a_field():
    told = []
    _measure(told.append)
    assert told == sorted(told)
    assert len([share for share in told if 0 < share < 0.1 * MEASURED]) >= 3, "starts of the first fit"
    assert len([share for share in told if MEASURED < share < 1]) >= 3, "starts of the fit without a field"


@pytest.mark.parametrize("stage", [0.01, 0.5, 0.95])
def test_it_can_be_stopped_at_any_stage(stage):
    told = []

    def stop(share):
        told.append(share)
        if share >= stage:
            raise StoppedError

    with pytest.raises(StoppedError):
        _measure(stop)
    assert told[-1] < 1


def test_parts_of_the_whole():
    told = []
    tell = rising(told.append)
    for share in (0.0, 0.5, 1.0):
        part_of(within(tell, 0.0, 0.8), 1, 4)(share)
    part_of(tell, 0, 4)(0.4)  # a second round that begins lower
    tell(1.0)
    assert told == pytest.approx([0.2, 0.3, 0.4, 0.4, 1.0])
