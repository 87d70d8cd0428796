"""The segments of recency, frequency and monetary codes: every code in exactly one, and the same on raw fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

import numpy as np

from evaluators.errors import DataError
from evaluators.segmentations.rules.conditions import AllOf, AnyOf, Condition, Rule, holds, is_missing, within
from evaluators.segmentations.rules.rfm import MEASURES, Measure, RfmFields, ScoreEdges, score_field
from evaluators.segmentations.rules.rule_table import RuleLine, RuleSegment, RuleTable

_LOW, _MIDDLE, _HIGH = 0, 1, 2
_RECENCY_BANDS = {3: ((1, 1), (2, 2), (3, 3)), 4: ((1, 1), (2, 2), (3, 4)), 5: ((1, 2), (3, 3), (4, 5))}
_FREQUENCY_BANDS = {3: ((1, 1), (2, 2), (3, 3)), 4: ((1, 1), (2, 2), (3, 4)), 5: ((1, 1), (2, 3), (4, 5))}
_MONEY_SPLIT = {3: 2, 4: 2, 5: 3}  # highest score of little money
_SEGMENTS: tuple[tuple[str, tuple[int, int], tuple[int, int], bool | None], ...] = (
    # segment, bands of recency, bands of frequency, much money (None: any)
    ("champions", (_HIGH, _HIGH), (_HIGH, _HIGH), True),
    ("loyal", (_HIGH, _HIGH), (_HIGH, _HIGH), False),
    ("loyal", (_MIDDLE, _MIDDLE), (_HIGH, _HIGH), None),
    ("large_orders", (_MIDDLE, _HIGH), (_LOW, _MIDDLE), True),
    ("growing", (_HIGH, _HIGH), (_MIDDLE, _MIDDLE), False),
    ("newcomers", (_HIGH, _HIGH), (_LOW, _LOW), False),
    ("cooling", (_MIDDLE, _MIDDLE), (_MIDDLE, _MIDDLE), False),
    ("fading", (_MIDDLE, _MIDDLE), (_LOW, _LOW), False),
    ("must_keep", (_LOW, _LOW), (_HIGH, _HIGH), True),
    ("at_risk", (_LOW, _LOW), (_HIGH, _HIGH), False),
    ("at_risk", (_LOW, _LOW), (_LOW, _MIDDLE), True),
    ("dormant", (_LOW, _LOW), (_MIDDLE, _MIDDLE), False),
    ("lost", (_LOW, _LOW), (_LOW, _LOW), False),
)


def rfm_table(parts: int = 5) -> RuleTable:
    """Return the ready-made table: eleven segments that divide all codes among them, in any order.

    Parameters
    ----------
    parts : int
        Scores run from 1 to this: 3, 4 or 5.

    Raises
    ------
    DataError
        ``rfm_parts_outside``.
    """
    if parts not in _MONEY_SPLIT:
        raise DataError("rfm_parts_outside", parts=parts, low=min(_MONEY_SPLIT), high=max(_MONEY_SPLIT))
    lines = tuple(
        RuleLine(segment=name, when=_when(parts, recency, frequency, much))
        for name, recency, frequency, much in _SEGMENTS
    )
    names = dict.fromkeys(line.segment for line in lines)
    return RuleTable(mode="exclusive", segments=tuple(RuleSegment(id=name) for name in names), lines=lines)


def _when(parts: int, recency: tuple[int, int], frequency: tuple[int, int], much: bool | None) -> Rule:
    split = _MONEY_SPLIT[parts]
    money = {None: (1, parts), False: (1, split), True: (split + 1, parts)}[much]
    ranges = {
        "recency": (_RECENCY_BANDS[parts][recency[0]][0], _RECENCY_BANDS[parts][recency[1]][1]),
        "frequency": (_FREQUENCY_BANDS[parts][frequency[0]][0], _FREQUENCY_BANDS[parts][frequency[1]][1]),
        "monetary": money,
    }
    return AllOf(all=tuple(within(score_field(measure), *ranges[measure]) for measure in MEASURES))


def on_raw_fields(table: RuleTable, edges: Mapping[Measure, ScoreEdges], fields: RfmFields | None = None) -> RuleTable:
    """Return a table of scores rewritten on the measures themselves, with the same labels.

    A database then needs no scores, and a reader sees days, orders and money.

    Parameters
    ----------
    table : RuleTable
        Compares score fields; other fields stay as they are.
    edges : mapping of ScoreEdges
        Of all three measures.
    fields : RfmFields, optional
        Which fields hold the measures.
    """
    raw = {score_field(measure): ((fields or RfmFields()).of(measure), edges[measure]) for measure in MEASURES}
    lines = tuple(RuleLine(segment=line.segment, when=_raw(line.when, raw)) for line in table.lines)
    return RuleTable(
        mode=table.mode, segments=table.segments, lines=lines, otherwise=table.otherwise, unknown=table.unknown
    )


def _raw(rule: Rule, raw: Mapping[str, tuple[str, ScoreEdges]]) -> Rule:
    if isinstance(rule, AllOf):
        return AllOf(all=tuple(_raw(part, raw) for part in rule.all))
    if isinstance(rule, AnyOf):
        return AnyOf(any=tuple(_raw(part, raw) for part in rule.any))
    if rule.field not in raw:
        return rule
    field, edges = raw[rule.field]
    if rule.operator in ("missing", "present"):
        return Condition(field=field, operator=rule.operator)
    places = np.arange(1, edges.parts + 1)
    scores = edges.parts + 1 - places if edges.reverse else places
    inside = places[holds(rule, {rule.field: scores})]
    runs = tuple(_run(field, edges, run) for run in _runs(inside.tolist()))
    if not runs:
        return AllOf(all=(is_missing(field), Condition(field=field, operator="present")))  # nobody
    return runs[0] if len(runs) == 1 else AnyOf(any=runs)


def _runs(places: Sequence[int]) -> Iterator[tuple[int, int]]:
    for _, group in groupby(enumerate(places), key=lambda pair: pair[1] - pair[0]):
        members = [place for _, place in group]
        yield members[0], members[-1]


def _run(field: str, edges: ScoreEdges, run: tuple[int, int]) -> Rule:
    first, last = run
    parts = []
    if first > 1:
        parts.append(Condition(field=field, operator="gt", value=edges.edges[first - 2]))
    if last < edges.parts:
        parts.append(Condition(field=field, operator="le", value=edges.edges[last - 1]))
    if not parts:
        return Condition(field=field, operator="present")
    return parts[0] if len(parts) == 1 else AllOf(all=tuple(parts))
