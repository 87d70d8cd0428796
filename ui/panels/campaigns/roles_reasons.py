"""Why a column is thought to have a role, in words, with what was seen in it."""

from __future__ import annotations

from i18n import Texts
from i18n.formats import number
from reports.blocks import Column, Table, TableCell
from services.datasets import KeptTable
from ui import escape

MOST_VALUES, MOST_COLUMNS = 6, 100


def reason(table: KeptTable, role: str, column: str, t: Texts) -> str:
    """Return why a column is thought to have a role, with its values where they are few; as Markdown."""
    guess = next((one for one in table.guess.guesses if one.column == column and one.role == role), None)
    why = t(f"data.reason.{guess.reason}") if guess is not None else t("data.reason.chosen")
    values = values_text(table, column, t)
    return escape.markdown(t("data.reason.values", why=why, values=values) if values else why)


def values_text(table: KeptTable, column: str, t: Texts) -> str:
    """Return a column's values in words: a few of them, or from where to where."""
    facts = next((one for one in table.columns if one.name == column), None)
    if facts is None:
        return ""
    if facts.hashed:
        return t("data.values.hashed")
    if facts.examples:
        shown = [escape.shortened(value, 30) for value in facts.examples[:MOST_VALUES]]
        rest = facts.distinct - len(shown)
        said = " · ".join(shown)
        return t("data.values.more", values=said, number=number(rest, t.language, 0)) if rest > 0 else said
    if facts.smallest is not None and facts.largest is not None:
        low, high = (number(end, t.language, None) for end in (facts.smallest, facts.largest))
        return f"{low} – {high}"
    return t.plural("data.values.different", facts.distinct, number=number(facts.distinct, t.language, 0))


def columns_table(table: KeptTable, t: Texts) -> Table:
    """Return all columns with what was seen in them and what they were taken for."""
    guesses = {one.column: one for one in table.guess.guesses}
    rows = []
    for one in table.columns[:MOST_COLUMNS]:
        guess = guesses.get(one.name)
        role = t(f"data.role.{guess.role}") if guess is not None else t("data.role.none")
        why = t(f"data.reason.{guess.reason}") if guess is not None else ""
        missing = number(one.missing, t.language, 0)
        rows.append(
            (
                TableCell(text=escape.shortened(one.name, 80)),
                TableCell(text=t(f"data.type.{one.type}")),
                TableCell(text=values_text(table, one.name, t)),
                TableCell(text=missing, number=one.missing),
                TableCell(text=role, mark="" if guess is not None else "muted"),
                TableCell(text=why),
            )
        )
    heads = ("column", "type", "values", "missing", "role", "why")
    columns = tuple(Column(text=t(f"data.columns.{head}"), numeric=head == "missing") for head in heads)
    return Table(caption=t("data.columns.caption"), columns=columns, rows=tuple(rows), name="columns")
