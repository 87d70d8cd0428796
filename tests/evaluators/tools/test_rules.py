"""The catalogue rules on facts of the shipped catalogue."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluators.tools.document import Rule
from evaluators.tools.facts import Topic
from evaluators.tools.performances import cells
from evaluators.tools.prices import price_results
from evaluators.tools.results import CellState
from evaluators.tools.rules import RULES, rule_named
from evaluators.tools.rules.reading import Reading, Span, between, exactly, fit
from evaluators.tools.scales import CountScale, NumberScale, PriceScale, StarsScale, YesNoScale
from tests.evaluators.tools.tool_documents import GENERIC, SCALES, SUPPORT, document, facts, tool

DOCUMENTED = Path(__file__).parents[3] / "docs" / "catalogue-rules.md"


def cell(rule, *known, scale=None):
    criteria_scale = scale or SCALES[rule]
    made = document(tool("t", *known), rules=(rule,))
    criterion = made.criteria[0].model_copy(update={"scale": criteria_scale})
    (only,) = cells(made.model_copy(update={"criteria": (criterion,)}))
    return only


OMNISEND = facts(
    "support",
    (
        "vendor",
        "high",
        None,
        {
            "channels": ["in-app chat", "e-mail"],
            "hours": "24/7",
            "finnish": None,
            "account_expert": "from 400 USD a month",
        },
    ),
)
STATSIG = facts(
    "support",
    (
        "vendor",
        "high",
        "2026-05-20",
        {
            "channels": ["Slack community", "console", "e-mail (discouraged)"],
            "hours": "business hours 08:00-17:00 Pacific time",
            "premium": "4-hour response for high priority and 24 hours otherwise, within business hours; private Slack",
        },
    ),
)
MAUTIC_SUPPORT = facts(
    "support",
    ("repo", "high", "2024-10-24", {"channels": ["community forum", "Slack"], "commercial": None, "finnish": None}),
)
MAILERLITE = facts(
    "support",
    (
        "transcription",
        "medium",
        "2026-08-13",
        {
            "Power": "24/7 live chat",
            "Enterprise": "dedicated success manager",
            "Comfort": None,
            "Free": None,
            "finnish": None,
        },
    ),
)
VWO_SUPPORT = facts(
    "support",
    ("competitor", "medium", "2024-04-12", {"quality": "G2 reviewers call support knowledgeable and responsive"}),
)


@pytest.mark.parametrize(
    ("known", "raw", "hull"),
    [
        (OMNISEND, "round_the_clock", (None, None)),
        (STATSIG, "business_hours", (None, None)),
        (MAUTIC_SUPPORT, "limited", (None, None)),
        (MAILERLITE, "business_hours", ("limited", "round_the_clock")),  # one plan has it, the plan is not chosen
    ],
)
def test_support_hours_become_a_grade(known, raw, hull):
    found = cell("support", *known)
    assert (found.raw, (found.raw_low, found.raw_high)) == (raw, hull)
    assert not found.assumed


def test_support_without_channels_or_hours_stays_unknown_and_is_still_shown():
    found = cell("support", *VWO_SUPPORT)
    assert found.state is CellState.UNKNOWN
    assert [(s.reference, s.value, s.used) for s in found.statements] == [("support-1", None, False)]


def test_support_on_generic_grades_goes_through_the_value():
    assert cell("support", *OMNISEND, scale=GENERIC).raw == "excellent"
    assert cell("support", *STATSIG, scale=GENERIC).raw == "good"


def test_a_count_of_integrations_stands_above_names():
    segment = facts(
        "integrations",
        ("measured", "high", "2025-11-07", {"count": 645, "what": "destination folders in docs catalogue"}),
        ("competitor", "medium", "2026-03-30", {"count": 700, "what": "destinations claimed"}),
        ("transcription", "low", None, {"count": 300, "what": "destinations"}),
    )
    found = cell("integrations", *segment, scale=CountScale(best=1000))
    assert found.state is CellState.CONFLICT
    assert found.value == pytest.approx((64.5 + 70 + 30) / 3)
    assert (found.raw_low, found.raw_high) == (300, 700)
    assert found.low == pytest.approx(30 - 25)
    assert found.high == pytest.approx(70 + 25)


def test_named_integrations_are_at_least_so_many():
    creamailer = facts(
        "integrations",
        (
            "plugin_directory",
            "high",
            None,
            {"api": True, "named": ["WooCommerce", "Elementor", "Gravity Forms", "Ninja Forms"]},
        ),
    )
    found = cell("integrations", *creamailer)
    assert found.raw == 5  # four names and the tool's own API
    assert found.value == 25
    assert (found.low, found.high) == (15, 100)


def test_names_are_counted_once_over_all_facts():
    hotjar = facts(
        "integrations",
        ("vendor", "medium", None, {"api": True, "webhooks": True, "count": None, "plan": "Scale (some on Business)"}),
        ("transcription", "low", "2026-05-04", {"api": True, "rate_limit_per_minute": 3000}),
    )
    found = cell("integrations", *hotjar)
    assert found.raw == 1
    assert found.state is CellState.INTERVAL


def test_segmentation_types_are_joined():
    nosto = facts(
        "segmentation",
        (
            "vendor",
            "high",
            None,
            {"types": ["lifecycle", "predictive", "behavioural", "geographic", "technographic", "affinity"]},
        ),
        ("vendor", "high", None, {"types": ["real_time"]}),
    )
    assert cell("segmentation", *nosto, scale=CountScale(best=10)).raw == 7
    activecampaign = facts(
        "segmentation",
        (
            "transcription",
            "medium",
            "2026-08-13",
            {"levels": {"Starter": "limited", "Plus": "standard"}, "types": None},
        ),
    )
    assert cell("segmentation", *activecampaign).state is CellState.UNKNOWN


def test_personalization_counts_areas_also_those_tied_to_a_plan():
    mailchimp = facts(
        "personalization",
        (
            "dataset",
            "medium",
            "2025-03-06",
            {"dynamic_content": "Standard+", "product_recommendations": True, "send_time_optimisation": "Standard+"},
        ),
    )
    assert cell("personalization", *mailchimp).raw == "very_good"  # messages, recommendations, timing
    plausible = facts("personalization", ("competitor", "medium", "2026-02-03", {"available": False}))
    assert cell("personalization", *plausible).raw == "poor"
    ga4 = facts("personalization", ("third_party", "medium", None, {"ads_audiences": True, "on_site_content": None}))
    assert cell("personalization", *ga4).state is CellState.UNKNOWN


AB_BUILT_IN = facts("ab_testing", ("vendor", "high", None, {"built_in": True, "statistics": None}))
AB_VWO = facts(
    "ab_testing",
    ("vendor", "high", None, {"built_in": True, "statistics": ["bayesian"], "engine": "SmartStats"}),
    ("competitor", "low", None, {"statistics_bayesian": False}),
)
AB_POSTHOG = facts(
    "ab_testing",
    (
        "vendor",
        "high",
        "2026-03-16",
        {"built_in": True, "statistics": ["bayesian", "frequentist"], "max_variants": 10, "duration_estimate": True},
    ),
)
AB_PLAUSIBLE = facts("ab_testing", ("vendor", "high", "2026-07-24", {"built_in": False}))
AB_MATOMO = facts("ab_testing", ("competitor", "medium", "2026-02-03", {"built_in": "paid plugin", "statistics": None}))


@pytest.mark.parametrize(
    ("known", "raw", "answer"),
    [
        (AB_BUILT_IN, "good", True),
        (AB_VWO, "very_good", True),
        (AB_POSTHOG, "excellent", True),
        (AB_PLAUSIBLE, "poor", False),
        (AB_MATOMO, "mediocre", None),
    ],
)
def test_ab_testing_by_grade_and_by_yes_or_no(known, raw, answer):
    assert cell("ab_testing", *known).raw == raw
    assert cell("ab_testing", *known, scale=YesNoScale()).raw is answer


KLAVIYO_PRIVACY = facts(
    "privacy_eu",
    ("vendor", "high", "2024-04-15", {"hosting": "US only (AWS, Northern Virginia)", "eu_option": False}),
    ("vendor", "high", "2025", {"dpa": True, "data_privacy_framework": True}),
)
HOTJAR_PRIVACY = facts(
    "privacy_eu",
    (
        "vendor",
        "high",
        None,
        {"hosting": "Ireland (AWS eu-west-1)", "ip_stored": False, "some_subprocessors_outside_eu": True},
    ),
    ("vendor", "medium", "2019", {"dpa": True, "retention_days_max": 365}),
)
FROSMO_PRIVACY = facts(
    "privacy_eu", ("vendor", "medium", None, {"hosting": "Central Europe", "dedicated_instances": True})
)


def test_privacy_adds_hosting_agreement_and_attestation():
    numbers = NumberScale(worst=0, best=100)
    klaviyo = cell("privacy_eu", *KLAVIYO_PRIVACY, scale=numbers)
    assert (klaviyo.raw, klaviyo.state) == (30, CellState.KNOWN)
    hotjar = cell("privacy_eu", *HOTJAR_PRIVACY, scale=numbers)
    assert (hotjar.raw_low, hotjar.raw, hotjar.raw_high) == (90, 95, 100)
    assert cell("privacy_eu", *HOTJAR_PRIVACY, scale=YesNoScale()).raw is True
    assert cell("privacy_eu", *KLAVIYO_PRIVACY, scale=YesNoScale()).raw is False


def test_a_place_that_may_lie_outside_the_union_says_nothing():
    assert cell("privacy_eu", *FROSMO_PRIVACY).state is CellState.UNKNOWN


def test_finnish_language_and_support():
    creamailer = (
        *facts("languages", ("vendor", "low", None, {"site": ["fi", "en"], "ui": None, "finnish": True})),
        *facts(
            "support", ("vendor", "medium", None, {"channels": ["e-mail"], "for": "paying customers", "finnish": True})
        ),
    )
    assert cell("finnish", *creamailer).raw is True
    assert cell("finnish", *creamailer, scale=GENERIC).raw == "excellent"
    matomo = facts("languages", ("measured", "high", "2024-10-24", {"ui_count": 68, "finnish": True}))
    assert cell("finnish", *matomo, scale=GENERIC).raw_low == "good"  # the support's language is not known
    brevo = facts(
        "languages", ("transcription", "low", "2026-08-13", {"help_seen": ["en", "de", "fr"], "finnish": None})
    )
    assert cell("finnish", *brevo).state is CellState.UNKNOWN


def test_free_start():
    tier = facts("free_tier", ("transcription", "medium", "2026-08-13", {"exists": False}))
    trial = facts("free_trial", ("transcription", "medium", "2026-08-13", {"trial_days": 14, "card_required": False}))
    numbers = NumberScale(worst=0, best=100)
    assert cell("free_start", *tier, *trial, scale=numbers).raw == 60
    neither = facts("free_trial", ("transcription", "medium", "2026-08-13", {"trial": False}))
    assert cell("free_start", *tier, *neither).raw == "poor"
    assert cell("free_start", *tier, *neither, scale=YesNoScale()).raw is False
    own_server = facts("free_tier", ("competitor", "medium", "2026-02-03", {"exists": True, "self_host_only": True}))
    assert cell("free_start", *own_server, scale=numbers).raw_low == 60
    not_said = facts("free_tier", ("transcription", "medium", "2026-08-13", {"exists": None}))
    assert cell("free_start", *not_said).state is CellState.UNKNOWN


def test_ease_of_use_needs_a_score():
    scored = facts(
        "ease_of_use", ("third_party", "low", "2026-05-17", {"dimension": "activation", "score": 7, "scale": 10})
    )
    found = cell("ease_of_use", *scored, scale=NumberScale(worst=0, best=100))
    assert (found.raw, found.low, found.high, found.weak) == (70, 45, 95, True)
    words = facts("ease_of_use", ("vendor", "medium", "2026-07-24", {"finding": "one dashboard, no sub-menus"}))
    assert cell("ease_of_use", *words).state is CellState.UNKNOWN


def test_shipped_review_marks_without_a_number_of_reviewers_have_no_value():
    marked = facts(
        "reviews",
        (
            "third_party",
            "low",
            "2026-02-05",
            {"site": "toolguide.tech (editor's rating, not users)", "score": 4.4, "scale": 5, "n_reviews": None},
        ),
    )
    found = cell("reviews", *marked)
    assert (found.state, found.statements[0].value) == (CellState.UNKNOWN, None)


def test_no_facts_is_unknown_on_every_rule():
    for rule in RULES:
        assert cell(rule).state is CellState.UNKNOWN
        assert (cell(rule).low, cell(rule).value, cell(rule).high) == (0, 50, 100)


def test_every_rule_of_the_document_is_defined_and_documented():
    assert {*RULES, "price"} == set(Rule.__args__)
    headings = re.findall(r"^## `(\w+)`, version (\d+)$", DOCUMENTED.read_text(encoding="utf-8"), re.MULTILINE)
    from evaluators.tools.pricing_facts import VERSION

    expected = {name: rule.version for name, rule in RULES.items()} | {"price": VERSION}
    assert {name: int(version) for name, version in headings} == expected
    assert rule_named("price") is None


@pytest.mark.parametrize(
    ("reading", "scale", "raw", "value"),
    [
        (Reading(score=exactly(40), count=exactly(4)), CountScale(best=8), 4.0, 50.0),
        (Reading(score=exactly(40), count=exactly(4)), CountScale(worst=10, best=0), 6.0, 40.0),  # fewer is better
        (Reading(score=exactly(40), stars=exactly(4.5)), StarsScale(), 4.5, 87.5),
        (Reading(score=exactly(40)), StarsScale(), 2.6, 40.0),
        (Reading(score=exactly(40)), SUPPORT, "business_hours", 50.0),
        (Reading(score=exactly(40), answer=True), YesNoScale(), True, 100.0),
    ],
)
def test_a_reading_is_laid_on_the_scale_it_meets(reading, scale, raw, value):
    fitted = fit(reading, scale)
    assert (fitted.raw, fitted.point) == (pytest.approx(raw) if isinstance(raw, float) else raw, pytest.approx(value))


def test_a_reading_without_an_answer_does_not_fit_yes_or_no_and_none_fits_money():
    assert fit(Reading(score=between(0, 100)), YesNoScale()) is None
    assert fit(Reading(score=exactly(1)), PriceScale()) is None


def test_a_span_must_be_ordered():
    with pytest.raises(ValueError, match="low <= point <= high"):
        Span(2, 1, 3)


KEYS = (
    *(
        "hours",
        "channels",
        "count",
        "named",
        "listed_in_connector_docs_of",
        "api",
        "types",
        "web",
        "email",
        "available",
    ),
    *(
        "built_in",
        "statistics",
        "extras",
        "hosting",
        "eu_data_centre",
        "eu_region",
        "dpa",
        "certifications",
        "finnish",
        "ui",
    ),
    *("exists", "trial", "trial_days", "self_host_only", "score", "scale", "plan", "low", "high", "per", "basis"),
    *("currency", "quote_only"),
)
PLAIN = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.just(10**400),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(
        ["", "24/7", "month", "user/month", "500 contacts", "0 contacts", "EU", "USD", "EUR", "at least 3 users"]
    ),
)
VALUES = st.recursive(
    PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner), max_leaves=6
)


@given(st.lists(st.dictionaries(st.sampled_from(KEYS), VALUES), min_size=1, max_size=3), st.sampled_from(list(Topic)))
def test_odd_facts_never_break_a_rule(values, topic):
    known = facts(topic, *(("vendor", "high", "2026-01-01", value) for value in values))
    made = document(tool("t", *known), rules=tuple(SCALES))
    for found in cells(made):
        assert 0 <= found.low <= found.value <= found.high <= 100
    (price,) = price_results(made, {}, draws=8, rng=np.random.default_rng(1))
    assert price.point is None or 0 <= price.point < float("inf")
