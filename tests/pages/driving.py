"""Drives the real pages without a browser."""

from __future__ import annotations

from pathlib import Path

from streamlit.testing.v1 import AppTest

from evaluators.tools.document import ToolEvaluation
from services import evaluations, examples

ROOT = Path(__file__).resolve().parent.parent.parent
LOCALES = {"fi": "fi-FI", "en": "en-GB"}
SECONDS = 60


def visit(page: str, language: str = "fi", **query: str) -> AppTest:
    """Open a page at an address in a language; nothing may have gone wrong."""
    at = AppTest.from_file(str(ROOT / "ui" / "shell.py"), default_timeout=SECONDS)
    at.context["locale"] = LOCALES[language]
    at.run()
    at.switch_page(f"../pages/{page}.py")
    for name, value in query.items():
        at.query_params[name] = value
    return sound(at.run())


def sound(at: AppTest) -> AppTest:
    """Fail when the page broke; a broken page shows an exception and nothing else."""
    assert not at.exception, [one.message for one in at.exception]
    return at


def example(name: str = "three-tools", language: str = "fi") -> str:
    """Keep a copy of an example; return its id."""
    return examples.open_example(name, language)


def document(evaluation_id: str) -> ToolEvaluation:
    """Return what is kept."""
    return evaluations.open_evaluation(evaluation_id).document


def shown(at: AppTest) -> str:
    """Return everything that is written on the page as one text."""
    kinds = ("title", "header", "subheader", "markdown", "caption", "info", "success", "warning", "error", "html")
    return "\n".join(str(element.value) for kind in kinds for element in at.get(kind))


def fill(at: AppTest, form: str, **values: object) -> None:
    """Put values into the fields of a form of ``ui.panels.edits.Form`` that has been sent ``round`` times."""
    round_ = at.session_state.get(f"{form}-round", 0)
    for field, value in values.items():
        at.get_by_key(f"{form}-{round_}-{field}").set_value(value)


def send(at: AppTest, form: str) -> AppTest:
    """Press a form's button."""
    round_ = at.session_state.get(f"{form}-round", 0)
    at.button(key=f"{form}-{round_}-send").click()
    return sound(at.run())
