"""What is not as the locked plan had it, in words: where, as planned, as it is now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evaluators.campaigns.design import Design
from evaluators.campaigns.plan_results import Deviation
from evaluators.documents import text_of
from reports.blocks import Block, Column, Heading, Sentence, Table, TableCell, Tone
from reports.campaigns.context import TestWords
from reports.words import plain

_LISTS = ("metrics", "variants", "segments", "guardrails")
_SHARES = ("alpha", "power", "leads_rate", "holdout")
_AMOUNTS = ("money.margin", "money.switching_cost", "variants.send_cost")
_WORDS = ("kind", "better", "strategy", "method")
_NAMED = ("primary", "denominator", "only_segment", "metric")
_LONGEST = 200


def deviation_blocks(words: TestWords) -> tuple[Block, ...]:
    """Return every deviation from the plan, or that there is none, or that no plan is followed."""
    t, planned, told = words.t, words.document.planned, words.result.deviations
    found: list[Block] = [Heading(text=t("campaign_deviations.heading"), anchor="deviations")]
    if planned is None:
        return (*found, Sentence(text=t("campaign_deviations.no_plan"), tone=Tone.MUTED))
    if planned.lock is None:
        found.append(Sentence(text=t("campaign_deviations.not_locked"), tone=Tone.WARNING))
    else:
        day, start = words.day(planned.lock.locked_on), planned.lock.design_sha256[:12]
        found.append(Sentence(text=t("campaign_deviations.locked", day=day, hash=start), tone=Tone.MUTED))
    if not told:
        return (*found, Sentence(text=t("campaign_deviations.nothing"), tone=Tone.GOOD))
    text = t.plural("campaign_deviations.count", len(told), n=words.count(len(told)))
    found.append(Sentence(text=text, tone=Tone.WARNING))
    columns = tuple(Column(text=t(f"campaign_column.{head}")) for head in ("place", "planned", "now"))
    rows = tuple(
        (
            TableCell(text=place_text(words, one)),
            TableCell(text=_value(words, one, one.before)),
            TableCell(text=_value(words, one, one.after)),
        )
        for one in told
    )
    return (*found, Table(caption=t("campaign_deviations.table"), columns=columns, rows=rows, name="deviations"))


def _names(words: TestWords) -> dict[str, str]:
    """Return the names of everything in the design and in the plan, by list and id."""
    designs: list[Design] = [words.design]
    if words.document.planned is not None:
        designs.insert(0, words.document.planned.design)
    found: dict[str, str] = {}
    for design in designs:
        found |= {metric.id: words.label(metric.name) or metric.id for metric in design.metrics}
        found |= {variant.id: words.label(variant.name) or variant.id for variant in design.variants}
        found |= {segment.id: words.label(segment.name) or segment.id for segment in design.segments}
    return found


def place_text(words: TestWords, one: Deviation) -> str:
    """Return where a deviation is, in words: Metric Revenue: capped at."""
    t, parts = words.t, one.place.split(".")
    area = t(f"campaign_place.{parts[0]}") if t.has(f"campaign_place.{parts[0]}") else words.name(parts[0])
    if len(parts) == 1:
        return t("campaign_place.order", area=area) if parts[0] in _LISTS else area
    if parts[0] not in _LISTS:
        return t("campaign_place.of", area=area, field=_field(words, parts[0], parts[1]))
    name = plain(_names(words).get(parts[1], parts[1]), _LONGEST)
    thing = t(f"campaign_place.one.{parts[0]}", name=name)
    return thing if len(parts) == 2 else t("campaign_place.of", area=thing, field=_field(words, parts[0], parts[2]))


def _field(words: TestWords, area: str, name: str) -> str:
    """Return a field's name; the same name means another thing in another area."""
    keys = (f"campaign_field.{area}_{name}", f"campaign_field.{name}")
    return next((words.t(key) for key in keys if words.t.has(key)), words.name(name))


def _value(words: TestWords, one: Deviation, value: object) -> str:
    """Return a planned or present value in words."""
    t, parts = words.t, one.place.split(".")
    field = parts[2] if len(parts) > 2 and parts[0] in _LISTS else parts[-1]
    whole = len(parts) == 2 and parts[0] in _LISTS
    if value is None:
        return t("campaign_deviations.absent" if whole else "campaign_deviations.unsaid")
    if isinstance(value, Mapping):
        return _entry(words, value)
    if isinstance(value, bool):
        return t("answer.yes" if value else "answer.no")
    if isinstance(value, int | float):
        return _figure(words, parts[0], field, value)
    if isinstance(value, Sequence) and not isinstance(value, str):
        names = _names(words)
        return words.join([plain(names.get(str(each), str(each)), _LONGEST) for each in value], 20)
    return _text(words, field, str(value))


def _entry(words: TestWords, entry: Mapping[str, object]) -> str:
    """Return a whole entry by its name, or a text of both languages in the reader's."""
    if set(entry) == {"fi", "en"}:
        return plain(str(entry[words.language]), _LONGEST)
    if "metric" in entry:
        return plain(_names(words).get(str(entry["metric"]), str(entry["metric"])), _LONGEST)
    name = entry.get("name")
    if isinstance(name, Mapping):
        name = name.get(words.language)
    return plain(str(name or entry.get("id", "")), _LONGEST) or words.t("campaign_deviations.there")


def _figure(words: TestWords, area: str, field: str, value: float) -> str:
    if field in _SHARES:
        return words.t("campaign_deviations.percent", number=words.number(round(100 * value, 6), None))
    if f"{area}.{field}" in _AMOUNTS:
        return words.money(value)
    return words.number(value, None)


def _text(words: TestWords, field: str, value: str) -> str:
    if not value:
        return words.t("campaign_deviations.unsaid")
    if field in _WORDS and words.t.has(f"campaign_value.{value}"):
        return words.t(f"campaign_value.{value}")
    if field in _NAMED:
        value = _names(words).get(value, value)
    return plain(text_of(value, words.language), _LONGEST)
