"""One documented, versioned rule per name: how a tool's facts become figures on a criterion."""

from __future__ import annotations

from types import MappingProxyType

from evaluators.tools.rules.answers import AB_TESTING, FINNISH, FREE_START
from evaluators.tools.rules.counting import INTEGRATIONS, PERSONALIZATION, SEGMENTATION
from evaluators.tools.rules.privacy import PRIVACY_EU
from evaluators.tools.rules.ratings import EASE_OF_USE, REVIEWS
from evaluators.tools.rules.reading import RuleDefinition
from evaluators.tools.rules.support import SUPPORT

RULES = MappingProxyType(
    {
        rule.name: rule
        for rule in (
            EASE_OF_USE, SUPPORT, INTEGRATIONS, SEGMENTATION, PERSONALIZATION, AB_TESTING, PRIVACY_EU, FINNISH,
            FREE_START, REVIEWS,
        )
    }
)  # fmt: skip
"""Every rule but ``price``, which needs the scenario and lives in ``evaluators.tools.pricing_facts``."""


def rule_named(name: str) -> RuleDefinition | None:
    """Return a rule, or ``None`` for ``price`` and unknown names."""
    return RULES.get(name)
