"""The Methods page explains every method in both languages."""

from __future__ import annotations

import pytest

from i18n import LANGUAGES, texts
from tests.pages.driving import shown, visit
from ui.panels.method_list import SECTIONS

METHODS = [method for _, methods in SECTIONS for method in methods]
PARTS = ("title", "plain", "when", "mind")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_method_has_its_words_formula_and_source(language):
    at, t = visit("methods", language), texts(language)
    page = shown(at)
    assert [one.value for one in at.title] == [t("methods.title")]
    assert len(at.expander) == len(METHODS)
    for method, expander in zip(METHODS, at.expander, strict=True):
        assert expander.label == t(f"methods.{method.id}.title")
        for part in PARTS[1:]:
            assert t(f"methods.{method.id}.{part}") in page
    assert len(at.latex) == len(METHODS)


def test_what_the_issue_names_is_explained():
    explained = {method.id for method in METHODS}
    named = {"additive", "swing", "rank_weights", "ahp", "bwm", "weighted_product", "promethee2", "vikor", "topsis"}
    assert named | {"smaa", "stability", "flips", "information", "kendall", "evidence_widths", "reviews"} <= explained
    assert {"power", "fixed_horizon", "planned_looks", "confidence_sequence", "score_interval"} <= explained
    assert {"outcome_lift", "segmentation_stability", "silhouette", "rule_tables", "rfm_scores", "k_means"} <= explained
    assert {"restart_adequacy", "number_of_segments", "simplest_as_good", "privacy_price", "mix_shift"} <= explained
    assert {"guardrails", "heterogeneity", "sign_change", "shrinkage", "targeting", "sample_ratio"} <= explained


def test_sources_carry_a_doi_an_address_or_a_publisher():
    publishers = {"Wiley", "Cambridge UP", "Yale UP", "Prentice-Hall", "Harvard University"}
    for method in METHODS:
        for source in method.sources:
            assert "doi:10." in source or ", https://" in source or source.rsplit(", ", 1)[1] in publishers


def test_every_method_has_an_id_of_its_own():
    assert len({method.id for method in METHODS}) == len(METHODS)


@pytest.mark.parametrize(
    ("term", "found"),
    [
        ("TOPSIS", {"topsis"}),
        ("saaty", {"ahp"}),
        ("Fieller", {"relative_lift"}),
        ("PSI", {"mix_shift"}),
        ("zzzz", set()),
    ],
)
def test_search_finds_by_title_words_or_author(term, found):
    at = visit("methods")
    at.text_input(key="methods-search").set_value(term).run()
    titles = {expander.label for expander in at.expander}
    t = texts("fi")
    assert {t(f"methods.{method}.title") for method in found} <= titles
    assert len(titles) < len(METHODS)
    assert bool(at.info) is not bool(found)
