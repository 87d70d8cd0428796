"""The measured criteria: each value between what chance gives and the best attainable, for every segmentation."""

from __future__ import annotations

from collections.abc import Iterator

from evaluators.segmentations.results import CandidateFound, CriterionFound
from reports.blocks import Block, Column, Explanation, Figure, Heading, Sentence, Table, TableCell, Tone
from reports.charts.segment_criteria import criterion_chart
from reports.segmentations.ranking import MeasuredWords
from reports.segmentations.raw import (
    BY_CONSTRUCTION,
    LESS_IS_BETTER,
    has_note,
    is_marked,
    mark_text,
    raw_cell,
    raw_range,
    raw_text,
)

_QUIET = frozenset({"no_better_than_chance", "stable_by_construction", "single_segment"})
"""Notes that the sentences and the table say already."""


def codes_of(words: MeasuredWords) -> tuple[str, ...]:
    """Return the codes that the document weighs, in its order."""
    return tuple(one.code for one in words.document.criteria if one.code is not None)


def criteria_blocks(words: MeasuredWords) -> tuple[Block, ...]:
    """Return every weighed measure, the overview first; empty where nothing is measured or weighed."""
    t, codes = words.t, codes_of(words)
    if not codes or not words.shown:
        return ()
    found: list[Block] = [Heading(text=t("segmentation_criteria.heading"), anchor="criteria")]
    found.append(Sentence(text=t("segmentation_criteria.plain")))
    found.append(_overview(words, codes))
    for code in codes:
        found += criterion_blocks(words, code, explained=code == codes[0])
    return (*found, Explanation(title=t("method.title"), text=t("segmentation_criteria.method")))


def criterion_blocks(words: MeasuredWords, code: str, *, explained: bool = True) -> list[Block]:
    """Return one measure: what it says of the segmentations, the picture, the figures, the remarks.

    ``explained``: the table's columns are told in words below it.
    """
    found: list[Block] = [Heading(text=words.code(code), level=3, anchor=f"criterion-{code}")]
    if plain := _description(words, code):
        found.append(Sentence(text=plain, tone=Tone.MUTED))
    found += [Sentence(text=text) for text in criterion_sentences(words, code)]
    spec = criterion_chart(words, code)
    if spec is not None:
        found.append(
            Figure(
                spec=spec,
                alt=_alt(words, code),
                caption=words.t("segmentation_criteria.caption", unit=words.t(f"segmentation_unit.{code}")),
                name=f"criterion-{code}",
                height=60 + 33 * len(spec["data"]["values"]),
            )
        )
        found.append(_table(words, code, explained))
    return found + list(_remarks(words, code))


def _alt(words: MeasuredWords, code: str) -> str:
    """Return the sentence that speaks for a measure's picture."""
    best, criterion = _best(words, code), words.code(code)
    if not best:
        return words.t("segmentation_criteria.alt_none", criterion=criterion)
    names = words.join([words.candidate(one.candidate) for one, _ in best])
    return words.t("segmentation_criteria.alt", criterion=criterion, names=names)


def criterion_sentences(words: MeasuredWords, code: str) -> list[str]:
    """Say which segmentation does best, which are no better than chance, which are stable by construction, unknown."""
    t = words.t
    said = [text for text in (_best_sentence(words, code),) if text]
    groups: dict[str, list[str]] = {}
    for one, found in _measured(words, code):
        if (group := _group(found)) is not None:
            groups.setdefault(group, []).append(words.candidate(one.candidate))
    if len(groups.get("unknown", ())) == len(words.shown):
        return [t("segmentation_criteria.unknown_all")]
    said += [t(f"segmentation_criteria.{group}", names=words.join(names)) for group, names in groups.items()]
    return said


def _group(found: CriterionFound) -> str | None:
    one = found.measured
    if has_note(one, BY_CONSTRUCTION):
        return "by_construction"
    if is_marked(one):
        return "one_segment"
    if one.raw is None:
        return "unknown"
    return "chance" if one.better_than_chance is False else None


def _measured(words: MeasuredWords, code: str) -> Iterator[tuple[CandidateFound, CriterionFound]]:
    for one in words.shown:
        found = one.criterion(code)
        if found is not None:
            yield one, found


def _best_sentence(words: MeasuredWords, code: str) -> str:
    best = _best(words, code)
    if not best:
        return ""
    names = words.join([words.candidate(one.candidate) for one, _ in best])
    first = best[0][1].measured
    points = words.spoken_points(100 * (first.score or 0.0))
    if len(best) > 1:
        return words.t("segmentation_criteria.best_equal", names=names, points=points)
    value = raw_text(words, code, first.raw or 0.0)
    return words.t("segmentation_criteria.best", name=names, value=value, points=points)


def _best(words: MeasuredWords, code: str) -> list[tuple[CandidateFound, CriterionFound]]:
    """Return the segmentations with the highest score of those that beat chance."""
    known = [pair for pair in _measured(words, code) if _group(pair[1]) is None and pair[1].measured.score is not None]
    most = max((found.measured.score or 0.0 for _, found in known), default=0.0)
    return [pair for pair in known if most > 0 and pair[1].measured.score == most]


def _description(words: MeasuredWords, code: str) -> str:
    own = next((words.label(one.description, 600) for one in words.document.criteria if one.code == code), "")
    less = words.t("segmentation_criteria.less") if code in LESS_IS_BETTER else ""
    return " ".join(part for part in (own, less) if part)


def _overview(words: MeasuredWords, codes: tuple[str, ...]) -> Table:
    t = words.t
    names = tuple(Column(text=words.candidate(one.candidate), numeric=True) for one in words.shown)
    rows = tuple(
        (TableCell(text=words.code(code)), *(_points_cell(words, one.criterion(code)) for one in words.shown))
        for code in codes
    )
    columns = (Column(text=t("column.criterion")), *names)
    return Table(caption=t("segmentation_criteria.overview"), columns=columns, rows=rows, name="criteria")


def _points_cell(words: MeasuredWords, found: CriterionFound | None) -> TableCell:
    if found is None or found.measured.score is None:
        return words.unknown_cell()
    points = 100 * found.measured.score
    mark = mark_text(words, found.measured)
    if not mark:
        return words.points_cell(points)
    text = words.t("segmentation_mark.with", points=words.spoken_points(points), mark=mark)
    return TableCell(text=text, number=points, digits=1, mark="muted")


def _table(words: MeasuredWords, code: str, explained: bool) -> Table:
    t = words.t
    heads = ("name", "value", "range", "null_text", "chance_text", "ceiling_text", "points")
    columns = tuple(
        Column(
            text=t(f"segmentation_column.{head}"),
            numeric=head != "name",
            explanation=_plain(words, head) if explained else "",
        )
        for head in heads
    )
    rows = tuple(_table_row(words, one, found) for one, found in _measured(words, code))
    caption = t("segmentation_criteria.table", criterion=words.code(code))
    return Table(caption=caption, columns=columns, rows=rows, name=f"criterion-{code}")


def _plain(words: MeasuredWords, head: str) -> str:
    key = f"segmentation_column.{head}.plain"
    return words.t(key) if words.t.has(key) else ""


def _table_row(words: MeasuredWords, one: CandidateFound, found: CriterionFound) -> tuple[TableCell, ...]:
    measured = found.measured
    marked = is_marked(measured)
    value = TableCell(text=mark_text(words, measured), mark="muted")
    known = measured.raw is not None and not marked
    points = words.points_cell(None if measured.score is None else 100 * measured.score)
    return (
        TableCell(text=words.candidate(one.candidate)),
        raw_cell(words, measured.code, measured.raw) if known else value,
        TableCell(text=raw_range(words, measured.code, None if marked else measured.interval)),
        raw_cell(words, measured.code, None if marked else measured.null),
        TableCell(text=raw_range(words, measured.code, measured.null_interval)),
        raw_cell(words, measured.code, None if marked else measured.ceiling),
        points,
    )


def _remarks(words: MeasuredWords, code: str) -> Iterator[Block]:
    """Yield what weakens a measure, or why it is not known, with the segmentations that it is of."""
    said: dict[str, list[str]] = {}
    for one, found in _measured(words, code):
        texts = [words.note(note) for note in found.measured.notes if note.code not in _QUIET]
        texts += [words.fault(found.fault)] if found.fault is not None else []
        for text in texts:
            said.setdefault(text, []).append(words.candidate(one.candidate))
    for text, names in said.items():
        every = len(names) == len(words.shown)
        whole = text if every else words.t("remark.of", tool=words.join(names), remark=text)
        yield Sentence(text=whole, tone=Tone.MUTED)
