"""One A4 of a campaign plan for whoever decides: question, answer, customers, money, risks, next step."""

from __future__ import annotations

from collections.abc import Sequence

from evaluators.campaigns.plan import CampaignPlan
from evaluators.campaigns.plan_results import PlanResult, PowerCurve
from evaluators.documents import Language
from evaluators.notes import Severity
from reports.blocks import Block, Bullets, Heading, Report, Sentence
from reports.campaigns.context import PlanWords, words_of_plan
from reports.campaigns.plan_answer import lead, meaning, next_step, remarks, what_helps
from reports.campaigns.plan_arms import lock_sentence
from reports.campaigns.plan_list import guardrail_warning, power_figure, segments_sentence
from reports.campaigns.plan_methods import footer
from reports.campaigns.plan_money import money_sentence
from reports.campaigns.plan_needs import looks_sentence, time_sentence
from reports.campaigns.plan_report import title_of

_QUESTION = 280  # characters
_NOTES = 3  # of a plan that cannot be worked out yet


def one_page(
    document: CampaignPlan, result: PlanResult, language: Language, curves: Sequence[PowerCurve] = ()
) -> Report:
    """Return the report of a plan that fits one A4.

    Parameters
    ----------
    document, result
        The plan and its answer.
    language : "fi" or "en"
    curves : sequence of PowerCurve
        As ``power_curves`` gives them; without them there is no picture.
    """
    words = words_of_plan(document, result, language)
    t = words.t
    question = words.label(document.question, _QUESTION) or t("plan_page.question")
    blocks: list[Block] = [Heading(text=words.label(title_of(words), 120), level=1, anchor="title")]
    blocks += [Sentence(text=question), Heading(text=t("plan_page.answer"), anchor="answer"), lead(words)]
    blocks += [Sentence(text=text) for text in meaning(words)]
    for part, items in _parts(words).items():
        if items:
            blocks += [Heading(text=t(f"plan_page.{part}"), anchor=part), Bullets(items=tuple(items))]
    if curves and result.metric is not None:
        figure = power_figure(words, [curve for curve in curves if curve.segment is None] or curves[:1])
        figure.spec["height"] = 200
        blocks.append(figure)
    blocks += [Heading(text=t("plan_page.next"), anchor="next"), Sentence(text=next_step(words))]
    return Report(title=title_of(words), language=language, blocks=tuple(blocks), footer=footer(words), one_page=True)


def _parts(words: PlanWords) -> dict[str, list[str]]:
    """Return the lists of the page under the ends of their headings' keys."""
    price = words.result.looks
    grave = [words.note(note) for note in remarks(words) if note.severity is not Severity.INFO]
    missing = grave[:_NOTES] if words.result.needed is None else []
    costly = looks_sentence(words, price) if price is not None and price.method != "fixed" else ""
    watch = [segments_sentence(words), guardrail_warning(words), costly, lock_sentence(words)]
    return {
        "missing": missing,
        "helps": what_helps(words),
        "money": [text for text in (money_sentence(words),) if text],
        "time": [text for text in (time_sentence(words),) if text],
        "watch": [text for text in watch if text],
    }
