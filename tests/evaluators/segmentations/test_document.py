"""The segmentation document: what it accepts, what it refuses and in which words."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from evaluators.documents import canonical_json, content_hash, parse_document
from evaluators.errors import DocumentError
from evaluators.segmentations.candidates import inputs_of, needed_fields
from evaluators.segmentations.document import SegmentationEvaluation
from tests.evaluators.segmentations.made_up_shop import BEHAVIOUR, CANDIDATES, FIELDS, question

KINDS = {"segmentation-evaluation": SegmentationEvaluation}
ALL = (
    *CANDIDATES,
    {"type": "rfm", "id": "rfm", "parts": 3, "edges": [[10, 50], [1, 3], [20, 80]]},
    {"type": "bisecting", "id": "halves", "fields": BEHAVIOUR},
    {"type": "gaussian_mixture", "id": "mixture", "fields": BEHAVIOUR, "scaling": "robust"},
    {"type": "prototypes", "id": "mixed", "fields": ("orders",), "categories": ("plan",), "mismatch": 0.5},
    {"type": "latent_class", "id": "classes", "categories": ("plan", "country")},
    {"type": "density", "id": "dense", "fields": BEHAVIOUR, "smallest": 30},
    {"type": "imported", "id": "other", "field": "plan", "uses": ("orders",)},
)


def _refused(**changes):
    with pytest.raises(ValidationError) as fault:
        question(**changes)
    return str(fault.value)


def test_a_document_comes_back_from_its_json():
    document = question(*ALL)
    again = parse_document(canonical_json(document), KINDS, {})
    assert again == document
    assert content_hash(again) == content_hash(document)
    assert [one.type for one in again.candidates] == [one["type"] for one in ALL]


def test_which_fields_candidates_read():
    read = {one.id: inputs_of(one) for one in question(*ALL).candidates}
    assert read["country"] == ("country",)
    assert read["stages"] == ("recency_days", "orders")
    assert read["rfm"] == BEHAVIOUR
    assert read["mixed"] == ("orders", "plan")
    assert read["other"] == ("orders",)
    assert needed_fields(question(*ALL).candidate("other")) == ("plan", "orders")
    assert read["none"] == read["luck"] == ()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"fields": FIELDS[1:]}, "unknown recency_days"),
        ({"fields": (*FIELDS, FIELDS[0])}, "same id twice"),
        ({"criteria": [{"id": "one", "name": "x", "code": "A1"}, {"id": "two", "name": "y", "code": "A1"}]}, "twice"),
        ({"criteria": [{"id": "one", "name": "x", "code": "A2"}]}, "cannot be weighed"),
        ({"criteria": [{"id": "one", "name": "x", "code": "A1", "scale": {"type": "yes_no"}}]}, "from 0 to 1"),
        ({"criteria": [{"id": "one", "name": "x", "rule": "price"}]}, "only tools"),
        ({"criteria": [{"id": "one", "name": "x", "group": "none"}]}, "criteria.group"),
        ({"evidence": [{"id": "e", "tool": "stages", "criterion": "a1", "value": 1.0}]}, "evidence.criterion"),
        ({"actions": [{"candidate": "missing", "segment": "s1"}]}, "actions.candidate"),
        ({"actions": [{"candidate": "stages", "segment": "s1"}] * 2}, "twice"),
        ({"targets": [{"candidate": "stages", "segment": "loyal"}], "strategy": "undifferentiated"}, "no target"),
        ({"selection": {"candidate": "missing"}}, "selection.candidate"),
        ({"selection": {"scores": [{"segment": "s1", "criterion": "fit", "value": 10}]}}, "scores.criterion"),
        ({"fields": (*FIELDS, {"id": "sms", "role": "channel"})}, "yes/no"),
    ],
)
def test_what_is_refused(changes, words):
    assert words in _refused(**changes)


@pytest.mark.parametrize(
    ("candidate", "words"),
    [
        ({"type": "rfm", "id": "rfm", "edges": [[1.0, 2.0]]}, "three lists of 4"),
        ({"type": "rfm", "id": "rfm", "parts": 3, "edges": [[2, 1], [1, 2], [1, 2]]}, "must rise"),
        ({"type": "kmeans", "id": "k", "fields": ("orders",), "signed_log": ("revenue",)}, "signed_log"),
        ({"type": "magic", "id": "m"}, "magic"),
    ],
)
def test_which_candidates_are_refused(candidate, words):
    with pytest.raises(ValidationError) as fault:
        question(candidate)
    assert words in str(fault.value)


def test_a_concentrated_strategy_has_one_target():
    targets = [{"candidate": "stages", "segment": name} for name in ("loyal", "former")]
    assert "one target" in _refused(strategy="concentrated", targets=targets)
    assert len(question(strategy="selective", targets=targets).targets) == 2


def test_an_unknown_version_is_refused():
    text = canonical_json(question()).replace('"schema_version":1', '"schema_version":7')
    with pytest.raises(DocumentError) as fault:
        parse_document(text, KINDS, {})
    assert fault.value.code == "document_version_unknown"


def test_judged_evidence_must_fit_its_scale():
    criteria = [{"id": "cost", "name": "Cost", "scale": {"type": "yes_no"}}]
    wrong = [{"id": "e", "tool": "country", "criterion": "cost", "value": 3.0}]
    assert "evidence.0" in _refused(criteria=criteria, evidence=wrong, weighting={})
