"""What the list at hand can show: overall, by segment, between segments, as a picture, and of guardrails."""

from __future__ import annotations

from collections.abc import Sequence

from evaluators.campaigns.plan_results import Differences, GuardrailChance, Merge, PowerCurve, Shown
from reports.blocks import Block, Bullets, Column, Fact, Facts, Figure, Heading, Sentence, Table, TableCell, Tone
from reports.campaigns.context import PlanWords
from reports.campaigns.plan_answer import effect_cell, effect_text, level_text, wanted
from reports.charts.power import HEIGHT, power_chart

_LARGEST_SHOWN = 10  # times the baseline; beyond it a relative effect is only said to be more
_MOST_NAMED = 20  # segments named in one sentence


def list_blocks(words: PlanWords) -> tuple[Block, ...]:
    """Return what the list can show, overall and by segment, and what to merge; empty without a list."""
    overall, t = words.result.overall, words.t
    if overall is None:
        return ()
    found: list[Block] = [Heading(text=t("plan_list.heading"), anchor="list")]
    if text := segments_sentence(words):
        found.append(Sentence(text=text))
    found.append(_table(words, (overall, *words.result.segments)))
    if text := _levels(words):
        found.append(Sentence(text=text, tone=Tone.MUTED))
    return (*found, *_merge_blocks(words))


def segments_sentence(words: PlanWords) -> str:
    """Say how many planned segments show the smallest effect by themselves; empty when that is not known."""
    planned = [one for one in words.result.segments if one.planned and one.enough is not None]
    if not planned:
        return ""
    strong = [words.name(one.segment or "", "segment") for one in planned if one.enough]
    if not strong:
        return words.t.plural("plan_list.no_segment", len(planned), n=words.count(len(planned)))
    if len(strong) == len(planned):
        return words.t.plural("plan_list.all_segments", len(planned), n=words.count(len(planned)))
    facts = {"strong": words.count(len(strong)), "n": words.count(len(planned)), "segments": words.join(strong)}
    return words.t("plan_list.some_segments", **facts)


def _levels(words: PlanWords) -> str:
    planned = [one for one in words.result.segments if one.planned]
    leads = [one for one in words.result.segments if not one.planned]
    said = []
    if len(planned) > 1 or (planned and len(words.design.variants) > 2):
        facts = {"alpha": level_text(words, words.design.errors.alpha), "level": level_text(words, planned[0].alpha)}
        said.append(words.t("plan_list.levels", **facts))
    if leads:
        said.append(words.t("plan_list.leads"))
    return " ".join(said)


def _table(words: PlanWords, rows: Sequence[Shown]) -> Table:
    t = words.t
    columns = (
        Column(text=t("plan_column.segment")),
        Column(text=t("plan_column.customers"), numeric=True),
        Column(text=t("plan_column.baseline"), numeric=True, explanation=t("plan_column.baseline.plain")),
        Column(text=t("plan_column.detectable"), numeric=True, explanation=t("plan_figure.detectable.plain")),
        Column(text=t("plan_column.relative"), numeric=True, explanation=t("plan_column.relative.plain")),
        Column(text=t("plan_column.power"), numeric=True, explanation=t("plan_figure.chance.plain")),
        Column(text=t("plan_column.enough")),
    )
    return Table(
        caption=t("plan_list.table"), columns=columns, rows=tuple(_row(words, one) for one in rows), name="plan-list"
    )


def _row(words: PlanWords, one: Shown) -> tuple[TableCell, ...]:
    metric = words.result.metric or ""
    name = words.t("plan_list.whole") if one.segment is None else words.name(one.segment, "segment")
    name = name if one.planned else words.t("plan_list.unplanned", segment=name)
    return (
        TableCell(text=name),
        words.count_cell(one.customers),
        words.figure_cell(metric, one.baseline),
        effect_cell(words, metric, one.absolute) if one.absolute is not None else _nothing(words, one),
        _relative_cell(words, one),
        words.share_cell(one.power),
        enough_cell(words, one.enough),
    )


def _nothing(words: PlanWords, one: Shown) -> TableCell:
    """Return the cell of a part that shows no effect at all, or of which nothing can be said."""
    if one.enough is False:
        return TableCell(text=words.t("plan_list.nothing"), mark="warning")
    return words.unknown_cell()


def _relative_cell(words: PlanWords, one: Shown) -> TableCell:
    if one.relative is not None and abs(one.relative) > _LARGEST_SHOWN:
        text = words.t("plan_list.manyfold", times=words.count(_LARGEST_SHOWN))
        return TableCell(text=text, number=one.relative, style="percent")
    return words.relative_cell(one.relative) if one.absolute is not None else TableCell(text="–", mark="muted")


def enough_cell(words: PlanWords, enough: bool | None) -> TableCell:
    """Return in words whether the power is as wished."""
    if enough is None:
        return words.unknown_cell()
    text = words.t("plan_enough.yes" if enough else "plan_enough.no")
    return TableCell(text=text, mark="good" if enough else "warning")


def _merge_blocks(words: PlanWords) -> list[Block]:
    merges, t = words.result.merges, words.t
    if not merges:
        return []
    found: list[Block] = [Heading(text=t("plan_merge.heading"), level=3, anchor="merge")]
    if text := _no_merge(words, merges):
        return [*found, Sentence(text=text)]
    found.append(Sentence(text=t("plan_merge.plain")))
    found.append(Bullets(items=tuple(merge_sentence(words, one) for one in merges)))
    return found


def _no_merge(words: PlanWords, merges: Sequence[Merge]) -> str:
    """Say that not even all planned segments together are enough; empty when they are, or when fewer are merged."""
    planned = sum(one.planned for one in words.result.segments)
    if len(merges) > 1 or merges[0].enough or len(merges[0].segments) < planned:
        return ""
    facts = {"customers": words.count(merges[0].customers), "power": words.share(merges[0].power)}
    return words.t("plan_merge.none", **facts)


def merge_sentence(words: PlanWords, one: Merge) -> str:
    """Say which segments to put together and whether that is enough."""
    return words.t(
        "plan_merge.enough" if one.enough else "plan_merge.still_short",
        segments=words.join([words.name(segment, "segment") for segment in one.segments], _MOST_NAMED),
        customers=words.count(one.customers),
        power=words.share(one.power),
    )


def power_blocks(words: PlanWords, curves: Sequence[PowerCurve]) -> tuple[Block, ...]:
    """Return the power curves; empty without any."""
    if not curves or words.result.metric is None:
        return ()
    return (Heading(text=words.t("plan_power.heading"), anchor="power"), power_figure(words, curves))


def power_figure(words: PlanWords, curves: Sequence[PowerCurve]) -> Figure:
    """Return the picture of the power curves with a sentence that says what it shows."""
    overall, t = words.result.overall, words.t
    effect, said = wanted(words), [t("plan_power.alt")]
    if overall is not None and overall.absolute is not None:
        text = effect_text(words, overall.absolute, overall.relative)
        said.append(t("plan_power.alt_reached", power=words.share(words.design.errors.power), effect=text))
    if overall is not None and effect is not None and overall.power is not None:
        smallest = words.effect(words.result.metric or "", effect)
        said.append(t("plan_power.alt_smallest", effect=smallest, power=words.share(overall.power)))
    caption = t("plan_power.caption")
    if len(curves) > 1:
        caption = f"{caption} {t('plan_power.caption_segments')}"
    return Figure(spec=power_chart(words, curves), alt=" ".join(said), caption=caption, name="power", height=HEIGHT)


def difference_blocks(words: PlanWords) -> tuple[Block, ...]:
    """Return what the list can show of differences between segments; empty with fewer than two."""
    found, t = words.result.differences, words.t
    if found is None:
        return ()
    blocks: list[Block] = [Heading(text=t("plan_differences.heading"), anchor="differences")]
    blocks.append(Sentence(text=t("plan_differences.four_times")))
    if found.interaction_power is not None:
        blocks.append(Sentence(text=_between(words, found, found.interaction_power)))
    if items := _difference_figures(words, found):
        blocks.append(Facts(items=items))
    if found.interaction_power is not None and found.interaction_power < words.design.errors.power:
        blocks.append(Sentence(text=t("plan_differences.silence"), tone=Tone.WARNING))
    return tuple(blocks)


def _between(words: PlanWords, found: Differences, power: float) -> str:
    names = {"first": words.name(found.first, "segment"), "second": words.name(found.second, "segment")}
    effect = words.effect(words.result.metric or "", abs(wanted(words) or 0.0)).removeprefix("+")
    return words.t("plan_differences.pair", power=words.share(power), effect=effect, **names)


def _difference_figures(words: PlanWords, found: Differences) -> tuple[Fact, ...]:
    items = []
    if found.interaction_power is not None:
        items.append(("pair", words.share(found.interaction_power)))
    if found.interaction_detectable is not None:
        text = words.effect(words.result.metric or "", found.interaction_detectable).removeprefix("+")
        items.append(("detectable", text))
    if found.heterogeneity_power is not None:
        items.append(("any", words.share(found.heterogeneity_power)))
    return tuple(
        Fact(
            label=words.t(f"plan_differences.{name}.label"),
            value=value,
            explanation=words.t(f"plan_differences.{name}.plain"),
        )
        for name, value in items
    )


def guardrail_blocks(words: PlanWords) -> tuple[Block, ...]:
    """Return how probably a harmless variant is shown to be harmless; empty without guardrails."""
    chances, t = words.result.guardrails, words.t
    if not chances:
        return ()
    columns = (
        Column(text=t("plan_column.guardrail")),
        Column(text=t("plan_column.margin"), numeric=True),
        Column(text=t("plan_column.safe_power"), numeric=True, explanation=t("plan_guardrails.plain")),
        Column(text=t("plan_column.enough")),
    )
    rows = tuple(_guardrail_row(words, one) for one in chances)
    found: list[Block] = [Heading(text=t("plan_guardrails.heading"), anchor="guardrails")]
    found.append(Sentence(text=t("plan_guardrails.plain")))
    found.append(Table(caption=t("plan_guardrails.table"), columns=columns, rows=rows, name="plan-guardrails"))
    if text := guardrail_warning(words):
        found.append(Sentence(text=text, tone=Tone.WARNING))
    return tuple(found)


def guardrail_warning(words: PlanWords) -> str:
    """Say which guardrails would probably stay unproven; empty when none would."""
    weak = [words.name(one.metric, "metric") for one in words.result.guardrails if not one.enough]
    return words.t("plan_guardrails.silence", metrics=words.join(weak)) if weak else ""


def _guardrail_row(words: PlanWords, one: GuardrailChance) -> tuple[TableCell, ...]:
    harm = one.margin if words.metric(one.metric).better == "less" else -one.margin
    return (
        TableCell(text=words.name(one.metric, "metric")),
        effect_cell(words, one.metric, harm),
        words.share_cell(one.power),
        enough_cell(words, one.enough),
    )
