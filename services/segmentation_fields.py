"""The fields of a segmentation's customers as candidates could read them: what each tells of, and how it spreads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from data.field_topics import Topic, topic_of
from evaluators.documents import text_of
from evaluators.errors import DataError
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.fields import CustomerField
from evaluators.segmentations.rules.conditions import missing
from evaluators.segmentations.rules.field_facts import CONCENTRATED, FieldFacts, field_facts, need_kind, need_spread

if TYPE_CHECKING:
    from data.customer_frame import CustomerFrame

MOSTLY_THERE = 0.2  # missing share up to which a model takes a field without being told to
HARDLY = 0.98  # share of one answer from which it tells nothing even beside others
FEWEST_ITEMS = 3  # answers that make a list of questions
USUAL_FIELDS = 6  # that a model begins with
NO_QUANTITY: tuple[Topic, ...] = ("postal", "place", "season", "segment")  # numbers on these are codes


class NoField(Exception):
    """No field tells of what is asked."""


@dataclass(frozen=True)
class Fields:
    """A document's fields beside the customers' values."""

    document: SegmentationEvaluation
    columns: Mapping[str, NDArray[Any]]  # by the id of the field
    unusable: Mapping[str, str]  # reason by the id of the field: empty, constant, identifier
    engagement: frozenset[str]  # ids of what a log sums as engagement
    _known: dict[str, FieldFacts] = field(default_factory=dict)

    @cached_property
    def inputs(self) -> tuple[CustomerField, ...]:
        """Fields that may segment, with values."""
        return tuple(one for one in self.document.fields if one.role == "input" and one.id in self.columns)

    @cached_property
    def topics(self) -> dict[str, Topic | None]:
        """What each input tells of."""
        return {one.id: self._topic(one) for one in self.inputs}

    def _topic(self, one: CustomerField) -> Topic | None:
        if one.id in self.engagement:
            return "engagement"
        return topic_of(one.source, one.id, text_of(one.name, "fi"), text_of(one.name, "en"))

    def about(self, *topics: Topic | None) -> tuple[str, ...]:
        """Return the inputs on some topics, those of the first topic first."""
        return tuple(name for topic in topics for name, found in self.topics.items() if found == topic)

    def facts(self, name: str) -> FieldFacts:
        """Return how a field spreads.

        Raises
        ------
        DataError
            ``field_needs_basis`` where a special or guessed field has no ground named; ``field_identifies``.
        """
        if name in self._known:
            return self._known[name]
        one = next(one for one in self.inputs if one.id == name)
        if (one.special_category or one.inferred) and not one.basis.strip():
            raise DataError("field_needs_basis", field=name)
        if self.unusable.get(name) == "identifier":
            raise DataError("field_identifies", field=name)
        self._known[name] = field_facts(name, self.columns)
        return self._known[name]

    def counts(self, name: str) -> dict[str, int]:
        """Return customers of every text of a field."""
        values = self.columns[name]
        found, counts = np.unique(values[~missing(values)].astype(str), return_counts=True)
        return dict(zip(found.tolist(), counts.tolist(), strict=True))

    def usable(
        self, kinds: Iterable[str], names: Iterable[str] | None = None, *, commonest: float = CONCENTRATED
    ) -> dict[str, FieldFacts]:
        """Return the inputs of some kinds that may be used and tell customers apart.

        Parameters
        ----------
        commonest : float
            Share of the commonest value from which a field does not.
        """
        found = {}
        for name in (one.id for one in self.inputs) if names is None else names:
            try:
                facts = self.facts(name)
            except DataError:
                continue
            if facts.kind in kinds and facts.distinct > 1 and facts.commonest_share < commonest:
                found[name] = facts
        return found

    def bought(self, *topics: Topic) -> tuple[str, ...]:
        """Return one number on each topic of what customers have bought.

        Raises
        ------
        NoField
            A topic has none.
        DataError
            As ``facts``; ``field_empty``, ``field_needs_numbers`` or ``field_without_spread``.
        """
        found = []
        for topic in topics:
            names = self.about(topic)
            usable = self.usable(("number",), names)
            if not names:
                raise NoField
            if not usable:
                need_spread(need_kind(self.facts(names[0]), "number"))
            found.append(next(iter(usable)))
        return tuple(found)

    def numbers(self) -> tuple[str, ...]:
        """Return the numbers that a model begins with: what customers have bought first, few and mostly there."""
        codes = self.about(*NO_QUANTITY)
        found = self.usable(("number",), (one.id for one in self.inputs if one.id not in codes))
        there = [name for name, facts in found.items() if facts.missing_share <= MOSTLY_THERE]
        bought = [name for name in self.about("recency", "orders", "money") if name in there]
        items = self.items()
        if len(there) < FEWEST_ITEMS <= len(items):
            return items
        return tuple(dict.fromkeys((*bought, *there)))[: max(USUAL_FIELDS, len(bought))]

    def items(self) -> tuple[str, ...]:
        """Return the yes/no answers that belong together, such as those of a survey, however few say yes to some."""
        return tuple(self.usable(("yes_no",), self.about("opinion", None, "interest", "goal"), commonest=HARDLY))

    def long_tailed(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the numbers whose upper tail is far longer than the lower one."""
        found = []
        for name in names:
            facts = self.facts(name)
            if facts.kind != "number":
                continue
            low, middle, high = (facts.quantile(share) for share in (0.05, 0.5, 0.95))
            if high - middle > 3 * (middle - low):
                found.append(name)
        return tuple(found)

    def lacking(self, names: Iterable[str]) -> bool:
        """Say whether some customer lacks some of the numbers."""
        return any(bool(missing(self.columns[name]).any()) for name in names)


def fields_of(document: SegmentationEvaluation, frame: CustomerFrame) -> Fields:
    """Return the document's fields beside the values of its customers."""
    read = [one for one in document.fields if one.role not in ("outcome", "ignored") and one.source in frame.columns]
    reasons = {one.column: one.reason for one in frame.unusable}
    orders = document.data.orders
    summed = set() if orders is None else {one.name for one in orders.engagement}
    return Fields(
        document=document,
        columns={one.id: frame.columns[one.source] for one in read},
        unusable={one.id: reasons[one.source] for one in read if one.source in reasons},
        engagement=frozenset(one.id for one in read if one.source in summed),
    )
