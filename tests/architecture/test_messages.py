"""Every text that the code asks for exists in both languages, says the same and is used."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from string import Formatter

import pytest

from i18n import LANGUAGES, texts
from tests.architecture.source import files, name, tree

KEY = re.compile(r"[a-z][a-z0-9_]*(?:\.[A-Za-z0-9_-]+)+")
WORD = re.compile(r"\b[a-zäö]{3,}")
ERRORS = {
    "EvaluationError",
    "DocumentError",
    "DataError",
    "UnsafeFile",
    "NotComputable",
    "Conflict",
    "NotFound",
    "MissingPart",
}
READY_MADE_PREFIXES = ("input.",)
"""Keys under these are made from codes at run time, by ``i18n.sentences``."""
FI, EN = (texts(language).messages for language in LANGUAGES)


def _forms(message):
    return (message,) if isinstance(message, str) else message


def _fields(message):
    return {field for form in _forms(message) for _, field, _, _ in Formatter().parse(form) if field is not None}


def _literals(node):
    """Yield the texts an expression can be, as far as they stand in the code."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def _called(node):
    return node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")


def _calls():
    for path in files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call):
                yield path, node


def _text_calls():
    """Yield calls ``t("area.thing", ...)`` and ``t.plural("area.thing", n, ...)``."""
    for path, node in _calls():
        inner = node.func.value if isinstance(node.func, ast.Attribute) and node.func.attr == "plural" else node.func
        is_texts = isinstance(inner, ast.Name) and inner.id in ("t", "_t")
        is_texts = is_texts or (isinstance(inner, ast.Attribute) and inner.attr in ("t", "_t"))
        is_texts = is_texts or (isinstance(inner, ast.Call) and _called(inner) in ("texts", "words"))
        if is_texts and node.args:
            yield path, node


def _coded(kind):
    """Yield ``(place, code, fact names or None)`` for each error or note that the code makes."""
    for path, node in _calls():
        words = {word.arg: word.value for word in node.keywords}
        if kind == "error" and _called(node) in ERRORS and node.args:
            facts = None if None in words else set(words)
            yield from ((f"{name(path)}:{node.lineno}", code, facts) for code in _literals(node.args[0]))
        if kind == "note" and _called(node) == "Note" and "code" in words:
            given = words.get("facts")
            keys = given.keys if isinstance(given, ast.Dict) else ([] if given is None else [None])
            known = all(isinstance(key, ast.Constant) for key in keys)
            facts = {key.value for key in keys} if known else None
            yield from ((f"{name(path)}:{node.lineno}", code, facts) for code in _literals(words["code"]))


def test_both_languages_have_every_key():
    assert sorted(FI) == sorted(EN)


@pytest.mark.parametrize("key", sorted(set(FI) & set(EN)))
def test_both_languages_say_the_same(key):
    assert KEY.fullmatch(key), "keys are area.thing"
    assert len(_forms(FI[key])) == len(_forms(EN[key]))
    assert _fields(FI[key]) == _fields(EN[key])
    for form in (*_forms(FI[key]), *_forms(EN[key])):
        assert form == form.strip(), "no space around a text"
        assert "  " not in form
    if "source" not in key.split(".") and len(WORD.findall(_forms(EN[key])[0])) > 4:
        assert FI[key] != EN[key], "a sentence is left in the other language"


def test_texts_that_the_code_asks_for_exist():
    missing = [
        f"{name(path)}:{node.lineno} {key}"
        for path, node in _text_calls()
        for key in _literals(node.args[0])
        if key not in FI
    ]
    assert not missing


def test_texts_get_the_values_they_name():
    wrong = []
    for path, node in _text_calls():
        given = {word.arg for word in node.keywords}
        for key in _literals(node.args[0]):
            if None not in given and key in FI and _fields(FI[key]) - given:
                wrong.append(f"{name(path)}:{node.lineno} {key} needs {sorted(_fields(FI[key]) - given)}")
    assert not wrong


@pytest.mark.parametrize("kind", ["error", "note"])
def test_every_code_has_its_sentence(kind):
    made = list(_coded(kind))
    assert len(made) > 10, "the search finds what the code makes"
    missing = sorted({f"{place} {kind}.{code}" for place, code, _ in made if f"{kind}.{code}" not in FI})
    assert not missing


@pytest.mark.parametrize("kind", ["error", "note"])
def test_every_sentence_gets_its_facts(kind):
    wrong = [
        f"{place} {kind}.{code} needs {sorted(_fields(FI[f'{kind}.{code}']) - facts)}"
        for place, code, facts in _coded(kind)
        if facts is not None and f"{kind}.{code}" in FI and _fields(FI[f"{kind}.{code}"]) - facts
    ]
    assert not wrong


def _patterns():
    """Turn each f-string that may be a key into a pattern: its filled-in parts may be anything."""
    for path in files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.JoinedStr):
                parts = [
                    re.escape(part.value) if isinstance(part, ast.Constant) else r"[A-Za-z0-9_.-]+"
                    for part in node.values
                ]
                fixed = "".join(part.value for part in node.values if isinstance(part, ast.Constant))
                if re.fullmatch(r"[A-Za-z0-9_.-]*\.[A-Za-z0-9_.-]*", fixed) and re.search("[a-z]", fixed):
                    yield "".join(parts)
            elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
                for start in _literals(node.left):
                    if re.fullmatch(r"[a-z0-9_.]+\.", start):
                        yield re.escape(start) + r"[A-Za-z0-9_.-]+"


def test_no_text_is_left_over():
    constants = defaultdict(int)
    for path in files():
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                constants[node.value] += 1
    codes = {f"{kind}.{code}" for kind in ("error", "note") for _, code, _ in _coded(kind)}
    patterns = [re.compile(pattern) for pattern in set(_patterns())]
    unused = [
        key
        for key in sorted(FI)
        if key not in constants
        and key not in codes
        and not key.startswith(READY_MADE_PREFIXES)
        and not any(pattern.fullmatch(key) for pattern in patterns)
    ]
    assert not unused
