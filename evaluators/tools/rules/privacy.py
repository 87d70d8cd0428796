"""Rule ``privacy_eu``: hosting in the EU, a data processing agreement and attested protection."""

from __future__ import annotations

from evaluators.tools.facts import Fact, Topic
from evaluators.tools.rules.reading import Reading, RuleDefinition, RuleReading, Span
from evaluators.tools.rules.texts import agreed, flag, says

HOSTING_SHARE = 70.0
AGREEMENT_SHARE = 20.0
ATTESTED_SHARE = 10.0

_EU = (
    r"\bEU\b|european union|\b(austria|belgium|bulgaria|croatia|cyprus|czech|denmark|estonia|finland|france|germany"
    r"|greece|hungary|ireland|italy|latvia|lithuania|luxembourg|malta|netherlands|poland|portugal|romania|slovakia|slovenia"
    r"|spain|sweden|frankfurt|paris|amsterdam|stockholm|helsinki|dublin)\b|\beu-[a-z]+-\d"
)
_OUTSIDE = r"\b(US|USA|united states)\b"
_OWN_CHOICE = r"chosen by the operator|customer's own"
_DATA_CENTRE = ("eu_data_centre", "eu_region", "eu_data_centre_since", "eu_option")
_ATTESTATIONS = ("certifications", "scc", "standard_contractual_clauses", "data_privacy_framework", "dpf", "soc2")


def eu_hosting(fact: Fact) -> bool | None:
    """Return whether a fact says that the data can be kept in the EU; ``None``: it does not say.

    A data centre that the customer runs counts as yes. An endpoint, a region outside the Union's name ("Central
    Europe") or a company's seat does not say where the data lie.
    """
    value = fact.value
    stated = agreed(flag(value.get(key)) for key in _DATA_CENTRE)
    if stated is not None:
        return stated
    if value.get("self_host") is True or value.get("data_in_own_cloud") is True:
        return True
    places = [text for key in ("hosting", "location", "runs_on") if isinstance(text := value.get(key), str)]
    if says(_EU, places) or says(_OWN_CHOICE, places):
        return True
    return False if says(_OUTSIDE, places) else None


def processing_agreement(fact: Fact) -> bool | None:
    """Return whether a fact says that a data processing agreement is offered."""
    return flag(fact.value.get("dpa"))


def attested(fact: Fact) -> bool | None:
    """Return whether a fact names certificates, standard clauses or a framework the vendor has joined."""
    return agreed(flag(fact.value.get(key)) for key in _ATTESTATIONS)


def _privacy(facts: tuple[Fact, ...]) -> RuleReading:
    each = tuple((fact, _read((fact,))) for fact in facts)
    return RuleReading(each=each, together=_read(facts))


def _read(facts: tuple[Fact, ...]) -> Reading | None:
    hosting = agreed(eu_hosting(fact) for fact in facts)
    parts = (
        (HOSTING_SHARE, hosting),
        (AGREEMENT_SHARE, agreed(processing_agreement(fact) for fact in facts)),
        (ATTESTED_SHARE, agreed(attested(fact) for fact in facts)),
    )
    if all(answer is None for _, answer in parts):
        return None
    low = sum(share for share, answer in parts if answer is True)
    high = sum(share for share, answer in parts if answer is not False)
    return Reading(score=Span(low, (low + high) / 2, high), answer=hosting)


PRIVACY_EU = RuleDefinition(name="privacy_eu", version=1, topics=(Topic.PRIVACY_EU,), read=_privacy)
