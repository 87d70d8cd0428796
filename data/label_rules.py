"""Tables of rules as portable expressions, with the labels of ``evaluators.segmentations.rules.rule_table``."""

from __future__ import annotations

from collections.abc import Sequence
from operator import add, and_, or_
from typing import TYPE_CHECKING, Any

from data.label_fields import as_number, constant, free_name, is_number, joined, no_value
from evaluators.errors import DataError
from evaluators.segmentations.models.assigning import UNASSIGNED
from evaluators.segmentations.rules.conditions import AllOf, Condition, Rule
from evaluators.segmentations.rules.rule_table import RuleTable

if TYPE_CHECKING:
    from ibis.expr.types import Table


def rule_table_labels(table: Table, rules: RuleTable, name: str) -> Table:
    """Return the table with one more column: the place of each row's segment, -1 for unassigned.

    Parameters
    ----------
    table : ibis table
        At least the fields that the lines compare.
    rules : RuleTable
    name : str
        Of the new column; no other has it.

    Raises
    ------
    DataError
        ``rule_field_unknown``; ``rule_field_kind`` when a text is compared with numbers or the reverse.
    """
    import ibis

    left = _left_over(rules, table)
    lines = [_holds(line.when, table) for line in rules.lines]
    labels = [_label(rules.place(line.segment)) for line in rules.lines]
    if not lines:
        return table.mutate(**{name: left})
    if rules.mode == "ordered" or len({line.segment for line in rules.lines}) == 1:
        return table.mutate(**{name: ibis.cases(*zip(lines, labels, strict=True), else_=left)})
    places = [free_name(f"{name}_line_{place}", table.columns) for place in range(len(lines))]
    rest = free_name(f"{name}_left", table.columns)
    asked = table.mutate(**dict(zip(places, lines, strict=True)), **{rest: left})
    answers = [asked[place] for place in places]
    contested = (_contested(rules, answers), _label(UNASSIGNED))
    found = ibis.cases(contested, *zip(answers, labels, strict=True), else_=asked[rest])
    return asked.mutate(**{name: found}).select(*table.columns, name)


def _label(place: int) -> Any:
    import ibis

    return ibis.literal(place, type="int32")


def _contested(rules: RuleTable, lines: Sequence[Any]) -> Any:
    """Return whom lines of different segments claim."""
    import ibis

    claims: dict[str, list[Any]] = {}
    for line, holds in zip(rules.lines, lines, strict=True):
        claims.setdefault(line.segment, []).append(holds)
    counted = [ibis.cases((joined(parts, or_), _label(1)), else_=_label(0)) for parts in claims.values()]
    return joined(counted, add) > _label(1)


def _left_over(rules: RuleTable, table: Table) -> Any:
    """Return the label of those whom no line takes."""
    import ibis

    otherwise, unknown = rules.place(rules.otherwise), rules.place(rules.unknown)
    fields = rules.fields()
    if otherwise == unknown or not fields:
        return _label(otherwise)
    missing = joined([no_value(_column(table, field)) for field in fields], or_)
    return ibis.cases((missing, _label(unknown)), else_=_label(otherwise))


def _column(table: Table, field: str) -> Any:
    if field not in table.columns:
        raise DataError("rule_field_unknown", field=field, available=sorted(table.columns))
    return table[field]


def _holds(rule: Rule, table: Table) -> Any:
    """Return for whom a rule holds; null, where a compared value is missing, counts as no."""
    if isinstance(rule, Condition):
        return _condition(rule, table)
    if isinstance(rule, AllOf):
        return joined([_holds(part, table) for part in rule.all], and_)
    return joined([_holds(part, table) for part in rule.any], or_)


def _condition(condition: Condition, table: Table) -> Any:
    value = _column(table, condition.field)
    if condition.operator in ("missing", "present"):
        missing = no_value(value)
        return missing if condition.operator == "missing" else ~missing
    compared = condition.texts() or condition.numbers()
    textual = value.type().is_string()
    if bool(condition.texts()) != textual or not (textual or is_number(value)):
        raise DataError("rule_field_kind", field=condition.field, value=compared[0])
    if textual:
        return _text_condition(condition, value)
    return _number_condition(condition, value)


def _text_condition(condition: Condition, value: Any) -> Any:
    found = value.isin(list(condition.texts()))
    return found if condition.operator != "not_in" else and_(~found, ~no_value(value))


def _number_condition(condition: Condition, value: Any) -> Any:
    number = _compared(value)
    given = [constant(one) for one in condition.numbers()]
    match condition.operator:
        case "ge":
            return number >= given[0]
        case "gt":
            return number > given[0]
        case "le":
            return number <= given[0]
        case "lt":
            return number < given[0]
        case "between":
            return number.between(given[0], given[1])
        case "not_in":
            return ~number.isin(given)
    return number.isin(given)


def _compared(value: Any) -> Any:
    """Return a number that is null where it is missing: databases hold not-a-number for the largest of all."""
    import ibis

    number = as_number(value)
    if not value.type().is_floating():
        return number
    return ibis.cases((value.isnan(), ibis.null("float64")), else_=number)
