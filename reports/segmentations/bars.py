"""The bars of a field's distribution in words: values, ranges of numbers, ranges of dates."""

from __future__ import annotations

from datetime import timedelta

from evaluators.segmentations.data_look import Bar, FieldLook
from i18n import formats
from reports.segmentations.look_words import LookWords
from reports.words import distinct, plain

LONGEST = 40


def bar_names(said: LookWords, one: FieldLook) -> list[tuple[str, float]]:
    """Return the name of each bar and its share of the customers who have a value, dates in their own order."""
    total = sum(bar.customers for bar in one.bars)
    bars = one.bars[::-1] if one.kind == "date" else one.bars
    names = distinct((str(place), _name(said, one, bar)) for place, bar in enumerate(bars))
    return [(name, bar.customers / total) for name, bar in zip(names.values(), bars, strict=True)]


def _name(said: LookWords, one: FieldLook, bar: Bar) -> str:
    t = said.words.t
    if bar.rest:
        return t("data_look.bar.rest")
    if bar.value is not None:
        return (
            t("answer.yes" if bar.value == "1" else "answer.no") if one.kind == "yes_no" else plain(bar.value, LONGEST)
        )
    if one.kind == "date":
        return _days(said, bar)
    if bar.low is not None and bar.low == bar.high:
        return said.number(bar.low)
    if bar.low is None and bar.high is None:
        return t("data_look.bar.all")
    if bar.high is None:
        return t("data_look.bar.from", low=said.number(bar.low or 0))
    if bar.low is None:
        return t("data_look.bar.under", high=said.number(bar.high))
    if one.whole and bar.high == round(bar.high):
        last = bar.high - 1
        return said.number(last) if last == bar.low else formats.interval(bar.low, last, said.words.language, 0)
    return t("data_look.bar.between", low=said.number(bar.low), high=said.number(bar.high))


def _days(said: LookWords, bar: Bar) -> str:
    """Return a range of days before the split as dates."""
    t, language, split = said.words.t, said.words.language, said.look.split_on

    def day(before: float) -> str:
        return formats.date_text(split - timedelta(days=round(before)), language)

    if bar.low is not None and bar.low == bar.high:
        return day(bar.low)
    if bar.low is None:
        return t("data_look.bar.all") if bar.high is None else t("data_look.bar.since", day=day(bar.high - 1))
    if bar.high is None:
        return t("data_look.bar.until", day=day(bar.low))
    return f"{day(bar.high - 1)} – {day(bar.low)}"
