"""One A4 for whoever decides: question, recommendation, money, how sure, segments, checks, next step."""

from __future__ import annotations

from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.guardrails import GuardrailState
from evaluators.campaigns.results import CampaignResult
from evaluators.documents import Language
from reports.blocks import Block, Bullets, Heading, Report, Sentence
from reports.campaigns.checks import checks_line
from reports.campaigns.context import TestWords, words_of_test
from reports.campaigns.harms import guardrail_sentence
from reports.campaigns.overall import effect_sentence, interval_picture
from reports.campaigns.provenance import footer
from reports.campaigns.segments import segments_sentence
from reports.campaigns.targeting import targeting_sentence
from reports.campaigns.test_report import title_of
from reports.campaigns.verdicts import lead, locked_until, next_step, primary_effects, today_sentence
from reports.campaigns.worth import money_lines

_VARIANTS = 2  # effects and guardrails told in words; the full report tells them all
_QUESTION = 280  # characters
_PICTURE = 150  # pixels high


def one_page(document: CampaignTest, result: CampaignResult, language: Language) -> Report:
    """Return the report that fits one A4.

    Parameters
    ----------
    document, result
        The test and what was read from it.
    language : "fi" or "en"
    """
    words = words_of_test(document, result, language)
    t, title = words.t, title_of(words)
    blocks: list[Block] = [Heading(text=words.label(title, 120), level=1, anchor="title")]
    blocks.append(Sentence(text=words.label(document.question, _QUESTION) or t("campaign_sheet.question")))
    blocks += [Heading(text=t("one_page.recommendation"), anchor="recommendation"), lead(words)]
    if text := today_sentence(words):
        blocks.append(Sentence(text=text))
    if locked_until(words) is None:
        blocks += _readings(words)
    blocks += [Heading(text=t("campaign_checks.heading"), anchor="checks"), Sentence(text=checks_line(words))]
    blocks += [Heading(text=t("one_page.next"), anchor="next"), Sentence(text=next_step(words))]
    return Report(title=title, language=language, blocks=tuple(blocks), footer=footer(words), one_page=True)


def _readings(words: TestWords) -> list[Block]:
    """Return what is told only when the result may be read: money, effect, picture, segments and targeting."""
    t = words.t
    found: list[Block] = [Heading(text=t("campaign_money.heading"), anchor="money")]
    found.append(Bullets(items=money_lines(words)))
    if sure := _sure(words):
        found += [Heading(text=t("one_page.sure"), anchor="sure"), Bullets(items=tuple(sure))]
        found += interval_picture(words, _PICTURE)
    told = [text for text in (segments_sentence(words), targeting_sentence(words)) if text]
    if told:
        found += [Heading(text=t("campaign_sheet.segments"), anchor="segments"), Sentence(text=" ".join(told))]
    return found


def _sure(words: TestWords) -> list[str]:
    """Return the effects on the primary metric, the chosen variant first, and guardrails that are not safe."""
    chosen = words.result.decision.variant
    effects = sorted(primary_effects(words), key=lambda one: one.variant != chosen)[:_VARIANTS]
    harms = [one for one in words.result.guardrails if one.state is not GuardrailState.SAFE]
    return [effect_sentence(words, one) for one in effects] + [
        guardrail_sentence(words, one) for one in harms[:_VARIANTS]
    ]
