"""Must-haves from catalogue facts and the team's answers."""

from __future__ import annotations

import pytest

from evaluators.tools.document import Tool
from evaluators.tools.must_haves import findings
from evaluators.tools.need import Answer, MustHave, MustHaveKind, Need
from tests.evaluators.tools.tool_documents import document, facts, scenario, tool

KLAVIYO_HOSTING = facts(
    "privacy_eu", ("vendor", "high", "2024-04-15", {"hosting": "US only (AWS)", "eu_option": False})
)
HUBSPOT_EU = facts("privacy_eu", ("vendor", "high", "2021", {"eu_data_centre_since": "2021-07"}))
DYNAMIC_YIELD = facts("privacy_eu", ("third_party", "low", "2026-07-04", {"eu_endpoint": True, "eu_data_centre": None}))
GETRESPONSE = facts(
    "privacy_eu", ("vendor", "high", "2024-10-23", {"company": "PL", "role": "processor", "hosting": None})
)
MAUTIC = facts(
    "segmentation",
    ("repo", "high", "2024-10-20", {"types": ["demographic"], "refresh": "by scheduled job, not real time"}),
)
MIXPANEL = facts("ab_testing", ("vendor", "high", "2026-08-21", {"built_in": "Enterprise add-on"}))
OMNISEND = facts(
    "integrations",
    ("vendor", "low", None, {"named": ["Google Ads Customer Match", "Facebook Custom Audiences"], "count": None}),
)
INSIDER = facts("integrations", ("vendor", "high", "2026-08-13", {"named": ["Shopify", "Google Ads", "API"]}))
MATOMO_TIER = facts(
    "free_tier",
    ("competitor", "medium", "2026-02-03", {"exists": True, "detail": "self-hosted only", "self_host_only": True}),
)
MAUTIC_TIER = facts(
    "free_tier", ("repo", "high", "2026-08-21", {"exists": True, "licence": "GPL-3.0", "release": "7.1.3"})
)


def finding(kind, *known, name="", answers=(), made: Tool | None = None):
    need = Need(scenario=scenario(), must_haves=(MustHave(id="must", kind=kind, name=name),), answers=answers)
    (only,) = findings(document(made or tool("t", *known), need=need))
    return only


@pytest.mark.parametrize(
    ("kind", "known", "answer"),
    [
        ("eu_hosting", HUBSPOT_EU, "yes"),
        ("eu_hosting", KLAVIYO_HOSTING, "no"),
        ("eu_hosting", DYNAMIC_YIELD, "unknown"),
        ("eu_hosting", GETRESPONSE, "unknown"),
        ("eu_hosting", (*HUBSPOT_EU, *KLAVIYO_HOSTING), "unknown"),  # sources disagree
        (
            "data_processing_agreement",
            facts("privacy_eu", ("vendor", "high", "2024", {"dpa": "part of the terms"})),
            "yes",
        ),
        ("finnish_support", facts("support", ("vendor", "medium", None, {"finnish": True})), "yes"),
        ("finnish_support", facts("support", ("vendor", "medium", None, {"finnish": None})), "unknown"),
        ("finnish_language", facts("languages", ("measured", "high", "2024-10-24", {"finnish": True})), "yes"),
        ("finnish_language", facts("languages", ("vendor", "high", "2026", {"ui": ["en", "sv"]})), "no"),
        ("free_trial", facts("free_trial", ("third_party", "low", "2025-08-02", {"trial_days": [14, 30]})), "yes"),
        ("free_trial", facts("free_trial", ("vendor", "high", None, {"trial": False})), "no"),
        ("free_trial", facts("free_trial", ("vendor", "high", "2026-08-21", {"trial": None})), "unknown"),
        ("free_tier", MATOMO_TIER, "yes"),
        ("free_tier", facts("free_tier", ("transcription", "medium", "2026-08-13", {"exists": None})), "unknown"),
        ("built_in_ab_testing", facts("ab_testing", ("vendor", "high", None, {"built_in": True})), "yes"),
        ("built_in_ab_testing", MIXPANEL, "unknown"),
        ("real_time_segments", facts("segmentation", ("vendor", "high", None, {"types": ["real_time"]})), "yes"),
        ("real_time_segments", MAUTIC, "no"),
        ("real_time_segments", facts("segmentation", ("vendor", "high", None, {"types": ["rfm"]})), "unknown"),
        ("api", INSIDER, "yes"),
        ("api", OMNISEND, "unknown"),
        ("open_source", MAUTIC_TIER, "yes"),
        ("open_source", MATOMO_TIER, "unknown"),
        ("self_hosting", MATOMO_TIER, "yes"),
        ("own", MATOMO_TIER, "unknown"),
    ],
)
def test_answers_from_facts(kind, known, answer):
    found = finding(kind, *known)
    assert (found.answer, found.by_team) == (answer, False)
    assert bool(found.facts) or found.answer == "unknown"


def test_nothing_known_is_unknown_for_every_kind():
    assert {finding(kind, name="Shopify").answer for kind in MustHaveKind.__args__} == {"unknown"}


@pytest.mark.parametrize(
    ("name", "known", "answer"),
    [
        ("Google Ads", OMNISEND, "yes"),
        ("google ads", INSIDER, "yes"),
        ("Shopify", INSIDER, "yes"),
        ("Shop", INSIDER, "unknown"),  # whole words only
        ("WooCommerce", INSIDER, "unknown"),  # not listed is not absent
        ("", INSIDER, "unknown"),
    ],
)
def test_a_named_integration(name, known, answer):
    assert finding("integration", *known, name=name).answer == answer


@pytest.mark.parametrize("answer", ["yes", "no", "unknown"])
def test_the_teams_answer_stands_above_the_facts(answer):
    team = (Answer(tool="t", must_have="must", answer=answer, source="e-mail 3 November"),)
    found = finding("eu_hosting", *HUBSPOT_EU, answers=team)
    assert (found.answer, found.by_team, found.source) == (answer, True, "e-mail 3 November")
    assert found.facts == HUBSPOT_EU


@pytest.mark.parametrize(
    ("licence", "deployment", "open_source", "self_hosting"),
    [
        ("AGPL-3.0", ("saas", "self_host"), "yes", "yes"),
        ("Elastic License 2.0 (rudder-server; source-available)", ("saas", "self_host"), "unknown", "yes"),
        ("mixed: Apache 2.0, Snowplow Community, Limited Use", ("saas",), "unknown", "unknown"),
        (None, ("saas",), "unknown", "unknown"),
    ],
)
def test_licence_and_deployment_of_the_tool(licence, deployment, open_source, self_hosting):
    made = Tool(id="t", name="t", open_source_licence=licence, deployment=deployment)
    assert finding("open_source", made=made).answer == open_source
    assert finding("self_hosting", made=made).answer == self_hosting
