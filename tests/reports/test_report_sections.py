"""Every part of a report, in both languages, for every level of the verdict."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from evaluators.documents import LocalText
from evaluators.notes import Note, Severity
from evaluators.tools.document import Evaluator, Tool
from evaluators.tools.results import CellState, Changes, Level
from reports.blocks import Bullets, Explanation, Facts, Figure, Heading, Sentence, Table
from reports.context import Context
from reports.one_page import next_step, one_page
from reports.tools import ToolReport, full_report, sections
from reports.verdicts import verdict_sentence
from tests.reports import samples

LANGUAGES = ("fi", "en")
EVERYTHING = {part.name for part in fields(ToolReport)}


def texts_in(blocks):
    """Return everything that a reader sees of some blocks."""
    said = []
    for block in blocks:
        match block:
            case Heading() | Sentence():
                said.append(block.text)
            case Bullets():
                said.extend(block.items)
            case Facts():
                said.extend(part for fact in block.items for part in (fact.label, fact.value, fact.explanation))
            case Table():
                said.append(block.caption)
                said.extend(column.text for column in block.columns)
                said.extend(cell.text for row in block.rows for cell in row)
            case Figure():
                said.extend((block.alt, block.caption))
            case Explanation():
                said.extend((block.title, block.text, block.source))
    return "\n".join(said).replace("\N{NO-BREAK SPACE}", " ")


def made(level=Level.CLOSE, language="en", doc=None, **changes):
    doc = doc or samples.document()
    return sections(doc, samples.result(level, doc, **changes), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", Level)
def test_every_level_has_its_own_words_and_look(level, language):
    opening = made(level, language).verdict[0]
    others = [made(other, language).verdict[0] for other in Level if other is not level]
    assert opening.look == level.value
    assert opening.label
    assert all(opening.label != other.label and opening.text != other.text for other in others)


@pytest.mark.parametrize(
    ("level", "language", "expected"),
    [
        (Level.CLEAR, "en", "Brevo is the clear choice: it comes first in 97% of simulated cases."),
        (Level.LEADS, "en", "Brevo leads: it comes first in 86% of simulated cases."),
        (
            Level.CLOSE,
            "en",
            "Brevo leads, but it is close: it comes first in 63% of simulated cases, Klaviyo in 36%.",
        ),
        (Level.OPEN, "en", "Too close to call: Brevo comes first in 44% of simulated cases, Klaviyo in 41%."),
        (Level.SINGLE, "en", "Only Brevo is left: must-haves or the budget ruled out the others."),
        (Level.NONE, "en", "No tool is left: must-haves or the budget rule out all 4."),
        (Level.CLEAR, "fi", "Brevo on selvä valinta: se sijoittuu ensimmäiseksi 97 %:ssa simuloiduista tapauksista."),
        (
            Level.OPEN,
            "fi",
            (
                "Liian tasaista ratkaistavaksi: Brevo sijoittuu ensimmäiseksi 44 %:ssa simuloiduista tapauksista, "
                "Klaviyo 41 %:ssa."
            ),
        ),
    ],
)
def test_verdict_sentence(level, language, expected):
    doc = samples.document()
    said = verdict_sentence(doc, samples.result(level, doc), language)
    assert said.replace("\N{NO-BREAK SPACE}", " ") == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", [Level.CLEAR, Level.LEADS, Level.CLOSE, Level.OPEN])
def test_nothing_is_missing_when_tools_are_compared(level, language):
    parts = made(level, language)
    assert {name for name in EVERYTHING if getattr(parts, name)} == EVERYTHING


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", [Level.SINGLE, Level.NONE])
def test_parts_that_compare_are_empty_when_there_is_nothing_to_compare(level, language):
    parts = made(level, language)
    empty = {name for name in EVERYTHING if not getattr(parts, name)}
    compare = {"changes", "ask_next", "acceptability", "stability", "methods", "team"}
    assert empty == compare | (set() if level is Level.SINGLE else {"picture", "table"})


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("level", Level)
def test_report_and_one_page_can_be_made_at_every_level(level, language):
    doc = samples.document()
    result = samples.result(level, doc)
    for report in (full_report(doc, result, language), one_page(doc, result, language)):
        assert report.title == samples.document().title.model_dump()[language]
        assert report.language == language
        assert next(block.level for block in report.blocks if isinstance(block, Heading)) == 1
        assert any(isinstance(block, Sentence) and block.look == level.value for block in report.blocks)
        assert result.provenance.document_hash[:12] in report.footer[0]


def test_what_would_change_it_is_said_in_sentences():
    said = texts_in(made().changes)
    assert "Moving 7 of the 100 weight points from Price to Integrations would bring Klaviyo level with Brevo." in said
    assert "If the price of Brevo rose above €149 a month (now €60), Klaviyo would draw level" in said
    assert "if the grade were “Good” or better (now Fair)" in said
    assert "fell below 0.6 min (unknown now, the middle of the scale is assumed)" in said
    assert "if the answer were yes (now no)" in said
    assert "Without the criterion Price, Klaviyo would lead." in said


def test_nothing_can_is_said():
    nothing = Changes(weight=None, scores=(), removals=(), nothing_can=True)
    said = texts_in(made(changes=nothing).changes)
    assert "Nothing can: Brevo stays first" in said
    assert "Moving" not in said


def test_no_weights_and_no_figure_can_are_said_one_by_one():
    little = Changes(weight=None, scores=(), removals=(), nothing_can=False)
    said = texts_in(made(changes=little).changes)
    assert "No change of weights can bring another tool level with Brevo." in said
    assert "No single figure can change the leader." in said
    assert "Leaving out any one criterion would not change the leader." in said


def test_ask_next_names_the_question_worth_most_first():
    parts = made()
    first = next(block for block in parts.ask_next if isinstance(block, Bullets)).items[0]
    assert first.startswith("Get a quote for Custobar.")
    assert "2.3 of 100 points" in first
    assert "1 other open point cannot change the choice." in texts_in(parts.ask_next)


def test_ask_next_says_when_no_answer_can_change_the_choice():
    useless = tuple(replace(one, can_change=False) for one in samples.result().questions)
    assert "can change the choice." in texts_in(made(questions=useless).ask_next)
    assert "There is nothing left to find out." in texts_in(made(questions=()).ask_next)


@pytest.mark.parametrize("state", CellState)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_of_an_unknown_has_its_question(state, language):
    question = replace(samples.result().questions[0], state=state)
    assert "Custobar" in texts_in(made(language=language, questions=(question,)).ask_next)


def test_unknown_and_quote_only_are_words_not_numbers():
    money = next(block for block in made().money if isinstance(block, Table))
    rows = {row[0].text: row for row in money.rows}
    assert {cell.text for cell in rows["Custobar"][1:5]} == {"quote only"}
    assert {cell.text for cell in rows["Vanha työkalu"][1:5]} == {"unknown"}
    assert all(cell.number is None for cell in rows["Custobar"][1:5])


def test_money_says_month_range_years_and_budget():
    said = texts_in(made().money)
    for figure in ("€62.40", "€55.50 – €80", "€2,246", "over 99%", "31%", "€150", "converted by an exchange rate"):
        assert figure in said
    assert "Total over 3 years" in said


def test_without_a_budget_no_chance_is_shown():
    need = samples.document().need.model_copy(update={"budget_month": None})
    said = texts_in(made(doc=samples.document(need=need)).money)
    assert "No budget has been set." in said
    assert "Fits the budget" not in said


def test_evidence_shows_source_date_kind_and_marks_and_conflicts_side_by_side():
    tables = {block.name: block for block in made().evidence if isinstance(block, Table)}
    rows = [[cell.text for cell in row] for row in tables["evidence"].rows]
    assert rows[0][:3] == ["Brevo", "Ease of use", "Good"]
    assert "9 Mar 2026" in rows[0]
    assert "Own trial" in rows[0]
    assert any("stale, weak evidence" in row for row in rows)
    assert any("undated" in row for row in rows)
    (conflict,) = tables["conflicts"].rows
    assert conflict[2].text.startswith("9 (")
    assert "; 4 (" in conflict[2].text
    grid = texts_in([tables["scores"]])
    assert "quote only" in grid
    assert "4 – 9 (sources disagree, stale)" in grid


def test_data_set_rows_carry_their_licence():
    parts = made()
    for part in (parts.evidence, parts.provenance):
        assert "isa-group/SaaS-analysis, licensed CC BY 4.0" in texts_in(part)


def test_without_data_set_rows_no_licence_is_named():
    cells = tuple(replace(cell, statements=cell.statements[:1]) for cell in samples.result().cells)
    assert "CC BY" not in texts_in(made(cells=cells, must_haves=()).evidence)


def test_must_haves_are_yes_no_or_unknown_and_exclusions_say_why():
    said = texts_in(made().must_haves)
    assert "Vanha työkalu does not meet a must-have (Data kept in the EU)." in said
    assert "2 answers are unknown." in said
    said = texts_in(made(Level.SINGLE).must_haves)
    assert "Klaviyo has only a under 1% chance" not in said
    assert "Klaviyo is unlikely to fit the budget (chance under 1%)." in said


def test_methods_show_agreement_and_the_decoy_test():
    said = texts_in(made().methods)
    assert "Agreement on the whole ranking is 0.81" in said
    assert "VIKOR: the leader changed." in said
    assert "Additive value: the leader stayed the same." in said
    assert "TOPSIS: not computable." in said


def test_evaluators_are_numbers_unless_names_are_shown():
    doc = samples.document()
    hidden = texts_in(full_report(doc, samples.result(doc=doc), "en").blocks)
    assert "Anna Testaaja" not in hidden
    assert "anna-k" not in hidden
    assert "Evaluator 1" in hidden
    shown = texts_in(full_report(doc, samples.result(doc=doc), "en", show_names=True).blocks)
    assert "Anna Testaaja" in shown


def test_the_quarrel_is_split():
    said = texts_in(made().team)
    assert "71% of the disagreement comes from weights and 29% from scores" in said
    assert "What divides the evaluators most: Price and Ease of use." in said
    assert "could also arise by chance (p = 0.167)" in said


def test_a_team_that_ties_everything_has_no_agreement():
    tied = replace(samples.result().team, agreement=None, p_value=None, from_weights=None, from_scores=None, discuss=())
    assert "all tied" in texts_in(made(team=tied).team)


def test_provenance_names_everything_the_digits_depend_on():
    doc = samples.document()
    result = samples.result(doc=doc)
    said = texts_in(sections(doc, result, "en").provenance)
    for part in (result.provenance.document_hash, "100,000", "20240901", "1 Nov 2026", "2026.11", "0.1.0"):
        assert part in said


def test_warnings_stand_with_the_verdict_and_remarks_with_the_evidence():
    notes = (
        Note(code="price_old", severity=Severity.WARNING, facts={"tool": "klaviyo"}),
        Note(code="cells_unknown", facts={"count": 3, "of": 20}),
    )
    parts = made(notes=notes)
    assert "The price of Klaviyo is older than a year" in texts_in(parts.verdict)
    assert "3 of 20 findings are unknown" not in texts_in(parts.verdict)
    assert "3 of 20 findings are unknown" in texts_in(parts.evidence)


def test_equal_names_stay_apart():
    tools = (*samples.document().tools[:3], Tool(id="old", name="Brevo"))
    context = Context(samples.document(tools=tools), samples.result(), "en")
    assert context.tools["brevo"] == "Brevo"
    assert context.tools["old"] == "Brevo (2)"


def test_an_unnamed_tool_shows_its_id():
    tools = (*samples.document().tools[:3], Tool(id="old", name=LocalText(fi="", en="")))
    assert Context(samples.document(tools=tools), samples.result(), "en").tools["old"] == "old"


@pytest.mark.parametrize(("share", "expected"), [(0.0, "0%"), (0.001, "under 1%"), (0.9999, "over 99%"), (1.0, "100%")])
def test_a_share_is_never_rounded_to_certainty(share, expected):
    assert Context(samples.document(), samples.result(), "en").share(share) == expected


def test_next_step_follows_the_decision_then_the_question_then_the_choice():
    doc = samples.decided()
    assert next_step(Context(doc, samples.result(doc=doc), "en")) == (
        "Decision of 1 Nov 2026: Brevo. Reason: Paras hinta. To be looked at again on 1 May 2027."
    )
    doc = samples.document()
    assert next_step(Context(doc, samples.result(Level.CLOSE, doc), "en")).startswith("Get a quote for Custobar.")
    known = samples.result(Level.CLEAR, doc, questions=())
    assert next_step(Context(doc, known, "en")).startswith("The choice can be made")
    assert "Brevo and Klaviyo" in next_step(Context(doc, samples.result(Level.OPEN, doc, questions=()), "en"))


def test_the_one_page_names_no_evaluator():
    people = (Evaluator(id="anna-k", name="Anna Testaaja"), Evaluator(id="it", name="IT-osasto"))
    doc = samples.document(evaluators=people)
    said = texts_in(one_page(doc, samples.result(doc=doc), "fi").blocks)
    assert "Anna Testaaja" not in said
    assert "IT-osasto" not in said


def test_follow_up_day_is_shown():
    doc = samples.decided()
    assert doc.decision.follow_up_on == date(2027, 5, 1)
    said = texts_in(full_report(doc, samples.result(doc=doc), "fi").blocks)
    assert "Päätökseen palataan 1.5.2027." in said


@pytest.mark.parametrize("level", [Level.SINGLE, Level.NONE])
def test_no_share_is_shown_when_nothing_is_compared(level):
    assert not [block for block in made(level).verdict if isinstance(block, Facts)]
