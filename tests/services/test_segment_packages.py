"""A segmentation put to use: packages, labels that are the model's own, SQL that gives the same, new customers."""

from __future__ import annotations

import csv
import io
from datetime import date
from functools import cache

import duckdb
import numpy as np
import openpyxl
import pyarrow.parquet as pq
import pytest

from evaluators.documents import LocalText
from evaluators.errors import DataError, NotComputable, NotFound
from evaluators.segmentations.evaluate import run
from services import clock, datasets, segment_packages, segmentations
from services.results import result_of
from services.segment_assigning import Upload, assign
from services.segment_labels import DIALECTS, check_labels, label_file, names_of, sql_of
from tests.evaluators.segmentations.made_up_shop import question
from tests.evaluators.segmentations.shop_files import (
    EVERY_KIND,
    SPLIT,
    ident,
    log_csv,
    log_question,
    people_csv,
    people_question,
)

KINDS = {one["id"]: one for one in EVERY_KIND}
EXACT = [name for name in KINDS if name not in ("density", "luck")]


@pytest.fixture(autouse=True)
def _frame_of_this_test():
    segmentations.forget_customers()
    yield
    segmentations.forget_customers()


def made(candidate="stages", build=people_question, **changes):
    """Return a document with one candidate, and the candidate as a package."""
    document = build(question, KINDS[candidate], **changes)
    found = result_of(document).candidate(candidate)
    assert found.fault is None, found.fault
    names = {one.segment: LocalText(fi=f"Ryhmä {one.segment}", en=f"Group {one.segment}") for one in found.segments}
    return document, segment_packages.package_of(document, result_of(document), candidate, names=names)


def fitted(document, candidate):
    """Return the fitted model's own labels by the customer's id."""
    frame = segmentations.customers_of(document)
    labels = run(document, frame.customers()).labels[candidate]
    return dict(zip(frame.ids.tolist(), labels.tolist(), strict=True))


def read_back(file, package, language="fi"):
    """Return the labels in a file by the customer's id."""
    places = {name: place for place, name in enumerate(names_of(package, language))}
    if file.kind == "parquet":
        table = pq.read_table(io.BytesIO(file.content))
        rows = zip(table["customer"].to_pylist(), table["segment"].to_pylist(), strict=True)
    elif file.kind == "csv":
        rows = list(csv.reader(io.StringIO(file.content.decode("utf-8"))))[1:]
    else:
        rows = list(openpyxl.load_workbook(io.BytesIO(file.content)).active.iter_rows(values_only=True))[1:]
    return {str(customer): places[segment] if segment else -1 for customer, segment in rows}


@pytest.mark.parametrize("candidate", EXACT)
def test_labels_of_the_engine_are_those_of_the_fitted_model(candidate):
    document, package = made(candidate)
    told = fitted(document, candidate)
    assert read_back(label_file(document, package, "parquet", "fi"), package) == told
    checked = check_labels(document, package)
    assert checked.agrees
    assert (checked.compared, checked.equal) == (240, 240)
    assert sum(checked.counts) + checked.unassigned == 240
    assert checked.checksum == package.way_sha256


@pytest.mark.parametrize("candidate", ["land", "rfm", "kmeans"])
def test_labels_from_a_log_are_those_of_the_fitted_model_too(candidate):
    document, package = made(candidate, log_question)
    file = label_file(document, package, "parquet", "en")
    assert read_back(file, package, "en") == fitted(document, candidate)
    assert package.tables == (("customers",) if candidate == "land" else ("customers", "orders"))


def test_dense_groups_are_stood_in_for_and_that_is_told():
    document, package = made("density")
    found = result_of(document).candidate("density")
    told = fitted(document, "density")
    labels = read_back(label_file(document, package, "parquet", "fi"), package)
    assert 0.8 < np.mean([labels[name] == told[name] for name in told]) < 1
    assert (package.stand_in.agreement, package.stand_in.balanced_accuracy) == (
        found.fidelity.agreement,
        found.fidelity.balanced_accuracy,
    )
    assert check_labels(document, package).agrees, "with the tree, which is what stands in the package"
    new = assign(package, {"customers": Upload(content=people_csv(), filename="a.csv")}, "fi", on=SPLIT)
    assert new.found.drift.shift.psi == 0, "the mix at making is the tree's, not that of the groups"


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_file_for_people_runs_nothing(kind):
    document = people_question(question, KINDS["stages"])
    result = result_of(document)
    names = {one.segment: f"=HYPERLINK({one.segment})" for one in result.candidate("stages").segments}
    package = segment_packages.package_of(document, result, "stages", names=names)
    file = label_file(document, package, kind, "fi")
    if kind == "csv":
        rows = list(csv.reader(io.StringIO(file.content.decode("utf-8"))))[1:]
    else:
        rows = list(openpyxl.load_workbook(io.BytesIO(file.content)).active.iter_rows(values_only=True))[1:]
    assert {"'=1+2", "'@sum"} <= {row[0] for row in rows}
    assert {row[1][:6] for row in rows if row[1]} == {"'=HYPE"}
    assert len(rows) == sum(file.counts) + file.unassigned == 240


def test_a_package_holds_nobody():
    for candidate in ("land", "kmeans", "latent"):
        _, package = made(candidate)
        text = segment_packages.package_json(package)
        assert not [place for place in range(240) if f'"{ident(place)}"' in text]
        assert "customers.csv" not in text
    assert segment_packages.read_package(text) == package


def test_counts_of_few_are_not_told_in_a_package():
    document, package = made("rfm")
    found = result_of(document).candidate("rfm")
    small = [one.segment for one in found.segments if 0 < one.customers < 5]
    assert small
    assert [one.id for one in package.segments if one.customers is None] == small
    assert package.rest >= 5


def test_a_package_asks_for_what_it_reads_and_no_more():
    _, package = made("rfm", log_question)
    assert [one.source for one in package.fields] == ["recency_days", "orders", "revenue"]
    assert package.orders.category is None
    assert (package.customers.customer, package.customers.joined) == ("customer", None)
    assert package.counted_on == SPLIT
    assert package.made_on == clock.today()


def test_what_cannot_be_packed_says_why():
    document = people_question(question, KINDS["luck"], KINDS["stages"], KINDS["none"])
    result = result_of(document)
    with pytest.raises(NotComputable, match="package_random"):
        segment_packages.package_of(document, result, "luck", names={})
    with pytest.raises(NotFound, match="package_candidate_unknown"):
        segment_packages.package_of(document, result, "gone", names={})
    assert segment_packages.usable_candidates(document, result) == ("stages", "none")
    assert segment_packages.first_candidate(document, result) == "stages"


def run_on_duckdb(text, **tables):
    connection = duckdb.connect()
    for name, content in tables.items():
        connection.register(name, pq.read_table(datasets.path_of(content.sha256)))
    rows = connection.execute(text).fetchall()
    connection.close()
    return dict(rows)


@pytest.mark.parametrize(("candidate", "build"), [("latent", people_question), ("rfm", log_question)])
def test_sql_over_the_tables_themselves_gives_the_same_segments(candidate, build):
    document, package = made(candidate, build)
    data = document.data
    files = {"customers": data.customers.file} | ({"orders": data.orders.file} if data.orders else {})
    found = sql_of(document, package, "duckdb", "fi", remarks=("two\nlines; DROP TABLE x",))
    assert found.text.splitlines()[1] == f"-- sha256 {package.way_sha256}"
    assert "-- two lines; DROP TABLE x" in found.text.splitlines()
    rows = run_on_duckdb(found.text, **files)
    places = {name: place for place, name in enumerate(names_of(package, "fi"))}
    assert {key: places[name] if name else -1 for key, name in rows.items()} == fitted(document, candidate)


def test_sql_over_a_table_of_features_is_short_and_reads_it_alone():
    document, package = made("rfm", log_question)
    found = sql_of(document, package, "postgres", "en", features="ready made")
    assert '"ready made"' in found.text
    assert '"our"."mart"' in sql_of(document, package, "postgres", "en", features="our.mart").text
    assert '"a"."b"."c"' in sql_of(document, package, "snowflake", "en", customers="a.b.c").text
    assert '"a."' in sql_of(document, package, "postgres", "en", features="a.").text
    assert '"orders"' in found.text, "the field"
    assert "GROUP BY" not in found.text
    assert len(found.text) < len(sql_of(document, package, "postgres", "en").text)


@pytest.mark.parametrize("candidate", ["kmeans", "latent", "density", "imported", "none"])
def test_every_dialect_is_written(candidate):
    document, package = made(candidate)
    for dialect in DIALECTS:
        found = sql_of(document, package, dialect, "fi")
        assert (found.dialect, found.checksum) == (dialect, package.way_sha256)
        assert ";" not in found.text


def test_rows_as_customers_are_labelled_but_have_no_sql():
    kept = datasets.add(people_csv(), "customers.csv")
    data = {"customers": {"file": kept.file.model_dump()}, "split_on": SPLIT}
    document, package = made("stages", data=data)
    labels = read_back(label_file(document, package, "csv", "fi"), package)
    assert set(labels) == {str(row) for row in range(1, 241)}
    with pytest.raises(DataError, match="sql_needs_ids"):
        sql_of(document, package, "duckdb", "fi")


@cache
def shop_log(seed, **more):
    return log_csv(seed=seed, **more)


def given(seed=0, **more):
    log, people = shop_log(seed, **more)
    return {
        "orders": Upload(content=log, filename="orders.csv"),
        "customers": Upload(content=people, filename="people.csv"),
    }


def test_the_same_customers_get_the_same_segments_and_no_alarm():
    document, package = made("rfm", log_question)
    found = assign(package, given(), "fi", on=SPLIT, kind="csv")
    assert not found.found.drift.sounds
    assert found.found.drift.shift.psi == 0
    assert found.on == SPLIT
    told = {
        name.replace("=1+2", "'=1+2").replace("@sum", "'@sum"): place
        for name, place in fitted(document, "rfm").items()
        if "@example" not in name and len(name) < 60
    }
    labels = read_back(found.file, package)
    assert {name: labels[name] for name in told} == told
    assert "anna@example.com" in labels, "an address that is kept as a hash stands in the user's own file"
    assert not list((datasets.settings().folder).glob("labels-*")), "nothing of it is kept"


def test_other_customers_of_the_same_shop_raise_no_alarm_and_a_quiet_shop_does():
    _, package = made("stages", log_question)
    assert not assign(package, given(seed=11), "fi", on=SPLIT).found.drift.sounds
    quiet = assign(package, given(seed=11, quiet=True), "fi", on=SPLIT)
    assert quiet.found.drift.sounds
    assert not assign(package, given(seed=11, quiet=True), "fi", on=SPLIT, tolerated=99).found.drift.sounds


def test_days_are_counted_to_the_day_asked_for_or_today():
    _, package = made("stages", log_question)
    with clock.stopped(clock.datetime(2028, 1, 1, 12, tzinfo=clock.UTC)):
        found = assign(package, given(), "fi")
    assert found.on == date(2028, 1, 1)
    former = [one.id for one in package.segments].index("former")
    assert found.found.counts[former] > 2 * package.segments[former].customers
    assert found.found.drift.sounds


@pytest.mark.parametrize("language", ["fi", "en"])
def test_an_earlier_file_tells_who_moved(language):
    _, package = made("stages", log_question)
    first = assign(package, given(), language, on=SPLIT, kind="csv")
    before = Upload(content=first.file.content, filename="old.csv")
    same = assign(package, given(), "fi", on=SPLIT, before=before).found.moves
    assert (same.found.stayed, same.found.customers, same.unknown) == (same.rows, same.rows, 0)
    later = assign(package, given(), "fi", on=date(2026, 6, 1), before=before).found.moves
    assert 0 < later.found.stayed < later.found.customers
    assert later.found.joined == 0


def test_a_kept_file_of_labels_finds_its_addresses_again():
    document, package = made("stages", log_question)
    exported = label_file(document, package, "parquet", "fi")
    before = Upload(content=exported.content, filename="kept.parquet")
    moved = assign(package, given(), "fi", on=SPLIT, before=before).found.moves
    assert moved.found.stayed == moved.rows == sum(exported.counts) + exported.unassigned


def test_earlier_segments_that_nobody_knows_are_counted():
    _, package = made("stages", log_question)
    before = Upload(
        content=b"customer,segment\nc00003,Gold\nc00004,Ryhm\xc3\xa4 loyal\nc99999,loyal\n", filename="o.csv"
    )
    moved = assign(package, given(), "fi", on=SPLIT, before=before).found.moves
    assert (moved.rows, moved.unknown, moved.found.left) == (3, 1, 1)


def test_kept_and_lying_tables_serve_as_well(tmp_path):
    document, package = made("kmeans")
    path = datasets.path_of(document.data.customers.file.sha256)
    kept = assign(package, {"customers": path}, "fi", on=SPLIT)
    table = pq.read_table(path)
    pq.write_table(table, tmp_path / "mine.parquet")
    lying = assign(package, {"customers": tmp_path / "mine.parquet"}, "fi", on=SPLIT)
    assert kept.found == lying.found
    assert kept.found.drift.shift.psi == 0


def test_addresses_join_whatever_their_capitals():
    _, package = made("stages", log_question)
    orders = b"customer,day,order,sum\nAnna@Example.com,2025-12-30,1,10\n anna@example.COM ,2025-12-30,2,9\n"
    people = b"customer,country,born\nanna@example.com ,FI,1980-01-01\nnobody@example.com,FI,1990-01-01\n"
    tables = {
        "orders": Upload(content=orders, filename="o.csv"),
        "customers": Upload(content=people, filename="p.csv"),
    }
    found = assign(package, tables, "en", on=SPLIT, kind="csv")
    rows = dict(list(csv.reader(io.StringIO(found.file.content.decode())))[1:])
    assert set(rows) == {"anna@example.com", "nobody@example.com"}
    assert rows["anna@example.com"] != rows["nobody@example.com"]


@pytest.mark.parametrize(
    ("tables", "code"),
    [
        ({}, "package_needs_customers"),
        ({"customers": b"customer,country,born\na,FI,1980-01-01\n"}, "package_needs_orders"),
        ({"customers": b"who,country,born\na,FI,1980-01-01\n"}, "column_missing"),
        (
            {"customers": b"customer\na\n", "orders": b"customer,day,order\na,2025-01-01,1\n"},
            "package_columns_missing",
        ),
        (
            {
                "customers": b"customer\na\na\n",
                "orders": b"customer,day,order,sum\na,2025-01-01,1,5\n",
            },
            "customers_repeated",
        ),
        (
            {"customers": b"customer\n \n", "orders": b"customer,day,order,sum\na,2025-01-01,1,5\n"},
            "no_customers_before_split",
        ),
    ],
)
def test_tables_that_do_not_serve_are_refused_with_the_reason(tables, code):
    _, package = made("rfm", log_question)
    uploads = {name: Upload(content=content, filename=f"{name}.csv") for name, content in tables.items()}
    with pytest.raises((DataError, NotComputable), match=code):
        assign(package, uploads, "fi", on=SPLIT)


def test_progress_rises_to_the_end():
    _, package = made("stages", log_question)
    told = []
    assign(package, given(), "fi", on=SPLIT, kind="parquet", progress=told.append)
    assert told == sorted(told)
    assert (told[0], told[-1]) == (0, 1)
