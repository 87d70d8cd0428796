"""A campaign test's result as blocks, part by part, and as one report."""

from __future__ import annotations

from dataclasses import dataclass, fields

from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.results import CampaignResult
from evaluators.documents import Language
from reports.blocks import Block, Heading, Report, Sentence, Tone
from reports.campaigns.checks import check_blocks
from reports.campaigns.context import TestWords, words_of_test
from reports.campaigns.deviations import deviation_blocks
from reports.campaigns.methods import methods_blocks
from reports.campaigns.over_time import over_time_blocks
from reports.campaigns.overall import overall_blocks
from reports.campaigns.provenance import certificate_blocks, footer, provenance_blocks
from reports.campaigns.segments import segment_blocks
from reports.campaigns.targeting import targeting_blocks
from reports.campaigns.verdicts import locked_until, verdict_blocks
from reports.campaigns.worth import money_blocks

Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TestReport:
    """The parts in the order in which they are read. A part that has nothing to say, or is locked, is empty."""

    __test__ = False  # not a class of tests

    verdict: Blocks
    money: Blocks
    overall: Blocks
    segments: Blocks
    targeting: Blocks
    over_time: Blocks
    checks: Blocks
    deviations: Blocks
    certificate: Blocks
    methods: Blocks
    provenance: Blocks

    def all_blocks(self) -> Blocks:
        """Return the parts one after another."""
        return tuple(block for part in fields(self) for block in getattr(self, part.name))


def sections(document: CampaignTest, result: CampaignResult, language: Language) -> TestReport:
    """Put a result into words, tables and pictures.

    Parameters
    ----------
    document, result
        The test and what was read from it. While an outcome window is open, nothing is told of the effects.
    language : "fi" or "en"
    """
    words = words_of_test(document, result, language)
    is_open = locked_until(words) is None
    return TestReport(
        verdict=verdict_blocks(words),
        money=money_blocks(words) if is_open else (),
        overall=overall_blocks(words) if is_open else (),
        segments=segment_blocks(words) if is_open else (),
        targeting=targeting_blocks(words) if is_open else (),
        over_time=over_time_blocks(words) if is_open else (),
        checks=check_blocks(words),
        deviations=deviation_blocks(words),
        certificate=certificate_blocks(words),
        methods=methods_blocks(words),
        provenance=provenance_blocks(words),
    )


def full_report(document: CampaignTest, result: CampaignResult, language: Language) -> Report:
    """Return everything a reader can see of a result as one report."""
    words = words_of_test(document, result, language)
    title = title_of(words)
    opening: list[Block] = [Heading(text=title, level=1, anchor="title")]
    if question := words.label(document.question, 500):
        opening.append(Sentence(text=question, tone=Tone.MUTED))
    blocks = (*opening, *sections(document, result, language).all_blocks())
    return Report(title=title, language=language, blocks=blocks, footer=footer(words))


def title_of(words: TestWords) -> str:
    """Return the test's title, or the question, or what it is when it has neither."""
    document = words.document
    return words.label(document.title, 200) or words.label(document.question, 200) or words.t("campaign_sheet.title")
