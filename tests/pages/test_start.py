"""The Start page in both languages: what to decide, examples, own evaluations, projects."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from evaluators.documents import text_of
from i18n import texts
from services import evaluations, examples, keeping, projects
from settings import reset_settings
from tests.architecture.source import ROOT

LOCALES = {"fi": "fi-FI", "en": "en-GB"}


@pytest.fixture(autouse=True)
def _empty_store(tmp_path, monkeypatch):
    monkeypatch.setenv("PUNTARI_DATA_DIR", str(tmp_path))
    reset_settings()
    yield
    keeping.close()
    monkeypatch.undo()
    reset_settings()


def start(language="fi"):
    app = AppTest.from_file(str(ROOT / "ui" / "shell.py"), default_timeout=30)
    app.context = {"locale": LOCALES[language]}
    app.run()
    assert not app.exception
    return app


def shown(app):
    kinds = (app.title, app.header, app.subheader, app.markdown, app.caption, app.button, app.page_link, app.html)
    return "\n".join(str(getattr(one, "label", None) or one.value) for kind in kinds for one in kind)


@pytest.mark.parametrize("language", LOCALES)
def test_a_first_visit(language):
    t, app = texts(language), start(language)
    assert app.title[0].value == t("start.title")
    text = shown(app)
    for key in ("start.tools.title", "start.segmentations.title", "start.campaigns.title"):
        assert t(key) in text
    assert t("start.recent.empty") in text, "an empty list says what will stand there"
    assert t("start.projects.empty") in text
    other = "en" if language == "fi" else "fi"
    assert f'href="language/{other}?next=%2F"' in text
    assert texts(other)("start.intro") not in text


@pytest.mark.parametrize("language", LOCALES)
def test_examples_are_one_click_away(language):
    app = start(language)
    offered = examples.examples(language)
    assert len(offered) >= 3
    app.button(key=f"example-{offered[0].id}").click().run()
    assert not app.exception
    (head,) = evaluations.listed()
    assert evaluations.open_evaluation(head.id).document == offered[0].document
    assert app.query_params["id"] in (head.id, [head.id])


def test_own_evaluations_stand_there_newest_first():
    ids = [examples.open_example(one.id, "fi") for one in examples.examples("fi")]
    app = start()
    links = [link.label for link in app.page_link]
    titles = [text_of(evaluations.open_evaluation(one).document.title, "fi") for one in reversed(ids)]
    positions = [next(i for i, text in enumerate(links) if text.replace("\\", "") == title) for title in titles]
    assert positions == sorted(positions)


@pytest.mark.parametrize("language", LOCALES)
def test_a_project_and_what_is_next(language):
    t, app = texts(language), start(language)
    app.text_input(key="project-name").set_value("Kevät *2027*")
    app.text_area(key="project-goal").set_value("<b>Enemmän</b> tilauksia")
    app.button(key="project-create").click().run()
    assert not app.exception
    (project,) = projects.projects()
    text = shown(app)
    assert r"Kevät \*2027\*" in text
    assert r"\<b\>" in text
    assert t("start.projects.next", step=t("next_step.choose_tool")) in text
    app.button(key=f"project-tool-{project.id}").click().run()
    assert not app.exception
    (head,) = evaluations.listed(project_id=project.id)
    assert head.title == "Kevät *2027*"
    again = start(language)
    assert t("start.projects.next", step=t("next_step.decide_tool")) in shown(again)


def test_a_project_needs_a_name():
    t, app = texts("en"), start("en")
    app.button(key="project-create").click().run()
    assert app.warning[0].value == t("start.projects.nameless")
    assert projects.projects() == ()
