"""Must-haves: yes, no or unknown for every tool, from the team's answers and the frozen facts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from evaluators.documents import text_of
from evaluators.tools.document import Tool, ToolEvaluation
from evaluators.tools.facts import Fact, Topic
from evaluators.tools.need import Answer, MustHave
from evaluators.tools.results import MustHaveFinding
from evaluators.tools.rules.answers import built_in_testing, finnish, free_tier, free_trial
from evaluators.tools.rules.counting import segmentation_types
from evaluators.tools.rules.privacy import eu_hosting, processing_agreement
from evaluators.tools.rules.texts import flag, listed, says, words_in

Test = Callable[[Fact], bool | None]
_FREE_LICENCES = r"\b(A?GPL|LGPL|MIT|Apache|BSD|MPL|EUPL)\b"
_NOT_WHOLLY_FREE = r"mixed|source-available|limited"
_OWN_SERVERS = frozenset({"self_host", "server", "private_cloud"})
_SELF_HOSTED = r"self-hosted|chosen by the operator|customer's own|on-premises"
_FEWEST_LETTERS = 2  # of a wanted integration's name, so that it cannot be found by chance


def findings(document: ToolEvaluation) -> tuple[MustHaveFinding, ...]:
    """Return a finding for every tool and must-have, tool by tool.

    The team's answer stands above the facts. Facts that do not say, or disagree, make it unknown; unknown is
    never no.
    """
    answers = {(answer.tool, answer.must_have): answer for answer in document.need.answers}
    return tuple(
        _finding(tool, must, answers.get((tool.id, must.id)))
        for tool in document.tools
        for must in document.need.must_haves
    )


def _finding(tool: Tool, must: MustHave, answer: Answer | None) -> MustHaveFinding:
    said = [(fact, found) for fact in tool.facts if (found := _says(must, fact)) is not None]
    facts = tuple(fact for fact, _ in said)
    if answer is not None:
        return MustHaveFinding(
            tool=tool.id, must_have=must.id, answer=answer.answer, by_team=True, facts=facts, source=answer.source
        )
    verdicts = {found for _, found in said} | ({True} if _shown_by_tool(must, tool) else set())
    agreed = verdicts.pop() if len(verdicts) == 1 else None
    source = next((fact.source_url for fact in facts if fact.source_url), "")
    return MustHaveFinding(
        tool=tool.id,
        must_have=must.id,
        answer="unknown" if agreed is None else "yes" if agreed else "no",
        by_team=False,
        facts=facts,
        source=source,
    )


def _says(must: MustHave, fact: Fact) -> bool | None:
    if must.kind == "integration":
        return _integrates(must, fact)
    topics, test = _TESTS.get(must.kind, ((), None))
    return test(fact) if test is not None and fact.topic in topics else None


def _shown_by_tool(must: MustHave, tool: Tool) -> bool:
    """Tell whether the tool's own licence or ways of running it meet the must-have."""
    if must.kind == "open_source":
        return _is_free(tool.open_source_licence)
    return must.kind == "self_hosting" and bool(_OWN_SERVERS.intersection(tool.deployment))


def _is_free(licence: object) -> bool:
    return isinstance(licence, str) and says(_FREE_LICENCES, (licence,)) and not says(_NOT_WHOLLY_FREE, (licence,))


def _integrates(must: MustHave, fact: Fact) -> bool | None:
    """Tell whether a fact names the wanted integration; lists are never complete, so the answer is never no."""
    if fact.topic is not Topic.INTEGRATIONS:
        return None
    names = [name.casefold() for key in ("named", "listed_in_connector_docs_of", "kinds") for name in listed(fact, key)]
    wanted = {text_of(must.name, "fi").strip().casefold(), text_of(must.name, "en").strip().casefold()}
    wanted = {name for name in wanted if len(name) >= _FEWEST_LETTERS}
    return True if any(_within(name, one) for name in wanted for one in names) else None


def _within(wanted: str, named: str) -> bool:
    """Tell whether whole words of a name hold the wanted one: "Google Ads" in "Google Ads Customer Match"."""
    return f" {_plain(wanted)} " in f" {_plain(named)} "


def _plain(name: str) -> str:
    return " ".join("".join(letter if letter.isalnum() else " " for letter in name).split())


def _built_in(fact: Fact) -> bool | None:
    stated = built_in_testing(fact)
    return stated if isinstance(stated, bool) else None


def _real_time(fact: Fact) -> bool | None:
    if "real_time" in segmentation_types(fact):
        return True
    return False if says(r"not (in )?real[- ]time", words_in(fact.value)) else None


def _api(fact: Fact) -> bool | None:
    stated = fact.value.get("api")
    if isinstance(stated, bool):
        return stated
    return True if says(r"\bAPI\b", listed(fact, "named")) else None


def _open_source(fact: Fact) -> bool | None:
    return True if _is_free(fact.value.get("licence")) else None


def _self_hosting(fact: Fact) -> bool | None:
    shown = [flag(fact.value.get(key)) for key in ("self_host", "self_host_only", "data_in_own_cloud")]
    texts = words_in({key: fact.value.get(key) for key in ("basis", "hosting", "runs_on", "plan")})
    return True if any(shown) or says(_SELF_HOSTED, texts) else None


_TESTS: Mapping[str, tuple[tuple[Topic, ...], Test]] = MappingProxyType(
    {
        "eu_hosting": ((Topic.PRIVACY_EU,), eu_hosting),
        "data_processing_agreement": ((Topic.PRIVACY_EU,), processing_agreement),
        "finnish_support": ((Topic.SUPPORT,), finnish),
        "finnish_language": ((Topic.LANGUAGES,), finnish),
        "free_trial": ((Topic.FREE_TRIAL,), free_trial),
        "free_tier": ((Topic.FREE_TIER,), free_tier),
        "built_in_ab_testing": ((Topic.AB_TESTING,), _built_in),
        "real_time_segments": ((Topic.SEGMENTATION,), _real_time),
        "api": ((Topic.INTEGRATIONS,), _api),
        "open_source": ((Topic.FREE_TIER,), _open_source),
        "self_hosting": ((Topic.PRIVACY_EU, Topic.FREE_TIER, Topic.PRICING), _self_hosting),
    }
)
"""Which topics answer which must-have, and how. ``own`` has no test: only the team can answer it."""
