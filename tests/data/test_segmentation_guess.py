"""What a table is and what its columns mean is guessed from headings in two languages and from what they hold."""

from __future__ import annotations

from datetime import date, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.field_guess import FEATURES, feature_fields, guess_field
from data.log_features import OUTCOME_BOUGHT, OUTCOME_MONEY, PAST_MONEY, log_features
from data.log_hints import cancellation_mark, log_span, suggested_days
from data.order_lines import KEY, LogColumns, Period
from data.segmentation_guess import guess_table
from data.table_files import ColumnFacts
from evaluators.documents import text_of
from evaluators.segmentations.source import OrderLog

ROWS = 400


def facts(name, kind="text", distinct=5, **more):
    values = {
        "missing": 0, "examples": (), "choices": (), "unlike": None, "hashed": False, "smallest": None, "largest": None,
    }  # fmt: skip
    return ColumnFacts(name=name, type=kind, distinct=distinct, **(values | more))


ENGLISH = (
    facts("InvoiceNo", distinct=200),
    facts("StockCode", distinct=90),
    facts("Quantity", "integer", 20),
    facts("InvoiceDate", "moment", 150),
    facts("UnitPrice", "decimal", 60),
    facts("CustomerID", "integer", 80),
    facts("Country"),
    facts("Opens", "integer"),
)
FINNISH = (
    facts("tilausnumero", "integer", 200),
    facts("asiakasnumero", distinct=80),
    facts("ostopäivä", "date", 100),
    facts("rivisumma", "decimal", 90),
    facts("tuoteryhmä"),
    facts("postinumero", distinct=60),
)
PEOPLE = (
    facts("asiakas", distinct=ROWS),
    facts("liittymispäivä", "date", 300),
    facts("ikä", "integer", 60, smallest=18, largest=80),
    facts("liikevaihto", "decimal", 300, smallest=0, largest=900),
    facts("ostot_seuraavat_90_pv", "decimal", 200),
    facts("viime ostopäivä", "date", 200),
)


def test_a_log_in_english():
    found = guess_table(ENGLISH, ROWS)
    assert found.kind == "orders"
    assert {one.role: one.column for one in found.orders} == {
        "customer": "CustomerID",
        "at": "InvoiceDate",
        "order": "InvoiceNo",
        "quantity": "Quantity",
        "price": "UnitPrice",
        "trait": "Country",
        "engagement": "Opens",
    }


def test_a_log_in_finnish():
    found = guess_table(FINNISH, ROWS)
    assert found.kind == "orders"
    assert [found.column("orders", role) for role in ("customer", "at", "order", "amount", "category", "trait")] == [
        "asiakasnumero", "ostopäivä", "tilausnumero", "rivisumma", "tuoteryhmä", "postinumero",
    ]  # fmt: skip


def test_a_customer_table_with_dates_is_no_log():
    found = guess_table(PEOPLE, ROWS)
    assert found.kind == "customers"
    assert {one.role: one.column for one in found.customers} == {
        "customer": "asiakas",
        "joined": "liittymispäivä",
        "outcome": "ostot_seuraavat_90_pv",
        "value": "liikevaihto",
    }


def test_customers_without_ids():
    found = guess_table((facts("Age", "integer", 50), facts("Like", distinct=11)), ROWS)
    assert (found.kind, found.customers) == ("customers", ())
    running = facts("row", "integer", ROWS, smallest=1, largest=ROWS)
    assert guess_table((facts("Age", "integer", 50), running), ROWS).column("customers", "customer") == "row"
    addresses = facts("contact me", distinct=ROWS, hashed=True)
    assert guess_table((addresses,), ROWS).customers[0].reason == "addresses"


def test_columns_that_nobody_has_looked_into():
    unread = [facts(one.name, one.type, 0) for one in FINNISH]
    assert guess_table(unread, ROWS).kind == "orders"
    assert guess_table([facts(one.name, one.type, 0) for one in PEOPLE[:3]], ROWS).kind == "customers"


@pytest.mark.parametrize(
    ("column", "kind", "role", "at_signup", "sensitivity"),
    [
        (facts("Ikä", "integer", 60, smallest=18, largest=90), "number", "input", True, 2),
        (facts("postinumero", "integer", 60, smallest=100, largest=99_999), "category", "input", True, 2),
        (facts("product_code", "integer", 60, smallest=100, largest=99_999), "category", "input", False, 1),
        (facts("tulot", "decimal", 90, smallest=0, largest=9e4), "number", "input", True, 3),
        (facts("email_consent", "boolean", 2), "yes_no", "channel", True, 0),
        (facts("Tekstiviestilupa", "integer", 2, smallest=0, largest=1), "yes_no", "channel", True, 0),
        (facts("opt_out", "boolean", 2), "yes_no", "input", False, 1),
        (facts("Like", distinct=11, examples=("I love it!+5", "3", "I hate it!-5")), "category", "input", True, 3),
        (facts("sähköposti", distinct=ROWS, hashed=True), "category", "ignored", False, 1),
        (facts("Etunimi", distinct=90), "category", "ignored", False, 1),
        (facts("orders_next_quarter", "integer", 9, smallest=0, largest=8), "number", "outcome", False, 1),
        (facts("maa", distinct=1), "category", "ignored", True, 1),
        (facts("joined", "date", 300), "date", "input", True, 1),
        (facts("signup_source"), "category", "input", True, 1),
        (facts("visits", "integer", 40, smallest=0, largest=70), "number", "input", False, 2),
        (facts("empty", distinct=0, missing=ROWS), "category", "ignored", False, 1),
    ],
    ids=lambda one: one.name if isinstance(one, ColumnFacts) else None,
)
def test_fields(column, kind, role, at_signup, sensitivity):
    found = guess_field(column, ROWS, "one")
    assert (found.kind, found.role, found.at_signup, found.sensitivity) == (kind, role, at_signup, sensitivity)
    assert not found.special_category


@pytest.mark.parametrize(
    "heading",
    ["health status", "terveydentila", "uskonto", "Religion", "ethnic_background", "puoluekanta", "union member",
     "ammattiliiton jäsen", "sexual orientation", "biometric id", "lääkitys", "allergies"],
)  # fmt: skip
def test_special_categories_ask_for_a_second_look(heading):
    found = guess_field(facts(heading), ROWS, "one")
    assert (found.special_category, found.sensitivity) == (True, 5)


def test_names():
    assert guess_field(facts("postcode"), ROWS, "one").name.fi == "Postinumero"
    assert text_of(guess_field(facts("favourite_pet"), ROWS, "one").name, "fi") == "Favourite pet"
    assert guess_field(facts("Ikä", "integer"), ROWS, "ika").source == "Ikä"
    assert guess_field(facts("ika", "integer"), ROWS, "ika").column == ""


FILE = {"sha256": "0" * 64, "name": "log", "rows": 2, "columns": ["who", "at", "sum", "kind", "opens"]}


@pytest.mark.parametrize("seasons", [True, False])
@pytest.mark.parametrize(("amount", "category"), [("sum", "kind"), (None, None)])
def test_every_feature_of_a_log_is_a_field(seasons, amount, category):
    import ibis

    orders = OrderLog(
        file=FILE, customer="who", at="at", amount=amount, category=category,
        engagement=[{"name": "opens", "column": "opens"}],
    )  # fmt: skip
    log = ibis.table({"who": "string", "at": "date", "sum": "float64", "kind": "string", "opens": "int64"}, name="log")
    columns = LogColumns(customer="who", at="at", amount=amount, category=category, engagement={"opens": "opens"})
    made = log_features(log, columns, Period(split_on=date(2026, 3, 1), window_days=30), seasons=seasons).columns
    beside = {KEY, OUTCOME_BOUGHT, OUTCOME_MONEY, PAST_MONEY}
    assert {one.id for one in feature_fields(orders, seasons=seasons)} == set(made) - beside
    assert set(made) - beside - {"opens"} <= set(FEATURES)


def test_days_are_cut_so_that_the_outcome_ends_with_the_log():
    short = suggested_days(date(2026, 1, 1), date(2026, 2, 14))
    assert (short.split_on, short.window_days, short.earlier_on) == (date(2026, 1, 31), 15, date(2026, 1, 16))
    assert suggested_days(date(2026, 1, 1), date(2026, 1, 20)) is None
    half = suggested_days(date(2025, 1, 1), date(2025, 9, 27))
    assert half.window_days == 90
    assert (half.earlier_on - date(2025, 1, 1)).days == 90


def test_what_a_log_tells_of_itself(tmp_path):
    path = tmp_path / "log.parquet"
    rows = [("C1", -1)] * 9 + [("A1", -1)] * 2 + [("7", -2)] * 3 + [("8", 5)] * 20 + [(None, 1)]
    order, quantity = zip(*rows, strict=True)
    at = [datetime.fromisoformat("2026-01-01 08:00")] * (len(rows) - 2) + [datetime.fromisoformat("2099-01-01"), None]
    pq.write_table(pa.table({"order": order, "n": quantity, "at": at}), path)
    assert cancellation_mark(path, "order", "n") == "C"
    assert log_span(path, "at", until=date(2026, 5, 1)) == (date(2026, 1, 1), date(2026, 1, 1))
    assert log_span(path, "at", until=date(2025, 5, 1)) is None
