"""The shipped examples go through every renderer in both languages."""

from __future__ import annotations

import io

import pypdf
import pytest

from data.templates import examples
from evaluators.tools.evaluate import evaluate
from reports import csv, html, json, pdf, terminal, xlsx
from reports.one_page import one_page
from reports.tools import full_report
from reports.verdicts import verdict_sentence

EXAMPLES = {example.id: example.document for example in examples()}


@pytest.fixture(scope="module", params=sorted(EXAMPLES))
def evaluated(request):
    document = EXAMPLES[request.param]
    return document, evaluate(document, draws=2_000)


@pytest.mark.parametrize("language", ["fi", "en"])
def test_example_is_reported_everywhere(evaluated, language):
    document, result = evaluated
    report = full_report(document, result, language)
    sentence = verdict_sentence(document, result, language)
    assert sentence in html.render(report)
    assert sentence.split()[0] in terminal.render(report)
    assert sentence in csv.render(report).decode("utf-8-sig")
    assert xlsx.render(report).startswith(b"PK")
    assert json.render(document, result).startswith("{")
    pages = pypdf.PdfReader(io.BytesIO(pdf.render(report))).pages
    assert len(pages) > 3


@pytest.mark.parametrize("language", ["fi", "en"])
def test_example_fits_one_page(evaluated, language):
    document, result = evaluated
    content = pdf.render(one_page(document, result, language))
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) == 1
