"""What the catalogue says differently since a document froze its facts."""

from __future__ import annotations

from datetime import date

import pytest

from evaluators.tools.changes import FactChange, changed_facts, frozen_tool
from evaluators.tools.document import Tool, ToolEvaluation
from evaluators.tools.facts import Catalogue, CatalogueTool, Fact


def fact(number: int, **changes: object) -> Fact:
    values = {
        "id": f"pricing-{number}",
        "topic": "pricing",
        "value": {"low": 9},
        "note": "Price list.",
        "source_url": "https://example.org/",
        "seen": "2026-01",
        "source_kind": "vendor",
        "confidence": "high",
    }
    return Fact.model_validate(values | changes)


def catalogue(*facts: Fact, name: str = "x") -> Catalogue:
    return Catalogue(version="2", tools=(CatalogueTool(id=name, name="X", vendor="V", facts=facts),))


def document(*facts: Fact) -> ToolEvaluation:
    frozen = CatalogueTool(id="x", name="X", vendor="V", facts=facts)
    own = Tool(id="own", name="Own", facts=(fact(9),))
    return ToolEvaluation(as_of=date(2026, 11, 22), tools=(own, frozen_tool(frozen)))


def kinds(changes: tuple[FactChange, ...]) -> list[tuple[str, str, str]]:
    return [(change.tool, change.fact, change.kind) for change in changes]


def test_a_frozen_tool_carries_everything():
    """Every field that both have is copied, whatever fields come later."""
    tool = CatalogueTool(
        id="x", name="X", vendor="V", deployment=("saas",), open_source_licence="MIT", facts=(fact(1),)
    )
    frozen = frozen_tool(tool)
    assert frozen.catalogue_id == "x"
    for field in (set(Tool.model_fields) & set(CatalogueTool.model_fields)) - {"note"}:
        assert getattr(frozen, field) == getattr(tool, field) != Tool.model_fields[field].get_default()


def test_nothing_changed():
    assert changed_facts(document(fact(1), fact(2)), catalogue(fact(2), fact(1))) == ()


def test_added_removed_and_changed():
    before, after = fact(1), fact(1, value={"low": 12})
    changes = changed_facts(document(before, fact(2)), catalogue(fact(3), after))
    assert kinds(changes) == [
        ("x", "pricing-1", "changed"),
        ("x", "pricing-2", "removed"),
        ("x", "pricing-3", "added"),
    ]
    assert (changes[0].before, changes[0].after) == (before, after)
    assert (changes[1].before, changes[1].after) == (fact(2), None)
    assert (changes[2].before, changes[2].after) == (None, fact(3))


@pytest.mark.parametrize(
    "change",
    [
        {"seen": "2026-02"},
        {"confidence": "low"},
        {"source_kind": "mirror"},
        {"source_url": "https://example.net/"},
        {"topic": "support"},
    ],
)
def test_what_counts_as_a_change(change: dict[str, str]):
    assert kinds(changed_facts(document(fact(1)), catalogue(fact(1, **change)))) == [("x", "pricing-1", "changed")]


def test_a_reworded_note_is_no_change():
    assert changed_facts(document(fact(1)), catalogue(fact(1, note="Other words."))) == ()


def test_a_tool_that_left_the_catalogue_lost_its_facts():
    changes = changed_facts(document(fact(1), fact(2)), catalogue(fact(1), name="y"))
    assert [change.kind for change in changes] == ["removed", "removed"]


def test_own_tools_are_never_compared():
    own = ToolEvaluation(as_of=date(2026, 11, 22), tools=(Tool(id="x", name="X", facts=(fact(1),)),))
    assert changed_facts(own, catalogue(fact(2))) == ()
