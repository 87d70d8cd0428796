"""Rules on things that are there or not: A/B testing, Finnish, a free start."""

from __future__ import annotations

from evaluators.tools.facts import Fact, Topic
from evaluators.tools.rules.reading import Reading, RuleDefinition, RuleReading, Span, between, exactly
from evaluators.tools.rules.texts import agreed, flag, listed, number_in

BUILT_IN = 50.0
WITH_STATISTICS = 75.0
WITH_EXTRAS = 100.0
LIMITED = between(25.0, 50.0)
TRIAL_ONLY = 60.0

_EXTRAS = (
    "extras", "multivariate", "holdout", "control_group", "variance_reduction", "mde_calculator", "duration_estimate",
    "alerts", "bandits", "allocation", "modes",
)  # fmt: skip


def built_in_testing(fact: Fact) -> bool | str | None:
    """Return yes, no, the words of a partial yes, or ``None`` when a fact does not say."""
    stated = fact.value.get("built_in")
    return stated if isinstance(stated, bool | str) else None


def _ab_testing(facts: tuple[Fact, ...]) -> RuleReading:
    stated = [built_in_testing(fact) for fact in facts]
    each = tuple((fact, _tested(answer, (fact,))) for fact, answer in zip(facts, stated, strict=True))
    answers = {answer for answer in stated if answer is not None}
    if len(answers) == 1:
        return RuleReading(each=each, together=_tested(answers.pop(), facts))
    return RuleReading(each=each)


def _tested(answer: bool | str | None, facts: tuple[Fact, ...]) -> Reading | None:
    if answer is None:
        return None
    if isinstance(answer, str):
        return Reading(score=LIMITED)
    if not answer:
        return Reading(score=exactly(0), answer=False)
    if any(flag(fact.value.get(key)) for fact in facts for key in _EXTRAS):
        return Reading(score=exactly(WITH_EXTRAS), answer=True)
    if any(listed(fact, "statistics") for fact in facts):
        return Reading(score=exactly(WITH_STATISTICS), answer=True)
    return Reading(score=Span(BUILT_IN, BUILT_IN, WITH_STATISTICS), answer=True)


def finnish(fact: Fact) -> bool | None:
    """Return whether a fact says that the language or the support is Finnish; a full list of languages also says."""
    stated = fact.value.get("finnish")
    if isinstance(stated, bool):
        return stated
    languages = listed(fact, "ui")
    return any(language.lower() in {"fi", "finnish"} for language in languages) if languages else None


def _finnish(facts: tuple[Fact, ...]) -> RuleReading:
    return RuleReading(each=tuple((fact, _speaks((fact,))) for fact in facts), together=_speaks(facts))


def _speaks(facts: tuple[Fact, ...]) -> Reading | None:
    language = agreed(finnish(fact) for fact in facts if fact.topic is Topic.LANGUAGES)
    support = agreed(finnish(fact) for fact in facts if fact.topic is Topic.SUPPORT)
    if language is None and support is None:
        return None
    low = 50.0 * ((language is True) + (support is True))
    high = 100.0 - 50.0 * ((language is False) + (support is False))
    answer = True if language or support else (False if language is support is False else None)
    return Reading(score=between(low, high), answer=answer)


def free_tier(fact: Fact) -> bool | None:
    """Return whether a fact says that a free tier exists, on the vendor's servers or one's own."""
    return flag(fact.value.get("exists")) if fact.topic is Topic.FREE_TIER else None


def free_trial(fact: Fact) -> bool | None:
    """Return whether a fact says that paid features can be tried for nothing."""
    if fact.topic is not Topic.FREE_TRIAL:
        return None
    stated = fact.value.get("trial")
    if isinstance(stated, bool):
        return stated
    days = fact.value.get("trial_days")
    return True if number_in(fact, "trial_days") or (isinstance(days, list) and days) else None


def _free_start(facts: tuple[Fact, ...]) -> RuleReading:
    return RuleReading(each=tuple((fact, _free((fact,))) for fact in facts), together=_free(facts))


def _free(facts: tuple[Fact, ...]) -> Reading | None:
    hosted = [fact for fact in facts if not _only_on_own_server(fact)]
    tier = agreed(free_tier(fact) for fact in hosted)
    trial = agreed([*(free_trial(fact) for fact in facts), *(True for fact in facts if _only_on_own_server(fact))])
    if tier is None and trial is None:
        return None
    low = 100.0 if tier else TRIAL_ONLY if trial else 0.0
    high = 100.0 if tier is not False else TRIAL_ONLY if trial is not False else 0.0
    answer = True if tier or trial else (False if tier is trial is False else None)
    return Reading(score=between(low, high), answer=answer)


def _only_on_own_server(fact: Fact) -> bool:
    return fact.topic is Topic.FREE_TIER and fact.value.get("self_host_only") is True


AB_TESTING = RuleDefinition(name="ab_testing", version=1, topics=(Topic.AB_TESTING,), read=_ab_testing)
FINNISH = RuleDefinition(name="finnish", version=1, topics=(Topic.LANGUAGES, Topic.SUPPORT), read=_finnish)
FREE_START = RuleDefinition(name="free_start", version=1, topics=(Topic.FREE_TIER, Topic.FREE_TRIAL), read=_free_start)
