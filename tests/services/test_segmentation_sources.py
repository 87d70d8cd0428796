"""From an upload to customers: guessed, taken into use, looked at, measured; and edits of data and fields."""

from __future__ import annotations

from datetime import date

import pytest

from evaluators.documents import revise
from evaluators.errors import DataError, EvaluationError, NotFound
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.fields import CustomerField
from services import datasets, editing_segmentation_data, segmentation_sources, segmentations
from services.editing_segmentation_data import add_fields, change_field, put_field, remove_field, set_aside, set_days
from tests.evaluators.segmentations.made_up_shop import CODES, POINTS, QUICK
from tests.published.segmentation_data import _found

EMPTY = SegmentationEvaluation(as_of=date(2026, 11, 1))
QUICKLY = {
    "effort": QUICK | {"rows": 600, "fit_rows": 1_000, "silhouette_rows": 300},
    "floor": {"customers": 50, "least": 5},
    "decision": {"draws": 1_000},
}
CRITERIA = {
    "criteria": [{"id": code.lower(), "name": code, "code": code} for code in CODES],
    "weighting": {"top": {"points": dict(zip((code.lower() for code in CODES), POINTS, strict=True))}},
    "settings": QUICKLY,
}


def _uploaded(name):
    return datasets.add(_found(name).read_bytes(), name)


def test_online_retail_from_upload_to_result():
    """Cases 14 and 16: 3,370 customers before 10 September 2011, 57.0 % of whom bought in the 91 days that follow."""
    table = _uploaded("online_retail.parquet")
    assert segmentation_sources.guess(table).kind == "orders"
    log = segmentation_sources.starting_log(table)
    assert (log.customer, log.at, log.order, log.cancelled_with, log.traits) == (
        "CustomerID", "InvoiceDate", "InvoiceNo", "C", ("Country",),
    )  # fmt: skip
    document = segmentation_sources.with_suggestions(editing_segmentation_data.set_orders(EMPTY, log))
    source = document.data
    assert (source.split_on, source.window_days, source.earlier_on) == (date(2011, 9, 10), 91, date(2011, 6, 11))
    look = segmentation_sources.look(document)
    assert (look.log.rows, look.log.cancelled, look.log.duplicates) == (541_909, 9_288, 5_268)
    assert look.customers == 3_370
    assert look.outcome.bought / look.customers == pytest.approx(0.57003, abs=5e-6)
    country = look.of("Country")
    assert (country.field, country.spread, country.distinct) == ("country", "hardly", 36)
    assert segmentation_sources.is_looked_at(document)
    by_land = {
        "mode": "exclusive",
        "segments": [{"id": "home"}, {"id": "abroad"}],
        "lines": [
            {"segment": "home", "when": {"field": "country", "operator": "eq", "value": "United Kingdom"}},
            {"segment": "abroad", "when": {"field": "country", "operator": "not_in", "values": ["United Kingdom"]}},
        ],
    }
    candidates = [
        {"type": "rules", "id": "land", "family": "geographic", "table": by_land},
        {"type": "lifecycle", "id": "stages"},
    ]
    result = segmentations.work_out(revise(document, candidates=candidates, **CRITERIA))
    lifts = [one.criterion("A1").measured.raw for one in result.candidates]
    assert lifts[0] < 0.01 < lifts[1]


def test_mcdonalds_from_upload_to_result():
    """1,453 respondents without ids, 11 yes/no perceptions; ``Like`` has texts for its ends and stays an answer."""
    table = _uploaded("mcdonalds.csv")
    assert segmentation_sources.guess(table).kind == "customers"
    people = segmentation_sources.starting_customers(table)
    assert people.customer is None
    document = segmentation_sources.with_suggestions(editing_segmentation_data.set_customers(EMPTY, people))
    kinds = {one.id: one.kind for one in document.fields}
    assert (kinds["like"], kinds["yummy"], kinds["age"]) == ("category", "yes_no", "number")
    assert sum(kind == "yes_no" for kind in kinds.values()) == 11
    look = segmentation_sources.look(document)
    assert (look.customers, look.outcome, look.log, look.unusable) == (1_453, None, None, ())
    assert sum(bar.customers for bar in look.of("Like").bars) == 1_453
    answers = tuple(name for name, kind in kinds.items() if kind == "yes_no")
    candidates = [{"type": "kmeans", "id": "four", "fields": answers, "segments": 4, "tries": 3, "limit": 3}]
    result = segmentations.work_out(revise(document, candidates=candidates, **CRITERIA))
    assert result.customers == 1_453
    assert sum(one.customers for one in result.candidates[0].segments) == 1_453
    assert result.candidates[0].criterion("A1").measured.raw is None


HEAD = "asiakas;ikä;sähköpostilupa;maa;osti_myöhemmin;koodi;terveys"


def _shop(rows=150):
    lines = [HEAD]
    for place in range(rows):
        later = 10 * (place % 4)
        lines.append(
            f"K{place};{20 + place % 50};{'kyllä' if place % 3 else 'ei'};FI;{later};{7 * later + 1};{'ab'[place % 2]}"
        )
    return "\n".join(lines).encode()


@pytest.fixture
def shop():
    """Return a document over a small customer table, as it is suggested."""
    table = datasets.add(_shop(), "asiakkaat.csv")
    people = segmentation_sources.starting_customers(table)
    return segmentation_sources.with_suggestions(editing_segmentation_data.set_customers(EMPTY, people))


def test_suggestions_are_cautious(shop):
    assert (shop.data.customers.customer, shop.data.customers.outcome) == ("asiakas", "osti_myöhemmin")
    fields = {one.source: one for one in shop.fields}
    assert set(fields) == {"ikä", "sähköpostilupa", "maa", "koodi", "terveys"}
    assert fields["sähköpostilupa"].role == "channel"
    assert fields["maa"].role == "ignored"
    assert fields["terveys"].special_category
    assert segmentation_sources.suggested_fields(shop) == ()
    assert segmentation_sources.suggested_days(shop) is None


def test_a_leak_is_named_refused_and_set_aside_with_one_edit(shop):
    look = segmentation_sources.look(shop)
    assert {one.column: one.unusable for one in look.unusable} == {"maa": "constant", "koodi": "outcome"}
    with pytest.raises(DataError, match="fields_are_outcome"):
        segmentations.customers_of(shop)
    mended = set_aside(shop, {one.column for one in look.unusable})
    assert {one.source for one in mended.fields if one.role == "ignored"} == {"maa", "koodi"}
    assert segmentations.customers_of(mended).outcome_money is not None


def test_a_look_follows_what_is_said_of_fields_without_reading_again(shop, monkeypatch):
    segmentation_sources.look(shop)
    monkeypatch.setattr("data.segmentation_look.look_at", None)
    field = next(one for one in shop.fields if one.source == "ikä")
    said = change_field(shop, field.id, collected_on=date(2022, 1, 1), reliability=3)
    age = segmentation_sources.look(said).of("ikä")
    assert (age.old, age.reliability) == (True, 3)
    segmentation_sources.forget_looks()
    assert not segmentation_sources.is_looked_at(shop)


def test_fields_collected_in_the_days_of_the_outcome_are_named(shop):
    dated = set_days(shop, split_on=date(2026, 3, 1), window_days=30, earlier_on=None)
    said = change_field(dated, dated.fields[0].id, collected_on=date(2026, 3, 1))
    assert segmentation_sources.look(said).of("ikä").unusable == "after_split"
    later = change_field(shop, shop.fields[0].id, collected_on=date(2026, 11, 1))
    assert segmentation_sources.look(later).of("ikä").unusable is None, "without a split nothing is later"


def test_edits_of_fields():
    one = CustomerField(id="age", sensitivity=2)
    document = put_field(EMPTY, one)
    assert put_field(document, one) == document
    assert change_field(document, "age", role="channel").fields[0].kind == "yes_no"
    assert add_fields(document, [CustomerField(id="years", column="age"), CustomerField(id="town")]).fields[1:] == (
        CustomerField(id="town"),
    )
    with pytest.raises(NotFound, match="part_unknown"):
        change_field(document, "town", kind="category")
    with pytest.raises(EvaluationError, match="document_invalid"):
        change_field(document, "age", sensitivity=9)
    used = revise(document, candidates=[{"type": "kmeans", "id": "k", "fields": ["age"]}])
    with pytest.raises(EvaluationError, match="field_in_use"):
        remove_field(used, "age")
    assert remove_field(document, "age").fields == ()


def test_edits_of_the_source(shop):
    assert editing_segmentation_data.set_customers(shop, None).data.customers is None
    assert editing_segmentation_data.set_seasons(shop, True).data.seasons
    assert editing_segmentation_data.set_outcome(shop, "yes_no").settings.outcome == "yes_no"
    with pytest.raises(EvaluationError, match="earlier_not_before_split"):
        set_days(shop, split_on=date(2026, 3, 1), window_days=30, earlier_on=date(2026, 3, 1))
    with pytest.raises(EvaluationError, match="document_invalid"):
        set_days(shop, split_on=None, window_days=0, earlier_on=None)


def test_a_table_that_is_gone(shop):
    kept = datasets.listed()[0]
    datasets.delete(kept.id)
    segmentation_sources.forget_looks()
    assert segmentation_sources.table_of(kept.file.sha256) is None
    with pytest.raises(NotFound, match="dataset_unknown"):
        segmentation_sources.look(shop)


def test_tables_that_settings_name(tmp_path, monkeypatch):
    import json

    import pyarrow as pa
    import pyarrow.parquet as pq

    from settings import reset_settings

    path = tmp_path / "orders.parquet"
    days = [date(2026, 1 + place // 75, 1 + place % 28) for place in range(300)]
    pq.write_table(
        pa.table({"asiakas": [place % 120 for place in range(300)], "päivä": days, "summa": [5.0] * 300}), path
    )
    monkeypatch.setenv("PUNTARI_DATA_PATHS", json.dumps({"orders": str(path)}))
    reset_settings()
    table = segmentation_sources.table_of(datasets.named()["orders"].file.sha256)
    log = segmentation_sources.starting_log(table)
    assert (log.customer, log.at, log.amount) == ("asiakas", "päivä", "summa")
    document = segmentation_sources.with_suggestions(editing_segmentation_data.set_orders(EMPTY, log))
    assert segmentation_sources.look(document).customers == 120
    assert document.data.window_days == 39


def test_tables_that_are_too_wide_or_too_wordy_for_a_document():
    headings = ["asiakas", "päivä", "Orders", "summa", "x" * 220, *(f"käynnit {place}" for place in range(60))]
    rows = [[f"A{row % 40}", f"2026-0{1 + row % 6}-0{1 + row % 9}", "3", "9"] + ["1"] * 61 for row in range(200)]
    content = "\n".join(";".join(row) for row in [headings, *rows]).encode()
    table = datasets.add(content, "leveä.csv")
    log = segmentation_sources.starting_log(table)
    assert len(log.engagement) == 50
    counted = log.model_copy(update={"engagement": segmentation_sources.engaged(["Orders", "käynnit 1"], ["maa"])})
    assert [one.name for one in counted.engagement] == ["orders_sum", "kaynnit_1"]
    alike = segmentation_sources.engaged(["x" * 70, "X" * 70, "x" * 71, "x" * 72], [])
    assert len({one.name for one in alike}) == 4
    document = segmentation_sources.with_suggestions(editing_segmentation_data.set_orders(EMPTY, counted))
    assert {"orders", "orders_sum"} <= set(segmentations.customers_of(document).columns)
    people = segmentation_sources.with_suggestions(
        editing_segmentation_data.set_customers(EMPTY, segmentation_sources.starting_customers(table))
    )
    assert not [one for one in people.fields if len(one.column) > 200]
