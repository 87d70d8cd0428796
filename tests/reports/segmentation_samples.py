"""Segmentation results that the tests of reports share, each made once in a session from the made-up shop."""

from __future__ import annotations

from functools import cache

from evaluators.segmentations.evaluate import evaluate
from tests.evaluators.segmentations.made_up_shop import question, shop


@cache
def measured():
    """Return the made-up shop's question with its result: rules, k-means and both baselines, everything measured."""
    document = question()
    return document, evaluate(document, shop(450)[0])
