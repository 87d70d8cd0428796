"""What every part of a segmentation's report needs: document, result, names that are safe to show, figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from evaluators.documents import Language
from evaluators.results import Interval
from evaluators.segmentations.candidates import Candidate
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.results import CandidateFound, Fault, SegmentationResult
from i18n import formats
from reports.blocks import TableCell
from reports.note_words import NoteWords
from reports.segmentations.names import Names, candidate_name, feature_name, segment_names
from reports.words import LONGEST_NAME, distinct, money_digits, plain, small

FEWEST_SHOWN = 5
"""Customers from which a group's own figures are shown; of a smaller one a person might be recognised."""
_SHARES = ("share", "probability")
_COUNTS_OF_PEOPLE = ("customers",)


@dataclass(frozen=True)
class SegmentationWords(NoteWords):
    """A segmentation evaluation, with or without its result, that is being put into words."""

    document: SegmentationEvaluation
    result: SegmentationResult | None
    language: Language
    show_names: bool = False  # False: evaluators appear by number only

    @cached_property
    def fields(self) -> dict[str, str]:
        """Names of the fields: their own, or that of the feature they hold."""
        return distinct(
            (one.id, self.label(one.name) or feature_name(one.source, self.t)) for one in self.document.fields
        )

    @cached_property
    def candidates(self) -> dict[str, str]:
        """Names of the candidates; one without a name gets one from its type and settings."""
        return distinct(
            (one.id, self.label(one.name) or candidate_name(one, self.naming)) for one in self.document.candidates
        )

    @cached_property
    def criteria(self) -> dict[str, str]:
        """Names of the criteria, each different from the others."""
        return distinct((one.id, self.label(one.name)) for one in self.document.criteria)

    @cached_property
    def groups(self) -> dict[str, str]:
        """Names of the criteria's groups."""
        return distinct((one.id, self.label(one.name)) for one in self.document.groups)

    @cached_property
    def evaluators(self) -> dict[str, str]:
        """Names of the evaluators, or their numbers when names are hidden."""
        people = self.document.evaluators
        if self.show_names:
            return distinct((one.id, self.label(one.name)) for one in people)
        return {one.id: self.t("team.evaluator", number=number) for number, one in enumerate(people, 1)}

    @cached_property
    def segments(self) -> dict[str, dict[str, str]]:
        """Names of the segments by candidate, each different from the others of its candidate."""
        return {one.id: distinct(self._segments(one)) for one in self.document.candidates}

    @cached_property
    def proposed(self) -> dict[str, dict[str, str]]:
        """Names of the segments by candidate as proposed, whatever people call them."""
        return {one.id: distinct(self._proposed(one)) for one in self.document.candidates}

    def segment(self, candidate: str, segment: str) -> str:
        """Return what a segment of a candidate is called; its id where nothing is known of it."""
        return self.segments.get(candidate, {}).get(segment) or plain(segment, LONGEST_NAME)

    def field(self, identifier: str) -> str:
        """Return what a field is called; its id where the document has no such field."""
        return self.fields.get(identifier) or feature_name(identifier, self.t)

    def inside(self, identifier: str) -> str:
        """Return what a field is called within a name or a sentence: our own words begin with a small letter."""
        field = self.document.field(identifier)
        name = self.field(identifier)
        return name if field is not None and self.label(field.name) else small(name)

    def code(self, code: str) -> str:
        """Return what the criterion with this code is called: the document's name, or the usual one."""
        named = next((one.id for one in self.document.criteria if one.code == code), None)
        return self.t(f"segmentation_code.{code}") if named is None else self.criteria[named]

    def name(self, identifier: str, of: str = "") -> str:
        """Return the name of whatever carries this id; the id itself when nothing does.

        Parameters
        ----------
        of : str
            candidate, field, criterion, group or evaluator: what is looked among first.
        """
        sorts = {
            "candidate": self.candidates,
            "field": self.fields,
            "criteri": self.criteria,
            "group": self.groups,
            "evaluator": self.evaluators,
        }
        first = [names for sort, names in sorts.items() if of.startswith(sort)]
        for names in (*first, *sorts.values()):
            if identifier in names:
                return names[identifier]
        return plain(identifier, LONGEST_NAME)

    def found(self, candidate: str) -> CandidateFound | None:
        """Return what was found of a candidate; ``None`` before it is measured."""
        every = () if self.result is None else self.result.candidates
        return next((one for one in every if one.candidate == candidate), None)

    @cached_property
    def naming(self) -> Names:
        """How fields are called in names."""
        return Names(field=self.inside, feature=self._feature, is_yes_no=self._is_yes_no, t=self.t)

    def _is_yes_no(self, identifier: str) -> bool:
        field = self.document.field(identifier)
        return field is not None and field.kind == "yes_no"

    def _feature(self, identifier: str) -> str:
        field = self.document.field(identifier)
        return identifier if field is None else field.source

    def _proposed(self, candidate: Candidate) -> list[tuple[str, str]]:
        found = self.found(candidate.id)
        return segment_names(candidate, () if found is None else found.segments, self.naming)

    def _segments(self, candidate: Candidate) -> Iterator[tuple[str, str]]:
        own = {one.segment: self.label(one.name) for one in self.document.names if one.candidate == candidate.id}
        for segment, proposed in self._proposed(candidate):
            yield segment, own.get(segment) or proposed

    def points(self, value: float) -> str:
        """Return points of 100, one decimal always, so that columns line up."""
        return formats.number(value, self.language, 1)

    def spoken_points(self, value: float) -> str:
        """Return points of 100 for a sentence: no decimal when there is none."""
        return formats.points(value, self.language)

    def points_cell(self, value: float | None) -> TableCell:
        """Return a table cell of points."""
        return self.unknown_cell() if value is None else TableCell(text=self.points(value), number=value, digits=1)

    def decimal(self, value: float) -> str:
        """Return a figure without a unit: two decimals, three below a tenth."""
        return formats.number(value, self.language, 3 if abs(value) < 0.0995 else 2)

    def decimal_cell(self, value: float | None) -> TableCell:
        """Return a table cell of a figure without a unit."""
        if value is None:
            return self.unknown_cell()
        return TableCell(text=self.decimal(value), number=value, digits=3 if abs(value) < 0.0995 else 2)

    def range(self, interval: Interval) -> str:
        """Return a range of figures without a unit, both ends with as many decimals."""
        digits = 3 if max(abs(interval.low), abs(interval.high)) < 0.0995 else 2
        return formats.interval(interval.low, interval.high, self.language, digits)

    def share_range(self, interval: Interval, digits: int = 0) -> str:
        """Return a range of shares as per cent: 19–38%."""
        text = formats.interval(100 * interval.low, 100 * interval.high, self.language, digits)
        return self.t("segmentation.percent_range", range=text)

    def money(self, amount: float) -> str:
        """Return an amount in the data's currency: cents only below a hundred, and only when there are any."""
        return formats.money(amount, self.document.settings.currency, self.language, money_digits(amount))

    def money_cell(self, amount: float | None) -> TableCell:
        """Return a table cell of an amount."""
        if amount is None:
            return self.unknown_cell()
        return TableCell(text=self.money(amount), number=amount, digits=money_digits(amount))

    def people(self, customers: int) -> str:
        """Return a number of customers; of a very small one only that it is small."""
        if 0 < customers < FEWEST_SHOWN:
            return self.t("segmentation.few", n=self.count(FEWEST_SHOWN))
        return self.count(customers)

    def fault(self, fault: Fault) -> str:
        """Return a fault as a sentence."""
        key = f"error.{fault.code}"
        return self.t(key, **self.facts(fault.facts)) if self.t.has(key) else self.t("app.fault", code=fault.code)

    def _whole(self, name: str, fact: int) -> str:
        return self.people(fact) if name in _COUNTS_OF_PEOPLE else self.count(fact)

    def _figure(self, name: str, fact: float) -> str:
        return self.share(fact) if name.endswith(_SHARES) and 0 <= fact <= 1 else super()._figure(name, fact)

    def _named(self, name: str, fact: str) -> str:
        return self.name(fact, name)
