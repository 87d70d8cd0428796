"""What is shown beside the score and never in it: separation, compactness, likelihoods, search, stand-ins, remarks."""

from __future__ import annotations

from evaluators.segmentations.results import CandidateFound
from i18n import formats
from reports.blocks import Block, Column, Explanation, Heading, Sentence, Table, TableCell, Tone
from reports.segmentations.ranking import MeasuredWords


def shown_blocks(words: MeasuredWords) -> tuple[Block, ...]:
    """Return figures that are shown and not scored, with the reason why not; empty where there are none."""
    t = words.t
    tables = [table for table in (_indices(words), _likelihoods(words), _searches(words)) if table.rows]
    remarks = _remarks(words)
    if not tables and not remarks:
        return ()
    found: list[Block] = [Heading(text=t("segmentation_shown.heading"), anchor="shown")]
    found.append(Sentence(text=t("segmentation_shown.plain")))
    found += tables
    found += remarks
    return (*found, Explanation(title=t("method.title"), text=t("segmentation_shown.method")))


def _indices(words: MeasuredWords) -> Table:
    """Return omega squared and the silhouette, whose error tells whether it is of a sample."""
    t = words.t
    heads = ("omega2", "silhouette", "silhouette_error", "silhouette_of")
    columns = (
        Column(text=t("segmentation_column.name")),
        *(
            Column(text=t(f"segmentation_column.{head}"), numeric=True, explanation=_plain(words, head))
            for head in heads
        ),
    )
    rows = tuple(row for one in words.shown if (row := _index_row(words, one)) is not None)
    return Table(caption=t("segmentation_shown.indices"), columns=columns, rows=rows, name="indices")


def _plain(words: MeasuredWords, head: str) -> str:
    key = f"segmentation_column.{head}.plain"
    return words.t(key) if words.t.has(key) else ""


def _index_row(words: MeasuredWords, one: CandidateFound) -> tuple[TableCell, ...] | None:
    separation, width = one.criterion("A2"), one.silhouette
    omega = None if separation is None else separation.measured.raw
    if omega is None and width is None:
        return None
    none = TableCell(text="–", mark="muted")
    if width is None:
        return (TableCell(text=words.candidate(one.candidate)), words.decimal_cell(omega), none, none, none)
    exact = TableCell(text=words.t("segmentation_shown.exact"))
    return (
        TableCell(text=words.candidate(one.candidate)),
        words.decimal_cell(omega),
        words.decimal_cell(width.mean),
        exact if width.error is None else _small(words, width.error),
        words.count_cell(width.customers),
    )


def _small(words: MeasuredWords, value: float) -> TableCell:
    return TableCell(text=formats.number(value, words.language, 4), number=value, digits=4)


def _likelihoods(words: MeasuredWords) -> Table:
    t = words.t
    heads = ("log_likelihood", "parameters", "aic", "bic", "icl")
    columns = (
        Column(text=t("segmentation_column.name")),
        *(Column(text=t(f"segmentation_column.{head}"), numeric=True) for head in heads),
    )
    rows = tuple(
        (
            TableCell(text=words.candidate(one.candidate)),
            *(
                TableCell(
                    text=formats.number(value, words.language, 0 if head == "parameters" else 1),
                    number=value,
                    digits=0 if head == "parameters" else 1,
                )
                for head in heads
                for value in (float(getattr(one.likelihood, head)),)
            ),
        )
        for one in words.shown
        if one.likelihood is not None
    )
    return Table(caption=t("segmentation_shown.likelihoods"), columns=columns, rows=rows, name="likelihoods")


def _searches(words: MeasuredWords) -> Table:
    """Return how often each search found its best answer, and how well a tree stands in where one has to."""
    t = words.t
    heads = ("found_best", "tries", "lines", "fidelity")
    columns = (
        Column(text=t("segmentation_column.name")),
        *(
            Column(text=t(f"segmentation_column.{head}"), numeric=True, explanation=_plain(words, head))
            for head in heads
        ),
    )
    none = TableCell(text="–", mark="muted")
    rows = tuple(
        (
            TableCell(text=words.candidate(one.candidate)),
            none if one.restarts is None else words.count_cell(one.restarts.found),
            none if one.restarts is None else words.count_cell(one.restarts.tries),
            none if one.lines is None else words.count_cell(one.lines),
            none if one.fidelity is None else words.share_cell(one.fidelity.agreement),
        )
        for one in words.shown
        if one.restarts is not None or one.lines is not None or one.fidelity is not None
    )
    return Table(caption=t("segmentation_shown.searches"), columns=columns, rows=rows, name="searches")


def _remarks(words: MeasuredWords) -> list[Block]:
    said: dict[str, list[str]] = {}
    for one in words.shown:
        for note in one.notes:
            if note.code != "restarts_too_few":  # among the reasons for leaving out
                said.setdefault(words.note(note), []).append(words.candidate(one.candidate))
    return [
        Sentence(text=words.t("remark.of", tool=words.join(names), remark=text), tone=Tone.MUTED)
        for text, names in said.items()
    ]
