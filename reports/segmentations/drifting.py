"""New customers in the segments of a package, in words: the mix, the drift alarm, and who has moved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from evaluators.documents import Language
from evaluators.segmentations.drift import Drift, Moves, NewLabels
from evaluators.segmentations.migration import Migration
from evaluators.segmentations.package import SegmentPackage
from reports.blocks import Block, Column, Heading, Report, Sentence, Table, TableCell, Tone
from reports.segmentations.using import PackageWords

MOST_MOVES = 12  # segments up to which moves are shown as a table


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """One segment at making and now."""

    name: str
    before: int | None  # None: too few to be told
    after: int


def new_blocks(words: PackageWords, found: NewLabels, on: date) -> tuple[Block, ...]:
    """Return how new customers fall into the segments, whether that is more than chance, and who has moved."""
    t, shift = words.t, found.drift.shift
    said = t("segmentation_use.new.sentence", customers=words.count(found.customers), day=words.day(on))
    blocks: list[Block] = [Sentence(text=said), drift_sentence(words, found)]
    if shift is not None and shift.notes:
        blocks.append(Sentence(text=t("note.shift_empty_segment"), tone=Tone.MUTED))
    blocks.append(_mix(words, found))
    return (*blocks, *(() if found.moves is None else _moves(words, found.moves)))


def new_report(package: SegmentPackage, found: NewLabels, on: date, language: Language) -> Report:
    """Return the same as a report of its own."""
    words = PackageWords(package, language)
    facts = {"version": package.package_version, "checksum": package.way_sha256, "day": words.day(package.made_on)}
    heading = Heading(text=words.t("segmentation_use.new.title", name=words.name), level=1)
    footer = (words.t("segmentation_use.footer", **facts),)
    blocks = (heading, *new_blocks(words, found, on))
    return Report(title=words.name, language=language, blocks=blocks, footer=footer)


def drift_sentence(words: PackageWords, found: NewLabels) -> Sentence:
    """Say whether the segments are still what they were: the alarm, or why it is silent."""
    t, drift = words.t, found.drift
    if drift.shift is None:
        reason = t(f"error.{drift.reason}")
        return Sentence(text=t("segmentation_use.drift.unknown", reason=reason), tone=Tone.OPEN)
    facts = {
        "psi": words.psi(drift.shift.psi),
        "limit": words.psi(drift.shift.null_limit),
        "day": words.day(words.package.counted_on),
    }
    if not drift.shift.beyond_chance:
        return Sentence(text=t("segmentation_use.drift.silent", **facts), tone=Tone.GOOD)
    if not drift.sounds:
        tolerated = words.psi(drift.tolerated)
        return Sentence(text=t("segmentation_use.drift.tolerated", tolerated=tolerated, **facts), tone=Tone.OPEN)
    most = _most_moved(words, found)
    return Sentence(text=t("segmentation_use.drift.sounds", most=most, **facts), tone=Tone.WARNING)


def _lines(words: PackageWords, found: NewLabels) -> list[_Line]:
    """Return the segments, and last those without one if there are any."""
    drift = found.drift
    lines = [
        _Line(name=name, before=before, after=after)
        for name, before, after in zip(words.segments, drift.before, drift.after, strict=True)
    ]
    if drift.rest_before or found.unassigned:
        hidden = None in drift.before
        before = None if hidden else drift.rest_before
        lines.append(_Line(name=words.t("segmentation_use.unassigned"), before=before, after=found.unassigned))
    return lines


def _sums(drift: Drift, found: NewLabels) -> tuple[int, int]:
    """Return all customers at making and now, at least 1."""
    before = sum(one for one in drift.before if one is not None) + drift.rest_before
    return max(before, 1), max(found.customers, 1)


def _most_moved(words: PackageWords, found: NewLabels) -> str:
    """Return whose share has changed most, with both shares."""
    before, after = _sums(found.drift, found)
    known = [
        (one.name, one.before / before, one.after / after) for one in _lines(words, found) if one.before is not None
    ]
    if not known:
        return ""
    name, old, new = max(known, key=lambda one: abs(one[2] - one[1]))
    return words.t("segmentation_use.drift.most", name=name, before=words.share(old), after=words.share(new))


def _mix(words: PackageWords, found: NewLabels) -> Table:
    t = words.t
    heads = ("segment", "customers", "share", "share_before", "change")
    columns = tuple(Column(text=t(f"segmentation_use.{head}"), numeric=head != "segment") for head in heads)
    before, after = _sums(found.drift, found)
    rows = []
    for one in _lines(words, found):
        new = one.after / after
        old = None if one.before is None else one.before / before
        change = words.unknown_cell("segmentation_use.few")
        if old is not None:
            change = TableCell(text=words.points(new - old), number=100 * (new - old), digits=1)
        shown = words.unknown_cell("segmentation_use.few") if old is None else words.share_cell(old)
        rows.append((TableCell(text=one.name), words.count_cell(one.after), words.share_cell(new), shown, change))
    return Table(caption=t("segmentation_use.new.table"), columns=columns, rows=tuple(rows), name="segments-new")


def _moves(words: PackageWords, moves: Moves) -> tuple[Block, ...]:
    t = words.t
    blocks: list[Block] = [Heading(text=t("segmentation_use.moves.heading"), anchor="moved")]
    if moves.found is None:
        blocks.append(Sentence(text=t(f"error.{moves.reason}"), tone=Tone.OPEN))
    else:
        blocks += [Sentence(text=_moves_sentence(words, moves.found)), *_matrix(words, moves.found)]
    if moves.unknown:
        said = t.plural("segmentation_use.moves.unknown", moves.unknown, n=words.count(moves.unknown))
        blocks.append(Sentence(text=said, tone=Tone.MUTED))
    return tuple(blocks)


def _moves_sentence(words: PackageWords, moves: Migration) -> str:
    """Say how many stayed and moved, and how many only aged, left or came, if anybody did."""
    facts = {
        "customers": words.count(moves.customers),
        "stayed": words.share(moves.stay_rate),
        "moved": words.count(moves.customers - moves.stayed),
    }
    said = [words.t("segmentation_use.moves.sentence", **facts)]
    if moves.aged:
        said.append(words.t("segmentation_use.moves.aged", aged=words.count(moves.aged)))
    for kind, count in (("left", moves.left), ("joined", moves.joined)):
        if count:
            said.append(words.t(f"segmentation_use.moves.{kind}", n=words.count(count)))
    return " ".join(said)


def _matrix(words: PackageWords, moves: Migration) -> list[Block]:
    names, t = words.segments, words.t
    if not 1 < len(names) <= MOST_MOVES:
        return []
    columns = (
        Column(text=t("segmentation_use.moves.before")),
        *(Column(text=name, numeric=True) for name in names),
    )
    rows = tuple(
        (TableCell(text=name), *(words.count_cell(count) for count in counts))
        for name, counts in zip(names, moves.matrix, strict=True)
    )
    return [Table(caption=t("segmentation_use.moves.table"), columns=columns, rows=rows, name="segments-moved")]
