"""A first look at customers' data in words: what became of the rows, how every field spreads, what cannot be used."""

from __future__ import annotations

from evaluators.segmentations.data_look import FEWEST_SHOWN, DataLook, FieldLook, LogAudit
from i18n import formats
from reports.blocks import Block, Column, Figure, Heading, Sentence, Table, TableCell, Tone
from reports.charts.distributions import distribution_chart
from reports.segmentations.bars import bar_names
from reports.segmentations.context import SegmentationWords
from reports.segmentations.look_words import LookWords
from reports.words import plain

PARTS = ("used", "outcome", "after", "without_customer", "without_date", "returned", "unpriced")
MOSTLY_MISSING = 0.2  # share without a value from which it is remarked on
MOST_FIGURES = 30  # drawn in a report; the table holds all fields


def look_blocks(words: SegmentationWords, look: DataLook) -> list[Block]:
    """Return the whole look for a report."""
    said = LookWords(words, look)
    t = words.t
    blocks: list[Block] = [Heading(text=t("data_look.title"), anchor="data"), *customer_blocks(said)]
    if look.log is not None:
        blocks.append(log_table(said, look.log))
    blocks += [Heading(text=t("data_look.fields"), anchor="fields"), fields_table(said)]
    figures = (field_figure(said, one) for one in look.fields)
    return [*blocks, *[figure for figure in figures if figure is not None][:MOST_FIGURES]]


def customer_blocks(said: LookWords) -> list[Block]:
    """Return how many customers there are, what is known of what followed, and what to be careful with."""
    words, look, t = said.words, said.look, said.words.t
    blocks: list[Block] = [Sentence(text=_customers(said))]
    if look.few:
        blocks.append(Sentence(text=t("data_look.few", n=words.count(look.customers)), tone=Tone.WARNING))
    if look.unlisted:
        text = t.plural("data_look.unlisted", look.unlisted, n=words.people(look.unlisted))
        blocks.append(Sentence(text=text, tone=Tone.WARNING))
    if look.outcome is None:
        blocks.append(Sentence(text=t("data_look.no_outcome"), tone=Tone.OPEN))
    elif look.outcome.days_seen is not None and look.outcome.days_seen < look.window_days:
        seen = words.count(max(0, look.outcome.days_seen))
        text = t("data_look.window_cut", days=seen, window=words.count(look.window_days))
        blocks.append(Sentence(text=text, tone=Tone.WARNING))
    return blocks


def _customers(said: LookWords) -> str:
    words, look, t = said.words, said.look, said.words.t
    count = words.count(look.customers)
    if look.outcome is None:
        return t.plural("data_look.customers", look.customers, n=count)
    share = words.share(look.outcome.bought / look.customers)
    if look.outcome.mean is None:
        return t.plural("data_look.customers_yes", look.customers, n=count, share=share)
    mean = words.money(look.outcome.mean)
    return t.plural("data_look.customers_money", look.customers, n=count, share=share, mean=mean)


def log_table(said: LookWords, log: LogAudit) -> Table:
    """Return what became of every row of the log."""
    words, t = said.words, said.words.t
    split = formats.date_text(said.look.split_on, words.language)
    rows = [
        (
            TableCell(text=t(f"data_look.row.{part}", split=split, days=words.count(said.look.window_days))),
            words.count_cell(getattr(log, part)),
            words.share_cell(getattr(log, part) / log.rows if log.rows else None),
        )
        for part in PARTS
        if getattr(log, part) or part in ("used", "outcome")
    ]
    total = (TableCell(text=t("data_look.row.all")), words.count_cell(log.rows), words.share_cell(1.0))
    return Table(
        caption=t("data_look.rows"),
        columns=(
            Column(text=t("data_look.column.rows")),
            Column(text=t("data_look.column.count"), numeric=True),
            Column(text=t("data_look.column.share"), numeric=True),
        ),
        rows=(*rows, total),
        name="log-rows",
    )


def log_notes(said: LookWords, log: LogAudit) -> list[str]:
    """Return what else is known of the log: from when to when it runs, its cancellations and its doubles."""
    words, t = said.words, said.words.t
    notes = []
    if log.first is not None and log.last is not None:
        first, last = (formats.date_text(one, words.language) for one in (log.first, log.last))
        notes.append(t("data_look.span", first=first, last=last))
    if log.cancelled:
        notes.append(t.plural("data_look.cancelled", log.cancelled, n=words.count(log.cancelled)))
    if log.duplicates:
        notes.append(t.plural("data_look.duplicates", log.duplicates, n=words.count(log.duplicates)))
    return notes


def fields_table(said: LookWords) -> Table:
    """Return all columns and features with what they are, lack and tell."""
    words, t = said.words, said.words.t
    rows = []
    for one in said.look.fields:
        verdict = unusable_text(said, one) if one.unusable else t(f"data_look.spread.{one.spread}.short")
        known = one.unusable not in ("absent", "name_taken")
        rows.append(
            (
                TableCell(text=said.name(one)),
                TableCell(text=t(f"data_look.kind.{one.kind}")),
                words.share_cell(one.missing_share) if known else words.unknown_cell(),
                TableCell(text=age_text(said, one), mark="" if one.age_days is not None else "unknown"),
                TableCell(text=_reliability(said, one), mark="" if one.reliability else "unknown"),
                TableCell(text=verdict, mark="warning" if one.unusable or one.spread != "enough" else "good"),
            )
        )
    heads = ("field", "kind", "missing", "age", "reliability", "verdict")
    columns = tuple(Column(text=t(f"data_look.column.{head}"), numeric=head == "missing") for head in heads)
    return Table(caption=t("data_look.fields_caption"), columns=columns, rows=tuple(rows), name="fields")


def field_figure(said: LookWords, one: FieldLook) -> Figure | None:
    """Return a field's bars; ``None`` where none can be shown."""
    if not one.bars:
        return None
    name = said.name(one)
    bars = bar_names(said, one)
    told = said.words.join([f"{label}: {said.words.share(share)}" for label, share in bars], 12)
    return Figure(
        spec=distribution_chart(said.words, bars),
        alt=said.words.t("data_look.alt", field=name, bars=told),
        name=f"spread-{one.column}",
        caption=name,
        height=26 * len(bars) + 16,
    )


def field_sentences(said: LookWords, one: FieldLook) -> list[str]:
    """Return how a field spreads, what it lacks, and how old and sure it is."""
    words, t = said.words, said.words.t
    found = [_spread(said, one)]
    if one.missing and one.unusable not in ("absent", "name_taken", "empty"):
        few = one.missing < FEWEST_SHOWN
        found.append(t("data_look.missing", share=words.people(one.missing) if few else words.share(one.missing_share)))
    if one.age_days is not None:
        found.append(t("data_look.old" if one.old else "data_look.collected", age=age_text(said, one)))
    if one.reliability is not None:
        found.append(t("data_look.reliability", mark=one.reliability, words=_reliability(said, one)))
    return [text for text in found if text]


def field_verdict(said: LookWords, one: FieldLook) -> tuple[str, Tone]:
    """Return whether customers can be segmented by a field, and how that is set."""
    if one.unusable is not None:
        return unusable_text(said, one), Tone.WARNING
    share = said.words.share(one.commonest_share or 0)
    text = said.words.t(f"data_look.spread.{one.spread}", share=share, n=said.words.count(one.distinct))
    return text, Tone.GOOD if one.spread == "enough" else Tone.WARNING


def unusable_text(said: LookWords, one: FieldLook) -> str:
    """Return why nobody can be segmented by a column."""
    split = formats.date_text(said.look.split_on, said.words.language)
    return said.words.t(f"data_look.unusable.{one.unusable}", split=split, column=plain(one.column, 60))


def age_text(said: LookWords, one: FieldLook) -> str:
    """Return how long ago a field was collected."""
    words, t = said.words, said.words.t
    if one.age_days is None:
        return t("cell.unknown")
    unit, count = next(
        (unit, one.age_days // days)
        for unit, days in (("years", 365), ("months", 30), ("days", 1))
        if one.age_days >= 2 * days or unit == "days"
    )
    return t.plural(f"data_look.age.{unit}", count, n=words.count(count))


def _reliability(said: LookWords, one: FieldLook) -> str:
    if one.reliability is None:
        return said.words.t("cell.unknown")
    return said.words.t(f"data_look.reliability.{one.reliability}")


def _spread(said: LookWords, one: FieldLook) -> str:
    words, t = said.words, said.words.t
    if one.middle is not None:
        low, _, high = (said.point(one, value) for value in _in_order(one, one.middle))
        if one.ends is None:
            return t("data_look.middle", low=low, high=high)
        first, last = (said.point(one, value) for value in _in_order(one, one.ends))
        return t("data_look.middle_ends", low=low, high=high, first=first, last=last)
    if one.kind == "yes_no" and one.bars:
        yes = next((bar.customers for bar in one.bars if bar.value == "1"), 0)
        return t("data_look.yes", share=words.share(yes / (one.customers - one.missing)))
    if one.kind == "category" and one.bars and one.bars[0].value is not None:
        value, share = plain(one.bars[0].value, 60), words.share(one.commonest_share or 0)
        return t.plural("data_look.values", one.distinct, n=words.count(one.distinct), value=value, share=share)
    return ""


def _in_order(one: FieldLook, values: tuple[float, ...]) -> tuple[float, ...]:
    """Return values rising; days before the split fall while their dates rise."""
    return values[::-1] if one.kind == "date" else values
