"""The page on campaign methods has every code that a plan, a result or a check can carry."""

from __future__ import annotations

import ast
import re
from typing import get_args

import pytest

from evaluators.campaigns.results import Verdict
from i18n import texts
from tests.architecture.source import ROOT

PAGE = (ROOT / "docs" / "methods" / "campaigns.md").read_text(encoding="utf-8")
FIRST_COLUMN = re.findall(r"^\| (`[^|]*`) \|", PAGE, flags=re.MULTILINE)
TOLD = {code for cell in FIRST_COLUMN for code in re.findall(r"`(\w+)`", cell)}


def _named():
    """Return the methods that have a name in the interface."""
    found = re.compile(r"(?:campaign|plan)_method\.(\w+)")
    return {match[1] for key in texts("en").messages if (match := found.fullmatch(key))} - {"other"}


def _checks():
    """Return the codes of checks: those that have a remark ``check_<code>``, apart from its wording for few."""
    found = set()
    for path in (ROOT / "evaluators" / "campaigns").glob("check*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                match = re.fullmatch(r"check_(\w+)", node.value)
                found |= {match[1]} if match else set()
    return found - {"sample_ratio_few", "covariates"}


def test_the_codes_are_found():
    assert {"fleiss", "score", "dunnett", "cross_fitted"} <= _named()
    assert {"sample_ratio", "window_open", "not_randomised"} <= _checks()
    assert len(TOLD) > 50


@pytest.mark.parametrize("code", sorted(_named() | _checks() | set(get_args(Verdict))))
def test_every_code_is_told(code):
    assert code in TOLD


def test_nothing_is_told_that_does_not_exist():
    source = "".join(
        path.read_text(encoding="utf-8")
        for folder in ("evaluators", "i18n/locale/en")
        for path in (ROOT / folder).rglob("*.*")
        if path.suffix in {".py", ".po"}
    )
    assert not [code for code in TOLD if not re.search(rf"\b(?:check_|plan_method\.)?{code}\b", source)]
