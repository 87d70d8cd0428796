"""The Tools page: six steps that open in any order, saved as they are edited."""

from __future__ import annotations

import pytest

from evaluators.documents import revise
from i18n import LANGUAGES, texts
from services import evaluations
from tests.pages.driving import document, example, fill, send, shown, sound, visit
from ui.panels import frame

EXAMPLES = ("three-tools", "web-shop", "b2b-team")


def open_step(evaluation_id, step, language="fi", *, advanced=False):
    at = visit("tools", language, id=evaluation_id, step=step)
    if advanced:
        at.toggle(key="advanced").set_value(True)
        sound(at.run())
    return at


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_step_of_every_example_draws(name, language):
    at = open_step(example(name, language), "need", language)
    for advanced in (False, True):
        at.toggle(key="advanced").set_value(advanced)
        for step in frame.STEPS["tool-evaluation"]:
            at.query_params["step"] = step
            sound(at.run())
            assert not at.error
            assert at.session_state["step-control"] == step


def test_an_unknown_step_is_the_first_and_an_unknown_evaluation_is_said():
    assert open_step(example(), "nothing").session_state["step-control"] == frame.STEPS["tool-evaluation"][0]
    at = visit("tools", id="no-such", step="need")
    assert at.warning
    assert at.button(key="begin-start") is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_from_a_template_to_a_verdict(language):
    at = visit("tools", language)
    at.text_input(key="begin-title").set_value("Uusi")
    at.radio(key="begin-template").set_value("articles")
    at.button(key="begin-start").click()
    sound(at.run())
    evaluation_id = at.query_params["id"]
    assert document(evaluation_id).title == "Uusi"
    assert document(evaluation_id).criteria
    at.query_params["step"] = "tools"
    at.run()
    at.get_by_key("add-way").set_value("own").run()
    for name in ("Yksi", "Kaksi"):
        fill(at, "own-tool", name=name)
        send(at, "own-tool")
    assert [tool.name for tool in document(evaluation_id).tools] == ["Yksi", "Kaksi"]
    at.query_params["step"] = "result"
    sound(at.run())
    assert "Yksi" in shown(at)


def test_tools_from_the_catalogue_join_and_leave():
    evaluation_id = example()
    at = open_step(evaluation_id, "tools")
    at.multiselect(key="add-chosen").set_value(["brevo", "klaviyo"])
    at.button(key="add-chosen-send").click()
    sound(at.run())
    assert [tool.catalogue_id for tool in document(evaluation_id).tools][-2:] == ["brevo", "klaviyo"]
    at.button(key="remove-brevo").click()
    sound(at.run())
    assert document(evaluation_id).tool("brevo") is None


def test_changed_facts_are_told_and_refreshed():
    evaluation_id = example("web-shop")
    opened = evaluations.open_evaluation(evaluation_id)
    first = next(tool for tool in opened.document.tools if tool.facts)
    older = tuple(
        tool if tool.id != first.id else tool.model_copy(update={"facts": tool.facts[1:]})
        for tool in opened.document.tools
    )
    evaluations.edit(evaluation_id, revise(opened.document, tools=older), base_revision=opened.revision)
    at = open_step(evaluation_id, "tools", "en")
    assert any(one.value.startswith("1 fact has changed") for one in at.warning)
    at.button(key="refresh-facts").click()
    sound(at.run())
    assert not at.warning
    assert document(evaluation_id).tool(first.id).facts == first.facts


def test_moving_a_weight_re_ranks_at_once_and_undo_takes_it_back():
    evaluation_id = example()
    at = open_step(evaluation_id, "criteria")
    before, saved = shown(at), document(evaluation_id)
    criterion = saved.criteria[0].id
    key = f"points-common-top-{criterion}"
    assert at.slider(key=key).value == saved.weighting.top.points[criterion]
    at.slider(key=key).set_value(100)
    sound(at.run())
    assert document(evaluation_id).weighting.top.points[criterion] == 100
    assert shown(at) != before
    at.button(key="undo").click()
    sound(at.run())
    assert document(evaluation_id) == saved
    assert at.slider(key=key).value == saved.weighting.top.points[criterion]
    at.button(key="redo").click()
    sound(at.run())
    assert at.slider(key=key).value == 100


@pytest.mark.parametrize(("typed", "kept"), [("12,5", 12.5), ("12.5", 12.5), ("1 234,5", 1234.5)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_decimals_read_the_same_in_either_language(typed, kept, language):
    evaluation_id = example()
    at = open_step(evaluation_id, "need", language)
    at.text_input(key="need-budget").set_value(typed)
    sound(at.run())
    assert document(evaluation_id).need.budget_month == kept


def test_an_ambiguous_number_asks_and_changes_nothing_until_it_is_answered():
    evaluation_id = example()
    at = open_step(evaluation_id, "need")
    before = document(evaluation_id).need.budget_month
    at.text_input(key="need-budget").set_value("1,234")
    sound(at.run())
    assert document(evaluation_id).need.budget_month == before
    assert at.text_input(key="need-budget").value == "1,234"
    at.button(key="need-budget-1").click()
    sound(at.run())
    assert document(evaluation_id).need.budget_month == 1234
    at.text_input(key="need-budget").set_value("1e5")
    sound(at.run())
    assert document(evaluation_id).need.budget_month == 1234
    at.text_input(key="need-budget").set_value("")
    sound(at.run())
    assert document(evaluation_id).need.budget_month is None


@pytest.mark.parametrize(("keep", "title"), [("mine", "Minun"), ("theirs", "Toisen")])
def test_the_second_save_of_two_tabs_is_told_and_nothing_is_lost(keep, title):
    evaluation_id = example()
    at = open_step(evaluation_id, "need")
    other = evaluations.open_evaluation(evaluation_id)
    evaluations.edit(evaluation_id, revise(other.document, title="Toisen"), base_revision=other.revision)
    at.text_input(key=f"title-{evaluation_id}").set_value("Minun")
    sound(at.run())
    assert texts("fi")("page.conflict") in [one.value for one in at.warning]
    at.button(key=f"conflict-{keep}").click()
    sound(at.run())
    assert document(evaluation_id).title == title
    assert not at.warning


def test_edits_of_different_places_merge():
    evaluation_id = example()
    at = open_step(evaluation_id, "need")
    other = evaluations.open_evaluation(evaluation_id)
    evaluations.edit(evaluation_id, revise(other.document, question="Kumpi?"), base_revision=other.revision)
    at.text_input(key=f"title-{evaluation_id}").set_value("Minun")
    at.run()
    at.button(key="conflict-merge").click()
    sound(at.run())
    assert (document(evaluation_id).title, document(evaluation_id).question) == ("Minun", "Kumpi?")


def test_must_haves_and_their_answers():
    evaluation_id = example()
    at = open_step(evaluation_id, "need")
    at.get_by_key("must-plain").set_value(["api"]).run()
    fill(at, "must-integration", name="WooCommerce")
    send(at, "must-integration")
    kinds = {must.kind: must for must in document(evaluation_id).need.must_haves}
    assert {"api", "integration"} <= set(kinds)
    assert kinds["integration"].name == "WooCommerce"
    tool = document(evaluation_id).tools[0].id
    fill(at, "answer", tool=tool, must="api", answer="no", source="Puhelu")
    send(at, "answer")
    assert [(one.tool, one.answer) for one in document(evaluation_id).need.answers] == [(tool, "no")]
    at.get_by_key("must-plain").set_value([]).run()
    assert document(evaluation_id).need.answers == ()


def test_growth_ranges_vat_and_rates_wait_behind_advanced():
    evaluation_id = example()
    at = open_step(evaluation_id, "need")
    assert not [one for one in at.text_input if one.key == "need-growth_year"]
    at.toggle(key="advanced").set_value(True)
    at.run()
    at.text_input(key="need-growth_year").set_value("12,5").run()
    at.text_input(key="need-contacts-high").set_value("9 000").run()
    at.text_input(key="need-vat_rate").set_value("24").run()
    scenario = document(evaluation_id).need.scenario
    assert scenario.growth_year.value == pytest.approx(0.125)
    assert scenario.contacts.high == 9000
    assert scenario.vat_rate == pytest.approx(0.24)
    fill(at, "rate", currency="USD", rate="0,92")
    send(at, "rate")
    assert at.error
    assert document(evaluation_id).need.scenario.exchange_rates == ()


@pytest.mark.parametrize("step", frame.STEPS["tool-evaluation"])
def test_markup_in_names_is_shown_as_text(step):
    evaluation_id = example()
    opened = evaluations.open_evaluation(evaluation_id)
    nasty = "<b>x</b> **y** $z$ :red[w] [l](http://e.fi)" + "a" * 10_000
    tools = tuple(tool.model_copy(update={"name": nasty[:9_000]}) for tool in opened.document.tools)
    criteria = tuple(one.model_copy(update={"name": nasty[:9_000]}) for one in opened.document.criteria)
    changed = revise(opened.document, title=nasty[:9_000], tools=tools, criteria=criteria)
    evaluations.edit(evaluation_id, changed, base_revision=opened.revision)
    at = open_step(evaluation_id, step)
    for kind in ("title", "header", "subheader", "markdown", "caption", "info", "success", "warning", "error"):
        for element in at.get(kind):
            assert "<b>" not in element.value.replace("\\<", "")
            assert "**y**" not in element.value
            assert ":red[w]" not in element.value.replace("\\:red\\[w\\]", "")
    for element in at.html:
        assert "<b>x" not in element.value


@pytest.mark.parametrize("method", ["points", "swing", "order", "pairwise", "best_worst"])
def test_markup_in_labels_is_shown_as_text(method):
    evaluation_id = example()
    opened = evaluations.open_evaluation(evaluation_id)
    criteria = tuple(one.model_copy(update={"name": f"**y** :red[w] {one.id}"}) for one in opened.document.criteria)
    top = opened.document.weighting.top.model_copy(update={"method": method})
    weighting = opened.document.weighting.model_copy(update={"top": top})
    changed = revise(opened.document, criteria=criteria, weighting=weighting)
    evaluations.edit(evaluation_id, changed, base_revision=opened.revision)
    at = open_step(evaluation_id, "criteria", advanced=True)
    labels = [one.label for kind in ("slider", "selectbox", "expander", "button", "text_input") for one in at.get(kind)]
    assert any("y" in label for label in labels)
    assert not [label for label in labels if "**y**" in label or ":red[w]" in label]
