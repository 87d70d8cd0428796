"""What the doctor finds in a candidate's rules: who falls where, holes, overlaps, lines and scores out of reach."""

from __future__ import annotations

from evaluators.segmentations.checkup import Checkup
from evaluators.segmentations.rules.doctor import Diagnosis, Overlap, UnreachedLine
from evaluators.segmentations.rules.rfm import MEASURES, score_field
from reports.blocks import Block, Bullets, Column, Sentence, Table, TableCell, Tone
from reports.segmentations.context import SegmentationWords
from reports.segmentations.names import value_text
from reports.segmentations.rule_words import rule_text
from reports.words import capital

MOST_SAID = 5  # of holes and the like one by one; the rest are counted
_SCORES = {score_field(measure) for measure in MEASURES}


def doctor_blocks(
    words: SegmentationWords, candidate: str, checkup: Checkup, *, brief: bool = False
) -> tuple[Block, ...]:
    """Return the verdict on a candidate's rules, who falls where, and every fault that was found.

    Parameters
    ----------
    brief : bool
        Whether to pass over what is said of lines by their number, for rules whose lines are not shown.
    """
    if checkup.fault is not None:
        return (Sentence(text=words.fault(checkup.fault), tone=Tone.WARNING),)
    found: list[Block] = [_verdict(words, checkup)]
    told = any(one.code == "rfm_scores_out_of_reach" for one in checkup.notes)
    diagnosis = checkup.diagnosis
    if diagnosis is not None:
        found += _holes(words, diagnosis)
        found += [] if brief else _overlaps(words, candidate, checkup, diagnosis)
        found += _unreached(words, candidate, diagnosis, scores=not told)
    if checkup.customers:
        found.append(_table(words, candidate, checkup))
    if diagnosis is not None:
        found += _ties(words, diagnosis)
        found += words.notes(diagnosis.notes)
    return (*found, *words.notes(checkup.notes))


def in_short(words: SegmentationWords, checkup: Checkup) -> str:
    """Return the verdict in a few words, for a line under a heading."""
    if checkup.fault is not None:
        return words.t("segmentation_doctor.short.unread")
    if not checkup.sound:
        return words.t("segmentation_doctor.short.faults")
    held = sum(one.customers > 0 for one in checkup.segments)
    return words.t.plural("segmentation_doctor.short.sound", held, n=words.count(held))


def _verdict(words: SegmentationWords, checkup: Checkup) -> Block:
    t, diagnosis = words.t, checkup.diagnosis
    if diagnosis is None:
        return Sentence(text=t("segmentation_doctor.short.unread"), tone=Tone.WARNING)
    if checkup.sound:
        if checkup.unassigned:
            return Sentence(text=t("segmentation_doctor.sound.incomplete"), tone=Tone.GOOD)
        whole = diagnosis.scope == "all_values"
        return Sentence(
            text=t("segmentation_doctor.sound" if whole else "segmentation_doctor.sound.now"), tone=Tone.GOOD
        )
    said = []
    if not diagnosis.complete:
        now = diagnosis.uncovered
        key = "segmentation_doctor.holes.later" if not now else "segmentation_doctor.holes.now"
        said.append(t(key, customers=words.people(now or 0)))
    if not diagnosis.exclusive and checkup.table.mode == "exclusive":
        said.append(t("segmentation_doctor.clash", customers=words.people(checkup.contested)))
    return Sentence(text=" ".join(said), tone=Tone.WARNING)


def _holes(words: SegmentationWords, diagnosis: Diagnosis) -> list[Block]:
    """Say whom no line takes: those who could come, then those who lack a value, where there are some now."""
    values = [one for one in diagnosis.holes if one.kind == "value"]
    lacking = [one for one in diagnosis.holes if one.kind == "missing" and one.customers]
    blocks: list[Block] = []
    for kind, holes in (("value", values), ("missing", lacking)):
        if holes:
            ordered = sorted(holes, key=lambda one: -(one.customers or 0))
            items = [
                words.t(
                    "segmentation_doctor.hole",
                    when=capital(rule_text(words, one.when)),
                    customers=words.t.plural(
                        "segmentation_doctor.customers", one.customers or 0, n=words.people(one.customers or 0)
                    ),
                )
                for one in ordered[:MOST_SAID]
            ]
            blocks.append(Sentence(text=words.t(f"segmentation_doctor.holes.{kind}")))
            blocks.append(_listed(words, items, len(ordered)))
    return blocks


def _overlaps(words: SegmentationWords, candidate: str, checkup: Checkup, diagnosis: Diagnosis) -> list[Block]:
    """Say which lines claim the same customers, and what settles it."""
    clashes = [one for one in diagnosis.overlaps if not one.same_segment]
    if not clashes:
        return []
    ordered = sorted(clashes, key=lambda one: -(one.customers or 0))
    items = [_overlap(words, candidate, checkup, one) for one in ordered[:MOST_SAID]]
    key = "segmentation_doctor.order" if checkup.table.mode == "ordered" else "segmentation_doctor.overlaps"
    return [Sentence(text=words.t(key)), _listed(words, items, len(ordered))]


def _overlap(words: SegmentationWords, candidate: str, checkup: Checkup, one: Overlap) -> str:
    lines = checkup.table.lines
    return words.t(
        "segmentation_doctor.overlap",
        first=words.count(one.first + 1),
        second=words.count(one.second + 1),
        first_name=words.segment(candidate, lines[one.first].segment),
        second_name=words.segment(candidate, lines[one.second].segment),
        customers=words.t.plural(
            "segmentation_doctor.customers", one.customers or 0, n=words.people(one.customers or 0)
        ),
    )


def _unreached(words: SegmentationWords, candidate: str, diagnosis: Diagnosis, *, scores: bool) -> list[Block]:
    """Say which lines take nobody, which segments cannot be filled, and which scores nobody has."""
    t = words.t
    items = [_line(words, one) for one in diagnosis.unreached_lines]
    names = [words.segment(candidate, one) for one in diagnosis.unreached_segments]
    if names:
        items.append(t("segmentation_doctor.segments_unreached", names=words.join(names)))
    values = [one for one in diagnosis.unreached_values if scores and one.field in _SCORES]
    for field in dict.fromkeys(one.field for one in values):
        missed = [value_text(one.value, t) for one in values if one.field == field]
        items.append(t("segmentation_doctor.scores_unreached", field=words.inside(field), scores=words.join(missed)))
    return [_listed(words, items[: 2 * MOST_SAID], len(items))] if items else []


def _line(words: SegmentationWords, one: UnreachedLine) -> str:
    earlier = [words.count(place + 1) for place in one.earlier]
    line = words.count(one.line + 1)
    return words.t(f"segmentation_doctor.line.{one.reason}", line=line, earlier=words.join(earlier))


def _ties(words: SegmentationWords, diagnosis: Diagnosis) -> list[Block]:
    """Say where a cut runs through a crowd: a small change of the limit would move many."""
    found = [one for one in sorted(diagnosis.ties, key=lambda one: -one.share) if one.field not in _SCORES]
    items = [
        words.t(
            "segmentation_doctor.tie",
            field=words.inside(one.field),
            value=value_text(one.value, words.t),
            share=words.share(one.share),
        )
        for one in found
    ]
    if not items:
        return []
    return [Sentence(text=words.t("segmentation_doctor.ties", limits=words.join(items, MOST_SAID)), tone=Tone.MUTED)]


def _listed(words: SegmentationWords, items: list[str], count: int) -> Block:
    left = count - len(items)
    more = (words.t.plural("segmentation_doctor.more", left, n=words.count(left)),) if left > 0 else ()
    return Bullets(items=(*items, *more))


def _table(words: SegmentationWords, candidate: str, checkup: Checkup) -> Table:
    t = words.t
    rows = [_row(words, words.segment(candidate, one.segment), one.customers, checkup) for one in checkup.segments]
    if checkup.unassigned:
        rows.append(_row(words, t("segmentation_doctor.unassigned"), checkup.unassigned, checkup))
    return Table(
        caption=t("segmentation_doctor.table"),
        columns=(
            Column(text=t("segmentation_doctor.column.segment")),
            Column(text=t("segmentation_doctor.column.customers"), numeric=True),
            Column(text=t("segmentation_doctor.column.share"), numeric=True),
        ),
        rows=tuple(rows),
        name="rules",
    )


def _row(words: SegmentationWords, name: str, customers: int, checkup: Checkup) -> tuple[TableCell, ...]:
    few = words.people(customers) != words.count(customers)
    share = customers / checkup.customers
    shown = TableCell(text=words.people(customers), number=None if few else customers)
    return (TableCell(text=name), shown, TableCell(text="–", mark="muted") if few else words.share_cell(share))
