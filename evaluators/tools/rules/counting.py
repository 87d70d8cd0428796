"""Rules that count what the sources name: integrations, segmentation types, personalization features."""

from __future__ import annotations

from evaluators.tools.facts import Fact, Topic
from evaluators.tools.rules.reading import Reading, RuleDefinition, RuleReading, Span, exactly
from evaluators.tools.rules.texts import flag, listed, number_in

INTEGRATIONS_IN_FULL = 10  # as many or more are worth 100 on a scale that does not count
TYPES_IN_FULL = 6
AREAS_IN_FULL = 4

FEATURE_AREAS: dict[str, tuple[str, ...]] = {
    "messages": (
        "email", "email_content", "email_recommendations", "email_rows_by_segment", "email_smart_rules",
        "dynamic_emails", "dynamic_content", "localized_variants", "connected_content", "automated_messages", "push",
        "sms",
    ),
    "web": ("web", "site_banners", "pages", "web_layers", "dynamic_web_content", "popups_push", "focus_items"),
    "recommendations": (
        "recommendations", "product_recommendations", "ai_recommendations", "email_recommendations",
    ),
    "timing": (
        "journeys", "triggers", "flows_by_behaviour", "send_time", "send_time_optimisation", "send_time_features",
        "smart_sending", "optimal_send_time", "predictive_sending", "automated_messages", "interventions",
    ),
    "app": ("app", "in_app", "sdk"),
    "search": ("search", "merchandising"),
    "adaptive": ("contextual_bandit", "contextual_bandits", "ai_decisioning", "dynamic_content_ai"),
}  # fmt: skip
"""Areas of personalization and the fact fields that show each; a field may show two."""


def _integrations(facts: tuple[Fact, ...]) -> RuleReading:
    counts = [number_in(fact, "count") for fact in facts]
    if any(count is not None for count in counts):
        stated = tuple(None if count is None else _how_many(exactly(count), INTEGRATIONS_IN_FULL) for count in counts)
        return RuleReading(each=tuple(zip(facts, stated, strict=True)))
    names = [integration_names(fact) for fact in facts]
    return _seen(facts, names, INTEGRATIONS_IN_FULL)


def integration_names(fact: Fact) -> frozenset[str]:
    """Return what a fact names as connected: products, vendors whose catalogue lists it, the tool's own API."""
    named = {name.strip().lower() for key in ("named", "listed_in_connector_docs_of") for name in listed(fact, key)}
    has_api = fact.value.get("api") is True and not any("api" in name.split() for name in named)
    return frozenset(named | ({"api"} if has_api else set()))


def segmentation_types(fact: Fact) -> frozenset[str]:
    """Return the kinds of segments a fact names."""
    return frozenset(listed(fact, "types"))


def personalization_areas(fact: Fact) -> frozenset[str]:
    """Return the areas in which a fact shows personalization; a feature tied to a plan counts."""
    shown = {key for key, value in fact.value.items() if flag(value)}
    return frozenset(area for area, fields in FEATURE_AREAS.items() if shown & set(fields))


def _segmentation(facts: tuple[Fact, ...]) -> RuleReading:
    return _seen(facts, [segmentation_types(fact) for fact in facts], TYPES_IN_FULL)


def _personalization(facts: tuple[Fact, ...]) -> RuleReading:
    refused = [fact.value.get("available") is False for fact in facts]
    if any(refused):
        no = Reading(score=exactly(0), count=exactly(0), answer=False)
        others = _seen(facts, [personalization_areas(fact) for fact in facts], AREAS_IN_FULL).each
        return RuleReading(
            each=tuple((fact, no if denied else read) for denied, (fact, read) in zip(refused, others, strict=True))
        )
    return _seen(facts, [personalization_areas(fact) for fact in facts], AREAS_IN_FULL)


def _seen(facts: tuple[Fact, ...], names: list[frozenset[str]], in_full: int) -> RuleReading:
    """Count distinct names over all facts; they are at least so many, since nobody lists everything."""
    each = tuple(
        (fact, _how_many(_at_least(len(found)), in_full) if found else None)
        for fact, found in zip(facts, names, strict=True)
    )
    everything = frozenset[str]().union(*names)
    if not everything:
        return RuleReading(each=each)
    return RuleReading(each=each, together=_how_many(_at_least(len(everything)), in_full))


def _at_least(count: int) -> Span:
    return Span(float(count), float(count), None)


def _how_many(count: Span, in_full: int) -> Reading:
    high = None if count.high is None else min(100.0, 100.0 * count.high / in_full)
    score = Span(min(100.0, 100.0 * count.low / in_full), min(100.0, 100.0 * count.point / in_full), high)
    return Reading(score=score, count=count, answer=count.point > 0)


INTEGRATIONS = RuleDefinition(name="integrations", version=1, topics=(Topic.INTEGRATIONS,), read=_integrations)
SEGMENTATION = RuleDefinition(name="segmentation", version=1, topics=(Topic.SEGMENTATION,), read=_segmentation)
PERSONALIZATION = RuleDefinition(
    name="personalization", version=1, topics=(Topic.PERSONALIZATION,), read=_personalization
)
