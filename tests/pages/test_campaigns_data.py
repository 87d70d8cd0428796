"""The data step of a campaign test: files, roles, tables of sums, outcomes, sends, overrides and deletion."""

from __future__ import annotations

import gzip
import json
import random
from datetime import date
from pathlib import Path

import pytest

import settings
from evaluators.campaigns.design import Metric, Segment, Variant
from evaluators.campaigns.source import CustomerRows, PastedTable
from evaluators.documents import revise
from i18n import LANGUAGES, texts
from services import campaigns, clock, datasets, editing_campaigns, editing_sends, evaluations
from services.results import result_of
from tests.pages.driving import document, shown, sound, visit
from ui.panels.campaigns import table_editor
from ui.panels.campaigns.page import CampaignPage

ARMS = ("Ei viestiä", "Viesti A")


@pytest.fixture(autouse=True)
def _no_tables_left():
    """Delete what a test has uploaded."""
    yield
    for table in datasets.listed():
        datasets.delete(table.id)


def begin(edit=lambda document: document) -> str:
    """Keep a new test, changed; return its id."""
    evaluation_id = campaigns.begin_test("Kevät")
    opened = evaluations.open_evaluation(evaluation_id)
    changed = edit(opened.document)
    if changed != opened.document:
        evaluations.edit(evaluation_id, changed, base_revision=opened.revision)
    return evaluation_id


def visit_data(evaluation_id: str, language: str = "fi", *, advanced: bool = False):
    at = visit("campaigns", language, id=evaluation_id, step="data")
    if advanced:
        at.toggle(key="advanced").set_value(True)
        sound(at.run())
    return at


def click(at, key):
    at.button(key=key).click()
    return sound(at.run())


def unfold(at, key):
    at.session_state[key] = True
    return sound(at.run())


def rows(customers: int = 400) -> bytes:
    """Return a file of customers: the message helps, the old ones more."""
    draw = random.Random(5)
    lines = ["asiakas;ryhmä;segmentti;osti;ikä"]
    for ident in range(customers):
        arm = ARMS[ident % 2]
        old = ident % 4 < 2
        bought = int(draw.random() < (0.2 + 0.3 * (arm == ARMS[1]) * old))
        lines.append(f"{1000 + ident};{arm};{'vanha' if old else 'uusi'};{bought};{20 + ident % 50}")
    return "\n".join(lines).encode()


def upload(at, key, name, content):
    at.file_uploader(key=key).set_value((name, content, "text/csv"))
    return sound(at.run())


def draft_key(send: str = "send") -> str:
    return f"roles-{send}-{datasets.listed()[0].file.sha256[:12]}"


def send_id(evaluation_id: str) -> str:
    return document(evaluation_id).sends[0].id


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_file_is_guessed_shown_and_taken_into_use_with_one_click(language):
    evaluation_id = begin()
    at = visit_data(evaluation_id, language)
    send = send_id(evaluation_id)
    upload(at, f"rows-{send}-file", "kevat.csv.gz", gzip.compress(rows()))
    t, key = texts(language), draft_key(send)
    assert not document(evaluation_id).design.variants, "nothing is taken over before it is confirmed"
    assert at.selectbox(key=f"{key}-variant").value == "ryhmä"
    assert at.selectbox(key=f"{key}-customer").value == "asiakas"
    assert at.selectbox(key=f"{key}-control").value == ARMS[0]
    assert t("data.reason.name") in shown(at)
    assert t("data.reason.yes_or_no") in shown(at)
    click(at, f"{key}-use")
    kept = document(evaluation_id)
    assert [one.name for one in kept.design.variants] == list(ARMS)
    assert {one.name for one in kept.design.segments} == {"vanha", "uusi"}
    assert [(one.id, one.kind) for one in kept.design.metrics] == [("osti", "proportion")]
    source = kept.sends[0].source
    assert (source.roles.variant, source.roles.covariates) == ("ryhmä", ("ikä",))
    assert result_of(kept).effects
    assert any("kevat.csv.gz (400" in one.value for one in at.success)
    assert at.selectbox(key="decides-control").value == kept.design.variants[0].id


def test_guesses_are_mended_by_lists():
    evaluation_id = begin()
    at = visit_data(evaluation_id)
    send = send_id(evaluation_id)
    upload(at, f"rows-{send}-file", "kevat.csv", rows())
    key = draft_key(send)
    at.selectbox(key=f"{key}-control").set_value(ARMS[1])
    sound(at.run())
    at.selectbox(key=f"{key}-segment").set_value(None)
    sound(at.run())
    at.get_by_key(f"{key}-metrics").set_value(["osti", "ikä"])
    sound(at.run())
    at.selectbox(key=f"{key}-metric-1").set_value("new:money")
    sound(at.run())
    at.selectbox(key=f"{key}-primary").set_value("ikä")
    sound(at.run())
    click(at, f"{key}-use")
    kept = document(evaluation_id)
    assert [one.name for one in kept.design.variants] == list(reversed(ARMS))
    assert kept.design.segments == ()
    assert [(one.name, one.kind, one.unit) for one in kept.design.metrics] == [
        ("osti", "proportion", ""),
        ("ikä", "mean", "€"),
    ]
    assert kept.design.primary_metric.name == "ikä"
    assert kept.sends[0].source.roles.covariates == ()
    at.selectbox(key="decides-control").set_value(kept.design.variants[1].id)
    sound(at.run())
    at.selectbox(key="decides-primary").set_value("osti")
    sound(at.run())
    assert document(evaluation_id).design.control.name == ARMS[0]
    assert document(evaluation_id).design.primary == "osti"


def test_mends_of_one_test_stay_out_of_another():
    first, second = begin(), begin()
    at = visit_data(first)
    send = send_id(first)
    upload(at, f"rows-{send}-file", "kevat.csv", rows())
    key = draft_key(send)
    at.selectbox(key=f"{key}-segment").set_value(None)
    sound(at.run())
    at.query_params["id"] = second
    sound(at.run())
    assert f"rows-{send}-table" not in at.session_state
    at.selectbox(key=f"rows-{send}-kept").set_value(datasets.listed()[0].id)
    sound(at.run())
    assert at.selectbox(key=f"{key}-segment").value == "segmentti"


def test_a_column_has_one_role():
    evaluation_id = begin()
    at = visit_data(evaluation_id)
    send = send_id(evaluation_id)
    upload(at, f"rows-{send}-file", "kevat.csv", rows())
    key = draft_key(send)
    at.selectbox(key=f"{key}-variant").set_value("segmentti")
    sound(at.run())
    assert at.selectbox(key=f"{key}-segment").value is None
    click(at, f"{key}-use")
    assert {one.name for one in document(evaluation_id).design.variants} == {"vanha", "uusi"}


def test_values_are_matched_with_the_variants_that_a_plan_has():
    def planned(test):
        test = editing_campaigns.put_variant(test, Variant(id="a", name="Kontrolli"))
        test = editing_campaigns.put_variant(test, Variant(id="b", name="Viesti A"))
        return editing_campaigns.put_metric(test, Metric(id="osti", name="Osti", kind="proportion"))

    evaluation_id = begin(planned)
    at = visit_data(evaluation_id)
    send = send_id(evaluation_id)
    upload(at, f"rows-{send}-file", "kevat.csv", rows())
    key = draft_key(send)
    values = datasets.listed()[0].columns[1].examples
    at.selectbox(key=f"{key}-value-{values.index(ARMS[0])}").set_value("a")
    sound(at.run())
    click(at, f"{key}-use")
    kept = document(evaluation_id)
    assert kept.sends[0].source.roles.variants == {ARMS[0]: "a", ARMS[1]: "b"}
    assert kept.sends[0].source.roles.metrics == {"osti": "osti"}
    assert len(kept.design.metrics) == 1


def test_a_file_without_variants_says_so_and_cannot_be_used():
    evaluation_id = begin()
    at = visit_data(evaluation_id, "en")
    send = send_id(evaluation_id)
    upload(at, f"rows-{send}-file", "x.csv", b"who,what\n" + b"\n".join(b"%d,%d" % (one, one) for one in range(40)))
    assert texts("en")("data.roles.no_variant") in shown(at)
    assert at.button(key=f"{draft_key(send)}-use").disabled


def test_a_ragged_line_is_named():
    evaluation_id = begin()
    at = visit_data(evaluation_id, "en")
    send = send_id(evaluation_id)
    upload(at, f"rows-{send}-file", "x.csv", b"group,bought\nA,1\nB,0,7\nA,0\n")
    (error,) = [one.value for one in at.error]
    assert "3" in error
    assert not datasets.listed()


def test_unclear_figures_are_asked_about():
    evaluation_id = begin()
    at = visit_data(evaluation_id, "en")
    send = send_id(evaluation_id)
    upload(at, f"rows-{send}-file", "x.csv", b"group;spend\nControl;1,234\nA;2,345\nA;3,456\nControl;4,567\n")
    at.get_by_key(f"rows-{send}-type-1").set_value("number_decimal")
    sound(at.run())
    table = next(one for one in datasets.listed() if one.id == at.session_state[f"rows-{send}-table"])
    assert table.columns[1].largest == pytest.approx(4.567)


TABLE = (
    "variantti\tsegmentti\ttoimitettu\tostanut\tliikevaihto\n"
    "Ei viestiä\tuusi\t1000\t50\t1200,50\nViesti A\tuusi\t1010\t80\t2000\n"
    "Ei viestiä\tvanha\t900\t90\t2500\nViesti A\tvanha\t905\t95\t2600,5"
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_sums_are_pasted_looked_at_and_taken(language):
    evaluation_id = begin()
    at = visit_data(evaluation_id, language)
    send = send_id(evaluation_id)
    at.get_by_key(f"way-{send}").set_value("table")
    sound(at.run())
    at.text_area(key=f"paste-{send}-text").set_value(TABLE)
    click(at, f"paste-{send}-look")
    assert document(evaluation_id).sends[0].source == PastedTable()
    assert any("liikevaihto" in one.value for one in at.info)
    click(at, f"paste-{send}-use")
    kept = document(evaluation_id)
    assert len(kept.sends[0].source.rows) == 4
    assert kept.design.control.name == "Ei viestiä"
    assert result_of(kept).effects


def test_a_pasted_fault_names_line_and_column():
    evaluation_id = begin()
    at = visit_data(evaluation_id, "en")
    send = send_id(evaluation_id)
    at.get_by_key(f"way-{send}").set_value("table")
    sound(at.run())
    at.text_area(key=f"paste-{send}-text").set_value("variant\tdelivered\tbought\nA\t100\tmany\nB\t100\t3")
    click(at, f"paste-{send}-look")
    said = "\n".join(one.value for one in at.warning)
    assert "2" in said
    assert "bought" in said
    assert at.button(key=f"paste-{send}-use").disabled


def test_an_unknown_column_is_named_and_given_a_meaning():
    evaluation_id = begin()
    at = visit_data(evaluation_id, "en")
    send = send_id(evaluation_id)
    at.get_by_key(f"way-{send}").set_value("table")
    sound(at.run())
    at.text_area(key=f"paste-{send}-text").set_value("variant\tdelivered\tbought\tzork\nA\t100\t5\tx\nB\t100\t3\ty")
    click(at, f"paste-{send}-look")
    assert any("zork" in one.value for one in at.warning)
    at.selectbox(key=f"paste-{send}-column-3").set_value("segment")
    sound(at.run())
    click(at, f"paste-{send}-use")
    assert {one.name for one in document(evaluation_id).design.segments} == {"x", "y"}


def with_table(test):
    for one in ("a", "b"):
        test = editing_campaigns.put_variant(test, Variant(id=one, name=one.upper()))
    test = editing_campaigns.put_segment(test, Segment(id="s", name="S"))
    test = editing_campaigns.put_metric(test, Metric(id="bought", name="Osti", kind="proportion"))
    return editing_campaigns.put_metric(test, Metric(id="spend", name="Myynti", kind="mean"))


def test_the_table_to_type_in_has_a_row_for_each_variant_and_segment():
    evaluation_id = begin(with_table)
    at = visit_data(evaluation_id)
    send = send_id(evaluation_id)
    at.get_by_key(f"way-{send}").set_value("table")
    sound(at.run())
    (editor,) = at.data_editor
    assert list(editor.value["id"]) == ["a s", "b s"]
    assert list(editor.value["customers"]) == ["", ""]
    assert {"sum:bought", "sum:spend", "squares:spend"} < set(editor.value.columns)
    assert "squares:bought" not in editor.value.columns


def test_what_cannot_be_read_keeps_the_row_as_it_was():
    page = page_of(begin(with_table))
    first = {"customers": "1 000", "sum:bought": "50", "sum:spend": "1234,5", "squares:spend": "50000"}
    rows_, problems = table_editor.read(page, (), {0: first, 1: {"customers": "1,000", "sum:bought": "1001"}})
    assert [(one.variant, one.segment, one.customers, one.sums["spend"]) for one in rows_] == [("a", "s", 1000, 1234.5)]
    assert len(problems) == 1
    assert "2 (B, S)" in problems[0]
    saved = tuple(rows_)
    rows_, problems = table_editor.read(page, saved, {0: {"customers": "x"}}, saved)
    assert (tuple(rows_), len(problems)) == (saved, 1)
    rows_, problems = table_editor.read(page, saved, {1: {"customers": "10", "sum:bought": "1,5"}}, saved)
    assert tuple(rows_) == saved
    assert "Osti" in problems[0]
    assert page.t("data.editor.whole") in problems[0]


def page_of(evaluation_id, language="fi"):
    return CampaignPage(evaluations.open_evaluation(evaluation_id), texts(language), advanced=False)


def test_squares_that_cannot_be_are_refused_and_sums_need_customers():
    page = page_of(begin(with_table), "en")
    wrong = {"customers": "10", "sum:spend": "100", "squares:spend": "10"}
    rows_, problems = table_editor.read(page, (), {0: wrong, 1: {"sum:bought": "3"}})
    assert rows_ == []
    assert page.t("data.editor.squares_too_small", metric="Myynti") in problems[0]
    assert page.t("data.editor.customers_missing") in problems[1]


ORDERS = "asiakas;tilauspäivä;summa\n1001;2026-11-02;12,50\n1003;2026-11-03;20,00\n1003;2026-11-04;7,25\n".encode()


def test_orders_are_joined_by_customer_and_unjoined():
    evaluation_id = begin()
    at = visit_data(evaluation_id)
    send = send_id(evaluation_id)
    upload(at, f"rows-{send}-file", "kevat.csv", rows())
    click(at, f"{draft_key(send)}-use")
    unfold(at, f"outcomes-at-{send}")
    upload(at, f"outcomes-{send}-file", "tilaukset.csv", ORDERS)
    orders = next(one for one in datasets.listed() if one.file.name == "tilaukset.csv")
    key = f"outcomes-{send}-{orders.file.sha256[:12]}"
    assert at.selectbox(key=f"{key}-customer").value == "asiakas"
    assert at.selectbox(key=f"{key}-at").value == "tilauspäivä"
    at.get_by_key(f"{key}-metrics").set_value(["summa"])
    sound(at.run())
    at.selectbox(key=f"{key}-metric-0").set_value("new:money")
    sound(at.run())
    at.get_by_key(f"{key}-rows").set_value(["new:orders"])
    sound(at.run())
    click(at, f"{key}-use")
    kept = document(evaluation_id)
    (joined,) = kept.sends[0].source.outcomes
    assert joined.metrics == {"summa": "summa", "orders": ""}
    assert [one.id for one in kept.design.metrics] == ["osti", "summa", "orders"]
    assert result_of(kept).effects
    click(at, f"outcomes-remove-{send}-{orders.file.sha256[:12]}")
    assert document(evaluation_id).sends[0].source.outcomes == ()


def test_sends_have_dates_and_are_added_and_removed():
    evaluation_id = begin()
    at = visit_data(evaluation_id, advanced=True)
    send = send_id(evaluation_id)
    at.date_input(key=f"sent-on-{send}").set_value(date(2026, 11, 1))
    sound(at.run())
    at.date_input(key=f"until-{send}").set_value(date(2026, 11, 20))
    sound(at.run())
    at.text_input(key=f"planned-{send}").set_value("12 500")
    sound(at.run())
    at.toggle(key=f"final-{send}").set_value(False)
    sound(at.run())
    first = document(evaluation_id).sends[0]
    assert (first.sent_on, first.last_outcome_on) == (date(2026, 11, 1), date(2026, 11, 20))
    assert (first.planned_customers, first.final) == (12_500, False)
    click(at, "send-add")
    assert len(document(evaluation_id).sends) == 2
    click(at, f"send-remove-{document(evaluation_id).sends[1].id}")
    assert [one.id for one in document(evaluation_id).sends] == [send]


def test_two_sends_with_figures_stand_side_by_side():
    def sent_twice(test):
        pasted = editing_sends.parse_table("variant\tdelivered\tbought\nA\t1000\t50\nB\t1000\t40", test)
        test = editing_sends.table_into(test, test.sends[0].id, pasted)
        test = editing_sends.add_send(test)
        return editing_sends.table_into(test, test.sends[1].id, pasted)

    evaluation_id = begin(sent_twice)
    at = visit_data(evaluation_id)
    assert len(at.data_editor) == 2
    first, second = (one.id for one in document(evaluation_id).design.variants)
    at.selectbox(key="decides-control").set_value(second)
    sound(at.run())
    assert [one.id for one in document(evaluation_id).design.variants] == [second, first]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_table_is_deleted_after_a_question(language):
    evaluation_id = begin()
    at = visit_data(evaluation_id, language)
    send = send_id(evaluation_id)
    upload(at, f"rows-{send}-file", "kevat.csv", rows())
    click(at, f"{draft_key(send)}-use")
    unfold(at, "kept-tables")
    (table,) = datasets.listed()
    click(at, f"kept-delete-{table.id}")
    assert datasets.listed()
    assert texts(language)("data.kept.confirm.used", name="kevat.csv") in shown(at)
    click(at, f"kept-delete-now-{table.id}")
    assert datasets.listed() == ()
    assert isinstance(document(evaluation_id).sends[0].source, CustomerRows)
    assert any("kevat.csv" in one.value for one in at.warning)


def test_the_own_rule_is_kept_line_by_line():
    evaluation_id = begin(with_table)
    at = visit_data(evaluation_id)
    unfold(at, "own-rule")
    at.selectbox(key="rule-s").set_value("b")
    sound(at.run())
    assert [(one.segment, one.variant) for one in document(evaluation_id).rule] == [("s", "b")]
    at.selectbox(key="rule-s").set_value(None)
    sound(at.run())
    assert document(evaluation_id).rule == ()


def test_a_blocking_check_is_let_pass_with_a_reason():
    def broken(test):
        test = with_table(test)
        pasted = editing_sends.parse_table("variant\tdelivered\tbought\nA\t1000\t50\nB\t700\t40", test)
        return editing_sends.table_into(test, test.sends[0].id, pasted)

    evaluation_id = begin(broken)
    at = visit("campaigns", "en", id=evaluation_id, step="result")
    form = "override-form-sample_ratio"
    round_ = at.session_state.get(f"{form}-round", 0)
    at.button(key=f"{form}-{round_}-send").click()
    sound(at.run())
    assert document(evaluation_id).overrides == (), "a reason is needed"
    at.get_by_key(f"{form}-{round_}-reason").set_value("B was halved before the send")
    at.button(key=f"{form}-{round_}-send").click()
    sound(at.run())
    (override,) = document(evaluation_id).overrides
    assert (override.check, override.on) == ("sample_ratio", clock.today())
    assert "B was halved before the send" in shown(at)
    click(at, "override-remove-sample_ratio")
    assert document(evaluation_id).overrides == ()


def test_a_test_without_sends_can_be_filled_at_once():
    evaluation_id = begin(lambda test: revise(test, sends=()))
    at = visit_data(evaluation_id)
    upload(at, "rows-send-file", "kevat.csv", rows())
    click(at, f"{draft_key()}-use")
    assert len(document(evaluation_id).sends) == 1


@pytest.fixture
def _settings_anew():
    """Read the settings anew after a test that changed them."""
    yield
    settings.reset_settings()


def settings_with(monkeypatch, paths):
    monkeypatch.setenv("PUNTARI_DATA_PATHS", json.dumps(paths))
    settings.reset_settings()


@pytest.mark.usefixtures("_settings_anew")
def test_files_of_the_administrator_are_used_where_they_lie(monkeypatch, tmp_path: Path):
    kept = datasets.add(rows(), "kevat.csv")
    path = tmp_path / "kevat.parquet"
    path.write_bytes(datasets.path_of(kept.file.sha256).read_bytes())
    datasets.delete(kept.id)
    settings_with(monkeypatch, {"Kevät": str(path)})
    evaluation_id = begin()
    at = visit_data(evaluation_id)
    send = send_id(evaluation_id)
    at.get_by_key(f"way-{send}").set_value("named")
    sound(at.run())
    at.selectbox(key=f"rows-{send}-named").set_value("Kevät")
    sound(at.run())
    key = f"roles-{send}-{kept.file.sha256[:12]}"
    at.selectbox(key=f"{key}-variant").set_value("ryhmä")
    sound(at.run())
    assert at.selectbox(key=f"{key}-control").value == ARMS[0]
    at.get_by_key(f"{key}-metrics").set_value(["osti"])
    sound(at.run())
    click(at, f"{key}-use")
    assert datasets.listed() == ()
    source = document(evaluation_id).sends[0].source
    assert (source.file.name, sorted(source.roles.variants)) == ("Kevät", sorted(ARMS))
    assert result_of(document(evaluation_id)).effects
