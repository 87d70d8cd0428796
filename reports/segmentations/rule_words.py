"""Rules as readable sentences: number of orders at least 3 and days since the last purchase under 90."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal, TypeGuard

from evaluators.segmentations.rules.conditions import ORDERS, AllOf, Condition, Rule
from evaluators.segmentations.rules.rule_table import RuleLine
from i18n import formats
from reports.segmentations.context import SegmentationWords
from reports.segmentations.names import value_text, yes_or_no
from reports.words import capital

MOST_VALUES = 6  # named of a list; the rest are counted
_JOINERS = re.compile(r", | (?:ja|and) ")


def line_text(words: SegmentationWords, candidate: str, line: RuleLine) -> tuple[str, str]:
    """Return the name of the segment that a line names, and whom it takes; no name where it says just that."""
    name, when = words.segment(candidate, line.segment), rule_text(words, line.when)
    return ("", capital(when)) if _bare(name) == _bare(when) else (name, when)


def _bare(text: str) -> str:
    """Return the words of a text whatever joins them: names are lists, rules are sentences."""
    return " ".join(_JOINERS.sub(" ", text.casefold()).split())


def rule_text(words: SegmentationWords, rule: Rule, *, inside: bool = False) -> str:
    """Return a rule in words, to stand within a sentence; parts inside parts stand in brackets."""
    if isinstance(rule, Condition):
        return condition_text(words, rule)
    parts = rule.all if isinstance(rule, AllOf) else rule.any
    texts = [rule_text(words, parts[0], inside=True)]
    for before, part in pairwise(parts):
        if isinstance(rule, AllOf) and _of_same_field(part, before):
            texts.append(condition_text(words, part, again=True))
        else:
            texts.append(rule_text(words, part, inside=True))
    joiner = words.t("segmentation_rule.and" if isinstance(rule, AllOf) else "segmentation_rule.or")
    text = f" {joiner} ".join((", ".join(texts[:-1]), texts[-1])) if len(texts) > 1 else texts[0]
    return f"({text})" if inside and len(texts) > 1 else text


def _of_same_field(part: Rule, before: Rule) -> TypeGuard[Condition]:
    """Say whether two limits of one field follow each other, so that its name needs to be said once."""
    if not isinstance(before, Condition) or not isinstance(part, Condition):
        return False
    return before.field == part.field and {before.operator, part.operator} <= set(ORDERS)


def condition_text(words: SegmentationWords, condition: Condition, *, again: bool = False) -> str:
    """Return one comparison in words; without the field where it was just named."""
    t, field = words.t, words.document.field(condition.field)
    kind = None if field is None else field.kind
    name, half = "" if again else words.inside(condition.field), half_of(condition)
    if kind == "yes_no" and half is not None:
        return t("segment_name.part.eq", field=name, value=t(f"word.{half}"))
    operator = "eq" if condition.operator == "between" and condition.value == condition.upper else condition.operator
    compared = {"field": name, "value": _values(words, condition)}
    if kind == "date" and condition.numbers():
        return t(f"segmentation_rule.days.{operator}", **compared).strip()
    return t(f"segment_name.part.{operator}", **compared).strip()


def half_of(condition: Condition) -> Literal["yes", "no"] | None:
    """Return which half of a yes/no field a comparison takes; ``None``: neither, or both."""
    return yes_or_no(condition.operator, condition.numbers())


def _values(words: SegmentationWords, condition: Condition) -> str:
    given = (condition.value, condition.upper, *condition.values)
    texts = [value_text(one, words.t) for one in dict.fromkeys(given) if one is not None]
    return formats.EN_DASH.join(texts) if condition.operator == "between" else words.join(texts, MOST_VALUES)
