"""What every part of a campaign's report needs: document, result, names, effects and figures in a metric's unit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from evaluators.campaigns.design import Design, Metric
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.plan import CampaignPlan
from evaluators.campaigns.plan_results import PlanResult
from evaluators.campaigns.results import CampaignResult
from evaluators.documents import Language
from evaluators.results import Interval
from i18n import formats
from reports.blocks import TableCell
from reports.campaigns.digits import effect_digits, figure_digits, percent_digits, range_digits, short
from reports.note_words import NoteWords
from reports.words import LONGEST_NAME, distinct, money_digits, plain

_SYMBOLS = {"€": "EUR", "$": "USD", "£": "GBP", "kr": "SEK"}
_SHARES = ("share", "probability", "power", "rate", "information")
_LIFTS = ("lift",)  # relative to the control, also above 1


@dataclass(frozen=True)
class DesignWords(NoteWords):
    """A campaign's design that is being put into words."""

    design: Design
    language: Language

    @cached_property
    def variants(self) -> dict[str, str]:
        """Names of the variants, each different from the others."""
        return distinct((one.id, self.label(one.name)) for one in self.design.variants)

    @cached_property
    def segments(self) -> dict[str, str]:
        """Names of the segments."""
        return distinct((one.id, self.label(one.name)) for one in self.design.segments)

    @cached_property
    def metrics(self) -> dict[str, str]:
        """Names of the metrics."""
        return distinct((one.id, self.label(one.name)) for one in self.design.metrics)

    @cached_property
    def groupings(self) -> dict[str, str]:
        """Names of the coarser ways to look at the segments."""
        return distinct((one.id, self.label(one.name)) for one in self.design.groupings)

    @cached_property
    def sends(self) -> dict[str, str]:
        """Names of the sends; a plan has none."""
        return {}

    def name(self, identifier: str, of: str = "") -> str:
        """Return the name of what carries this id, of this sort before any other; the id itself when nothing does.

        Parameters
        ----------
        of : str
            variant, segment, metric, grouping or send: the same id may name one of each.
        """
        sorts = {
            "variant": self.variants,
            "segment": self.segments,
            "metric": self.metrics,
            "grouping": self.groupings,
            "send": self.sends,
        }
        first = [names for sort, names in sorts.items() if of.startswith(sort)]
        for names in (*first, *sorts.values()):
            if identifier in names:
                return names[identifier]
        return plain(identifier, LONGEST_NAME)

    @property
    def control(self) -> str:
        """Id of the first variant; empty while there is none."""
        return self.design.control.id if self.design.control else ""

    def metric(self, identifier: str) -> Metric:
        """Return a metric that the result speaks of."""
        return next(metric for metric in self.design.metrics if metric.id == identifier)

    def figure(self, metric: str, value: float) -> str:
        """Return an arm's own figure in the metric's unit: 12.4%, 1.427 €."""
        if self.metric(metric).kind == "proportion":
            return formats.percent(value, self.language, percent_digits(value))
        return self._with_unit(metric, value, figure_digits(value))

    def effect(self, metric: str, value: float) -> str:
        """Return a difference with its sign: +1.1 percentage points, +0.65 €."""
        if self.metric(metric).kind == "proportion":
            points = 100 * value
            return self.t("campaign.points", points=self._signed(points, effect_digits(points)))
        text = self._with_unit(metric, abs(value), effect_digits(value))
        return f"{_sign(value, text)}{text}"

    def effect_range(self, metric: str, interval: Interval) -> str:
        """Return both limits of a difference, with the same decimals: as many as no limit reads as 0 that is not."""
        low, high = interval.low, interval.high
        if self.metric(metric).kind == "proportion":
            digits = range_digits(100 * low, 100 * high)
            ends = (self._signed(100 * end, digits) for end in (low, high))
            return self.t("campaign.points", points=_between(*ends))
        digits = range_digits(low, high)
        texts = [self._with_unit(metric, abs(end), digits) for end in (low, high)]
        return _between(*(f"{_sign(end, text)}{text}" for end, text in zip((low, high), texts, strict=True)))

    def relative(self, share: float) -> str:
        """Return a relative difference with its sign: +12%."""
        text = formats.percent(abs(share), self.language, 1 if abs(share) < 0.1 else 0)
        return f"{_sign(share, text)}{text}"

    def relative_range(self, interval: Interval) -> str:
        """Return both limits of a relative difference."""
        return _between(self.relative(interval.low), self.relative(interval.high))

    def p(self, p: float) -> str:
        """Return a p-value with two significant digits, never as 0."""
        if p < 0.001:
            return self.t("campaign.p_under", p=formats.number(0.001, self.language, 3))
        return formats.number(p, self.language, 2 if p >= 0.1 else 3)

    def day(self, day: date) -> str:
        """Return a date."""
        return formats.date_text(day, self.language)

    def money(self, amount: float, *, signed: bool = False) -> str:
        """Return an amount in the campaign's currency: cents only below a hundred, and only when there are any."""
        if not signed:
            return formats.money(amount, self.design.money.currency, self.language, money_digits(amount))
        text = formats.money(abs(amount), self.design.money.currency, self.language, money_digits(amount))
        return f"{_sign(amount, text)}{text}"

    def money_range(self, interval: Interval) -> str:
        """Return both ends of an amount."""
        return _between(self.money(interval.low, signed=True), self.money(interval.high, signed=True))

    def figure_cell(self, metric: str, value: float | None) -> TableCell:
        """Return a table cell of an arm's figure."""
        if value is None:
            return self.unknown_cell()
        if self.metric(metric).kind == "proportion":
            digits = percent_digits(value)
            return TableCell(text=self.figure(metric, value), number=value, style="percent", digits=digits)
        return TableCell(text=self.figure(metric, value), number=value, digits=figure_digits(value))

    def effect_cell(self, metric: str, value: float | None) -> TableCell:
        """Return a table cell of a difference."""
        if value is None:
            return self.unknown_cell()
        return TableCell(text=self.effect(metric, value), number=value, digits=4)

    def range_cell(self, metric: str, interval: Interval | None) -> TableCell:
        """Return a table cell of an interval."""
        return self.unknown_cell() if interval is None else TableCell(text=self.effect_range(metric, interval))

    def relative_cell(self, share: float | None) -> TableCell:
        """Return a table cell of a relative difference."""
        if share is None:
            return self.unknown_cell()
        return TableCell(text=self.relative(share), number=share, style="percent", digits=1)

    def p_cell(self, p: float | None) -> TableCell:
        """Return a table cell of a p-value."""
        return self.unknown_cell() if p is None else TableCell(text=self.p(p), number=p, digits=4)

    def money_cell(self, amount: float | None) -> TableCell:
        """Return a table cell of an amount."""
        if amount is None:
            return self.unknown_cell()
        return TableCell(text=self.money(amount), number=amount, digits=money_digits(amount))

    def _figure(self, name: str, fact: float) -> str:
        if name.endswith(_LIFTS) or (name.endswith(_SHARES) and abs(fact) <= 1):
            return self.share(fact)
        return formats.number(short(fact), self.language, None)

    def _named(self, name: str, fact: str) -> str:
        return self.name(fact, name)

    def _signed(self, value: float, digits: int) -> str:
        text = formats.number(abs(value), self.language, digits)
        return f"{_sign(value, text)}{text}"

    def _with_unit(self, metric: str, value: float, digits: int) -> str:
        unit = self.label(self.metric(metric).unit)
        currency = _SYMBOLS.get(unit, unit)
        if currency in {*_SYMBOLS.values(), self.design.money.currency}:
            cents = 2 if round(value, 2) == value else max(digits, 2)  # what was typed has no more
            return formats.money(value, currency, self.language, cents if digits else 0)
        written = formats.number(value, self.language, digits)
        return f"{written}\N{NO-BREAK SPACE}{unit}" if unit else written


@dataclass(frozen=True)
class TestWords(DesignWords):
    """A campaign test's result that is being put into words."""

    document: CampaignTest
    result: CampaignResult
    __test__ = False  # not a class of tests

    @cached_property
    def sends(self) -> dict[str, str]:
        """Names of the sends, numbered where they have none."""
        return distinct(
            (one.id, self.label(one.name) or self.t("campaign.send", number=number))
            for number, one in enumerate(self.document.sends, 1)
        )


@dataclass(frozen=True)
class PlanWords(DesignWords):
    """A campaign plan's answer that is being put into words."""

    document: CampaignPlan
    result: PlanResult


def words_of_test(document: CampaignTest, result: CampaignResult, language: Language) -> TestWords:
    """Return the words of a test."""
    return TestWords(document.design, language, document, result)


def words_of_plan(document: CampaignPlan, result: PlanResult, language: Language) -> PlanWords:
    """Return the words of a plan."""
    return PlanWords(document.design, language, document, result)


def _sign(value: float, text: str) -> str:
    """Return a plus or a minus; nothing where the figure reads as zero."""
    if not any(char in "123456789" for char in text):
        return ""
    return formats.MINUS if value < 0 else "+"


def _between(first: str, last: str) -> str:
    return first if first == last else f"{first}\N{NO-BREAK SPACE}…\N{NO-BREAK SPACE}{last}"
