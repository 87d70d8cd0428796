"""Figures pasted from a mail tool: what is read, what is asked, and the test that is made of them."""

from __future__ import annotations

from datetime import date

import pytest

from evaluators.campaigns.experiment import CampaignTest
from evaluators.errors import DataError
from services.editing_sends import add_send, parse_table, parse_table_file, table_into
from services.results import result_of

FINNISH = (
    "Segmentti\tVariantti\tLähetetty\tToimitettu\tAvattu\tKlikattu\tOstanut\tMyynti (€)\tMyynnin neliösumma\tAvaus-%\n"
    "Uudet\tKevätviesti\t1 010\t1 000\t400\t90\t40\t1 234,50\t90 000,25\t40,0 %\n"
    "Uudet\tVertailuryhmä\t1 005\t1 000\t380\t60\t20\t1000\t80000\t38,0 %\n"
    "Vanhat\tKevätviesti\t2 020\t2 000\t900\t200\t90\t4 000\t300000\t45,0 %\n"
    "Vanhat\tVertailuryhmä\t2 010\t2 000\t880\t150\t60\t3 000\t200000\t44,0 %\n"
    "Yhteensä\t\t6 045\t6 000\t2 560\t500\t210\t9 234,50\t\t\n"
)
ENGLISH = (
    "Version,Recipients,Unique opens,Clicks,Converted,Unsubscribed,Spam complaints,Revenue\n"
    'B,"12,500","5,000","1,250",250,12,1,"$10,250.75"\n'
    'No e-mail,"12,480",,,200,,,"$9,100"\n'
)


@pytest.fixture
def empty() -> CampaignTest:
    return add_send(CampaignTest(as_of=date(2026, 11, 22)), "First", date(2026, 10, 1))


def test_a_finnish_table_makes_a_test(empty):
    with pytest.raises(DataError, match="row_cell_empty"):
        table_into(empty, "first", parse_table(FINNISH.replace("Yhteensä\t\t", "Muut\t\t")))
    assert parse_table(FINNISH.replace("Yhteensä\t\t", "Kaikki\tYhteensä\t")) == parse_table(FINNISH)
    pasted = parse_table(FINNISH)
    assert pasted.problems == ()
    assert pasted.left_out == ((6, "Yhteensä"),)
    assert pasted.customers_from == "Toimitettu"
    assert pasted.unused == ("Avaus-%",)
    made = table_into(empty, "first", pasted)
    design = made.design
    assert [(one.id, one.name, one.kind, one.unit) for one in design.metrics] == [
        ("opened", "Avattu", "proportion", ""),
        ("clicked", "Klikattu", "proportion", ""),
        ("converted", "Ostanut", "proportion", ""),
        ("revenue", "Myynti (€)", "mean", "€"),
    ]
    assert design.primary == "converted"
    assert [one.name for one in design.variants] == ["Vertailuryhmä", "Kevätviesti"]
    assert [one.name for one in design.segments] == ["Uudet", "Vanhat"]
    assert design.segmented_by == "Segmentti"
    first = made.sends[0].source.rows[0]
    assert (first.variant, first.segment, first.customers) == ("kevatviesti", "uudet", 1000)
    assert first.sums == {"opened": 400, "clicked": 90, "converted": 40, "revenue": 1234.5}
    assert first.squares == {"revenue": 90000.25}
    effect = next(one for one in result_of(made).effects if one.metric == "converted")
    assert effect.estimate is not None
    assert effect.estimate.value == pytest.approx(130 / 3000 - 80 / 3000)


def test_an_english_table_with_a_group_that_gets_nothing(empty):
    pasted = parse_table(ENGLISH)
    assert pasted.problems == ()
    assert [(line, heading) for line, heading in pasted.gaps if line == 3] == [
        (3, "Unique opens"),
        (3, "Clicks"),
        (3, "Unsubscribed"),
        (3, "Spam complaints"),
    ]
    made = table_into(empty, "first", pasted)
    assert [(one.id, one.strategy) for one in made.design.variants] == [("no-e-mail", "nothing"), ("b", "same")]
    assert {one.id for one in made.design.metrics if one.better == "less"} == {"unsubscribed", "complaints"}
    assert made.sends[0].source.rows[0].sums["revenue"] == 10250.75
    assert made.sends[0].source.rows[0].customers == 12500
    assert made.sends[0].source.rows[1].sums == {"converted": 200, "revenue": 9100}
    assert result_of(made).effects[0].metric == "converted"


def test_delivered_is_not_taken_where_a_group_has_none_delivered():
    text = "group;assigned;delivered;bought\nnothing;1000;0;20\nmail;1000;980;30\n"
    pasted = parse_table(text)
    assert (pasted.customers_from, [row.customers for row in pasted.rows]) == ("assigned", [1000, 1000])
    with_it = parse_table(text.replace(";0;", ";990;"))
    assert (with_it.customers_from, [row.customers for row in with_it.rows]) == ("delivered", [990, 980])


@pytest.mark.parametrize(
    ("line", "code", "column"),
    [
        ("a;100;101;5;30", "row_events_too_many", "bought"),
        ("a;100;4,5;5;30", "row_count_not_whole", "bought"),
        ("a;100;4 %;5;30", "row_count_not_whole", "bought"),
        ("a;100;-4;5;30", "row_count_not_whole", "bought"),
        ("a;1e5;4;5;30", "row_count_not_whole", "sent"),
        (";100;4;5;30", "row_cell_empty", "variant"),
        ("a;;4;5;30", "row_cell_empty", "sent"),
        ("a;100;4;five;30", "row_number_not_read", "revenue"),
        ("a;100;4;1,234;99999999", "row_number_ambiguous", "revenue"),
        ("a;100;4;500;30", "row_squares_too_small", "revenue squared"),
        ("a;0;4;5;30", "row_events_too_many", "bought"),
    ],
)
def test_what_cannot_be_meant_is_told_with_line_and_column(empty, line, code, column):
    pasted = parse_table(f"variant;sent;bought;revenue;revenue squared\nb;100;4;5;30\n{line}\n")
    assert [problem.code for problem in pasted.problems] == [code]
    assert (pasted.problems[0].facts["line"], pasted.problems[0].facts["column"]) == (3, column)
    assert [row.variant for row in pasted.rows] == ["b"]
    with pytest.raises(DataError, match=code):
        table_into(empty, "first", pasted)


def test_the_same_group_twice_is_asked():
    pasted = parse_table("variant;sent;bought\nA;10;1\n a ;10;2\n")
    assert [problem.code for problem in pasted.problems] == ["row_group_twice"]


@pytest.mark.parametrize(
    ("marks", "value"),
    [("12,5", 1.234), ("12.5", 1234), ("1.234.567", 1.234), ("2.500,75", 1.234), ("2,500.75", 1234)],
)
def test_one_decimal_mark_holds_for_the_whole_table(marks, value):
    pasted = parse_table(f"variant\tsent\trevenue\na\t10\t1,234\nb\t10\t{marks}\n")
    assert pasted.problems == ()
    assert pasted.rows[0].sums["revenue"] == value


def test_headings_that_are_missing_doubled_or_missed():
    for text, code in (
        ("variant;opened\na;1\n", "columns_missing"),
        ("sent;opened\n1;1\n", "columns_missing"),
        ("variant;sent;opened;opens\na;1;1;1\n", "column_meant_twice"),
        ("variant;sent;opened\n", "import_without_rows"),
        ("variant;sent;opened\ntotal;5;1\n", "import_without_rows"),
        ("variant;sent;opened\na;5\n", "row_ragged"),
    ):
        with pytest.raises(DataError, match=code):
            parse_table(text)
    pasted = parse_table("campaign;variant;sent;forwards;open rate;bought\nx;a;5;1;20;1\n")
    assert pasted.unused == ("campaign", "forwards", "open rate")
    assert pasted.rows[0].variant == "a"


def test_the_user_says_what_a_column_is(empty):
    text = "testi;lkm;forwards;opened\na;10;3;5\nb;10;4;6\n"
    said = {"testi": "variant", "lkm": "sent", "forwards": "clicked", "opened": "ignored"}
    made = table_into(empty, "first", parse_table(text, meanings=said))
    assert [(one.id, one.name) for one in made.design.metrics] == [("clicked", "forwards")]


def test_a_row_without_a_segment_among_others_is_asked():
    """It may be the sum of the others."""
    text = "segment;variant;sent kpl;bought\nnew;A;5;1\nold;A;5;1\n;A;10;2\nnew;B;5;1\n"
    pasted = parse_table(text)
    assert [(one.code, one.facts["line"]) for one in pasted.problems] == [("row_cell_empty", 4)]
    assert parse_table("segment;variant;sent;bought\n;A;5;1\n;B;5;1\n").problems == ()
    only_totals = parse_table("segment;variant;sent;bought\nAll;A;5;1\nall;B;5;1\n")
    assert (only_totals.problems, {row.segment for row in only_totals.rows}) == ((), {""})


def test_a_second_send_goes_by_the_names_of_the_first(empty):
    made = add_send(table_into(empty, "first", parse_table(ENGLISH)), "Second")
    renamed = made.model_copy(
        update={
            "design": made.design.model_copy(
                update={
                    "metrics": tuple(
                        one.model_copy(update={"id": "orders", "name": "Tilanneet"}) if one.id == "converted" else one
                        for one in made.design.metrics
                    ),
                    "primary": "orders",
                }
            ),
            "sends": made.sends[1:],
        }
    )
    text = "ryhmä;vastaanottajat;ostanut\nB;500;10\nno e-mail;500;9\n"
    again = table_into(renamed, "second", parse_table(text, renamed))
    assert [row.sums for row in again.sends[0].source.rows] == [{"orders": 10}, {"orders": 9}]
    assert again.design == renamed.design
    for wrong, code in (
        (text.replace("B;", "C;"), "row_variant_unknown"),
        ("segment;variant;sent;bought\nnew;B;5;1\n", None),
    ):
        if code is None:
            assert [one.id for one in table_into(renamed, "second", parse_table(wrong)).design.segments] == ["new"]
            continue
        with pytest.raises(DataError, match=code):
            table_into(renamed, "second", parse_table(wrong, renamed))


def test_segments_must_be_those_of_the_test(empty):
    made = table_into(empty, "first", parse_table("segment;variant;sent;bought\nnew;A;5;1\nnew;B;5;1\n"))
    with pytest.raises(DataError, match="row_segment_unknown") as fault:
        table_into(made, "first", parse_table("segment;variant;sent;bought\nold;A;5;1\n"))
    assert fault.value.facts["available"] == ["new"]


def test_a_file_is_read_like_a_paste():
    assert parse_table_file(ENGLISH.encode(), "mail.csv").rows == parse_table(ENGLISH).rows
