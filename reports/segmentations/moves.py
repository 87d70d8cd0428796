"""Moves between two dates: who stays, who only ages, who changes, the value at stake, and the shift against chance."""

from __future__ import annotations

from evaluators.segmentations.migration import Migration
from evaluators.segmentations.results import CandidateFound
from evaluators.segmentations.shift import Shift
from i18n import formats
from reports.blocks import Block, Bullets, Column, Explanation, Figure, Heading, Sentence, Table, TableCell, Tone
from reports.charts.segment_moves import MOST_SEGMENTS, moves_chart
from reports.charts.theme import Spec
from reports.segmentations.ranking import MeasuredWords
from reports.segmentations.small import seen_at_stake, seen_counts, seen_moves, tells_sizes

_NOT_SHOWN = "–"


def moves_blocks(words: MeasuredWords, candidate: str) -> tuple[Block, ...]:
    """Return a segmentation's moves between the two dates; empty where there is one date only."""
    found, t = words.found(candidate), words.t
    if found is None or found.migration is None:
        return ()
    moves = found.migration
    blocks: list[Block] = [Heading(text=t("segmentation_moves.heading"), anchor="moves")]
    blocks.append(Sentence(text=moves_sentence(words, moves)))
    blocks.append(Bullets(items=tuple(_counts(words, moves))))
    blocks += _figure(words, found)
    blocks.append(_table(words, found))
    if moves.value is not None:
        blocks.append(_value_table(words, found))
    if found.shift is not None:
        blocks += _shift(words, found, found.shift)
    return (*blocks, Explanation(**{name: t(f"segmentation_moves.{name}") for name in ("title", "text", "source")}))


def moves_sentence(words: MeasuredWords, moves: Migration) -> str:
    """Say how many stay, how many would stay by chance, and what is at stake."""
    t = words.t
    kappa = moves.kappa if moves.kappa_aging_apart is None else moves.kappa_aging_apart
    said = t(
        "segmentation_moves.stay",
        share=words.share(moves.stay_rate),
        chance=words.share(moves.chance_rate),
        customers=words.people(moves.customers),
    )
    if kappa is not None:
        key = "kappa" if moves.kappa_aging_apart is None else "kappa_aging"
        said = f"{said} {t(f'segmentation_moves.{key}', kappa=words.decimal(kappa))}"
    at_stake = seen_at_stake(moves)
    if moves.value is None or at_stake is None or at_stake <= 0:
        return said
    whole = moves.value.stayed + moves.value.aged + moves.value.changed
    share = words.share(at_stake / whole) if whole > 0 else words.t("cell.unknown")
    return f"{said} {t('segmentation_moves.at_stake', value=words.money(at_stake), share=share)}"


def _counts(words: MeasuredWords, moves: Migration) -> list[str]:
    """Return who stayed, aged, changed, left and joined, with their value at the earlier date where it is known."""
    said = []
    counts = seen_counts(moves)
    if moves.kappa_aging_apart is None and not moves.aged:
        del counts["aged"]  # nobody has said which moves are aging
    for kind, customers in counts.items():
        value: float | None = None if moves.value is None else getattr(moves.value, kind, None)
        shown = words.t("segmentation_small.cell") if customers is None else words.count(customers)
        text = words.t(f"segmentation_moves.{kind}", customers=shown)
        if value is not None and customers is not None:
            text = words.t("segmentation_moves.worth", text=text, value=words.money(value))
        said.append(text)
    return said


def _names(words: MeasuredWords, found: CandidateFound) -> list[str]:
    return [words.segment(found.candidate, one.segment) for one in found.segments]


def _figure(words: MeasuredWords, found: CandidateFound) -> list[Block]:
    names, matrix = _names(words, found), seen_moves(found)
    if len(names) > MOST_SEGMENTS:
        return []
    cells: list[Spec] = []
    for before, row in zip(names, found.migration.matrix if found.migration else (), strict=True):
        total = sum(row)
        for place, after in enumerate(names):
            customers = matrix[names.index(before)][place]
            share = None if customers is None or not total else customers / total
            cells.append(
                {
                    "before": before,
                    "after": after,
                    "share": share or 0.0,
                    "label": _label(words, share),
                    "said": words.t("segmentation_small.cell") if share is None else words.share(share),
                    "text": words.t("segmentation_small.cell") if customers is None else words.count(customers),
                }
            )
    return [
        Figure(
            spec=moves_chart(words, names, cells),
            alt=words.t(
                "segmentation_moves.alt", sentence=moves_sentence(words, found.migration) if found.migration else ""
            ),
            caption=words.t("segmentation_moves.caption"),
            name="moves",
            height=160 + 34 * len(names),
        )
    ]


def _label(words: MeasuredWords, share: float | None) -> str:
    """Return a share as per cent without the sign, which a phone has no room for; nothing for nobody."""
    if share is None:
        return _NOT_SHOWN
    percent = round(100 * share)
    return "" if not share else words.count(percent) if percent else words.t("segmentation_moves.under_one")


def _table(words: MeasuredWords, found: CandidateFound) -> Table:
    names = _names(words, found)
    columns = (Column(text=words.t("segmentation_moves.before")), *(Column(text=name, numeric=True) for name in names))
    rows = tuple(
        (TableCell(text=name), *(_cell(words, customers) for customers in row))
        for name, row in zip(names, seen_moves(found), strict=True)
    )
    return Table(caption=words.t("segmentation_moves.table"), columns=columns, rows=rows, name="moves")


def _cell(words: MeasuredWords, customers: int | None) -> TableCell:
    if customers is None:
        return TableCell(text=words.t("segmentation_small.cell"), mark="muted")
    return words.count_cell(customers)


def _value_table(words: MeasuredWords, found: CandidateFound) -> Table:
    names = _names(words, found)
    value = found.migration.value if found.migration else None
    columns = (Column(text=words.t("segmentation_moves.before")), *(Column(text=name, numeric=True) for name in names))
    rows = tuple(
        (
            TableCell(text=name),
            *(
                _cell(words, None) if customers is None else words.money_cell(amount)
                for customers, amount in zip(row, amounts, strict=True)
            ),
        )
        for name, row, amounts in zip(names, seen_moves(found), value.matrix if value else (), strict=True)
    )
    return Table(caption=words.t("segmentation_moves.value_table"), columns=columns, rows=rows, name="moves-value")


def _shift(words: MeasuredWords, found: CandidateFound, shift: Shift) -> list[Block]:
    t = words.t
    blocks: list[Block] = [Heading(text=t("segmentation_shift.heading"), level=3, anchor="shift")]
    blocks.append(Sentence(text=shift_sentence(words, shift), tone=Tone.WARNING if shift.beyond_chance else Tone.GOOD))
    blocks += words.notes(shift.notes)
    if tells_sizes(found):
        columns = (
            Column(text=t("segmentation_column.segment")),
            Column(text=t("segmentation_column.psi"), numeric=True),
        )
        rows = tuple(
            (TableCell(text=name), words.decimal_cell(part))
            for name, part in zip(_names(words, found), shift.by_segment, strict=True)
        )
        blocks.append(Table(caption=t("segmentation_shift.table"), columns=columns, rows=rows, name="shift"))
    return blocks


def shift_sentence(words: MeasuredWords, shift: Shift) -> str:
    """Say whether the mix of segments has moved more than chance moves it."""
    digits = 3 if abs(shift.psi - shift.null_limit) >= 0.001 else 5
    return words.t(
        f"segmentation_shift.{'beyond' if shift.beyond_chance else 'within'}",
        psi=formats.number(shift.psi, words.language, digits),
        expected=formats.number(shift.null_mean, words.language, 3),
        limit=formats.number(shift.null_limit, words.language, digits),
    )


def moves_overview(words: MeasuredWords) -> tuple[Block, ...]:
    """Return staying and shift of every segmentation side by side; empty where there is one date only."""
    t, moved = words.t, [one for one in words.shown if one.migration is not None]
    if not moved:
        return ()
    heads = ("stayed", "by_chance", "kappa", "aged", "changed", "psi", "psi_limit")
    columns = (
        Column(text=t("segmentation_column.name")),
        *(Column(text=t(f"segmentation_column.{head}"), numeric=True) for head in heads),
    )
    rows = tuple(_overview_row(words, one, one.migration) for one in moved if one.migration is not None)
    table = Table(caption=t("segmentation_moves.overview"), columns=columns, rows=rows, name="moves-overview")
    return (Heading(text=t("segmentation_moves.overview_heading"), anchor="moves-overview"), table)


def _overview_row(words: MeasuredWords, one: CandidateFound, moves: Migration) -> tuple[TableCell, ...]:
    kappa = moves.kappa if moves.kappa_aging_apart is None else moves.kappa_aging_apart
    people = (_cell(words, seen_counts(moves)[kind]) for kind in ("aged", "changed"))
    shift = one.shift
    return (
        TableCell(text=words.candidate(one.candidate)),
        words.share_cell(moves.stay_rate),
        words.share_cell(moves.chance_rate),
        words.decimal_cell(kappa),
        *people,
        words.decimal_cell(None if shift is None else shift.psi),
        words.decimal_cell(None if shift is None else shift.null_limit),
    )
