"""Results survive being written as JSON, to the last digit and type."""

from __future__ import annotations

import dataclasses
import json
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from data.templates import examples
from evaluators.documents import revise
from evaluators.errors import DocumentError
from evaluators.kinds import KINDS
from evaluators.notes import Note, Severity
from evaluators.tools import results as tool_results
from services.frozen import frozen_text, thawed, types_of
from services.results import result_of

FIRST = Path(__file__).with_name("frozen_result_1.json")


@pytest.fixture(params=["1-three-tools", "2", "3"], ids=["articles", "web shop", "team"])
def result(request):
    place = int(request.param[0]) - 1
    document = examples("fi")[place].document
    return result_of(revise(document, settings=document.settings.model_copy(update={"draws": 1_000})))


def test_a_result_comes_back_the_same(result):
    text = frozen_text(result)
    assert thawed(text) == result
    assert repr(thawed(text)) == repr(result)
    assert frozen_text(thawed(text)) == text


def test_facts_keep_their_types(result):
    facts = {
        "day": date(2026, 11, 22),
        "moment": datetime(2026, 11, 22, 12, tzinfo=UTC),
        "whole": 5,
        "decimal": 5.0,
        "third": 1 / 3,
        "yes": True,
        "none": None,
        "level": tool_results.Level.CLOSE,
        "pair": ("a", 1),
        "list": ["a", 1],
        "inner": {"is": "date"},
    }
    noted = dataclasses.replace(result, notes=(Note(code="any", severity=Severity.WARNING, facts=facts),))
    found = thawed(frozen_text(noted)).notes[0].facts
    assert found == facts
    assert {name: type(value) for name, value in found.items()} == {name: type(value) for name, value in facts.items()}


@pytest.mark.parametrize("value", [float("nan"), float("inf"), object(), np.int64(3), {1, 2}])
def test_what_no_result_may_hold_is_refused(result, value):
    noted = dataclasses.replace(result, notes=(Note(code="any", facts={"value": value}),))
    with pytest.raises((TypeError, ValueError)):
        frozen_text(noted)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_the_types_of_every_kind_of_result_have_names_of_their_own(kind):
    found = types_of(kind)
    assert len(found) > 8
    assert all(name == one.__name__ for name, one in found.items())
    assert {"Note", "Severity", "Provenance"} <= set(found)


def test_a_newer_format_is_told(result):
    content = json.loads(frozen_text(result)) | {"format": 2}
    with pytest.raises(DocumentError, match="document_version_unknown"):
        thawed(json.dumps(content))


def test_a_result_of_the_first_version_still_opens():
    """Links that were published with version 0.1.0 must open with every later one."""
    result = thawed(FIRST.read_text(encoding="utf-8"))
    assert result.provenance.package_version == "0.1.0"
    assert result.verdict.leader == result.ranking[0].tool
    assert result.cells
    assert result.prices
