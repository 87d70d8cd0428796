"""Random segments between two dates: nobody stays, and nobody ages, but by chance."""

from __future__ import annotations

from dataclasses import replace

from evaluators.segmentations.evaluate import evaluate
from tests.evaluators.segmentations.made_up_shop import LATER_KNOWN, question, shop


def test_random_segments_stay_by_chance_alone_where_waiting_is_known():
    customers = replace(shop(450)[0], outcome=None)
    known = replace(customers, earlier=customers.columns, idle=customers.columns)
    document = question({"type": "random", "id": "luck", "segments": 3}, {"type": "lifecycle", "id": "stages"})
    document = document.model_copy(update={"fields": question(fields=LATER_KNOWN).fields})
    result = evaluate(document, known)
    found = result.candidate("luck")
    assert found.migration.aged == 0
    assert found.migration.kappa_aging_apart is None
    assert found.criterion("B4").measured.score < 0.2
    assert result.candidate("stages").criterion("B4").measured.score == 1
