"""The page on campaign methods has every code that a plan or a result of a campaign can carry."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import is_dataclass
from enum import StrEnum
from functools import cache
from typing import Literal, get_args, get_origin, get_type_hints

import pytest

from data.cells import cell_table
from data.samples import Sample, samples
from evaluators.campaigns.plan import CampaignPlan
from evaluators.campaigns.plan_results import PlanResult
from evaluators.campaigns.planning import plan
from evaluators.campaigns.reading import read
from evaluators.campaigns.reading_remarks import METHODS_OF_ROWS
from evaluators.campaigns.results import CampaignResult
from evaluators.notes import Note
from i18n import LANGUAGES, texts
from tests.architecture.source import ROOT, tree

PAGE = (ROOT / "docs" / "methods" / "campaigns.md").read_text(encoding="utf-8")
HEADINGS = re.findall(r"^### (.+)$", PAGE, flags=re.MULTILINE)
FIRST_COLUMN = re.findall(r"^\| (`[^|]*`) \|", PAGE, flags=re.MULTILINE)
TOLD = {code for text in (*HEADINGS, *FIRST_COLUMN) for code in re.findall(r"`(\w+)`", text)}

MODULES = sorted((ROOT / "evaluators" / "campaigns").glob("*.py"))
METHOD_FIELDS = {"method", "interval_method", "adjustment", "formula", "chosen_by", "test"}
NOT_REPORTED = {"marginals"}  # how numpy draws


def _of_types(kind: object, seen: set[object]) -> Iterator[str]:
    """Yield every fixed code in the fields of a result, and in the fields of what it holds."""
    if get_origin(kind) is Literal:
        yield from (one for one in get_args(kind) if isinstance(one, str))
    for part in get_args(kind):
        yield from _of_types(part, seen)
    if not isinstance(kind, type) or kind in seen or kind is Note:
        return
    seen.add(kind)
    if issubclass(kind, StrEnum):
        yield from (one.value for one in kind)
    elif is_dataclass(kind):
        for hint in get_type_hints(kind).values():
            yield from _of_types(hint, seen)


@cache
def _parameters() -> dict[str, list[str]]:
    """Return the parameters, or fields, of each function and class of the engine by its name."""
    found = {"NotComputable": ["code"]}
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.FunctionDef):
                found[node.name] = [one.arg for one in node.args.args]
            elif isinstance(node, ast.ClassDef):
                found[node.name] = [one.target.id for one in node.body if isinstance(one, ast.AnnAssign)]
    return found


def _aliases(module: ast.Module) -> dict[str, list[str]]:
    """Return what a module's constants and fixed sets of words stand for."""
    found = {}
    for node in module.body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            words = [one.value for one in ast.walk(node.value) if isinstance(one, ast.Constant)]
            found[node.targets[0].id] = [one for one in words if isinstance(one, str)]
    return found


def _words(node: ast.expr, aliases: dict[str, list[str]]) -> Iterator[str]:
    """Yield the words that an expression can be: as they stand, by a constant's name, or put together."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from (*_words(node.body, aliases), *_words(node.orelse, aliases))
    elif isinstance(node, ast.BoolOp):
        yield from (word for one in node.values for word in _words(one, aliases))
    elif isinstance(node, ast.Name):
        yield from aliases.get(node.id, ())
    elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        parameter = next(one.value.id for one in node.values if isinstance(one, ast.FormattedValue))
        yield from (f"{node.values[0].value}{word}" for word in aliases[parameter.capitalize()])


def _given(fields: set[str], called: str = "") -> Iterator[str]:
    """Yield the words that calls in the engine give for some fields, by place or by name."""
    for path in MODULES:
        aliases = _aliases(tree(path))
        for node in (one for one in ast.walk(tree(path)) if isinstance(one, ast.Call)):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if called not in ("", name):
                continue
            places = zip(_parameters().get(name, ()), node.args, strict=False)
            named = ((word.arg, word.value) for word in node.keywords)
            yield from (
                word for field, value in (*places, *named) if field in fields for word in _words(value, aliases)
            )


def _returned(function: str) -> set[str]:
    """Return the words that a function of the engine returns."""
    nodes = (node for path in MODULES for node in ast.walk(tree(path)))
    made = next(node for node in nodes if isinstance(node, ast.FunctionDef) and node.name == function)
    return {
        word
        for node in ast.walk(made)
        if isinstance(node, ast.Return) and node.value
        for word in _words(node.value, {})
    }


def _assigned(name: str) -> Iterator[str]:
    """Yield the words that a variable of this name is given in the engine."""
    for path in MODULES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name) and node.target.id == name:
                yield from _words(node.value, {}) if node.value else ()


def _named(pattern: str) -> set[str]:
    """Return the codes that have a name in the interface."""
    return {match[1] for key in texts("en").messages if (match := re.fullmatch(pattern, key))} - {"other"}


METHODS = set(_given(METHOD_FIELDS)) - NOT_REPORTED
NAMED = _named(r"(?:campaign|plan)_method\.(\w+)")
RULES = set(_given({"name"}, "Rule"))
CHECKS = {code.removeprefix("check_") for code in _given({"code"}, "Note") if code.startswith("check_")}
CHECKS = (CHECKS - {"sample_ratio_few"}) | _named(r"campaign_check\.(\w+)\.name")
REASONS = set(_given({"code"}, "Reason")) | _returned("_effect_code") | set(_given({"code"}, "NotComputable"))
REASONS |= set(_assigned("reason"))
STATES = {*_of_types(CampaignResult, set()), *_of_types(PlanResult, set())}
CODES = METHODS | NAMED | RULES | CHECKS | REASONS | STATES | set(METHODS_OF_ROWS)


def test_the_codes_are_found():
    assert {"score", "welch", "dunnett_separate", "cluster_delta", "lin", "cross_fitted"} <= METHODS
    assert {"fleiss", "design_effect", "boschloo", "fieller"} <= NAMED
    assert {"given", "single"} <= RULES
    assert {"sample_ratio", "window_open", "not_randomised"} <= CHECKS
    assert {"blocking_check", "above_zero", "no_trials"} <= REASONS
    assert {"ship_b", "unproven", "not_run", "planned_segments", "lead", "group_sequential"} <= STATES


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_is_told(code):
    assert code in TOLD


def test_nothing_is_told_that_does_not_exist():
    assert not TOLD - CODES


@pytest.mark.parametrize("section", re.split(r"^#{2,3} ", PAGE, flags=re.MULTILINE)[1:], ids=lambda one: one[:30])
def test_every_method_has_its_formula_and_source(section):
    if "`" in section.split("\n")[0]:
        assert re.search(r"^- Formula: .+\n- Source: .*(doi:10\.|\.(com|org)/|\d{4}\), )", section, flags=re.MULTILINE)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_result_names_has_words(language):
    messages = texts(language).messages
    reported = (METHODS | RULES) & {code for heading in HEADINGS for code in re.findall(r"`(\w+)`", heading)}
    keys = ("campaign_method", "plan_method")
    assert not [code for code in sorted(reported) if not any(f"{key}.{code}" in messages for key in keys)]


def _carried(sample: Sample) -> Iterator[str]:
    """Yield the codes that a sample's result carries."""
    if isinstance(sample.document, CampaignPlan):
        yield from plan(sample.document).provenance.methods
        return
    result = read(sample.document, cell_table(sample.document, {}))
    yield from result.provenance.methods
    yield from (check.code for check in result.checks)
    yield from (reason.code for reason in result.decision.reasons)
    yield from result.needs_rows
    for effect in result.effects:
        yield from {effect.lift.method} if effect.lift else ()
        yield from {effect.adjustment} if effect.adjustment else ()


@pytest.mark.parametrize("name", ["hillstrom", "small-list-plan"])
def test_what_the_samples_carry_is_among_the_codes(name):
    carried = set(_carried(next(one for one in samples() if one.id == name)))
    assert len(carried) > 3
    assert carried <= CODES & TOLD
