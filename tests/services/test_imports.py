"""Tables of tools and scores: read line by line, everything wrong is listed, all of it or nothing is applied."""

from __future__ import annotations

from datetime import date

import pytest

from evaluators.documents import revise
from evaluators.errors import DataError
from i18n.sentences import error_sentence
from services import editing, imports


def pasted(*rows):
    return "\n".join("\t".join(row) for row in rows)


def scores(document, *rows):
    return imports.preview_pasted_scores(document, pasted(*rows))


LONG = ("tool", "criterion", "value")


def test_long_table_with_everything(document):
    found = scores(
        document,
        ("työkalu", "kriteeri", "arvo", "alaraja", "yläraja", "laji", "lähde", "päivä", "arvioija"),
        ("Alpha", "Speed", "12,5", "10", "1 234,5", "mitattu", "loki", "21.11.2026", "IT"),
        ("beeta", "tuki", "HYVÄ", "", "", "own trial", "", "2026-11-20", ""),
    )
    assert found.problems == ()
    first, second = found.rows
    assert (first.tool, first.criterion, first.value, first.low, first.high) == ("alpha", "speed", 12.5, 10, 1234.5)
    assert (first.kind, first.source, first.seen, first.by) == ("measured", "loki", date(2026, 11, 21), "it")
    assert (second.tool, second.criterion, second.value, second.kind) == ("beta", "support", "good", "own_trial")


def test_wide_table(document):
    found = scores(
        document,
        ("Tool", "Speed", "Tuki"),
        ("Alpha", "10–20", "poor"),
        ("Beta", "?", ""),
    )
    assert found.problems == ()
    said = [(row.tool, row.criterion, row.state, row.value, row.low, row.high) for row in found.rows]
    assert said == [
        ("alpha", "speed", "known", None, 10, 20),
        ("alpha", "support", "known", "poor", None, None),
        ("beta", "speed", "unknown", None, None, None),
    ]


@pytest.mark.parametrize(
    ("header", "code", "facts"),
    [
        (("tool", "value"), "columns_missing", {"missing": ["criterion"], "available": ["tool", "value"]}),
        (("criterion", "value"), "columns_missing", {"missing": ["tool"]}),
        (("tool", "criterion", "value", "colour"), "columns_unknown", {"unknown": ["colour"]}),
        (("tool", "työkalu", "criterion", "value"), "column_meant_twice", {"column": "työkalu"}),
        (("tool", "tool", "criterion", "value"), "column_twice", {"column": "tool"}),
        (
            ("tool", "Speed", "Colour"),
            "columns_unknown",
            {"unknown": ["Colour"], "expected": ["tool", "Speed", "Tuki"]},
        ),
        (("Speed", "Support"), "columns_missing", {"missing": ["tool"]}),
        (("tool", "Support", "Tuki"), "column_meant_twice", {"column": "Tuki"}),
    ],
)
def test_wrong_columns_are_refused_with_what_is_missing_and_what_exists(document, header, code, facts):
    with pytest.raises(DataError, match=code) as told:
        scores(document, header, ("x",) * len(header))
    assert {name: told.value.facts[name] for name in facts} == facts


@pytest.mark.parametrize(
    ("row", "code", "named"),
    [
        (("Gamma", "Speed", "1"), "row_tool_unknown", ["Alpha", "Beeta"]),
        (("", "Speed", "1"), "row_tool_empty", None),
        (("Alpha", "Colour", "1"), "row_criterion_unknown", ["Speed", "Tuki"]),
        (("Alpha", "Speed", ""), "row_value_missing", None),
        (("Alpha", "Speed", "1,234"), "row_number_ambiguous", None),
        (("Alpha", "Speed", "1.234,5"), "row_number_not_read", None),
        (("Alpha", "Speed", "1e5"), "row_number_not_read", None),
        (("Alpha", "Speed", "nan"), "row_number_not_read", None),
        (("Alpha", "Speed", "=1+1"), "row_number_not_read", None),
        (("Alpha", "Speed", "20-10"), "row_interval_reversed", None),
        (("Alpha", "Support", "superb"), "row_grade_unknown", ["heikko", "kohtalainen", "hyvä"]),
    ],
)
def test_wrong_rows_are_listed_and_nothing_is_applied(document, row, code, named):
    found = scores(document, LONG, ("Beta", "Speed", "50"), row)
    assert [row.value for row in found.rows] == [50]
    problem = found.problems[0]
    assert (problem.code, problem.facts["line"]) == (code, 3)
    if named:
        assert problem.facts["available"] == named
    for language in ("fi", "en"):
        sentence = error_sentence(problem.code, problem.facts, language)
        assert "3" in sentence
        assert code not in sentence, "it has its own sentence"
    with pytest.raises(DataError, match=code):
        imports.apply_scores(document, found)


def test_the_same_score_twice(document):
    found = scores(document, LONG, ("Alpha", "Speed", "1"), ("alpha", "speed", "2"))
    assert [(problem.code, problem.facts["other"]) for problem in found.problems] == [("row_score_twice", 2)]


@pytest.mark.parametrize(
    ("extra", "value", "code"),
    [
        ("kind", "hearsay", "row_choice_unknown"),
        ("seen", "22/11/2026", "row_date_not_read"),
        ("seen", "31.2.2026", "row_date_not_read"),
        ("by", "Sales", "row_evaluator_unknown"),
        ("low", "1", "row_interval_half"),
    ],
)
def test_wrong_details(document, extra, value, code):
    found = scores(document, (*LONG, extra), ("Alpha", "Speed", "5", value))
    assert [problem.code for problem in found.problems] == [code]


def test_applied_scores_are_in_the_document_and_read_again_take_their_place(document):
    once = imports.apply_scores(document, scores(document, LONG, ("Alpha", "Speed", "5")))
    assert once.evidence[-1].value == 5
    again = imports.apply_scores(once, scores(once, LONG, ("Alpha", "Speed", "6")))
    assert len(again.evidence) == len(once.evidence) == len(document.evidence) + 1
    assert again.evidence[-1].value == 6


def test_scores_from_a_file_name_the_file(document):
    content = "tool;criterion;value\nAlpha;Speed;12,5\n".encode("cp1252")
    found = imports.preview_scores(document, content, "pisteet.csv")
    assert (found.rows[0].value, found.rows[0].source) == (12.5, "pisteet.csv")


def test_yes_no_scales(document):
    asked = revise(
        document,
        criteria=(*document.criteria, {"id": "eu", "name": "EU", "scale": {"type": "yes_no"}}),
    )
    found = scores(asked, ("tool", "EU"), ("Alpha", "kyllä"), ("Beta", "No"))
    assert [row.value for row in found.rows] == [True, False]
    assert scores(asked, ("tool", "EU"), ("Alpha", "maybe")).problems[0].code == "row_yes_no_unknown"


def test_tools_from_a_paste_and_a_file(document):
    found = imports.preview_pasted_tools(pasted(("Nimi", "Toimittaja"), ("Gamma", "G Oy"), ("<b>=1+1", "")))
    added = imports.apply_tools(document, found)
    assert [(tool.name, tool.vendor) for tool in added.tools[-2:]] == [("Gamma", "G Oy"), ("<b>=1+1", "")]
    assert imports.preview_tools(b"name,note\nGamma,n\n", "tools.csv").rows[0].note == "n"


def test_tools_twice_or_without_a_name(document):
    found = imports.preview_pasted_tools(pasted(("name", "note"), ("Gamma", ""), ("gamma", ""), ("", "x")))
    assert [problem.code for problem in found.problems] == ["row_tool_twice", "row_tool_empty"]
    present = imports.preview_pasted_tools(pasted(("name", "note"), ("BETA", "")))
    with pytest.raises(DataError, match="row_tool_twice"):
        imports.apply_tools(document, present)


def test_a_name_that_two_tools_share_names_neither(document):
    shared = editing.add_own_tool(editing.add_own_tool(document, "Two Words"), "two words")
    assert scores(shared, LONG, ("Two Words", "Speed", "1")).problems[0].code == "row_tool_unknown"


def test_header_alone_is_refused(document):
    with pytest.raises(DataError, match="import_without_rows"):
        scores(document, LONG)
