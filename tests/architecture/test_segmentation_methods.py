"""The page on segmentation methods has every code that a segmentation result, or a look on the way to it, can carry."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import Literal, get_args, get_origin, get_type_hints

import pytest

from data.distributions import Reason
from data.templates.segmentation_reader import segmentation_templates
from evaluators.notes import Note
from evaluators.segmentations import evaluate as evaluation
from evaluators.segmentations.candidates import Candidate, RuleFamily
from evaluators.segmentations.criteria.knock_outs import KnockOutCode
from evaluators.segmentations.document import SHOWN, Code
from evaluators.segmentations.models.choice_of_k import ChoiceOfK
from evaluators.segmentations.models.results import ModelMethod
from evaluators.segmentations.models.scaling import MissingNumbers, Scaling
from evaluators.segmentations.results import SegmentationResult
from evaluators.segmentations.rules.doctor import Diagnosis
from evaluators.segmentations.rules.field_facts import FieldFacts
from evaluators.segmentations.rules.names import lifecycle_claims, rfm_claims
from tests.architecture.source import ROOT, tree
from tests.evaluators.segmentations.made_up_shop import LATER_KNOWN, light, question

PAGE = (ROOT / "docs" / "methods" / "segmentations.md").read_text(encoding="utf-8")
HEADINGS = re.findall(r"^### (.+)$", PAGE, flags=re.MULTILINE)
FIRST_COLUMN = re.findall(r"^\| (`[^|]*`) \|", PAGE, flags=re.MULTILINE)
TOLD = {code for text in (*HEADINGS, *FIRST_COLUMN) for code in re.findall(r"`(\w+)`", text)}

MODULES = sorted((ROOT / "evaluators" / "segmentations").rglob("*.py"))
ENGINE = "evaluators.segmentations"
FAULTS = {"EvaluationError", "DocumentError", "DataError", "NotComputable"}
OWN = "own choice"  # in place of a source


def _of_types(kind: object, seen: set[object]) -> Iterator[str]:
    """Yield every fixed code in the fields of a result of this engine, and in the fields of what it holds."""
    if get_origin(kind) is Literal:
        yield from (one for one in get_args(kind) if isinstance(one, str))
    for part in get_args(kind):
        yield from _of_types(part, seen)
    if not isinstance(kind, type) or kind in seen or not kind.__module__.startswith(ENGINE):
        return
    seen.add(kind)
    if is_dataclass(kind):
        for hint in get_type_hints(kind).values():
            yield from _of_types(hint, seen)


def _words(node: ast.expr) -> Iterator[str]:
    """Yield the words that an expression can be."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_words(node.body), *_words(node.orelse))


@cache
def _calls() -> Mapping[str, tuple[ast.Call, ...]]:
    """Return every call in the engine by the name that is called."""
    found: dict[str, list[ast.Call]] = {}
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
                found.setdefault(name, []).append(node)
    return {name: tuple(calls) for name, calls in found.items()}


def _noted() -> Iterator[str]:
    for call in _calls()["Note"]:
        yield from (word for one in call.keywords if one.arg == "code" for word in _words(one.value))


def _raised() -> Iterator[str]:
    for name in FAULTS:
        yield from (word for call in _calls().get(name, ()) for word in _words(call.args[0]))


def _candidates() -> set[str]:
    return {one.model_fields["type"].default for one in get_args(get_args(Candidate)[0])}


CRITERIA = set(get_args(Code))
METHODS = {*evaluation.METHODS, *get_args(ModelMethod), *_candidates()}
CHOICES = {*get_args(RuleFamily), *get_args(Scaling), *get_args(MissingNumbers), *get_args(Reason)}
NAMES = {*rfm_claims(), *lifecycle_claims()}
STATES = {word for kind in (SegmentationResult, ChoiceOfK, Diagnosis, FieldFacts) for word in _of_types(kind, set())}
CODES = CRITERIA | METHODS | CHOICES | NAMES | STATES | set(get_args(KnockOutCode)) | set(_noted()) | set(_raised())


def test_the_codes_are_found():
    assert {"A1", "C1", "G2"} <= CRITERIA
    assert {"kmeans", "k_prototypes", "prototypes", "no_segments", "smaa2", "out_of_sample_r2"} <= METHODS
    assert {"demographic", "robust", "median", "identifier"} <= CHOICES
    assert {"champions", "former"} <= NAMES
    assert {"special_category", "linear_centroids", "mostly", "shadowed", "prediction_strength", "yes_no"} <= STATES
    assert {"single_segment", "restarts_too_few", "stable_by_construction"} <= set(_noted())
    assert {"field_needs_yes_no", "made_of_the_field", "segments_above_distinct"} <= set(_raised())


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_is_told(code):
    assert code in TOLD


def test_nothing_is_told_that_does_not_exist():
    assert not TOLD - CODES


SECTIONS = re.split(r"^#{2,3} ", PAGE, flags=re.MULTILINE)[1:]


@pytest.mark.parametrize("section", SECTIONS, ids=lambda one: one[:30])
def test_every_method_has_its_formula_and_source(section):
    if "### " + section.split("\n")[0] in PAGE:
        source = rf"doi:10\.|\.(com|org|edu)/|\d{{4}}\), |{OWN}"
        assert re.search(rf"^- Formula: .+\n- Source: .*({source})", section, flags=re.MULTILINE)


@pytest.mark.parametrize("code", sorted(CRITERIA))
def test_every_criterion_tells_its_chance_and_its_ceiling(code):
    section = next(one for one in SECTIONS if f"`{code}`" in one.split("\n")[0])
    words = "Shown, not scored" if code in SHOWN else "- 0 and 1: "
    assert words in section


def test_the_weights_are_those_of_the_templates():
    rows = re.findall(r"^\| `([A-G]\d)` \| [^|]+\?((?: \| (?:\d+|–)){5}) \|$", PAGE, flags=re.MULTILINE)
    told = {code: [0 if one == "–" else int(one) for one in cells.split(" | ")[1:]] for code, cells in rows}
    assert set(told) == CRITERIA
    for place, template in enumerate(segmentation_templates()):
        points = {**template.weighting.top.points}
        for node in template.weighting.within.values():
            points |= node.points
        given = {one.code: points[one.id] for one in template.criteria if one.code}
        assert {code: cells[place] for code, cells in told.items() if cells[place]} == given


def test_what_a_result_carries_is_among_the_codes():
    candidates = ({"type": "rfm", "id": "rfm", "parts": 3}, {"type": "lifecycle", "id": "stages"})
    document = question(*candidates, fields=LATER_KNOWN)
    result = evaluation.evaluate(document, light())
    carried = {one.code for one in result.notes} | set(result.provenance.methods)
    for found in result.candidates:
        carried |= {one.measured.code for one in found.criteria} | {one.code for one in found.knock_outs}
        notes: list[Note] = [note for one in found.criteria for note in one.measured.notes] + list(found.notes)
        carried |= {one.code for one in notes} | {one.fault.code for one in found.criteria if one.fault}
        carried |= {one.proposed.base for one in found.segments if one.proposed.base}
    assert len(carried) > 20
    assert carried <= CODES & TOLD
