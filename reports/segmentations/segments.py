"""The segments of one segmentation: how large, worth what, how they differ from everybody, how surely known."""

from __future__ import annotations

from evaluators.segmentations.results import CandidateFound, SegmentFound
from i18n import formats
from reports.blocks import Block, Column, Explanation, Figure, Heading, Sentence, Table, TableCell, Tone
from reports.charts.segment_profiles import profile_chart, sizes_chart
from reports.charts.theme import Spec
from reports.segmentations.naming import name_remarks
from reports.segmentations.profiles import ProfileRow, markers, profile_rows, told_fields
from reports.segmentations.ranking import MeasuredWords
from reports.segmentations.small import UNASSIGNED, hidden_segments, seen, seen_unassigned

MOST_DRAWN = 12  # segments with a picture of their own, the largest; the table holds all of them
_SAID = 4  # markers named in a sentence
_UP, _DOWN = "▲", "▼"


def sizes_blocks(words: MeasuredWords, candidate: str) -> tuple[Block, ...]:
    """Return sizes and value of a segmentation's segments; empty where it has none."""
    found, t = words.found(candidate), words.t
    if found is None or not found.segments:
        return ()
    blocks: list[Block] = [Heading(text=t("segmentation_sizes.heading"), anchor="sizes")]
    blocks.append(Sentence(text=sizes_sentence(words, found)))
    blocks += _sizes_figure(words, found)
    blocks.append(_sizes_table(words, found))
    blocks += _left_over(words, found)
    blocks += [Sentence(text=text, tone=Tone.WARNING) for text in name_remarks(words, found)]
    return tuple(blocks)


def profile_blocks(words: MeasuredWords, candidate: str) -> tuple[Block, ...]:
    """Return a picture of each segment against all customers, and all figures in a table; empty without segments."""
    found, t = words.found(candidate), words.t
    if found is None or not found.segments:
        return ()
    fields = told_fields(words, found)
    if not fields:
        return ()
    blocks: list[Block] = [Heading(text=t("segmentation_profile.heading"), anchor="profiles")]
    blocks.append(Sentence(text=t("segmentation_profile.plain"), tone=Tone.MUTED))
    held = sorted((one for one in seen(found) if one.customers), key=lambda one: -one.customers)[:MOST_DRAWN]
    for one in held:
        blocks += _profile(words, found, one, fields)
    blocks.append(Heading(text=t("segmentation_profile.all"), level=3, anchor="profile-table"))
    blocks.append(_profile_table(words, found, fields))
    return (*blocks, Explanation(**{name: t(f"segmentation_profile.{name}") for name in ("title", "text", "source")}))


def sizes_sentence(words: MeasuredWords, found: CandidateFound) -> str:
    """Say which segment is the largest and which is worth most, by its share of customers and value."""
    known = [one for one in seen(found) if one.customers]
    if not known:
        return words.t("segmentation_sizes.none_shown")
    largest = max(known, key=lambda one: one.customers)
    figures = {
        "largest": words.segment(found.candidate, largest.segment),
        "share": words.share(largest.share),
        "n": words.count(len([one for one in found.segments if one.customers])),
    }
    worth = [one for one in known if one.value_share is not None]
    if not worth:
        return words.t("segmentation_sizes.sentence", **figures)
    best = max(worth, key=lambda one: one.value_share or 0.0)
    if best is largest:
        value = words.share(min(max(best.value_share or 0.0, 0.0), 1.0))
        return words.t("segmentation_sizes.sentence_both", value_share=value, **figures)
    return words.t(
        "segmentation_sizes.sentence_value",
        best=words.segment(found.candidate, best.segment),
        best_share=words.share(best.share),
        value_share=words.share(min(max(best.value_share or 0.0, 0.0), 1.0)),
        **figures,
    )


def segment_sentence(words: MeasuredWords, found: CandidateFound, one: SegmentFound, *, most: int = _SAID) -> str:
    """Say how large a segment is, what it is worth and in what it stands out."""
    t = words.t
    parts = [t("segmentation_segment.size", customers=words.people(one.customers), share=words.share(one.share))]
    if one.value is not None and one.value_share is not None:
        share = formats.percent(one.value_share, words.language)
        parts.append(t("segmentation_segment.value", value=words.money(one.value), share=share))
    said = [_marker_text(words, row) for row in markers(words, found, one)[:most]]
    parts.append(
        t("segmentation_segment.stands_out", fields=words.join(said)) if said else t("segmentation_segment.alike")
    )
    return " ".join(parts)


def _marker_text(words: MeasuredWords, row: ProfileRow) -> str:
    key = f"{'share_' if row.is_share else ''}{'higher' if row.higher else 'lower'}"
    return words.t(f"segmentation_segment.{key}", field=row.inside, value=row.text)


def _profile(words: MeasuredWords, found: CandidateFound, one: SegmentFound, fields: list[str]) -> list[Block]:
    name = words.segment(found.candidate, one.segment)
    rows = profile_rows(words, one, fields)
    sentence = segment_sentence(words, found, one)
    figure = Figure(
        spec=profile_chart(words, rows),
        alt=words.t("segmentation_profile.alt", name=name, sentence=sentence),
        caption=words.t("segmentation_profile.caption"),
        name=f"profile-{one.segment}",
        height=60 + 20 * len(rows),
    )
    return [Heading(text=name, level=3, anchor=f"segment-{one.segment}"), Sentence(text=sentence), figure]


def _profile_table(words: MeasuredWords, found: CandidateFound, fields: list[str]) -> Table:
    t, held = words.t, [one for one in seen(found) if one.customers]
    names = (Column(text=words.segment(found.candidate, one.segment), numeric=True) for one in held)
    columns = (Column(text=t("segmentation_column.field")), *names)
    by_segment = {one.segment: {row.field: row for row in profile_rows(words, one, fields)} for one in held}
    rows = tuple(
        (
            TableCell(text=words.field(field)),
            *(_profile_cell(words, by_segment[one.segment].get(field)) for one in held),
        )
        for field in fields
    )
    return Table(caption=t("segmentation_profile.table"), columns=columns, rows=rows, name="profiles")


def _profile_cell(words: MeasuredWords, row: ProfileRow | None) -> TableCell:
    if row is None:
        return words.unknown_cell()
    said = row.label.removeprefix(words.field(row.field)).strip(" :")
    text = f"{said} {row.text}" if said else row.text
    return TableCell(
        text=f"{text} {_UP if row.higher else _DOWN}" if row.marker else text, mark="good" if row.marker else ""
    )


def _sizes_figure(words: MeasuredWords, found: CandidateFound) -> list[Block]:
    rows: list[Spec] = []
    for one in [one for one in seen(found) if one.customers][: 2 * MOST_DRAWN]:
        name = words.segment(found.candidate, one.segment)
        people = words.t("segmentation_sizes.people", n=words.count(one.customers), share=words.share(one.share))
        short = words.share(one.share)
        rows.append({"name": name, "kind": "customers", "share": one.share, "text": people, "short": short})
        if one.value is not None and one.value_share is not None:
            share = formats.percent(one.value_share, words.language)
            text = words.t("segmentation_sizes.worth", value=words.money(one.value), share=share)
            rows.append({"name": name, "kind": "value", "share": one.value_share, "text": text, "short": share})
    if not rows:
        return []
    figure = Figure(
        spec=sizes_chart(words, rows),
        alt=words.t("segmentation_sizes.alt", sentence=sizes_sentence(words, found)),
        caption=words.t("segmentation_sizes.caption"),
        name="sizes",
        height=300,
    )
    return [figure]


_FIGURES = (
    "customers",
    "share",
    "value",
    "value_share",
    "mean_value",
    "outcome",
    "reachable",
    "at_signup",
    "explained",
)

_TITLES = {"value": "worth"}


def _sizes_table(words: MeasuredWords, found: CandidateFound) -> Table:
    t, held = words.t, list(seen(found))
    heads = [head for head in _FIGURES if any(_figure(one, head) is not None for one in held)]
    columns = (
        Column(text=t("segmentation_column.segment")),
        *(
            Column(
                text=t(f"segmentation_column.{_TITLES.get(head, head)}"), numeric=True, explanation=_plain(words, head)
            )
            for head in heads
        ),
    )
    rows = [
        (
            TableCell(text=words.segment(found.candidate, one.segment)),
            *(_figure_cell(words, head, _figure(one, head)) for head in heads),
        )
        for one in held
    ]
    if hidden := hidden_segments(found) - {UNASSIGNED}:
        text = t.plural("segmentation_small.row", len(hidden), n=words.count(len(hidden)))
        dash = TableCell(text=t("segmentation_small.cell"), mark="muted")
        rows.append((TableCell(text=text), *(dash for _ in heads)))
    return Table(caption=t("segmentation_sizes.table"), columns=columns, rows=tuple(rows), name="segments")


def _plain(words: MeasuredWords, head: str) -> str:
    key = f"segmentation_column.{head}.plain"
    return words.t(key) if words.t.has(key) else ""


def _figure(one: SegmentFound, head: str) -> float | None:
    if head == "mean_value":
        return one.value / one.customers if one.value is not None and one.customers else None
    found: float | None = getattr(one, head)
    return found


def _figure_cell(words: MeasuredWords, head: str, value: float | None) -> TableCell:
    if value is None:
        return words.unknown_cell()
    if head == "customers":
        return words.count_cell(value)
    if head in ("value", "mean_value") or (head == "outcome" and words.document.settings.outcome == "money"):
        return words.money_cell(value)
    return TableCell(text=formats.percent(value, words.language), number=value, style="percent")


def _left_over(words: MeasuredWords, found: CandidateFound) -> list[Block]:
    blocks: list[Block] = []
    hidden = hidden_segments(found) - {UNASSIGNED}
    if hidden:
        names = words.join([words.segment(found.candidate, name) for name in sorted(hidden)])
        blocks.append(Sentence(text=words.t("segmentation_small.sentence", names=names), tone=Tone.MUTED))
    unassigned = seen_unassigned(found)
    if unassigned:
        text = words.t(
            "note.segment_unassigned", customers=words.count(unassigned), rows=words.count(words.result.customers)
        )
        blocks.append(Sentence(text=text, tone=Tone.MUTED))
    elif unassigned is None:
        blocks.append(Sentence(text=words.t("segmentation_small.unassigned"), tone=Tone.MUTED))
    return blocks
