"""Segmentations from a shell: the same digits as in the app, packages, labels, SQL, an alarm that schedulers hear."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sys

import pyarrow.csv
import pyarrow.parquet as pq
import pytest

import cli
from commands import files, segments
from evaluators.documents import canonical_json, revise
from evaluators.segmentations.package import SegmentPackage, read_package
from evaluators.version import VERSION
from i18n import LANGUAGES, texts
from reports.json import plain_data
from services import clock, datasets, measured, segmentations
from services.results import forget_results, result_of
from settings import settings
from tests.evaluators.segmentations.made_up_shop import question
from tests.evaluators.segmentations.shop_files import (
    EVERY_KIND,
    SPLIT,
    log_csv,
    log_question,
    people_csv,
    people_question,
)

KINDS = {one["id"]: one for one in EVERY_KIND}
DRIFTED = 3


@pytest.fixture(autouse=True)
def _no_tables_left():
    segmentations.forget_customers()
    yield
    for table in datasets.listed():
        datasets.delete(table.id)


def run(capsys, *arguments):
    code = cli.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    """Return a folder with an evaluation and its tables beside it, and the evaluation."""
    folder = tmp_path_factory.mktemp("shop")
    document = log_question(question, KINDS["stages"], KINDS["kmeans"], KINDS["luck"], title="Shop")
    log, people = log_csv()
    (folder / "orders.csv").write_bytes(log)
    (folder / "people.csv").write_bytes(people)
    (folder / "shop.json").write_text(canonical_json(document), encoding="utf-8")
    for table in datasets.listed():
        datasets.delete(table.id)
    return folder, document


@pytest.fixture
def package(capsys, shop, tmp_path):
    path = tmp_path / "package.json"
    arguments = ("segments", shop[0] / "shop.json", "--candidate", "stages", "-o", path)
    assert run(capsys, *arguments, "--lang", "en")[0] == 0
    return path


def labels(path):
    return dict(list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))[1:])


def assigned(capsys, shop, package, output, *more):
    folder = shop[0]
    tables = ("--customers", folder / "people.csv", "--orders", folder / "orders.csv")
    return run(capsys, "assign", package, *tables, "-o", output, *more)


def test_the_same_digits_as_in_the_app(capsys, shop):
    folder, document = shop
    code, out, err = run(capsys, "evaluate", folder / "shop.json", "--json")
    assert (code, err) == (0, "")
    log_question(question, KINDS["stages"])  # the tables are kept, as in the app
    forget_results()
    measured.forget()
    assert json.loads(out)["result"] == json.loads(json.dumps(plain_data(result_of(document))))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terminal_and_a_report_show_it(capsys, shop, tmp_path, language):
    folder, _ = shop
    code, out, err = run(capsys, "evaluate", folder / "shop.json", "--lang", language)
    assert (code, err) == (0, "")
    assert texts(language)("segment_name.loyal") in out
    report = ("report", folder / "shop.json", "-o", tmp_path / "r.html", "--lang", language)
    assert run(capsys, *report) == (0, "", "")


def test_a_table_elsewhere_is_named(capsys, shop, tmp_path):
    folder, _ = shop
    lone = tmp_path / "shop.json"
    lone.write_bytes((folder / "shop.json").read_bytes())
    named = ("--data", folder / "people.csv", "--data", folder / "orders.csv")
    output = tmp_path / "labels.csv"
    assert run(capsys, "segments", lone, *named, "-o", output)[0] == 0
    segmentations.forget_customers()
    code, _, err = run(capsys, "segments", lone, "-o", output, "--lang", "en")
    assert (code, len(err.splitlines())) == (2, 1)
    assert "people.csv" in err


def test_parquet_that_was_uploaded_is_known_again(capsys, tmp_path):
    """The document names the file that was brought in; a named table is known by its footer instead."""
    frame = pyarrow.csv.read_csv(io.BytesIO(people_csv()))
    elsewhere = tmp_path / "elsewhere.parquet"
    pq.write_table(frame, elsewhere)
    kept = datasets.add(elsewhere.read_bytes(), "customers.parquet")
    document = people_question(question, KINDS["stages"], KINDS["luck"])
    source = document.data.customers.model_copy(update={"file": kept.file})
    document = revise(document, data=document.data.model_copy(update={"customers": source}))
    there = json.loads(json.dumps(plain_data(result_of(document))))
    for table in datasets.listed():
        datasets.delete(table.id)
    forget_results()
    measured.forget()
    segmentations.forget_customers()
    shutil.rmtree(settings().folder / measured.FOLDER)
    file = tmp_path / "shop.json"
    file.write_text(canonical_json(document), encoding="utf-8")
    code, out, err = run(capsys, "evaluate", file, "--json", "--data", elsewhere)
    assert (code, err) == (0, "")
    assert json.loads(out)["result"] == there


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_package_labels_and_sql_come_of_an_evaluation(capsys, shop, tmp_path, language):
    folder, _ = shop
    for name in ("p.json", "l.csv", "l.xlsx", "l.parquet", "s.sql"):
        arguments = ("segments", folder / "shop.json", "-o", tmp_path / name, "--lang", language)
        code, out, err = run(capsys, *arguments, "--candidate", "stages")
        assert (code, err) == (0, "")
        assert name in out
    package = read_package((tmp_path / "p.json").read_bytes())
    assert package.candidate == "stages"
    assert package.package_version == VERSION
    said = texts(language)
    assert said("segment_name.loyal") in labels(tmp_path / "l.csv").values()
    sql = (tmp_path / "s.sql").read_text(encoding="utf-8")
    assert sql.startswith(f"-- puntari {VERSION}\n-- sha256 {package.way_sha256}\n")
    assert said("segmentation_use.sql.day", day=SPLIT.isoformat()) in sql


def test_sql_for_another_database_over_ready_fields(capsys, shop, tmp_path):
    more = ("--dialect", "bigquery", "--features", "mart.customers")
    path = tmp_path / "s.sql"
    assert run(capsys, "segments", shop[0] / "shop.json", "-o", path, *more)[0] == 0
    assert "`mart`.`customers`" in path.read_text(encoding="utf-8")


def test_the_leader_is_taken_unless_another_is_asked_for(capsys, shop, tmp_path):
    path = tmp_path / "p.json"
    assert run(capsys, "segments", shop[0] / "shop.json", "-o", path)[0] == 0
    assert read_package(path.read_bytes()).candidate in ("stages", "kmeans")
    assert run(capsys, "segments", shop[0] / "shop.json", "-o", path, "--candidate", "kmeans")[0] == 0
    assert read_package(path.read_bytes()).candidate == "kmeans"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_change_ends_with_0_and_a_change_with_3(capsys, shop, package, tmp_path, language):
    output = tmp_path / "labels.csv"
    code, out, err = assigned(capsys, shop, package, output, "--on", SPLIT, "--lang", language)
    assert (code, err) == (0, "")
    assert len(labels(output)) == 240
    code, out, err = assigned(capsys, shop, package, output, "--on", "2028-01-01", "--lang", language)
    assert (code, err) == (DRIFTED, "")
    assert segments.DRIFTED == DRIFTED
    assert "PSI" in out
    assert texts(language)("segment_name.former") in out
    assert len(labels(output)) == 240, "the labels are written all the same"
    code, _, _ = assigned(capsys, shop, package, output, "--on", "2028-01-01", "--tolerate", "9,5")
    assert code == 0


def test_today_is_the_day_unless_another_is_named(capsys, shop, package, tmp_path):
    with clock.stopped(clock.datetime(2026, 1, 1, 12, tzinfo=clock.UTC)):
        assert assigned(capsys, shop, package, tmp_path / "l.csv", "--lang", "fi")[0] == 0
    with clock.stopped(clock.datetime(2029, 1, 1, 12, tzinfo=clock.UTC)):
        code, out, _ = assigned(capsys, shop, package, tmp_path / "l.csv", "--lang", "fi")
    assert code == DRIFTED
    assert "1.1.2029" in out


def test_earlier_labels_tell_who_moved_and_name_nobody(capsys, shop, package, tmp_path):
    old, new = tmp_path / "old.csv", tmp_path / "new.xlsx"
    assigned(capsys, shop, package, old, "--on", SPLIT, "--lang", "fi")
    _, out, _ = assigned(capsys, shop, package, new, "--on", "2026-03-01", "--before", old, "--lang", "en")
    assert texts("en")("segmentation_use.moves.heading") in out
    assert "240 customers have a segment both in the earlier file and now." in " ".join(out.split())
    assert "anna@example.com" in labels(old)
    assert "anna" not in out
    assert new.read_bytes().startswith(b"PK")


def test_the_only_table_needs_no_name(capsys, tmp_path):
    document = people_question(question, KINDS["land"], title="People")
    (tmp_path / "people.json").write_text(canonical_json(document), encoding="utf-8")
    (tmp_path / "new.csv").write_bytes(people_csv(seed=5))
    package, output = tmp_path / "p.json", tmp_path / "l.csv"
    assert run(capsys, "segments", tmp_path / "people.json", "-o", package)[0] == 0
    assert run(capsys, "assign", package, tmp_path / "new.csv", "-o", output)[0] == 0
    assert len(labels(output)) == 240


def test_schema_of_a_package(capsys):
    code, out, err = run(capsys, "schema", "segment-package")
    assert (code, err) == (0, "")
    assert json.loads(out) == json.loads(json.dumps(SegmentPackage.model_json_schema()))


def test_progress_is_told_to_a_person_alone(capsys, monkeypatch):
    assert files.progress("en") is None
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    tell = files.progress("en")
    for share in (0.0, 0.25, 1.0):
        tell(share)
    said = capsys.readouterr().err
    assert "25%" in said
    assert said.endswith("\r")


@pytest.mark.parametrize(
    "arguments",
    [
        ("segments", "SHOP", "-o", "out.docx"),
        ("segments", "SHOP", "-o", "OUT", "--candidate", "gone"),
        ("segments", "SHOP", "-o", "OUT", "--candidate", "luck"),
        ("segments", "PACKAGE", "-o", "OUT"),
        ("segments", "SHOP", "-o", "OUT", "--dialect", "basic"),
        ("segments", "absent.json", "-o", "OUT"),
        ("segments", "SHOP"),
        ("assign", "PACKAGE", "-o", "OUT"),
        ("assign", "PACKAGE", "PEOPLE", "-o", "OUT"),
        ("assign", "PACKAGE", "--customers", "PEOPLE", "-o", "OUT"),
        ("assign", "PACKAGE", "--customers", "ORDERS", "--orders", "PEOPLE", "-o", "OUT"),
        ("assign", "PACKAGE", "--customers", "absent.csv", "--orders", "ORDERS", "-o", "OUT"),
        ("assign", "PACKAGE", "--customers", "PEOPLE", "--orders", "ORDERS", "-o", "out.pdf"),
        ("assign", "PACKAGE", "--customers", "PEOPLE", "--orders", "ORDERS", "-o", "OUT", "--on", "28.11.2026"),
        ("assign", "PACKAGE", "--customers", "PEOPLE", "--orders", "ORDERS", "-o", "OUT", "--tolerate", "much"),
        ("assign", "PACKAGE", "--customers", "PEOPLE", "--orders", "ORDERS", "-o", "OUT", "--consent", "x"),
        ("assign", "BROKEN", "--customers", "PEOPLE", "--orders", "ORDERS", "-o", "OUT"),
        ("assign", "SHOP", "PEOPLE", "-o", "OUT"),
        ("assign", "SHOP", "--customers", "PEOPLE", "-o", "OUT"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_faults_are_one_sentence(capsys, shop, package, tmp_path, arguments, language):
    folder = shop[0]
    (tmp_path / "broken.json").write_text(package.read_text(encoding="utf-8").replace("loyal", "royal"))
    named = {
        "SHOP": folder / "shop.json",
        "PACKAGE": package,
        "BROKEN": tmp_path / "broken.json",
        "PEOPLE": folder / "people.csv",
        "ORDERS": folder / "orders.csv",
        "OUT": tmp_path / "out.csv",
    }
    code, out, err = run(capsys, *(named.get(word, word) for word in arguments), f"--lang={language}")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err
    assert not (tmp_path / "out.csv").exists()
