"""The generated web shop opens with one click, and what is found in it is what was planted."""

from __future__ import annotations

import numpy as np
import pytest

from data.samples.shop_generator import shop
from data.samples.shop_truth import CUSTOMERS, KINDS
from evaluators.documents import revise
from evaluators.segmentations.evaluate import run
from evaluators.segmentations.partitions import agreement
from services import evaluations, examples, segmentation_sources, segmentations
from tests.evaluators.segmentations.made_up_shop import QUICK

MEASURED = ("age", "region", "goal", "interest", "lifecycle", "kmeans", "hybrid", "random")


@pytest.fixture
def document():
    """Return the sample as the page opens it, with the candidates that are looked at and little work."""
    found = evaluations.open_evaluation(examples.open_example("pet-shop", "fi")).document
    effort = found.settings.effort.model_copy(update=QUICK | {"rows": 600})
    return revise(
        found,
        candidates=[one for one in found.candidates if one.id in MEASURED],
        settings=found.settings.model_copy(update={"effort": effort}),
    )


def test_behaviour_predicts_and_demographics_do_not(document):
    frame = segmentations.customers_of(document)
    assert (len(frame.ids), frame.unlisted, frame.unusable) == (CUSTOMERS, 0, ())
    found = run(document, frame.customers())
    lift = {one.candidate: one.criterion("A1").measured for one in found.result.candidates}
    for name in ("age", "region", "goal", "interest", "random"):
        assert lift[name].raw == pytest.approx(0, abs=0.01)
        assert lift[name].score == 0
    for name in ("lifecycle", "kmeans", "hybrid"):
        assert lift[name].raw > 0.1
        assert lift[name].better_than_chance
    assert lift["lifecycle"].raw < lift["hybrid"].raw < lift["lifecycle"].raw + 0.05, "a family adds a little"
    kinds = [one.name for one in KINDS]
    hidden = np.array([kinds.index(shop().kinds[one]) for one in frame.ids])
    assert agreement(found.labels["kmeans"], hidden).adjusted_rand > 0.25
    for name in ("age", "region", "random"):
        assert abs(agreement(found.labels[name], hidden).adjusted_rand) < 0.02


def test_the_sample_can_be_looked_at(document):
    look = segmentation_sources.look(document)
    assert (look.customers, look.unlisted, look.outcome.days_seen, look.window_days) == (CUSTOMERS, 0, 91, 91)
    assert look.log.rows == sum(
        (look.log.used, look.log.outcome, look.log.after, look.log.without_customer, look.log.returned)
    )
    assert look.log.without_customer > 200
    assert look.unusable == ()
    assert look.of("income").old
    assert look.of("postal_area").kind == "category"
    assert {one.field for one in look.fields} >= {one.id for one in document.fields}
