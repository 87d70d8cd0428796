"""The direction of the arrows: who may import whom, and which library lives where."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.architecture.source import MODULES, OURS, PACKAGES, ROOT, files, imports, name, package

CORE = {"services", "reports", "i18n", "settings", "evaluators"}
ALLOWED = {
    "evaluators": set(),
    "i18n": set(),
    "settings": set(),
    "data": {"evaluators", "settings", "i18n.parsing"},
    "storage": {"evaluators", "settings"},
    "services": {"evaluators", "data", "storage", "settings"},
    "reports": {"evaluators", "i18n"},
    "web": CORE,
    "commands": CORE,
    "cli": CORE | {"commands"},
    "app": {"web", "settings", "ui.faults"},
    "ui": CORE,
    "pages": CORE | {"ui"},
}
CONFINED = {
    "streamlit": {"app", "ui", "pages"},
    "sqlalchemy": {"storage"},
    "alembic": {"storage"},
    "altair": {"reports"},
    "vl_convert": {"reports"},
    "typst": {"reports"},
    "xlsxwriter": {"data", "reports"},
    "babel": {"i18n"},
    "duckdb": {"data"},
    "ibis": {"data"},
    "openpyxl": {"data"},
    "starlette": {"web"},
}
TESTS_ONLY = {"pymcdm", "skcriteria", "statsmodels", "tea_tasting", "hypothesis", "pytest", "playwright", "httpx"}
FORBIDDEN = {"pickle", "cPickle", "joblib", "cloudpickle", "dill", "shelve", "marshal"}


def test_every_part_is_named_in_the_table():
    folders = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "benchmarks"}
    assert folders <= set(PACKAGES)
    assert set(ALLOWED) == set(PACKAGES) | set(MODULES)


@pytest.mark.parametrize("path", files(), ids=name)
def test_arrows(path):
    own = package(path)
    allowed = ALLOWED[own] | {own}
    wrong = [
        full
        for full in imports(path)
        if full.split(".")[0] in OURS and not any(full == part or full.startswith(f"{part}.") for part in allowed)
    ]
    assert not wrong, f"{own} may import {', '.join(sorted(allowed))}"


@pytest.mark.parametrize("path", files(), ids=name)
def test_libraries_stay_where_they_belong(path):
    own = package(path)
    for full in imports(path):
        library = full.split(".")[0]
        assert library not in FORBIDDEN | TESTS_ONLY
        assert own in CONFINED.get(library, {own}), f"{library} belongs in {', '.join(CONFINED[library])}"


def _modules_after(statement: str) -> set[str]:
    code = f"{statement}; import sys; print(' '.join(sorted({{m.split('.')[0] for m in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("statement", "absent"),
    [
        (
            "import evaluators.tools.evaluate",
            {"streamlit", "sqlalchemy", "statsmodels", "pandas", "sklearn", "altair", "babel"},
        ),
        ("import cli", {"streamlit", "sqlalchemy", "pandas", "sklearn", "altair", "typst", "numpy", "babel"}),
        ("import app", {"pandas", "sklearn", "altair", "typst", "sqlalchemy", "scipy", "vl_convert"}),
        ("import i18n", {"babel", "numpy"}),
    ],
)
def test_start_is_light(statement, absent):
    assert not _modules_after(statement) & absent
