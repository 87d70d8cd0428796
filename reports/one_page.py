"""One A4 for whoever decides: question, recommendation, euros, how sure, what would change it, next step."""

from __future__ import annotations

from evaluators.documents import Language
from evaluators.tools.document import ToolEvaluation
from evaluators.tools.results import Level, ToolResult
from i18n import formats
from reports.asking import question_sentence
from reports.blocks import Block, Bullets, Figure, Heading, Report, Sentence
from reports.changes import change_sentences
from reports.charts import ranking_chart
from reports.context import Context
from reports.money import price_text
from reports.requirements import footer
from reports.tools import decision_sentence, title_of
from reports.verdicts import dethroning, error_text, lead

_TOOLS = 6  # bars in the picture
_QUESTION = 280  # characters
_CHANGES = 3


def one_page(document: ToolEvaluation, result: ToolResult, language: Language, *, show_names: bool = False) -> Report:
    """Return the report that fits one A4.

    Parameters
    ----------
    document, result
        The question and its answer.
    language : "fi" or "en"
    show_names : bool
        Kept for the same call as the full report; no evaluator is named on this page.
    """
    context = Context(document, result, language, show_names)
    t = context.t
    blocks: list[Block] = [Heading(text=context.label(title_of(context), 120), level=1, anchor="title")]
    question = context.label(document.question, _QUESTION) or t("one_page.question_default")
    blocks.append(Sentence(text=question))
    blocks += [Heading(text=t("one_page.recommendation"), anchor="recommendation"), lead(context)]
    blocks += [Heading(text=t("one_page.money"), anchor="money"), Bullets(items=tuple(_money(context)))]
    blocks += [Heading(text=t("one_page.sure"), anchor="sure"), Sentence(text=_sure(context))]
    blocks += picture(context)
    if result.changes is not None:
        blocks += [Heading(text=t("changes.heading"), anchor="changes"), Bullets(items=tuple(_changes(context)))]
    blocks += [Heading(text=t("one_page.next"), anchor="next"), Sentence(text=next_step(context))]
    title = title_of(context)
    return Report(title=title, language=language, blocks=tuple(blocks), footer=footer(context), one_page=True)


def _money(context: Context) -> list[str]:
    """Return the costs of the leader and the runner-up, and the budget."""
    t, result = context.t, context.result
    shown = [tool for tool in (result.verdict.leader, result.verdict.runner_up) if tool is not None]
    said = []
    for tool in shown:
        price = result.price(tool)
        text = price_text(context, price)
        if price.total is not None:
            years = context.document.need.scenario.years
            total = t.plural("one_page.total", years, n=context.count(years), amount=context.money(price.total))
            text = f"{text}; {total}"
        if price.within_budget is not None:
            text = f"{text}; {t('one_page.within', chance=context.share(price.within_budget))}"
        said.append(t("remark.of", tool=context.name(tool), remark=text))
    budget = context.document.need.budget_month
    said.append(t("money.no_budget") if budget is None else t("money.budget", budget=context.money(budget)))
    return said


def _sure(context: Context) -> str:
    verdict, t = context.result.verdict, context.t
    if verdict.leader is None or verdict.level in {Level.SINGLE, Level.NONE}:
        return t(f"meaning.{verdict.level.value}")
    said = [t(f"meaning.{verdict.level.value}", tool=context.name(verdict.leader)), dethroning(context)]
    if verdict.error is not None:
        draws = context.count(context.result.provenance.draws)
        said.append(t("one_page.draws", draws=draws, error=error_text(context)))
    return " ".join(said)


def picture(context: Context) -> list[Block]:
    """Return the ranking as bars of contributions, the first few alternatives only; empty without any."""
    if not context.ranking:
        return []
    spec = ranking_chart(context)
    kept = {context.name(score.tool) for score in context.ranking[:_TOOLS]}
    spec["data"]["values"] = [row for row in spec["data"]["values"] if row["name"] in kept]
    spec["height"] = {"step": 24}
    best = context.ranking[0]
    alt = context.t("ranking.alt", tool=context.name(best.tool), score=context.points(best.score))
    return [Figure(spec=spec, alt=alt, caption=context.t("ranking.caption"), name="ranking", height=200)]


def _changes(context: Context) -> list[str]:
    changes = context.result.changes
    if changes is None or changes.nothing_can:
        return [context.t("changes.nothing", tool=context.name(context.ranking[0].tool))]
    return change_sentences(context, changes, listed=1)[:_CHANGES]


def next_step(context: Context) -> str:
    """Say what to do next: keep to the decision, ask the most valuable question, or choose."""
    if text := decision_sentence(context):
        return text
    verdict, t = context.result.verdict, context.t
    if verdict.leader is None:
        return t("next.none")
    useful = [question for question in context.result.questions if question.can_change]
    if verdict.level is not Level.CLEAR and useful:
        return question_sentence(context, useful[0])
    key = "next.open" if verdict.level is Level.OPEN else "next.choose"
    rival = context.name(verdict.runner_up) if verdict.runner_up else ""
    as_of = formats.date_text(context.result.provenance.as_of, context.language)
    return t(key, tool=context.name(verdict.leader), rival=rival, date=as_of)
