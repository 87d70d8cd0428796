"""Segmentations that are not ranked, and the conditions that every one of them has to meet."""

from __future__ import annotations

from evaluators.segmentations.criteria.knock_outs import KnockOut
from evaluators.segmentations.results import CandidateFound
from reports.blocks import Block, Bullets, Column, Heading, Sentence, Table, TableCell, Tone
from reports.segmentations.ranking import MeasuredWords

CONDITIONS = ("restarts", "floor", "rules", "leakage", "special_category", "too_many")


def left_out_blocks(words: MeasuredWords) -> tuple[Block, ...]:
    """Return what is left out and why, and how each segmentation meets each condition."""
    t = words.t
    out = [one for one in words.result.candidates if one.fault is not None or one.knocked_out]
    found: list[Block] = [Heading(text=t("segmentation_out.heading"), anchor="left-out")]
    if not out:
        found.append(Sentence(text=t("segmentation_out.none")))
    else:
        text = t.plural("segmentation_out.sentence", len(out), n=words.count(len(out)))
        found.append(Sentence(text=text, tone=Tone.WARNING))
        found.append(Bullets(items=tuple(reason_text(words, one) for one in out)))
    if any(one.knock_outs for one in words.result.candidates):
        found.append(_grid(words))
    return tuple(found)


def reason_text(words: MeasuredWords, one: CandidateFound) -> str:
    """Say why a segmentation is left out."""
    why = [words.fault(one.fault)] if one.fault is not None else []
    why += [words.note(each.note) for each in one.knock_outs if each.passed is False and each.note is not None]
    return words.t("remark.of", tool=words.candidate(one.candidate), remark=" ".join(why))


def _grid(words: MeasuredWords) -> Table:
    t = words.t
    columns = (
        Column(text=t("segmentation_column.name")),
        *(Column(text=t(f"segmentation_condition.{code}")) for code in CONDITIONS),
    )
    rows = tuple(
        (TableCell(text=words.candidate(one.candidate)), *(_cell(words, one, code) for code in CONDITIONS))
        for one in words.result.candidates
        if one.knock_outs
    )
    return Table(caption=t("segmentation_out.table"), columns=columns, rows=rows, name="conditions")


def _cell(words: MeasuredWords, one: CandidateFound, code: str) -> TableCell:
    found = next((each for each in one.knock_outs if each.code == code), None)
    if found is None or found.passed is None:
        return TableCell(text="–", mark="muted")
    return TableCell(text=_answer(words, one, found), mark="good" if found.passed else "warning")


def _answer(words: MeasuredWords, one: CandidateFound, found: KnockOut) -> str:
    """Return yes or no; of restarts also how many tries found the best answer."""
    answer = words.t("segmentation_condition.met" if found.passed else "segmentation_condition.broken")
    if found.code != "restarts" or one.restarts is None:
        return answer
    tries = words.t(
        "segmentation_condition.tries", found=words.count(one.restarts.found), tries=words.count(one.restarts.tries)
    )
    return f"{answer}: {tries}"
