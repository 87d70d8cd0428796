"""The answer of a campaign plan: one sentence first, then what it means and what would help."""

from __future__ import annotations

import math
from typing import Literal

from evaluators.notes import Note
from i18n import formats
from reports.blocks import Block, Bullets, Fact, Facts, Sentence, TableCell, Tone
from reports.campaigns.context import PlanWords

State = Literal["enough", "shows", "short", "nothing", "time", "needs", "missing", "no_metric"]
Look = Literal["", "clear", "leads", "close", "open", "single", "none"]

_LOOKS: dict[State, Look] = {
    "enough": "clear",
    "shows": "leads",
    "short": "open",
    "nothing": "open",
    "time": "single",
    "needs": "single",
    "missing": "none",
    "no_metric": "none",
}
_SAID = {"plan_list_too_small", "plan_list_shows_nothing"}  # notes that the answer repeats
_MOST_SENDS = 12  # pooled; with more, the list is the wrong place for so small an effect
_DEAR_LOOKS = 1.05  # times the customers above which early looks are worth a word


def state(words: PlanWords) -> State:
    """Return which of the answers a plan has."""
    result = words.result
    overall = result.overall
    if result.metric is None:
        return "no_metric"
    if overall is not None and overall.absolute is not None:
        return "shows" if overall.enough is None else "enough" if overall.enough else "short"
    if overall is not None and overall.enough is False:
        return "nothing"
    if result.needed is None:
        return "missing"
    return "needs" if result.duration is None else "time"


def wanted(words: PlanWords) -> float | None:
    """Return the smallest effect worth having with its sign, or ``None`` when it is not said."""
    effect, metric = words.design.money.smallest_effect, words.design.primary_metric
    if not effect or metric is None:
        return None
    return effect if metric.better == "more" else -effect


def effect_text(words: PlanWords, effect: float, relative: float | None) -> str:
    """Return an effect with its relative size in brackets, when that is known."""
    text = words.effect(words.result.metric or "", effect)
    return text if relative is None else words.t("plan.effect", effect=text, relative=words.relative(relative))


def size_text(words: PlanWords, effect: float, relative: float | None) -> str:
    """Return the size of an effect without its sign: relative where that is known."""
    metric = words.result.metric or ""
    return (words.effect(metric, abs(effect)) if relative is None else words.relative(abs(relative))).removeprefix("+")


def effect_cell(words: PlanWords, metric: str, effect: float | None) -> TableCell:
    """Return a table cell of an effect, its percentage points abbreviated so that the table stays narrow."""
    if effect is None or words.metric(metric).kind != "proportion":
        return words.effect_cell(metric, effect)
    points = 100 * effect
    digits = 1 if abs(points) >= 10 else 2 if abs(points) >= 0.1 else 3
    sign = "+" if effect > 0 else ""
    text = words.t("plan.points", points=f"{sign}{words.number(points, digits)}")
    return TableCell(text=text, number=effect, digits=4)


def level_text(words: PlanWords, alpha: float) -> str:
    """Return a level as per cent, with decimals only where it has some."""
    points = 100 * alpha
    digits = 0 if abs(points - round(points)) < 1e-9 and points >= 1 else 1 if points >= 1 else 2
    return formats.percent(alpha, words.language, digits)


def headline(words: PlanWords) -> str:
    """Return the answer as one sentence."""
    found, result, t = state(words), words.result, words.t
    overall, needed = result.overall, result.needed
    if found in {"enough", "shows", "short"} and overall is not None and overall.absolute is not None:
        facts = {
            "size": size_text(words, overall.absolute, overall.relative),
            "customers": words.count(overall.customers),
            "power": words.share(overall.power or 0.0),
        }
        way = "absolute" if overall.relative is None else "relative"
        if found == "short" and needed is not None:
            facts["wanted"] = size_text(words, needed.effect, needed.relative if way == "relative" else None)
            return t(f"plan_answer.short.{way}", **facts)
        return t("plan_answer.enough", **facts) if found == "enough" else t(f"plan_answer.shows.{way}", **facts)
    if found in {"time", "needs"} and needed is not None:
        facts = {"customers": words.count(needed.with_holdout)}
        if result.duration is not None:
            weeks = result.duration.weeks
            return t.plural("plan_answer.time", weeks, weeks=words.count(weeks), **facts)
        return t("plan_answer.needs", effect=effect_text(words, needed.effect, needed.relative), **facts)
    if found == "nothing" and overall is not None:
        return t.plural("plan_answer.nothing", overall.customers, customers=words.count(overall.customers))
    return t("plan_answer.no_metric" if found == "no_metric" else "plan_answer.missing")


def lead(words: PlanWords) -> Sentence:
    """Return the answer's first sentence with its look."""
    found = state(words)
    return Sentence(text=headline(words), tone=Tone.LEAD, label=words.t(f"plan_state.{found}"), look=_LOOKS[found])


def answer_blocks(words: PlanWords) -> tuple[Block, ...]:
    """Return the answer: the sentence, what it means, its figures, what would help, what to know before the send."""
    found: list[Block] = [lead(words), *(Sentence(text=text) for text in meaning(words))]
    if items := _figures(words):
        found.append(Facts(items=items))
    if helpful := what_helps(words):
        found.append(Sentence(text=words.t("plan_answer.helps")))
        found.append(Bullets(items=tuple(helpful)))
    return (*found, *words.notes(remarks(words)))


def remarks(words: PlanWords) -> list[Note]:
    """Return what else there is to know before the send, without what the answer itself says."""
    said = _SAID if state(words) in {"short", "nothing"} else set()
    return [one for one in words.result.notes if one.code not in said]


def meaning(words: PlanWords) -> list[str]:
    """Say what the answer means: the chance of finding the smallest effect, and the customers that it needs."""
    result, t = words.result, words.t
    overall, needed = result.overall, result.needed
    said: list[str] = []
    if overall is not None and overall.power is not None and state(words) in {"short", "nothing"}:
        said.append(t("plan_answer.chance", power=words.share(overall.power)))
    if needed is not None and state(words) in {"short", "nothing"}:
        effect = effect_text(words, needed.effect, needed.relative)
        said.append(t("plan_answer.would_need", customers=words.count(needed.with_holdout), effect=effect))
    if state(words) == "enough" and overall is not None and overall.absolute is not None:
        said.append(t("plan_answer.even", effect=effect_text(words, overall.absolute, overall.relative)))
    if result.duration is not None and needed is not None:
        effect = effect_text(words, needed.effect, needed.relative)
        said.append(t("plan_answer.so_shown", effect=effect, power=words.share(needed.power)))
    return said


def what_helps(words: PlanWords) -> list[str]:
    """Say what would make up for a list that is too small, or shorten a long test."""
    result, t = words.result, words.t
    overall, needed = result.overall, result.needed
    said: list[str] = []
    if state(words) not in {"short", "nothing", "time", "needs"}:
        return said
    if needed is not None and result.list_size:
        sends = math.ceil(needed.with_holdout / result.list_size)
        if 2 <= sends <= _MOST_SENDS:
            said.append(t("plan_helps.pool", sends=words.count(sends)))
        elif sends > _MOST_SENDS:
            said.append(t("plan_helps.pool_many", sends=words.count(sends)))
    if overall is not None and overall.absolute is not None:
        said.append(t("plan_helps.bolder", effect=effect_text(words, overall.absolute, overall.relative)))
    if len(words.design.variants) > 2:
        said.append(t("plan_helps.fewer", variants=words.count(len(words.design.variants))))
    if result.looks is not None and result.looks.inflation > _DEAR_LOOKS:
        said.append(t("plan_helps.one_look", saved=words.share(1 - 1 / result.looks.inflation)))
    return said


def _figures(words: PlanWords) -> tuple[Fact, ...]:
    result = words.result
    overall, needed, time = result.overall, result.needed, result.duration
    items: list[Fact] = []
    effect = wanted(words)
    if effect is not None:
        items.append(_effect_fact(words, "smallest", effect, None if needed is None else needed.relative))
    if overall is not None and overall.absolute is not None:
        items.append(_effect_fact(words, "detectable", overall.absolute, overall.relative))
    if overall is not None and overall.power is not None:
        items.append(_fact(words, "chance", words.share(overall.power)))
    if needed is not None:
        items.append(_fact(words, "needed", words.count(needed.with_holdout)))
    if result.list_size is not None:
        items.append(_fact(words, "list", words.count(result.list_size)))
    if time is not None:
        items.append(_fact(words, "days", words.count(time.days)))
    return tuple(items)


def _effect_fact(words: PlanWords, name: str, effect: float, relative: float | None) -> Fact:
    """Return an effect as a figure: relative where that is known, with the absolute one beside it."""
    text = words.effect(words.result.metric or "", effect)
    return _fact(words, name, text) if relative is None else _fact(words, name, words.relative(relative), text)


def _fact(words: PlanWords, name: str, value: str, more: str = "") -> Fact:
    plain = words.t(f"plan_figure.{name}.plain")
    label = words.t(f"plan_figure.{name}")
    return Fact(label=label, value=value, explanation=f"{more}. {plain}" if more else plain)


def next_step(words: PlanWords) -> str:
    """Say what to do next."""
    found = state(words)
    if found in {"missing", "no_metric"}:
        return words.t("plan_next.complete")
    if found in {"short", "nothing"}:
        return words.t("plan_next.short")
    if found in {"shows", "needs"}:
        return words.t(f"plan_next.{found}")
    if words.document.lock is None:
        return words.t("plan_next.lock")
    return words.t("plan_next.start" if found == "time" else "plan_next.assign")
