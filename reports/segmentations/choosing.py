"""Choosing target segments within one segmentation: what takes one out, how attractive each is, which are chosen."""

from __future__ import annotations

from evaluators.segmentations.results import CandidateFound, SegmentFound
from evaluators.segmentations.selection import SegmentFigure, SegmentPlace
from evaluators.segmentations.selection_parts import SegmentCriterion, Target
from i18n import formats
from reports.blocks import Block, Bullets, Column, Explanation, Figure, Heading, Sentence, Table, TableCell, Tone
from reports.charts.segment_evaluation import attractiveness_chart, evaluation_chart
from reports.charts.theme import Spec
from reports.segmentations.context import SegmentationWords
from reports.segmentations.ranking import MeasuredWords
from reports.segmentations.small import UNASSIGNED, hidden_segments

_SHARES = ("share", "value_share", "reachable")
_MONEY = ("value", "mean_value")
_AXES = ("attractiveness", "competitiveness")
_WHOLE = 1 - 1e-9


def criterion_name(words: SegmentationWords, one: SegmentCriterion) -> str:
    """Return what a criterion for segments is called: its own name, or that of what it measures."""
    own = words.label(one.name)
    return own or (one.id if one.measure is None else words.t(f"segmentation_measure.{one.measure}"))


def chosen_candidate(words: MeasuredWords) -> CandidateFound | None:
    """Return the segmentation that segments are chosen within; ``None`` where none is left."""
    return None if words.result.selected is None else words.found(words.result.selected)


def choosing_blocks(words: MeasuredWords) -> tuple[Block, ...]:
    """Return the chosen targets, the segment evaluation plot and every figure behind it; empty where none is left."""
    found, t = chosen_candidate(words), words.t
    if found is None:
        return ()
    blocks: list[Block] = [Heading(text=t("segmentation_choosing.heading"), anchor="targets")]
    within = t("segmentation_choosing.within", name=words.candidate(found.candidate))
    blocks.append(Sentence(text=within, tone=Tone.MUTED))
    blocks.append(Sentence(text=targets_sentence(words)))
    if reasons := _reasons(words):
        blocks.append(Bullets(items=tuple(reasons)))
    blocks += [Sentence(text=text, tone=Tone.WARNING) for text in target_remarks(words)]
    places = seen_places(words)
    if not places:
        return tuple(blocks)
    blocks += _figure(words, found, places)
    blocks.append(_table(words, places))
    blocks += _out(words, places)
    blocks += _uncovered(words, places)
    return (*blocks, Explanation(**{name: t(f"segmentation_choosing.{name}") for name in ("title", "text", "source")}))


def seen_places(words: MeasuredWords) -> list[SegmentPlace]:
    """Return the places of the segments whose figures may be shown, the most attractive first, those out last."""
    found = chosen_candidate(words)
    hidden = frozenset() if found is None else hidden_segments(found)
    places = [one for one in words.result.selection if one.segment not in hidden]
    return sorted(places, key=lambda one: (bool(one.knocked_out), -(one.attractiveness or 0.0)))


def targets_sentence(words: MeasuredWords) -> str:
    """Say which segments are chosen under the strategy, or what is still to be done."""
    t, document = words.t, words.document
    names = [words.segment(one.candidate, one.segment) for one in _targets(words)]
    if document.strategy == "undifferentiated":
        return t("segmentation_choosing.undifferentiated")
    if not names:
        return t(f"segmentation_choosing.none_{document.strategy}")
    key = f"segmentation_choosing.{document.strategy}"
    if document.strategy == "concentrated":
        return t(key, name=names[0])
    return t.plural(key, len(names), names=words.join(names))


def _targets(words: MeasuredWords) -> list[Target]:
    return [one for one in words.document.targets if one.candidate == words.result.selected]


def _reasons(words: MeasuredWords) -> list[str]:
    return [
        words.t("remark.of", tool=words.segment(one.candidate, one.segment), remark=words.label(one.reason, 500))
        for one in _targets(words)
        if words.label(one.reason)
    ]


def target_remarks(words: MeasuredWords) -> list[str]:
    """Say which chosen segments are taken out by a criterion, are no longer there, or are of another segmentation."""
    t, said = words.t, []
    out = {one.segment: one.knocked_out for one in words.result.selection}
    held = {one.segment for one in found.segments} if (found := chosen_candidate(words)) else set()
    for one in _targets(words):
        name = words.segment(one.candidate, one.segment)
        if one.segment not in held:
            said.append(t("segmentation_choosing.gone", name=name))
        elif out.get(one.segment):
            said.append(t("segmentation_choosing.target_out", name=name, criteria=_criteria(words, out[one.segment])))
    elsewhere = {one.candidate for one in words.document.targets if one.candidate != words.result.selected}
    said += [t("segmentation_choosing.elsewhere", name=words.candidate(name)) for name in sorted(elsewhere)]
    return said


def _criteria(words: MeasuredWords, ids: tuple[str, ...]) -> str:
    named = {one.id: criterion_name(words, one) for one in words.document.selection.criteria}
    return words.join([named[one] for one in ids if one in named])


def _figure(words: MeasuredWords, found: CandidateFound, places: list[SegmentPlace]) -> list[Block]:
    segments = {one.segment: one for one in found.segments}
    known = [one for one in places if one.attractiveness is not None]
    if not known:
        return []
    both = [one for one in known if one.competitiveness is not None]
    rows = [_row(words, segments[one.segment], one) for one in (both or known)]
    best = words.segment(found.candidate, known[0].segment)
    spec = evaluation_chart(words, rows) if both else attractiveness_chart(words, rows)
    kind, points = "plot" if both else "bars", words.points(known[0].attractiveness or 0.0)
    return [
        Figure(
            spec=spec,
            alt=words.t(f"segmentation_choosing.alt_{kind}", name=best, points=points),
            caption=words.t(f"segmentation_choosing.caption_{kind}"),
            name="segment-evaluation",
            height=380,
        )
    ]


def _row(words: MeasuredWords, segment: SegmentFound, one: SegmentPlace) -> Spec:
    chosen = any(each.segment == one.segment for each in _targets(words))
    state = "target" if chosen else "out" if one.knocked_out else "open"
    points = [words.points(each) for each in (one.attractiveness, one.competitiveness) if each is not None]
    return {
        "name": words.segment(str(words.result.selected), one.segment),
        "attractiveness": one.attractiveness,
        "competitiveness": one.competitiveness,
        "size": segment.share if segment.value_share is None else max(segment.value_share, 0.0),
        "state": state,
        "crossed": bool(one.knocked_out),
        "state_text": words.t(f"segmentation_choosing.state.{state}"),
        "points": " / ".join(points),
    }


def _table(words: MeasuredWords, places: list[SegmentPlace]) -> Table:
    t, criteria = words.t, words.document.selection.criteria
    columns = (
        Column(text=t("segmentation_column.segment")),
        *(Column(text=t(f"segmentation_choosing.{axis}"), numeric=True) for axis in _AXES),
        Column(text=t("segmentation_column.state")),
        *(Column(text=_head(words, one), numeric=True) for one in criteria),
    )
    targets = {one.segment for one in _targets(words)}
    rows = tuple(
        (
            TableCell(text=words.segment(str(words.result.selected), one.segment)),
            words.points_cell(one.attractiveness),
            words.points_cell(one.competitiveness),
            _state(words, one, one.segment in targets),
            *(_cell(words, *pair) for pair in zip(criteria, one.figures, strict=True)),
        )
        for one in places
    )
    return Table(caption=t("segmentation_choosing.table"), columns=columns, rows=rows, name="targets")


def _head(words: MeasuredWords, one: SegmentCriterion) -> str:
    name = criterion_name(words, one)
    return words.t("segmentation_choosing.weighed", name=name, points=words.spoken_points(one.points))


def _state(words: MeasuredWords, one: SegmentPlace, chosen: bool) -> TableCell:
    if one.knocked_out:
        text = words.t("segmentation_choosing.out_by", criteria=_criteria(words, one.knocked_out))
        return TableCell(text=text, mark="warning")
    state = "target" if chosen else "open"
    return TableCell(text=words.t(f"segmentation_choosing.state.{state}"), mark="good" if chosen else "")


def _cell(words: MeasuredWords, criterion: SegmentCriterion, figure: SegmentFigure) -> TableCell:
    if figure.raw is None:
        return words.unknown_cell()
    if criterion.measure in _SHARES:
        return TableCell(text=formats.percent(figure.raw, words.language), number=figure.raw, style="percent")
    money = criterion.measure in _MONEY
    if money or (criterion.measure == "outcome" and words.document.settings.outcome == "money"):
        return words.money_cell(figure.raw)
    if criterion.measure == "customers":
        return words.count_cell(figure.raw)
    return words.points_cell(figure.raw) if criterion.measure is None else words.decimal_cell(figure.raw)


def _out(words: MeasuredWords, places: list[SegmentPlace]) -> list[Block]:
    out = [words.segment(str(words.result.selected), one.segment) for one in places if one.knocked_out]
    found = chosen_candidate(words)
    hidden = frozenset() if found is None else hidden_segments(found) - {UNASSIGNED}
    said: list[Block] = []
    if out:
        said.append(Sentence(text=words.t("segmentation_choosing.out", names=words.join(out))))
    if hidden:
        text = words.t.plural("segmentation_small.row", len(hidden), n=words.count(len(hidden)))
        said.append(Sentence(text=text, tone=Tone.MUTED))
    return said


def _uncovered(words: MeasuredWords, places: list[SegmentPlace]) -> list[Block]:
    least = min((one.covered for one in places), default=1.0)
    if least >= _WHOLE:
        return []
    text = words.t("segmentation_choosing.covered", share=words.share(least))
    return [Sentence(text=text, tone=Tone.MUTED)]
