"""Ready-made candidates that are rules: what customers do, who they are, and both crossed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from data.field_topics import Topic, sureness
from evaluators.errors import EvaluationError
from evaluators.segmentations.candidates import Candidate, LifecycleStages, RuleFamily, Rules
from evaluators.segmentations.rules.areas import postal_table
from evaluators.segmentations.rules.conditions import AllOf, AnyOf, Condition, Rule, compare
from evaluators.segmentations.rules.field_facts import FieldFacts
from evaluators.segmentations.rules.fields import (
    age_table,
    category_table,
    engagement_table,
    goal_table,
    level_table,
    opinion_table,
    season_table,
)
from evaluators.segmentations.rules.hybrid import crossed_table
from evaluators.segmentations.rules.lifecycle import Lifecycle, lifecycle_table
from evaluators.segmentations.rules.rule_table import RuleLine, RuleTable, rule_labels
from services.segmentation_fields import FEWEST_ITEMS, HARDLY, Fields, NoField

MOST_FLAGS = 5  # signs that one table reads
PERSON_AGES = (10.0, 110.0)  # a median outside is a year of birth
WHO: tuple[Topic, ...] = ("age", "sex", "household", "education", "income", "job", "place")
_FEW = 2
Maker = Callable[[Fields], list[Candidate]]


def _each(names: Iterable[str], make: Callable[[str], RuleTable], family: RuleFamily, ident: str) -> list[Candidate]:
    """Return a rule table of each field; raise the first fault where none can be made."""
    found: list[Candidate] = []
    faults: list[EvaluationError] = []
    for name in names:
        try:
            found.append(Rules(id=ident, family=family, table=make(name)))
        except EvaluationError as fault:
            faults.append(fault)
    if not found:
        raise faults[0] if faults else NoField
    return found


def plain_table(facts: FieldFacts) -> RuleTable:
    """Return the table that suits any field: its common values, three levels of a number, yes and no."""
    if facts.kind == "category":
        return category_table(facts)
    return opinion_table(facts) if facts.kind == "yes_no" else level_table(facts)


def _ages(facts: FieldFacts) -> RuleTable:
    years = facts.kind == "number" and PERSON_AGES[0] <= facts.quantile(0.5) <= PERSON_AGES[1]
    return _only_reached(age_table(facts), facts) if years else plain_table(facts)


def _only_reached(table: RuleTable, facts: FieldFacts) -> RuleTable:
    """Return ready ages, or levels of the ages there are where some group would be empty."""
    reached = set(rule_labels(table, {facts.field: facts.sorted_values}).labels.tolist())
    return table if len(reached) == len(table.segments) else level_table(facts)


def _demographic(topic: Topic) -> Maker:
    make = _ages if topic == "age" else plain_table

    def made(fields: Fields) -> list[Candidate]:
        names = fields.about(topic)
        return _each(names, lambda name: make(fields.facts(name)), "demographic", topic)

    return made


def _geographic(fields: Fields) -> list[Candidate]:
    def make(name: str) -> RuleTable:
        facts = fields.facts(name)
        if facts.distinct > 1 and facts.commonest_share < HARDLY:  # one home country and all others is a division, too
            facts = replace(facts, commonest_share=0.0)
        if fields.topics[name] != "postal":
            return plain_table(facts)
        return postal_table(facts, fields.counts(name) if facts.kind == "category" else {})

    return _each(fields.about("postal", "place"), make, "geographic", "area")


def _psychographic(fields: Fields) -> list[Candidate]:
    """Return segments by the two answers that divide customers most evenly."""
    answers = fields.usable(("yes_no", "number"), fields.about("opinion"))
    unnamed = fields.usable(("yes_no",), fields.about(None))
    answers |= unnamed if len(unnamed) >= FEWEST_ITEMS else {}
    if not answers:
        raise NoField
    ordered = sorted(answers.values(), key=lambda one: (round(one.commonest_share, 3), one.field))
    table = opinion_table(*ordered[:_FEW])
    return [Rules(id="opinions", family="psychographic", table=table)]


def _interests(fields: Fields) -> list[Candidate]:
    names = fields.about("interest")
    flags = fields.usable(("yes_no",), names)
    others = [name for name in names if name not in flags]
    tables = [goal_table(list(flags.values())[:MOST_FLAGS])] if flags else []
    made: list[Candidate] = [Rules(id="interests", family="interests", table=one) for one in tables]
    if made and not others:
        return made
    try:
        return made + _each(others, lambda name: plain_table(fields.facts(name)), "interests", "interests")
    except (EvaluationError, NoField):
        if made:
            return made
        raise


def _goal(fields: Fields) -> list[Candidate]:
    """Return segments by signs of intent, the strongest first; a count says yes from one on."""
    names = sorted(fields.about("goal"), key=sureness)
    found = fields.usable(("yes_no", "number"), names)
    if not found:
        return _each(names, lambda name: goal_table([fields.facts(name)]), "goal", "goal")
    flags = [found[name] for name in names if name in found][:MOST_FLAGS]
    table = goal_table([replace(one, kind="yes_no") for one in flags])
    counted = {one.field for one in flags if one.kind == "number"}
    return [Rules(id="goal", family="goal", table=_from_one_on(table, counted))]


def _from_one_on(table: RuleTable, counted: set[str]) -> RuleTable:
    """Return a table whose yes is one or more, and whose no is less, of some fields."""

    def turned(rule: Rule) -> Rule:
        if isinstance(rule, AllOf):
            return AllOf(all=tuple(turned(part) for part in rule.all))
        if isinstance(rule, AnyOf):
            return AnyOf(any=tuple(turned(part) for part in rule.any))
        if isinstance(rule, Condition) and rule.field in counted:
            return compare(rule.field, "ge" if rule.value == 1 else "lt", 1)
        return rule

    lines = tuple(RuleLine(segment=one.segment, when=turned(one.when)) for one in table.lines)
    return table.model_copy(update={"lines": lines})


def _season(fields: Fields) -> list[Candidate]:
    def make(name: str) -> RuleTable:
        facts = fields.facts(name)
        month = facts.kind == "number" and facts.sorted_values.min() >= 1 and facts.sorted_values.max() <= 12
        return season_table(facts) if month else plain_table(facts)

    return _each(fields.about("season"), make, "season", "season")


def _engagement(fields: Fields) -> list[Candidate]:
    def make(name: str) -> RuleTable:
        facts = fields.facts(name)
        return category_table(facts) if facts.kind == "category" else engagement_table(facts)

    return _each(fields.about("engagement"), make, "engagement", "engagement")


def _plain(family: RuleFamily, topic: Topic, ident: str) -> Maker:
    def made(fields: Fields) -> list[Candidate]:
        names = fields.about(topic)
        return _each(names, lambda name: plain_table(fields.facts(name)), family, ident)

    return made


def _other(fields: Fields) -> list[Candidate]:
    """Return segments by the texts that tell of nothing known."""
    names = fields.usable(("category",), fields.about(None))
    return _each(names, lambda name: category_table(fields.facts(name)), "own", "by-field")


def stages_of(fields: Fields) -> Lifecycle:
    """Return the usual thresholds of a lifecycle, moved where nobody would be in some stage."""
    recency, orders = fields.bought("recency", "orders")
    days, times = fields.facts(recency), fields.facts(orders)
    usual = Lifecycle(recency=recency, orders=orders)
    changes: dict[str, int] = {}
    away = float((days.sorted_values > usual.former_after_days).mean())
    if not 0.05 <= away <= 0.75:
        changes["former_after_days"] = max(1, round(days.quantile(0.6)))
    if times.sorted_values[-1] < usual.loyal_from_orders:
        changes["loyal_from_orders"] = usual.occasional_from_orders + 1
    return usual.model_copy(update=changes)


def _lifecycle(fields: Fields) -> list[Candidate]:
    return [LifecycleStages(id="lifecycle", stages=stages_of(fields))]


def _hybrid(fields: Fields) -> list[Candidate]:
    """Return what customers do crossed with who they are, in two groups, so that segments stay few."""
    try:
        behaviour = lifecycle_table(stages_of(fields))
    except EvaluationError:
        names = fields.usable(("number",), fields.about("engagement"))
        if not names:
            raise
        behaviour = engagement_table(next(iter(names.values())))
    who = fields.usable(("number", "category", "yes_no"), fields.about(*WHO))
    if not who:
        raise NoField
    facts = next(iter(who.values()))
    table = category_table(facts, most=_FEW) if facts.kind == "category" else opinion_table(facts)
    return [Rules(id="hybrid", family="hybrid", table=crossed_table(behaviour, table))]


RULES: Mapping[str, Maker] = {
    "lifecycle": _lifecycle,
    "engagement": _engagement,
    "goal": _goal,
    "content": _plain("content", "content", "content"),
    "season": _season,
    "age": _demographic("age"),
    "income": _demographic("income"),
    "education": _demographic("education"),
    "job": _demographic("job"),
    "sex": _demographic("sex"),
    "household": _demographic("household"),
    "geographic": _geographic,
    "psychographic": _psychographic,
    "interests": _interests,
    "technographic": _plain("technographic", "device", "devices"),
    "other": _other,
    "hybrid": _hybrid,
}
"""By family."""
