"""What every part of a report needs: document, result, language, names that are safe to show, formatted figures."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from evaluators.documents import Label, Language
from evaluators.notes import Note
from evaluators.tools.document import Criterion, ToolEvaluation
from evaluators.tools.results import CellState, ToolResult, ToolScore
from evaluators.tools.scales import GradeScale, NumberScale, PriceScale, Scale, StarsScale
from i18n import formats
from reports.blocks import TableCell
from reports.note_words import NoteWords
from reports.words import LONGEST_NAME, distinct, money_digits, plain

Raw = float | str | bool | None
_SHARES = ("share", "probability", "acceptability", "growth")


@dataclass(frozen=True)
class Context(NoteWords):
    """A result that is being put into words."""

    document: ToolEvaluation
    result: ToolResult
    language: Language
    show_names: bool = False  # False: evaluators appear by number only

    @cached_property
    def tools(self) -> dict[str, str]:
        """Names of the tools, each different from the others."""
        return distinct((tool.id, self.label(tool.name)) for tool in self.document.tools)

    @cached_property
    def criteria(self) -> dict[str, str]:
        """Names of the criteria, each different from the others."""
        return distinct((criterion.id, self.label(criterion.name)) for criterion in self.document.criteria)

    @cached_property
    def groups(self) -> dict[str, str]:
        """Names of the criteria's groups."""
        return distinct((group.id, self.label(group.name)) for group in self.document.groups)

    @cached_property
    def evaluators(self) -> dict[str, str]:
        """Names of the evaluators, or their numbers when names are hidden."""
        people = self.document.evaluators
        if self.show_names:
            return distinct((person.id, self.label(person.name)) for person in people)
        return {person.id: self.t("team.evaluator", number=number) for number, person in enumerate(people, 1)}

    @cached_property
    def must_haves(self) -> dict[str, str]:
        """What each must-have asks."""
        return distinct((must.id, self._must_have(must.kind, must.name)) for must in self.document.need.must_haves)

    def _must_have(self, kind: str, name: Label) -> str:
        own = self.label(name)
        if kind == "own" and own:
            return own
        words = self.t(f"must_have.{kind}")
        return f"{words}: {own}" if own else words

    def name(self, identifier: str) -> str:
        """Return the name of whatever carries this id; the id itself when nothing does."""
        for names in (self.tools, self.criteria, self.groups, self.evaluators, self.must_haves):
            if identifier in names:
                return names[identifier]
        return plain(identifier, LONGEST_NAME)

    def note(self, note: Note) -> str:
        """Return a note as a sentence; one on an evaluator's own weights says first whose they are."""
        text = super().note(note)
        person = note.facts.get("evaluator")
        if not isinstance(person, str):
            return text
        name = self.evaluators.get(person) or plain(person, LONGEST_NAME)
        return self.t("remark.own_weights", evaluator=name, text=text)

    def _figure(self, name: str, fact: float) -> str:
        return self.share(fact) if name.endswith(_SHARES) else super()._figure(name, fact)

    def _named(self, name: str, fact: str) -> str:
        return self.name(fact)

    def criterion(self, identifier: str) -> Criterion:
        """Return a criterion that the result speaks of."""
        return next(criterion for criterion in self.document.criteria if criterion.id == identifier)

    @property
    def currency(self) -> str:
        """Currency of all money in the result."""
        return self.document.need.scenario.currency

    def points(self, value: float) -> str:
        """Return points of 100, one decimal always, so that columns line up."""
        return formats.number(value, self.language, 1)

    def spoken_points(self, value: float) -> str:
        """Return points of 100 for a sentence: no decimal when there is none."""
        return formats.points(value, self.language)

    def money(self, amount: float) -> str:
        """Return an amount in the scenario's currency: cents only below a hundred, and only when there are any."""
        return formats.money(amount, self.currency, self.language, money_digits(amount))

    def money_range(self, low: float, high: float) -> str:
        """Return a range of amounts, one amount when both ends read the same."""
        digits = max(money_digits(low), money_digits(high)) if max(abs(low), abs(high)) < 100 else 0
        first, last = (formats.money(end, self.currency, self.language, digits) for end in (low, high))
        return first if first == last else f"{first} – {last}"

    def raw(self, criterion: str, figure: Raw) -> str:
        """Return a figure on a criterion's own scale with its unit."""
        return raw_text(self, self.criterion(criterion).scale, figure)

    def points_cell(self, value: float | None) -> TableCell:
        """Return a table cell of points."""
        return self.unknown_cell() if value is None else TableCell(text=self.points(value), number=value, digits=1)

    def money_cell(self, amount: float | None) -> TableCell:
        """Return a table cell of an amount."""
        if amount is None:
            return self.unknown_cell()
        return TableCell(text=self.money(amount), number=amount, digits=money_digits(amount))

    def state(self, state: CellState) -> str:
        """Return what is known of a cell, in words."""
        return self.t(f"state.{state.value}")

    @property
    def ranking(self) -> tuple[ToolScore, ...]:
        """Ranked tools, best first."""
        return self.result.ranking


def raw_text(context: Context, scale: Scale, figure: Raw) -> str:
    """Return a figure of a scale in words: a grade's name, yes or no, money, or a number with its unit."""
    if figure is None:
        return context.t("cell.unknown")
    if isinstance(figure, bool):
        return context.t("answer.yes" if figure else "answer.no")
    if isinstance(figure, str):
        grades = scale.grades if isinstance(scale, GradeScale) else ()
        return next((context.label(grade.name) for grade in grades if grade.id == figure), plain(figure, LONGEST_NAME))
    if isinstance(scale, PriceScale):
        return context.money(figure)
    written = formats.number(round(figure, 2), context.language, None)
    if isinstance(scale, StarsScale):
        return context.t("unit.stars", number=written)
    unit = context.label(scale.unit) if isinstance(scale, NumberScale) else ""
    return f"{written}\N{NO-BREAK SPACE}{unit}" if unit else written
