"""Rule ``support``: channels and hours become a grade from none to round the clock."""

from __future__ import annotations

from pydantic import JsonValue

from evaluators.tools.facts import Fact, Topic
from evaluators.tools.rules.reading import Reading, RuleDefinition, RuleReading, Span, between, exactly
from evaluators.tools.rules.texts import says, words_in

GRADES = (("none", 0.0), ("limited", 25.0), ("business_hours", 50.0), ("extended", 75.0), ("round_the_clock", 100.0))
_SCORES = dict(GRADES)

_ROUND_THE_CLOCK = r"24/7|24 h(ours)?\b.*\b7 days|any time|round the clock"
_EXTENDED = r"24/5|weekend|evening|saturday|extended hours"
_BUSINESS = r"business hours|office hours|working hours|weekdays|monday"
_PERSON = r"\b(e-?mail|phone|chat|ticket|in-app|online|support team|success manager|dedicated support|specialist)\b"
_COMMUNITY = r"\b(community|forum|automated)\b|slack"
_NOT_ABOUT_HOURS = frozenset({"note", "quality", "basis", "address", "offices", "languages", "sla"})


def _support(facts: tuple[Fact, ...]) -> RuleReading:
    return RuleReading(each=tuple((fact, _read(fact)) for fact in facts))


def _read(fact: Fact) -> Reading | None:
    plain = fact.value.get("hours")
    if isinstance(plain, str) and (hours := _hours((plain,))) is not None:
        return _graded(exactly(hours))
    about: dict[str, JsonValue] = {key: value for key, value in fact.value.items() if key not in _NOT_ABOUT_HOURS}
    texts = words_in(about)
    best = _hours(texts)
    if best is not None:  # said of one plan or channel: the others may get less
        return _graded(between(_SCORES["limited"], best) if best > _SCORES["limited"] else exactly(best))
    if says(_PERSON, texts):  # somebody answers, hours not stated
        return _graded(between(_SCORES["limited"], _SCORES["round_the_clock"]))
    return _graded(exactly(_SCORES["limited"])) if says(_COMMUNITY, texts) else None


def _hours(texts: tuple[str, ...]) -> float | None:
    patterns = (("round_the_clock", _ROUND_THE_CLOCK), ("extended", _EXTENDED), ("business_hours", _BUSINESS))
    return next((_SCORES[grade] for grade, pattern in patterns if says(pattern, texts)), None)


def _graded(score: Span) -> Reading:
    return Reading(score=score, answer=score.low > 0, grades=GRADES)


SUPPORT = RuleDefinition(name="support", version=1, topics=(Topic.SUPPORT,), read=_support)
