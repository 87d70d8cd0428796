"""The steps of data and fields: files guessed and taken into use, days, a look, marks; nobody is shown alone."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from i18n import LANGUAGES, texts
from services import datasets, examples, segmentation_sources, segmentations
from settings import reset_settings
from tests.pages.driving import document, shown, sound, visit

SPLIT = date(2026, 6, 3)


@pytest.fixture(autouse=True)
def _no_tables_left():
    """Delete what a test has uploaded."""
    yield
    segmentation_sources.forget_looks()
    for table in datasets.listed():
        datasets.delete(table.id)


def log(customers: int = 60) -> bytes:
    """Return a Finnish log of nine months."""
    draw = random.Random(3)
    lines = ["tilausnumero;asiakasnumero;ostopäivä;rivisumma;tuoteryhmä;maa;avaukset"]
    for order in range(5 * customers):
        day = date(2025, 12, 1) + timedelta(days=draw.randrange(276))
        land = "Suomi" if order % customers % 4 else "Ruotsi"
        money = f"{draw.randrange(5, 90)},50"
        lines.append(f"T{order};A{order % customers};{day:%d.%m.%Y};{money};{'abc'[order % 3]};{land};{order % 4}")
    return "\n".join(lines).encode()


def people(rows: int = 130) -> bytes:
    """Return customers without ids, with an outcome, something that leaks it and somebody who stands alone."""
    lines = ["ikä;kunta;vakaumus;sähköpostilupa;ostot seuraavalla kaudella;koodi;maa"]
    for place in range(rows):
        later = 7 * (place % 5)
        town = "Salo" if place == 0 else ("Turku", "Pori")[place % 2]
        yes = "kyllä" if place % 3 else "ei"
        lines.append(f"{20 + place % 50};{town};{'xy'[place % 2]};{yes};{later};k{later};FI")
    return "\n".join(lines).encode()


def begin(name: str = "", content: bytes = b"", language: str = "fi"):
    """Open a new evaluation at its data, with a file given where there is one; return its id and the page."""
    evaluation_id = segmentations.begin("Asiakkaat")
    at = visit("segmentations", language, id=evaluation_id, step="data")
    if content:
        at.file_uploader(key="source-add-file").set_value((name, content, "text/csv"))
        sound(at.run())
    return evaluation_id, at


def key() -> str:
    return f"source-{datasets.listed()[0].file.sha256[:12]}"


def click(at, button: str):
    at.button(key=button).click()
    return sound(at.run())


def fields_of(evaluation_id: str, language: str = "fi"):
    return visit("segmentations", language, id=evaluation_id, step="fields")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_log_is_guessed_taken_into_use_and_looked_at(language):
    evaluation_id, at = begin("tapahtumat.csv", log(), language)
    t = texts(language)
    assert not document(evaluation_id).data.files, "nothing is taken over before it is confirmed"
    found = {role: at.selectbox(key=f"{key()}-orders-{role}").value for role in ("customer", "at", "order", "amount")}
    assert list(found.values()) == ["asiakasnumero", "ostopäivä", "tilausnumero", "rivisumma"]
    assert at.multiselect(key=f"{key()}-traits").value == ["maa"]
    assert at.multiselect(key=f"{key()}-engagement").value == ["avaukset"]
    assert t("segmentation_page.data.kind.orders.why") in shown(at)
    click(at, f"{key()}-use")
    kept = document(evaluation_id)
    assert (kept.data.orders.category, kept.data.orders.traits) == ("tuoteryhmä", ("maa",))
    assert (kept.data.split_on, kept.data.window_days, kept.data.earlier_on) == (SPLIT, 91, SPLIT - timedelta(days=91))
    assert {one.source for one in kept.fields} >= {"recency_days", "revenue", "last_category", "maa", "avaukset"}
    text = shown(at)
    assert t("data_look.rows") in text
    assert t("data_look.few", n=60) in text
    assert at.date_input(key="days-split").value == SPLIT


def test_guesses_are_mended_by_lists():
    evaluation_id, at = begin("tapahtumat.csv", log())
    at.selectbox(key=f"{key()}-orders-amount").set_value(None)
    sound(at.run())
    at.multiselect(key=f"{key()}-traits").set_value(["maa", "tuoteryhmä"])
    sound(at.run())
    assert at.selectbox(key=f"{key()}-orders-category").value is None, "a column has one meaning"
    at.text_input(key=f"{key()}-cancelled").set_value(" P ")
    sound(at.run())
    click(at, f"{key()}-use")
    orders = document(evaluation_id).data.orders
    assert (orders.amount, orders.category, orders.traits, orders.cancelled_with) == (
        None, None, ("maa", "tuoteryhmä"), "P",
    )  # fmt: skip
    at.session_state["source-mend-orders"] = True
    sound(at.run())
    at.selectbox(key=f"{key()}-orders-amount").set_value("rivisumma")
    sound(at.run())
    click(at, f"{key()}-use")
    assert document(evaluation_id).data.orders.amount == "rivisumma"


def test_a_table_can_be_taken_for_the_other_kind():
    evaluation_id, at = begin("tapahtumat.csv", log())
    at.segmented_control(key=f"{key()}-kind").set_value("customers")
    sound(at.run())
    assert at.selectbox(key=f"{key()}-customers-customer").value == "tilausnumero", "no order stands twice"
    at.selectbox(key=f"{key()}-customers-customer").set_value(None)
    sound(at.run())
    assert texts("fi")("segmentation_page.data.role.customer.without") in shown(at)
    click(at, f"{key()}-use")
    kept = document(evaluation_id).data
    assert (kept.orders, kept.customers.customer, kept.split_on) == (None, None, None)


def test_a_log_needs_a_customer_and_a_day():
    _, at = begin("asiakkaat.csv", people())
    at.segmented_control(key=f"{key()}-kind").set_value("orders")
    sound(at.run())
    assert at.button(key=f"{key()}-use").disabled
    t = texts("fi")
    names = [t(f"segmentation_page.data.role.{role}") for role in ("customer", "at")]
    assert t("segmentation_page.data.needs", roles=" ja ".join(names)) in shown(at)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_cannot_be_used_is_named_and_set_aside_with_one_click(language):
    evaluation_id, at = begin("asiakkaat.csv", people(), language)
    click(at, f"{key()}-use")
    t, text = texts(language), shown(at)
    kept = document(evaluation_id)
    assert (kept.data.customers.customer, kept.data.customers.outcome) == (None, "ostot seuraavalla kaudella")
    assert t("data_look.unusable.outcome", split="", column="").split(".")[0] in text
    assert t("data_look.unusable.constant") in text
    assert "Salo" not in text, "one customer alone lives there"
    click(at, "look-set-aside")
    assert {one.source for one in document(evaluation_id).fields if one.role == "ignored"} == {"koodi", "maa"}
    assert segmentations.customers_of(document(evaluation_id)).outcome_money is not None


def test_days_are_set_and_suggested():
    evaluation_id, at = begin("tapahtumat.csv", log())
    click(at, f"{key()}-use")
    at.date_input(key="days-split").set_value(date(2026, 8, 20))
    sound(at.run())
    assert document(evaluation_id).data.split_on == date(2026, 8, 20)
    assert texts("fi")("data_look.window_cut", days=13, window=91) in shown(at)
    at.date_input(key="days-earlier").set_value(date(2026, 9, 1))
    sound(at.run())
    assert document(evaluation_id).data.earlier_on == SPLIT - timedelta(days=91), "it must lie before the split"
    click(at, "days-suggest")
    assert document(evaluation_id).data.split_on == SPLIT
    at.toggle(key="days-seasons").set_value(True)
    sound(at.run())
    assert {"main_month", "winter_share"} <= {one.id for one in document(evaluation_id).fields}
    at.segmented_control(key="days-outcome").set_value("yes_no")
    sound(at.run())
    assert document(evaluation_id).settings.outcome == "yes_no"


def test_a_table_is_taken_out_and_deleted_for_good():
    evaluation_id, at = begin("tapahtumat.csv", log())
    click(at, f"{key()}-use")
    at.session_state["kept-tables"] = True
    sound(at.run())
    table = datasets.listed()[0]
    click(at, f"kept-delete-{table.id}")
    assert texts("fi")("data.kept.confirm.used", name="tapahtumat.csv") in shown(at)
    click(at, f"kept-delete-now-{table.id}")
    assert not datasets.listed()
    assert texts("fi")("data.roles.file_gone", name="tapahtumat.csv") in shown(at)
    click(at, "table-out-orders")
    kept = document(evaluation_id)
    assert not kept.data.files
    assert kept.fields, "fields stay, so that candidates that read them do"


def test_a_file_that_cannot_be_read_is_said():
    _, at = begin("broken.xlsx", b"%PDF-1.7")
    assert at.error
    assert not datasets.listed()


def test_a_file_that_the_settings_name(tmp_path, monkeypatch):
    path = tmp_path / "orders.parquet"
    days = [date(2026, 1 + place // 75, 1 + place % 28) for place in range(300)]
    pq.write_table(pa.table({"asiakas": [one % 120 for one in range(300)], "päivä": days, "summa": [5.0] * 300}), path)
    monkeypatch.setenv("PUNTARI_DATA_PATHS", json.dumps({"varasto": str(path)}))
    reset_settings()
    evaluation_id, at = begin()
    at.segmented_control(key="source-way").set_value("named")
    sound(at.run())
    at.selectbox(key="source-add-named").set_value("varasto")
    sound(at.run())
    named = f"source-{datasets.named()['varasto'].file.sha256[:12]}"
    assert at.selectbox(key=f"{named}-orders-customer").value == "asiakas"
    click(at, f"{named}-use")
    assert document(evaluation_id).data.orders.amount == "summa"
    monkeypatch.delenv("PUNTARI_DATA_PATHS")
    reset_settings()


@pytest.mark.parametrize("language", LANGUAGES)
def test_fields_are_looked_at_first(language):
    evaluation_id, at = begin("asiakkaat.csv", people(), language)
    click(at, f"{key()}-use")
    at, t = fields_of(evaluation_id, language), texts(language)
    text = shown(at)
    assert t("data_look.spread.enough") in text
    assert t("data_look.unusable.constant") in text
    assert t("segmentation_page.fields.delicate", fields="Vakaumus") in text
    assert "Salo" not in text
    charts = at.get("vega_lite_chart") or at.get("arrow_vega_lite_chart")
    assert charts
    assert all("Salo" not in str(one.proto) for one in charts)


def test_marks_are_saved_at_once():
    evaluation_id, at = begin("asiakkaat.csv", people())
    click(at, f"{key()}-use")
    at = fields_of(evaluation_id)
    for ident in ("ikä", "vakaumus"):
        at.session_state[f"field-mark-{_id(evaluation_id, ident)}"] = True
    sound(at.run())
    age, creed = (_id(evaluation_id, name) for name in ("ikä", "vakaumus"))
    at.text_input(key=f"field-name-{age}").set_value(" Ikävuodet ")
    sound(at.run())
    at.selectbox(key=f"field-role-{age}").set_value("filter")
    sound(at.run())
    at.selectbox(key=f"field-points-{age}").set_value(4)
    sound(at.run())
    at.date_input(key=f"field-collected-{age}").set_value(date(2020, 1, 1))
    sound(at.run())
    at.selectbox(key=f"field-reliability-{age}").set_value(2)
    sound(at.run())
    at.toggle(key=f"field-inferred-{age}").set_value(True)
    sound(at.run())
    field = document(evaluation_id).field(age)
    assert (field.name, field.role, field.sensitivity, field.reliability) == ("Ikävuodet", "filter", 4, 2)
    assert (field.collected_on, field.inferred) == (date(2020, 1, 1), True)
    assert texts("fi")("data_look.reliability.2") in shown(at)
    at.text_input(key=f"field-basis-{creed}").set_value("suostumus 4.5.")
    sound(at.run())
    assert document(evaluation_id).field(creed).basis == "suostumus 4.5."
    assert "Vakaumus." not in shown(at)
    click(at, f"field-remove-{age}")
    assert document(evaluation_id).field(age) is None
    click(at, f"field-begin-{age}")
    assert document(evaluation_id).field(age) is not None


def _id(evaluation_id: str, column: str) -> str:
    return next(one.id for one in document(evaluation_id).fields if one.source == column)


def test_a_kind_that_the_column_is_not_is_said():
    evaluation_id, at = begin("asiakkaat.csv", people())
    click(at, f"{key()}-use")
    at = fields_of(evaluation_id)
    town = _id(evaluation_id, "kunta")
    at.session_state[f"field-mark-{town}"] = True
    sound(at.run())
    at.selectbox(key=f"field-kind-{town}").set_value("number")
    sound(at.run())
    assert texts("fi")("data_look.unusable.kind") in shown(at)


def wide(columns: int = 100) -> bytes:
    lines = ["asiakas;" + ";".join(f"kysymys {place}" for place in range(columns))]
    lines += [f"K{row};" + ";".join(str((row + place) % 5) for place in range(columns)) for row in range(120)]
    return "\n".join(lines).encode()


def test_a_hundred_fields_stay_usable():
    evaluation_id, at = begin("kysely.csv", wide())
    click(at, f"{key()}-use")
    at = fields_of(evaluation_id)
    assert len(document(evaluation_id).fields) == 100
    assert _names(at) == [f"Kysymys {place}" for place in range(10)]
    at.selectbox(key="fields-page").set_value(90)
    sound(at.run())
    assert _names(at)[-1] == "Kysymys 99"
    at.text_input(key="fields-word").set_value("KYSYMYS 7")
    sound(at.run())
    assert len(_names(at)) == 10, "7 and 70 to 79, a page of ten at a time"
    at.text_input(key="fields-word").set_value("nothing like it")
    sound(at.run())
    assert texts("fi")("segmentation_page.fields.none") in shown(at)
    at.text_input(key="fields-word").set_value("")
    at.segmented_control(key="fields-kind").set_value("channel")
    sound(at.run())
    assert not _names(at)


def _names(at) -> list[str]:
    return [one.value.strip("*") for one in at.markdown if one.value.startswith("**Kysymys")]


def test_several_fields_are_marked_at_once():
    evaluation_id, at = begin("kysely.csv", wide(6))
    click(at, f"{key()}-use")
    at = fields_of(evaluation_id)
    at.session_state["fields-several"] = True
    sound(at.run())
    ids = [one.id for one in document(evaluation_id).fields]
    at.button(key="fields-together-0-send").click()
    sound(at.run())
    assert texts("fi")("segmentation_page.several.nothing") in shown(at)
    at.multiselect(key="fields-together-0-fields").set_value(ids[:4])
    at.selectbox(key="fields-together-0-reliability").set_value(3)
    at.selectbox(key="fields-together-0-at_signup").set_value(True)
    at.button(key="fields-together-0-send").click()
    sound(at.run())
    marked = [one.reliability == 3 and one.at_signup for one in document(evaluation_id).fields]
    assert marked == [True] * 4 + [False] * 2


def test_fields_without_data_say_where_to_go():
    evaluation_id, _ = begin()
    assert texts("fi")("segmentation_page.fields.no_data") in shown(fields_of(evaluation_id))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sample_s_data_and_fields(language):
    evaluation_id = examples.open_example("pet-shop", language)
    t = texts(language)
    at = visit("segmentations", language, id=evaluation_id, step="data")
    assert t("data_look.column.rows") in shown(at)
    assert not at.warning
    at = fields_of(evaluation_id, language)
    at.segmented_control(key="fields-kind").set_value("care")
    sound(at.run())
    assert t("data_look.reliability.2") in shown(at)
