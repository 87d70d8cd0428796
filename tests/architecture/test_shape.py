"""Sizes, docstrings and the things that are never written."""

from __future__ import annotations

import ast
import importlib
from statistics import median

import pytest

from tests.architecture.source import PACKAGES, ROOT, files, functions, name, package, tree

MODULE_LINES, PAGE_LINES, FUNCTION_LINES = 300, 150, 60
MEDIAN_FUNCTION_LINES = 12
FORBIDDEN_METHODS = {"query", "eval"}  # evaluate text as code on a frame
NOT_FRAMES = {"typst"}  # its query asks about a page's layout
FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}
FORBIDDEN_ARGUMENTS = {"unsafe_allow_html", "unsafe_allow_javascript"}
UNFINISHED = ("TO" + "DO", "FIX" + "ME", "XXX", "NotImplemented" + "Error")


def _lines(function):
    """Lines of a function without its docstring."""
    first = function.body[0]
    documented = isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant)
    own = function.end_lineno - function.lineno + 1
    return own - (first.end_lineno - first.lineno + 1 if documented else 0)


@pytest.mark.parametrize("path", files(), ids=name)
def test_module_size(path):
    limit = PAGE_LINES if package(path) == "pages" else MODULE_LINES
    assert len(path.read_text(encoding="utf-8").splitlines()) <= limit


@pytest.mark.parametrize("path", files(), ids=name)
def test_function_sizes(path):
    long = {function.name: _lines(function) for function in functions(path) if _lines(function) > FUNCTION_LINES}
    assert not long


def test_functions_are_short_as_a_rule():
    assert median(_lines(function) for path in files() for function in functions(path)) <= MEDIAN_FUNCTION_LINES


@pytest.mark.parametrize("path", files(), ids=name)
def test_module_says_what_it_is(path):
    module = tree(path)
    assert ast.get_docstring(module), "a module begins with a docstring"
    body = module.body[1:]
    if body:
        first = body[0]
        assert isinstance(first, ast.ImportFrom)
        assert first.module == "__future__"


def _is_overload(node):
    """Say whether a function is only a signature of one that is documented below it."""
    return any(isinstance(one, ast.Name) and one.id == "overload" for one in node.decorator_list)


@pytest.mark.parametrize("path", files(), ids=name)
def test_public_functions_are_documented(path):
    if package(path) in ("pages", "ui"):
        pytest.skip("drawing functions may speak for themselves")
    bare = [
        node.name
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
        and not _is_overload(node)
    ]
    assert not bare


@pytest.mark.parametrize("path", files(), ids=name)
def test_nothing_evaluates_text_or_trusts_html(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Attribute):
                receiver = getattr(node.func.value, "id", "")
                assert node.func.attr not in FORBIDDEN_METHODS or receiver in NOT_FRAMES, f"line {node.lineno}"
            elif isinstance(node.func, ast.Name):
                assert node.func.id not in FORBIDDEN_CALLS, f"line {node.lineno}"
            assert not {word.arg for word in node.keywords} & FORBIDDEN_ARGUMENTS, f"line {node.lineno}"


@pytest.mark.parametrize("path", files(), ids=name)
def test_nothing_is_left_unfinished(path):
    text = path.read_text(encoding="utf-8")
    assert not [word for word in UNFINISHED if word in text]


@pytest.mark.parametrize("folder", [one for one in PACKAGES if one != "pages"])
def test_declared_names_exist(folder):
    for path in (ROOT / folder).rglob("__init__.py"):
        module = importlib.import_module(".".join(path.parent.relative_to(ROOT).parts))
        missing = [one for one in getattr(module, "__all__", ()) if not hasattr(module, one)]
        assert not missing, name(path)


def test_no_second_utils():
    assert not [name(path) for path in files() if path.stem in ("utils", "helpers", "misc", "common")]


def test_shell_modules_do_not_hide_top_level_ones():
    """The script's folder stands first on the path, so a name in ``ui/`` would win over a package."""
    inside = {path.stem for path in (ROOT / "ui").glob("*.py")} | {path.name for path in (ROOT / "ui").iterdir()}
    assert not inside & ({path.stem for path in ROOT.glob("*.py")} | set(PACKAGES))
