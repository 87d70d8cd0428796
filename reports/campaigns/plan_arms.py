"""Who gets what, through which channel and when; and whether the plan is locked."""

from __future__ import annotations

from evaluators.campaigns.design import Segment, Variant
from evaluators.campaigns.plan_lock import design_hash
from reports.blocks import Block, Column, Heading, Sentence, Table, TableCell, Tone
from reports.campaigns.context import PlanWords
from reports.campaigns.plan_needs import variant_text

_SHOWN_HASH = 12  # characters
_LONGEST_TEXT = 120


def arm_blocks(words: PlanWords) -> tuple[Block, ...]:
    """Return the variants with what their customers get, and the segments with channel and send time."""
    design, t = words.design, words.t
    if not design.variants and not design.segments:
        return ()
    found: list[Block] = [Heading(text=t("plan_arms.heading"), anchor="arms")]
    if design.variants:
        found.append(_variant_table(words))
    if len(design.variants) > 2:
        found.append(Sentence(text=t("plan_arms.against_control", control=words.name(words.control))))
    if design.segments:
        if by := words.label(design.segmented_by, _LONGEST_TEXT):
            found.append(Sentence(text=t("plan_arms.segmented_by", by=by)))
        found.append(_segment_table(words))
    return tuple(found)


def _variant_table(words: PlanWords) -> Table:
    t, design = words.t, words.design
    columns = (
        Column(text=t("plan_column.variant")),
        Column(text=t("plan_column.strategy")),
        Column(text=t("plan_column.split"), numeric=True),
        Column(text=t("plan_column.send_cost"), numeric=True),
    )
    total = sum(variant.split for variant in design.variants)
    rows = [
        (
            TableCell(text=variant_text(words, variant.id)),
            TableCell(text=strategy_text(words, variant)),
            words.share_cell(variant.split / total * (1 - design.holdout)),
            words.money_cell(variant.send_cost),
        )
        for variant in design.variants
    ]
    if design.holdout > 0:
        nothing = TableCell(text=t("plan_strategy.holdout"))
        rows.append((TableCell(text=t("plan.holdout")), nothing, words.share_cell(design.holdout), words.money_cell(0)))
    return Table(caption=t("plan_arms.table"), columns=columns, rows=tuple(rows), name="plan-variants")


def strategy_text(words: PlanWords, variant: Variant) -> str:
    """Say what the customers of a variant get."""
    if variant.strategy != "one_segment":
        return words.t(f"plan_strategy.{variant.strategy}")
    if variant.only_segment is None:
        return words.t("plan_strategy.one_segment_open")
    return words.t("plan_strategy.one_segment", segment=words.name(variant.only_segment, "segment"))


def _segment_table(words: PlanWords) -> Table:
    t, segments = words.t, words.design.segments
    channel, time = (
        any(words.label(one.channel) for one in segments),
        any(words.label(one.send_time) for one in segments),
    )
    columns = [Column(text=t("plan_column.segment")), Column(text=t("plan_column.customers"), numeric=True)]
    columns += [Column(text=t("plan_column.channel"))] if channel else []
    columns += [Column(text=t("plan_column.send_time"))] if time else []
    columns.append(Column(text=t("plan_column.planned"), explanation=t("plan_column.planned.plain")))
    rows = tuple(_segment_row(words, one, channel=channel, time=time) for one in segments)
    return Table(caption=t("plan_arms.segments"), columns=tuple(columns), rows=rows, name="plan-segments")


def _segment_row(words: PlanWords, one: Segment, *, channel: bool, time: bool) -> tuple[TableCell, ...]:
    cells = [TableCell(text=words.name(one.id, "segment"))]
    cells.append(words.unknown_cell() if one.customers is None else words.count_cell(one.customers))
    cells += [TableCell(text=words.label(one.channel, _LONGEST_TEXT) or "–")] if channel else []
    cells += [TableCell(text=words.label(one.send_time, _LONGEST_TEXT) or "–")] if time else []
    cells.append(TableCell(text=words.t("word.yes" if one.planned else "plan_arms.lead_only")))
    return tuple(cells)


def lock_blocks(words: PlanWords) -> tuple[Block, ...]:
    """Return whether the plan is locked, since when, and whether it has changed since."""
    lock = words.document.lock
    changed = lock is not None and design_hash(words.design) != lock.design_sha256
    tone = Tone.WARNING if changed else Tone.GOOD if lock is not None else Tone.PLAIN
    heading = Heading(text=words.t("plan_lock.heading"), anchor="lock")
    return (heading, Sentence(text=lock_sentence(words), tone=tone))


def lock_sentence(words: PlanWords) -> str:
    """Say whether the plan is locked, since when, and whether it has changed since."""
    lock, t = words.document.lock, words.t
    if lock is None:
        return t("plan_lock.open")
    facts = {"day": words.day(lock.locked_on), "hash": lock.design_sha256[:_SHOWN_HASH]}
    if design_hash(words.design) != lock.design_sha256:
        return t("plan_lock.changed", **facts)
    return t("plan_lock.locked", **facts)
