"""Ask this next: which unknown is worth finding out, and which cannot change the choice."""

from __future__ import annotations

from evaluators.tools.results import Question
from reports.blocks import Block, Bullets, Column, Explanation, Heading, Sentence, Table, TableCell, Tone
from reports.context import Context

_LISTED = 3
_ROWS = 8  # questions in the table when at least one, but fewer than that, can change the choice


def asking_blocks(context: Context) -> tuple[Block, ...]:
    """Return what to ask next; empty when fewer than two tools are compared."""
    result, t = context.result, context.t
    if len(result.ranking) < 2:
        return ()
    found: list[Block] = [Heading(text=t("asking.heading"), anchor="asking")]
    useful = [question for question in result.questions if question.can_change]
    if not useful:
        key = "asking.nothing_unknown" if not result.questions else "asking.cannot_change"
        found.append(Sentence(text=t(key), tone=Tone.GOOD))
    else:
        items = tuple(question_sentence(context, question) for question in useful[:_LISTED])
        found.append(Bullets(items=items, numbered=len(items) > 1))
        rest = len(result.questions) - len(useful)
        if rest:
            found.append(Sentence(text=t.plural("asking.rest", rest, n=context.count(rest)), tone=Tone.MUTED))
    if useful:
        found.append(_table(context, result.questions[: max(_ROWS, len(useful))]))
    return (*found, Explanation(title=t("method.title"), text=t("asking.method"), source=t("asking.source")))


def question_sentence(context: Context, question: Question) -> str:
    """Return one question and what its answer is worth."""
    return context.t(
        f"asking.{question.state.value}",
        tool=context.name(question.tool),
        criterion=context.name(question.criterion),
        worth=context.spoken_points(question.worth),
    )


def _table(context: Context, questions: tuple[Question, ...]) -> Table:
    t = context.t
    columns = (
        Column(text=t("column.tool")),
        Column(text=t("column.criterion")),
        Column(text=t("column.state")),
        Column(text=t("column.worth"), numeric=True, explanation=t("term.value_of_information.plain")),
        Column(text=t("column.can_change")),
    )
    rows = tuple(
        (
            TableCell(text=context.name(question.tool)),
            TableCell(text=context.name(question.criterion)),
            TableCell(text=context.state(question.state)),
            TableCell(text=context.points(question.worth), number=question.worth, digits=1),
            TableCell(text=t("answer.yes" if question.can_change else "answer.no")),
        )
        for question in questions
    )
    return Table(caption=t("asking.table"), columns=columns, rows=rows, name="questions")
