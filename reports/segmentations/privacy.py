"""The price of privacy: what each segmentation's score loses when a sensitive field is left out."""

from __future__ import annotations

from evaluators.segmentations.results import PrivacyPrice
from i18n import formats
from reports.blocks import Block, Bullets, Column, Explanation, Heading, Table, TableCell
from reports.segmentations.ranking import MeasuredWords

_NOTHING = 0.05  # points that round to none
_HINTED = 0.5  # points under which a price is said to be small


def privacy_blocks(words: MeasuredWords) -> tuple[Block, ...]:
    """Return the prices; empty where no ranked segmentation reads a sensitive field."""
    t, prices = words.t, words.result.privacy_prices
    if not prices:
        return ()
    items = tuple(price_sentence(words, one) for one in prices)
    found: list[Block] = [Heading(text=t("segmentation_privacy.heading"), anchor="privacy"), Bullets(items=items)]
    known = [one for one in prices if one.price is not None]
    found += [_table(words, known)] if known else []
    return (*found, Explanation(title=t("method.title"), text=t("segmentation_privacy.method")))


def price_sentence(words: MeasuredWords, one: PrivacyPrice) -> str:
    """Say what leaving a field out costs a segmentation, and what follows."""
    names = {"name": words.candidate(one.candidate), "field": words.field(one.field)}
    if one.price is None:
        reason = words.fault(one.fault) if one.fault is not None else words.t("cell.unknown")
        return words.t("segmentation_privacy.unknown", reason=reason, **names)
    points = words.spoken_points(abs(one.price))
    if abs(one.price) < _NOTHING:
        return words.t("segmentation_privacy.nothing", **names)
    if one.price < 0:
        return words.t("segmentation_privacy.better", points=points, **names)
    key = "segmentation_privacy.little" if one.price < _HINTED else "segmentation_privacy.loses"
    return words.t(key, points=points, **names)


def _table(words: MeasuredWords, prices: list[PrivacyPrice]) -> Table:
    t = words.t
    heads = ("with_field", "without_field", "price", "lift", "lift_without")
    columns = (
        Column(text=t("segmentation_column.name")),
        Column(text=t("segmentation_column.field")),
        *(Column(text=t(f"segmentation_column.{head}"), numeric=True) for head in heads),
    )
    rows = tuple(
        (
            TableCell(text=words.candidate(one.candidate)),
            TableCell(text=words.field(one.field)),
            words.points_cell(one.score),
            words.points_cell(one.without),
            words.points_cell(one.price),
            _lift_cell(words, one.lift),
            _lift_cell(words, one.lift_without),
        )
        for one in prices
    )
    return Table(caption=t("segmentation_privacy.table"), columns=columns, rows=rows, name="privacy")


def _lift_cell(words: MeasuredWords, lift: float | None) -> TableCell:
    if lift is None:
        return words.unknown_cell()
    return TableCell(text=formats.percent(lift, words.language, 1), number=lift, style="percent", digits=1)
