"""The tree of faults: codes with facts, one family each."""

from __future__ import annotations

import pytest

from evaluators import errors
from evaluators.errors import (
    Conflict,
    DataError,
    DocumentError,
    EvaluationError,
    MissingPart,
    NotComputable,
    NotFound,
    UnsafeFile,
)
from evaluators.notes import Note, Severity

TREE = {
    DocumentError: EvaluationError,
    DataError: EvaluationError,
    UnsafeFile: DataError,
    NotComputable: EvaluationError,
    Conflict: EvaluationError,
    NotFound: EvaluationError,
    MissingPart: EvaluationError,
}


@pytest.mark.parametrize("fault", TREE)
def test_every_fault_hangs_where_the_tree_shows_it(fault):
    assert fault.__bases__ == (TREE[fault],)
    assert fault.__name__ in errors.__doc__


def test_the_tree_shows_every_fault():
    defined = {one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, Exception)}
    assert defined == {*TREE, EvaluationError}


@pytest.mark.parametrize("fault", [EvaluationError, *TREE])
def test_a_fault_holds_its_code_and_facts(fault):
    made = fault("column_missing", missing=["hinta"], available=["tuote"])
    assert (made.code, made.facts) == ("column_missing", {"missing": ["hinta"], "available": ["tuote"]})
    assert str(made) == "column_missing(missing=['hinta'], available=['tuote'])"
    assert made.args == ("column_missing", made.facts)


def test_a_fault_without_facts():
    assert str(NotComputable("no_criteria")) == "no_criteria()"


def test_programming_faults_are_not_in_the_tree():
    assert not issubclass(EvaluationError, ValueError | TypeError)


def test_a_note_is_a_code_with_facts_and_cannot_be_changed():
    note = Note(code="no_criteria")
    assert (note.severity, dict(note.facts)) == (Severity.INFO, {})
    with pytest.raises(AttributeError):
        note.code = "other"
    assert Note(code="no_criteria") == note
    assert Note(code="no_criteria", severity=Severity.WARNING) != note
