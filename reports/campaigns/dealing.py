"""What became of a customer list when its customers were dealt to the variants; never names a customer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from evaluators.campaigns.balance import Tier
from evaluators.campaigns.covariate_balance import Imbalance
from evaluators.campaigns.plan import CampaignPlan
from evaluators.documents import Language
from reports.blocks import Block, Column, Fact, Facts, Heading, Report, Sentence, Table, TableCell, Tone
from reports.campaigns.context import DesignWords
from reports.campaigns.plan_needs import variant_text
from reports.words import LONGEST_NAME, plain

_LEFT_OUT = ("without_consent", "excluded", "duplicates", "without_id")


class Dealing(Protocol):
    """Counts of an assignment."""

    @property
    def listed(self) -> int:
        """Rows in the list."""

    @property
    def without_id(self) -> int:
        """Rows without a customer."""

    @property
    def duplicates(self) -> int:
        """Rows beyond a customer's first."""

    @property
    def without_consent(self) -> int:
        """Customers who have not agreed."""

    @property
    def excluded(self) -> int:
        """Customers on the exclusion list."""

    @property
    def held_out(self) -> Mapping[str, int]:
        """Customers of the holdout by segment; "": no segment."""

    @property
    def counts(self) -> Mapping[str, tuple[int, ...]]:
        """Customers by segment and variant."""

    @property
    def balance(self) -> Mapping[str, Imbalance]:
        """How alike the variants are, by covariate."""


def assignment_blocks(words: DesignWords, dealt: Dealing) -> tuple[Block, ...]:
    """Return who was dealt where in numbers, who was left out and why, and whether the variants are alike.

    Parameters
    ----------
    words : DesignWords
        Of the plan that the list was dealt by.
    dealt : Dealing
        Counts by segment have one number per variant, in the design's order.
    """
    t = words.t
    found: list[Block] = [Heading(text=t("plan_deal.heading"), anchor="dealt"), Sentence(text=_sentence(words, dealt))]
    items = [Fact(label=t(f"plan_deal.{name}"), value=words.count(getattr(dealt, name))) for name in _LEFT_OUT]
    found += [Facts(items=tuple(items)), _counts(words, dealt)]
    if dealt.balance:
        found += [Sentence(text=t("plan_balance.plain")), _balance(words, dealt), _verdict(words, dealt)]
    return tuple(found)


def report(plan: CampaignPlan, dealt: Dealing, language: Language) -> Report:
    """Return what became of a list as a report, with the salts that deal it the same way again."""
    words = DesignWords(plan.design, language)
    title = words.label(plan.title, 200) or words.t("plan_deal.heading")
    salts = words.t("plan_deal.salts", salt=plan.assignment.salt, holdout=plan.assignment.holdout_salt)
    return Report(title=title, language=language, blocks=assignment_blocks(words, dealt), footer=(salts,))


def _sentence(words: DesignWords, dealt: Dealing) -> str:
    sent, held = sum(sum(row) for row in dealt.counts.values()), sum(dealt.held_out.values())
    facts = {"listed": words.count(dealt.listed), "dealt": words.count(sent), "held": words.count(held)}
    return words.t("plan_deal.sentence" if held else "plan_deal.sentence_all", **facts)


def _counts(words: DesignWords, dealt: Dealing) -> Table:
    t, variants = words.t, words.design.variants
    held = any(dealt.held_out.values())
    columns = [Column(text=t("plan_column.segment"))]
    columns += [Column(text=variant_text(words, variant.id), numeric=True) for variant in variants]
    columns += [Column(text=t("plan.holdout"), numeric=True)] if held else []
    columns.append(Column(text=t("plan_deal.together"), numeric=True))
    names = list(dict.fromkeys([*dealt.counts, *dealt.held_out]))
    rows = [_row(words, _segment(words, name), _figures(dealt, name, len(variants)), held=held) for name in names]
    if len(names) > 1:
        sums = [sum(column) for column in zip(*(_figures(dealt, name, len(variants)) for name in names), strict=True)]
        rows.append(_row(words, t("plan_list.whole"), sums, held=held))
    return Table(caption=t("plan_deal.table"), columns=tuple(columns), rows=tuple(rows), name="plan-dealt")


def _segment(words: DesignWords, text: str) -> str:
    """Return a segment as the list names it; the design's name where the list has its id."""
    if not text:
        return words.t("plan_deal.no_segment")
    return words.segments.get(text) or plain(text, LONGEST_NAME)


def _figures(dealt: Dealing, segment: str, variants: int) -> list[int]:
    """Return a segment's customers by variant, then those held out."""
    return [*dealt.counts.get(segment, (0,) * variants), dealt.held_out.get(segment, 0)]


def _row(words: DesignWords, name: str, figures: list[int], *, held: bool) -> tuple[TableCell, ...]:
    shown = figures if held else figures[:-1]
    return (TableCell(text=name), *(words.count_cell(one) for one in shown), words.count_cell(sum(figures)))


def _balance(words: DesignWords, dealt: Dealing) -> Table:
    t = words.t
    columns = (
        Column(text=t("plan_column.covariate")),
        Column(text=t("plan_column.largest"), numeric=True, explanation=t("plan_column.largest.plain")),
        Column(text=t("plan_column.state")),
        Column(text=t("plan_column.p"), numeric=True, explanation=t("plan_column.p.plain")),
    )
    rows = tuple(
        (
            TableCell(text=plain(name, LONGEST_NAME)),
            _largest(words, one),
            _state(words, one),
            words.p_cell(one.p_value) if one.p_value is not None else TableCell(text="–", mark="muted"),
        )
        for name, one in dealt.balance.items()
    )
    return Table(caption=t("plan_balance.table"), columns=columns, rows=rows, name="plan-balance")


def _largest(words: DesignWords, one: Imbalance) -> TableCell:
    if one.largest is None:
        return TableCell(text=words.t("plan_balance.unlimited"), mark="warning")
    return TableCell(text=words.number(one.largest, 3), number=one.largest, digits=3)


def _state(words: DesignWords, one: Imbalance) -> TableCell:
    if one.method == "constant":
        return TableCell(text=words.t("plan_balance.constant"), mark="muted")
    text = words.t(f"plan_balance.{one.tier.value}")
    if one.tier is Tier.ALARM:
        return TableCell(text=text, mark="warning")
    return TableCell(text=text, mark="good" if one.tier is Tier.FINE else "muted")


def _verdict(words: DesignWords, dealt: Dealing) -> Block:
    """Say of all covariates together whether the deal stands."""
    odd = [plain(name, LONGEST_NAME) for name, one in dealt.balance.items() if one.tier is Tier.ALARM]
    if odd:
        return Sentence(text=words.t("plan_balance.do", covariates=words.join(odd)), tone=Tone.WARNING)
    return Sentence(text=words.t("plan_balance.good"), tone=Tone.GOOD)
