"""What is not known: the criteria left open, the weight that rests on something known, the places still possible."""

from __future__ import annotations

from evaluators.segmentations.fills import RankRange, rank_ranges
from evaluators.segmentations.results import CandidateFound
from evaluators.tools.results import CellState
from reports.asking import asking_blocks
from reports.blocks import Block, Bullets, Column, Heading, Sentence, Table, TableCell, Tone
from reports.segmentations.ranking import MeasuredWords


def ask_next_blocks(words: MeasuredWords) -> tuple[Block, ...]:
    """Return what to find out next, and how each unmeasured criterion would get its value."""
    found = list(asking_blocks(words.ranking))
    ways = ways_to_know(words)
    if not found or not ways:
        return tuple(found)
    place = 1 + next(place for place, block in enumerate(found) if isinstance(block, Heading))
    return (
        *found[:place],
        *found[place:-1],
        Sentence(text=words.t("segmentation_open.ways")),
        Bullets(items=ways),
        found[-1],
    )


def coverage_blocks(words: MeasuredWords) -> tuple[Block, ...]:
    """Return the open criteria, the covered weight and the range of places; empty where everything is known."""
    ranges = rank_ranges(words.result.ranking.ranking)
    if not open_criteria(words):
        return ()
    t = words.t
    found: list[Block] = [Heading(text=t("segmentation_open.heading"), anchor="open")]
    found.append(Sentence(text=_open_sentence(words)))
    found.append(Sentence(text=places_sentence(words, ranges), tone=_tone(ranges)))
    found.append(_table(words, ranges))
    return tuple(found)


def open_criteria(words: MeasuredWords) -> dict[str, float]:
    """Return the criteria of which nothing is known for some ranked segmentation but the baselines, with weights."""
    plain = {one.candidate for one in words.result.candidates if not one.baseline}
    cells = [cell for cell in words.result.ranking.cells if cell.tool in plain]
    unknown = {cell.criterion for cell in cells if cell.state is CellState.UNKNOWN}
    return {one.criterion: one.weight for one in words.result.ranking.criteria if one.criterion in unknown}


def ways_to_know(words: MeasuredWords) -> tuple[str, ...]:
    """Say why each open measured criterion is open, which is also how to close it."""
    said: dict[str, None] = {}
    for criterion in words.document.criteria:
        if criterion.code is None or criterion.id not in open_criteria(words):
            continue
        for one in words.shown:
            said.update(dict.fromkeys(_reasons(words, one, criterion.id, criterion.code)))
    return tuple(said)


def _reasons(words: MeasuredWords, one: CandidateFound, criterion: str, code: str) -> list[str]:
    found = one.criterion(code)
    if found is None or found.measured.score is not None or one.baseline or one.candidate not in words.ranked:
        return []
    why = [words.note(note) for note in found.measured.notes] + ([words.fault(found.fault)] if found.fault else [])
    return [words.t("segmentation_open.why", criterion=words.criteria[criterion], reason=text) for text in why]


def _open_sentence(words: MeasuredWords) -> str:
    weights = open_criteria(words)
    names = words.join([words.criteria[name] for name in weights])
    return words.t("segmentation_open.criteria", criteria=names, share=words.share(sum(weights.values())))


def places_sentence(words: MeasuredWords, ranges: tuple[RankRange, ...]) -> str:
    """Say whether anything that is unknown could take the first place away."""
    first = ranges[0]
    name = words.candidate(first.candidate)
    if first.worst == 1:
        return words.t("segmentation_open.stays", name=name)
    rivals = words.join([words.candidate(one.candidate) for one in ranges[1:] if one.best == 1])
    return words.t("segmentation_open.may_fall", name=name, worst=words.count(first.worst), rivals=rivals)


def _tone(ranges: tuple[RankRange, ...]) -> Tone:
    return Tone.GOOD if ranges[0].worst == 1 else Tone.WARNING


def _table(words: MeasuredWords, ranges: tuple[RankRange, ...]) -> Table:
    t = words.t
    columns = (
        Column(text=t("segmentation_column.name")),
        Column(text=t("segmentation_column.covered"), numeric=True),
        Column(text=t("segmentation_column.lowest"), numeric=True),
        Column(text=t("segmentation_column.highest"), numeric=True),
        Column(text=t("segmentation_column.places"), numeric=True),
    )
    rows = tuple(
        (
            TableCell(text=words.candidate(one.candidate)),
            words.share_cell(min(one.covered, 1.0)),
            words.points_cell(one.low),
            words.points_cell(one.high),
            TableCell(text=_places(words, one)),
        )
        for one in ranges
    )
    return Table(caption=t("segmentation_open.table"), columns=columns, rows=rows, name="open")


def _places(words: MeasuredWords, one: RankRange) -> str:
    ends = [words.count(one.best), words.count(one.worst)]
    return ends[0] if ends[0] == ends[1] else "–".join(ends)
