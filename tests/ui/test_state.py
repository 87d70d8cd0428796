"""What a tab knows: its copy, undo, and what happens when another tab was faster."""

from __future__ import annotations

from datetime import date

import pytest
from streamlit.testing.v1 import AppTest

from evaluators.tools.document import ToolEvaluation
from i18n import texts
from services import evaluations, keeping
from settings import reset_settings


def _page():
    import streamlit as st

    from evaluators.documents import revise
    from ui import state

    def rename(field):
        copy = state.opened()
        state.commit(revise(copy.document, **{field: st.session_state["typed"]}), "rename")

    state.begin_run("tools")
    copy = state.opened()
    if copy is not None:
        st.session_state["shown"] = copy.document.title
        st.session_state["conflict"] = state.open_conflict() is not None
        st.session_state["key"] = state.widget_key("title", 1)
    st.text_input("typed", key="typed")
    for field in ("title", "question"):
        st.button(field, key=field, on_click=rename, args=(field,))
    for step in (state.undo, state.redo):
        st.button(step.__name__, key=step.__name__, on_click=step)
    for keep in ("mine", "theirs", "merge"):
        st.button(keep, key=keep, on_click=state.resolve_conflict, args=(keep,))


@pytest.fixture
def evaluation(tmp_path, monkeypatch):
    monkeypatch.setenv("PUNTARI_DATA_DIR", str(tmp_path))
    reset_settings()
    yield evaluations.create(ToolEvaluation(title="first", as_of=date(2026, 11, 22)))
    keeping.close()
    monkeypatch.undo()
    reset_settings()


def tab(evaluation_id):
    app = AppTest.from_function(_page)
    app.context = {"locale": "en-GB"}
    app.query_params["id"] = evaluation_id
    return app.run()


def type_in(app, text, field="title"):
    app.text_input(key="typed").set_value(text).run()
    app.button(key=field).click().run()
    assert not app.exception


def title(evaluation_id):
    return evaluations.open_evaluation(evaluation_id).document.title


def test_an_edit_is_saved_at_once_and_can_be_undone(evaluation):
    app = tab(evaluation)
    before = app.session_state["key"]
    type_in(app, "second")
    assert app.session_state["shown"] == title(evaluation) == "second"
    assert app.session_state["key"] == before, "fields keep their place while one types"
    app.button(key="undo").click().run()
    assert app.session_state["shown"] == title(evaluation) == "first"
    assert app.session_state["key"] != before, "fields start anew when the document changed under them"
    app.button(key="redo").click().run()
    assert app.session_state["shown"] == title(evaluation) == "second"


@pytest.mark.parametrize(("keep", "left"), [("mine", "from B"), ("theirs", "from A")])
def test_the_slower_tab_is_told_and_nothing_is_lost(evaluation, keep, left):
    first, second = tab(evaluation), tab(evaluation)
    type_in(first, "from A")
    type_in(second, "from B")
    assert title(evaluation) == "from A"
    assert second.session_state["conflict"]
    assert not first.session_state["conflict"]
    second.button(key=keep).click().run()
    assert not second.session_state["conflict"]
    assert second.session_state["shown"] == title(evaluation) == left


def test_edits_of_different_places_merge(evaluation):
    first, second = tab(evaluation), tab(evaluation)
    type_in(first, "from A")
    type_in(second, "from B", "question")
    second.button(key="merge").click().run()
    document = evaluations.open_evaluation(evaluation).document
    assert (document.title, document.question) == ("from A", "from B")


def test_edits_of_one_place_do_not_merge_and_wait(evaluation):
    first, second = tab(evaluation), tab(evaluation)
    type_in(first, "from A")
    type_in(second, "from B")
    second.button(key="merge").click().run()
    assert second.session_state["conflict"], "the choice is still open"
    assert second.toast
    assert title(evaluation) == "from A"


def test_an_unknown_address_says_so():
    app = tab("no-such-evaluation")
    assert not app.exception
    assert app.warning[0].value == texts("en")("error.evaluation_unknown")
