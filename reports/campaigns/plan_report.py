"""A campaign plan's answer as blocks, part by part, and as one report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields

from evaluators.campaigns.plan import CampaignPlan
from evaluators.campaigns.plan_results import PlanResult, PowerCurve
from evaluators.documents import Language
from reports.blocks import Block, Heading, Report, Sentence, Tone
from reports.campaigns.context import PlanWords, words_of_plan
from reports.campaigns.plan_answer import answer_blocks, headline
from reports.campaigns.plan_arms import arm_blocks, lock_blocks
from reports.campaigns.plan_list import difference_blocks, guardrail_blocks, list_blocks, power_blocks
from reports.campaigns.plan_methods import footer, method_blocks, provenance_blocks
from reports.campaigns.plan_money import money_blocks
from reports.campaigns.plan_needs import looks_blocks, needs_blocks, time_blocks

Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanReport:
    """The parts in the order in which they are read. A part that has nothing to say is empty."""

    answer: Blocks
    needs: Blocks
    time: Blocks
    shows: Blocks
    power: Blocks
    differences: Blocks
    guardrails: Blocks
    looks: Blocks
    money: Blocks
    arms: Blocks
    lock: Blocks
    methods: Blocks
    provenance: Blocks

    def all_blocks(self) -> Blocks:
        """Return the parts one after another."""
        return tuple(block for part in fields(self) for block in getattr(self, part.name))


def sections(
    document: CampaignPlan, result: PlanResult, language: Language, curves: Sequence[PowerCurve] = ()
) -> PlanReport:
    """Put a plan's answer into words, tables and a picture.

    Parameters
    ----------
    document, result
        The plan and its answer.
    language : "fi" or "en"
    curves : sequence of PowerCurve
        As ``power_curves`` gives them; without them there is no picture.
    """
    words = words_of_plan(document, result, language)
    return PlanReport(
        answer=answer_blocks(words),
        needs=needs_blocks(words),
        time=time_blocks(words),
        shows=list_blocks(words),
        power=power_blocks(words, curves),
        differences=difference_blocks(words),
        guardrails=guardrail_blocks(words),
        looks=looks_blocks(words),
        money=money_blocks(words),
        arms=arm_blocks(words),
        lock=lock_blocks(words),
        methods=method_blocks(words),
        provenance=provenance_blocks(words),
    )


def full_report(
    document: CampaignPlan, result: PlanResult, language: Language, curves: Sequence[PowerCurve] = ()
) -> Report:
    """Return everything a reader can see of a plan as one report."""
    words = words_of_plan(document, result, language)
    title = title_of(words)
    opening: list[Block] = [Heading(text=title, level=1, anchor="title")]
    if question := words.label(document.question, 500):
        opening.append(Sentence(text=question, tone=Tone.MUTED))
    blocks = (*opening, *sections(document, result, language, curves).all_blocks())
    return Report(title=title, language=language, blocks=blocks, footer=footer(words))


def answer_sentence(document: CampaignPlan, result: PlanResult, language: Language) -> str:
    """Return the answer as one sentence."""
    return headline(words_of_plan(document, result, language))


def title_of(words: PlanWords) -> str:
    """Return the plan's title, or the question, or the answer when it has neither."""
    document = words.document
    return words.label(document.title, 200) or words.label(document.question, 200) or headline(words)
