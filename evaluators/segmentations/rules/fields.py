"""Ready-made ways of segmenting by fields: age, income, area, opinions, goals, engagement, devices, season.

Each returns a rule table to begin with. Its thresholds come from the data or from the caller and can be edited, and
its segments are ordered lines or ranges that leave nobody out but those whose field is empty.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from evaluators.errors import DataError
from evaluators.segmentations.rules.conditions import AllOf, Condition, Rule, compare, one_of
from evaluators.segmentations.rules.domain import FieldDomain
from evaluators.segmentations.rules.field_facts import FieldFacts, need_kind, need_spread
from evaluators.segmentations.rules.rule_table import RuleLine, RuleSegment, RuleTable

AGES = (30.0, 45.0, 65.0)  # a working start in marketing: young adults, families, later working life, retired
SEASONS = {"winter": (12, 1, 2), "spring": (3, 4, 5), "summer": (6, 7, 8), "autumn": (9, 10, 11)}  # northern months
MONTHS = FieldDomain(kind="whole", low=1, high=12)
MOST_SEGMENTS = 8
SMALLEST_SHARE = 0.05  # a category of fewer customers is joined with the other small ones


def age_table(facts: FieldFacts, cuts: Sequence[float] = AGES) -> RuleTable:
    """Return age groups, by ``band_table`` at fixed ages."""
    return band_table(facts, cuts)


def band_table(facts: FieldFacts, cuts: Sequence[float]) -> RuleTable:
    """Return ranges of a number, each cut belonging to the range above it.

    Raises
    ------
    DataError
        ``field_needs_numbers``, ``field_empty``, ``field_without_spread``, or ``cuts_not_rising``.
    """
    need_spread(need_kind(facts, "number", "yes_no"))
    rising = all(low < high for low, high in pairwise(cuts))
    if not cuts or not rising:
        raise DataError("cuts_not_rising", field=facts.field, cuts=list(cuts))
    ends = [None, *cuts, None]
    return _table([(f"band{place}", _range(facts.field, *pair)) for place, pair in enumerate(pairwise(ends), start=1)])


def _range(field: str, low: float | None, high: float | None) -> Rule:
    parts = []
    if low is not None:
        parts.append(compare(field, "ge", low))
    if high is not None:
        parts.append(compare(field, "lt", high))
    return parts[0] if len(parts) == 1 else AllOf(all=tuple(parts))


def level_table(facts: FieldFacts, groups: int = 3) -> RuleTable:
    """Return groups of a number with about as many customers each, such as low, middle and high income.

    Ties can make groups fewer and unequal; equal values always stay together.

    Raises
    ------
    DataError
        ``field_needs_numbers``, ``field_empty`` or ``field_without_spread``.
    """
    need_spread(need_kind(facts, "number", "yes_no"))
    smallest = float(facts.sorted_values[0])
    cuts = sorted({_readable(facts, facts.quantile(place / groups)) for place in range(1, groups)} - {smallest})
    return band_table(facts, cuts or [_next_above(facts, smallest)])


def _readable(facts: FieldFacts, cut: float) -> float:
    """Return a cut in six digits where that moves no customer."""
    short = float(f"{cut:.6g}")
    before, after = np.searchsorted(facts.sorted_values, (cut, short))
    return short if before == after else cut


def _next_above(facts: FieldFacts, value: float) -> float:
    return float(facts.sorted_values[facts.sorted_values > value][0])


def category_table(facts: FieldFacts, most: int = MOST_SEGMENTS) -> RuleTable:
    """Return one segment per common value, such as an education, a postal area or a device, and one of the others.

    Raises
    ------
    DataError
        ``field_needs_categories``, ``field_empty`` or ``field_without_spread``.
    """
    need_spread(need_kind(facts, "category"))
    present = facts.customers * (1 - facts.missing_share)
    common = [name for name, count in facts.values[: most - 1] if count >= SMALLEST_SHARE * present]
    common = common or [facts.values[0][0]]
    names = {f"value{place}": one for place, one in enumerate(common, 1)}
    lines: list[tuple[str, Rule]] = [(name, compare(facts.field, "eq", one)) for name, one in names.items()]
    if facts.distinct > len(common):
        lines.append(("other", Condition(field=facts.field, operator="not_in", values=tuple(common))))
    return _table(lines, names)


def opinion_table(first: FieldFacts, second: FieldFacts | None = None) -> RuleTable:
    """Return segments by one or two survey answers: yes and no, or above and below the middle of those who answered.

    Raises
    ------
    DataError
        ``field_needs_numbers``, ``field_empty`` or ``field_without_spread``.
    """
    high, low = _halves(first)
    if second is None:
        return _table([("agree", high), ("disagree", low)])
    also_high, also_low = _halves(second)
    return _table(
        [
            ("both", AllOf(all=(high, also_high))),
            ("first_only", AllOf(all=(high, also_low))),
            ("second_only", AllOf(all=(low, also_high))),
            ("neither", AllOf(all=(low, also_low))),
        ]
    )


def _halves(facts: FieldFacts) -> tuple[Rule, Rule]:
    need_spread(need_kind(facts, "yes_no", "number"))
    cut = 1.0 if facts.kind == "yes_no" else facts.quantile(0.5)
    if cut <= float(facts.sorted_values[0]):
        cut = _next_above(facts, cut)
    return compare(facts.field, "ge", cut), compare(facts.field, "lt", cut)


def goal_table(flags: Sequence[FieldFacts]) -> RuleTable:
    """Return segments by what customers did with a purpose: the first field that says yes decides.

    Parameters
    ----------
    flags : sequence of FieldFacts
        Yes/no fields, the strongest sign first, such as an abandoned cart, a trial, a webinar, a newsletter.

    Raises
    ------
    DataError
        ``field_needs_yes_no``, ``field_empty`` or ``field_without_spread``.
    """
    fields = [need_spread(need_kind(one, "yes_no")).field for one in flags]
    lines: list[tuple[str, Rule]] = [(f"goal{place}", compare(one, "eq", 1)) for place, one in enumerate(fields, 1)]
    none = tuple(compare(one, "eq", 0) for one in fields)
    lines.append(("no_goal", none[0] if len(none) == 1 else AllOf(all=none)))
    return _table(lines, {f"goal{place}": one for place, one in enumerate(fields, 1)}, first=True)


def engagement_table(facts: FieldFacts) -> RuleTable:
    """Return customers by how much they do on the site or open of the mail: nothing, some, much.

    Much begins at the upper third of those who do anything at all.

    Raises
    ------
    DataError
        ``field_needs_numbers``, ``field_empty`` or ``field_without_spread``.
    """
    need_spread(need_kind(facts, "number", "yes_no"))
    active = facts.sorted_values[facts.sorted_values > 0]
    field = facts.field
    lines: list[tuple[str, Rule]] = [("inactive", compare(field, "le", 0))]
    much = float(active[-max(1, len(active) // 3)]) if len(active) else 0.0
    if len(active) and much > float(active[0]):
        lines.append(("engaged_some", AllOf(all=(compare(field, "gt", 0), compare(field, "lt", much)))))
        lines.append(("engaged_much", compare(field, "ge", much)))
    else:
        lines.append(("engaged_some", compare(field, "gt", 0)))
    return _table(lines)


def season_table(facts: FieldFacts) -> RuleTable:
    """Return customers by the season of the month, 1 to 12, in which they mostly buy.

    Raises
    ------
    DataError
        ``field_needs_numbers``, ``field_empty`` or ``field_without_spread``.
    """
    need_spread(need_kind(facts, "number", "yes_no"))
    return _table([(name, one_of(facts.field, tuple(map(float, months)))) for name, months in SEASONS.items()])


def _table(
    lines: Sequence[tuple[str, Rule]], names: Mapping[str, str] | None = None, *, first: bool = False
) -> RuleTable:
    return RuleTable(
        mode="ordered" if first else "exclusive",
        segments=tuple(RuleSegment(id=one, name=(names or {}).get(one, "")) for one, _ in lines),
        lines=tuple(RuleLine(segment=one, when=rule) for one, rule in lines),
    )
