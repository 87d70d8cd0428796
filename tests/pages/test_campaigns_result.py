"""The result of a campaign on its page: every sample in every step, and what must not be seen."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from html import unescape

import pytest

from data.samples import samples
from evaluators.documents import revise
from i18n import LANGUAGES, texts
from reports.blocks import Heading
from reports.campaigns import test_report
from reports.files import sentence_of
from services import datasets, evaluations
from services.results import forget_results, result_of
from tests.pages.driving import document, example, shown, sound, visit
from ui.panels.frame import STEPS

SAMPLES = tuple(sample.id for sample in samples() if sample.document.kind.startswith("campaign"))
ANSWERS = {"campaign-plan": "answer", "campaign-test": "result"}


@pytest.fixture(autouse=True)
def _no_tables_left():
    """Delete what a test has kept."""
    yield
    for table in datasets.listed():
        datasets.delete(table.id)


def changed(evaluation_id, **values):
    """Change a kept document; return what it is now."""
    opened = evaluations.open_evaluation(evaluation_id)
    later = revise(opened.document, **values)
    evaluations.edit(evaluation_id, later, base_revision=opened.revision)
    return later


def sentence(kept, language):
    return plain(sentence_of(kept, result_of(kept), language))


def answer_of(evaluation_id, language="fi", *, advanced=False):
    at = visit("campaigns", language, id=evaluation_id, step=ANSWERS[document(evaluation_id).kind])
    if advanced:
        at.toggle(key="advanced").set_value(True)
        sound(at.run())
    return at


def read(at):
    """Return what is written, as a reader sees it."""
    return plain(unescape(shown(at)).replace("\\", ""))


def plain(text):
    """Return a text with every run of spaces, of whatever kind, as one."""
    return " ".join(text.split())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", SAMPLES)
def test_every_step_of_every_sample_draws(name, language):
    evaluation_id = example(name, language)
    kept = document(evaluation_id)
    expected = sentence(kept, language)
    at = visit("campaigns", language, id=evaluation_id)
    for advanced in (False, True):
        at.toggle(key="advanced").set_value(advanced)
        for step in STEPS[kept.kind]:
            at.query_params["step"] = step
            sound(at.run())
            assert not at.error, [one.value for one in at.error]
            assert at.session_state["step-control"] == step
            assert at.title[0].value == texts(language)(f"page.step.{step}")
            if step == ANSWERS[kept.kind]:
                assert expected in read(at)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", [name for name in SAMPLES if name != "small-list-plan"])
def test_what_is_folded_on_the_result_opens(name, language):
    at = answer_of(example(name, language), language, advanced=True)
    folded = [one.proto.id for one in at.expander if not one.children]
    before = len(at.main)
    for key in ("checks-fold", "result-methods", "result-provenance"):
        at.session_state[key] = True
    sound(at.run())
    assert not at.error
    assert len(shown(at)) > before
    assert len([one for one in at.expander if not one.children]) < len(folded)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_page_of_tools_and_the_page_of_campaigns_lead_to_each_other(name):
    """An address with the wrong page of the two is put right, whatever is kept behind it."""
    evaluation_id = example(name)
    at = visit("tools", id=evaluation_id)
    assert at.session_state["step-control"] == STEPS[document(evaluation_id).kind][0]
    assert at.query_params["id"] in (evaluation_id, [evaluation_id])
    tools = example()
    at = visit("campaigns", id=tools)
    assert at.session_state["step-control"] == STEPS["tool-evaluation"][0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_deleted_table_is_told_on_every_step(language):
    evaluation_id = example("spring-campaign", language)
    name = document(evaluation_id).sends[0].source.file.name
    for table in datasets.listed():
        datasets.delete(table.id)
    forget_results()
    for step in STEPS["campaign-test"]:
        at = visit("campaigns", language, id=evaluation_id, step=step)
        assert not at.error
        assert any(name in one.value for one in at.warning) == (step != "question"), step


@pytest.mark.parametrize("language", LANGUAGES)
def test_while_a_window_is_open_nothing_of_the_effects_is_shown(language):
    evaluation_id = example("spring-campaign", language)
    first = sentence(document(evaluation_id), language)
    sends = (document(evaluation_id).sends[0].model_copy(update={"last_outcome_on": date(2026, 3, 9)}),)
    kept = changed(evaluation_id, sends=sends)
    at = answer_of(evaluation_id, language, advanced=True)
    assert sentence(kept, language) in read(at)
    assert first not in read(at)
    report = test_report.sections(kept, result_of(kept), language)
    told = [part for part in ("money", "overall", "segments", "targeting", "over_time") if getattr(report, part)]
    assert told == []
    assert not at.get("vega_lite_chart"), "no picture of an effect"
    for effect in result_of(kept).effects:
        assert not any(text in read(at) for text in figures(kept, effect, language)), effect.metric
    with pytest.raises(KeyError):
        at.button(key="certificate-make")


def figures(kept, effect, language):
    """Return an effect as the report writes it."""
    from reports.campaigns.context import words_of_test

    words, estimate = words_of_test(kept, result_of(kept), language), effect.estimate
    said = (words.effect(effect.metric, estimate.value), words.effect_range(effect.metric, estimate.interval))
    return tuple(plain(text) for text in said)


def unfolded(at, name):
    """Open what the result folds away: everything under a heading of the third level."""
    kept = next(sample.document for sample in samples() if sample.id == name)
    report = test_report.sections(kept, result_of(kept), "en")
    for part in fields(report):
        for block in getattr(report, part.name):
            if isinstance(block, Heading) and block.level == 3:
                at.session_state[f"fold-{part.name}-{block.anchor}"] = True
    return sound(at.run())


def test_figures_are_seen_when_the_window_is_closed():
    """The other side of the test above: the same texts are on the page then."""
    evaluation_id = example("spring-campaign")
    kept, at = document(evaluation_id), unfolded(answer_of(evaluation_id), "spring-campaign")
    for effect in result_of(kept).effects:
        value, around = figures(kept, effect, "fi")
        assert value in read(at), effect.metric
        assert around in read(at), effect.metric


def test_a_certificate_is_made_with_one_click_and_stays():
    evaluation_id = example("spring-campaign")
    changed(evaluation_id, settings={"permutations": 100})
    at = answer_of(evaluation_id)
    at.button(key="certificate-make").click()
    sound(at.run(timeout=120))
    kept = document(evaluation_id)
    assert kept.settings.certificate == 1_000
    certificate = result_of(kept).certificate
    assert certificate.draws == 1_000
    assert certificate.customers == 24_000
    later = answer_of(evaluation_id)
    with pytest.raises(KeyError):
        later.button(key="certificate-make")


def test_a_table_of_sums_offers_no_certificate():
    at = answer_of(example("hillstrom"))
    with pytest.raises(KeyError):
        at.button(key="certificate-make")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sums_of_the_published_test_say_all_three(language):
    """Who differs on visits, that spend does not, and what the rule gains: each with its metric and figures."""
    said = read(unfolded(answer_of(example("hillstrom", language), language), "hillstrom"))
    point = "," if language == "fi" else "."
    for figure in (f"0{point}007", f"p = 0{point}32", f"Q = 94{point}1"):
        assert figure in said, figure
