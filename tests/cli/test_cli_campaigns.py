"""Campaigns from a shell: read, report, plan, lock, deal; the same digits as in the app."""

from __future__ import annotations

import csv
import json
import re
from io import BytesIO, StringIO

import openpyxl
import pytest
from pypdf import PdfReader

import cli
from data.samples import samples
from evaluators.documents import canonical_json, revise
from evaluators.kinds import KINDS
from reports.files import sentence_of
from reports.json import plain_data
from services import clock, datasets
from services.campaigns import is_locked_unchanged
from services.documents import parse
from services.examples import open_example
from services.results import forget_results, result_of

SAMPLES = {one.id: one for one in samples() if one.document.kind.startswith("campaign")}
LANGUAGES = ("fi", "en")
FILES = {
    "r.html": b"<!doctype",
    "r.pdf": b"%PDF",
    "r.xlsx": b"PK",
    "r.csv": b"\xef\xbb\xbf",
    "r.json": b"{",
}


def run(capsys, *arguments):
    code = cli.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture(params=SAMPLES.values(), ids=SAMPLES)
def sample(request):
    return request.param


@pytest.fixture
def file(sample, tmp_path):
    return laid_out(sample, tmp_path)


@pytest.fixture
def plan(tmp_path):
    return laid_out(SAMPLES["small-list-plan"], tmp_path)


@pytest.fixture(autouse=True)
def _no_tables_left():
    yield
    for table in datasets.listed():
        datasets.delete(table.id)


def laid_out(sample, folder):
    """Write a sample's document and its tables beside it, as they are shipped; return the document's path."""
    for name, content in sample.contents().items():
        (folder / name).write_bytes(content)
    path = folder / f"{sample.id}.json"
    path.write_text(canonical_json(sample.document), encoding="utf-8")
    return path


def of_service(sample):
    """Return a sample's result as the app works it out, from tables that it keeps."""
    forget_results()
    open_example(sample.id, "fi")
    result = result_of(sample.document)
    for table in datasets.listed():
        datasets.delete(table.id)
    return result


def unspaced(text):
    return "".join(text.split())


def customers(count=400):
    """Return a list as CSV: the segments of the sample plan, a tenth of the customers without consent."""
    names = ("loyal", "occasional", "potential", "former")
    lines = ["email;lifecycle;consent"]
    lines += [f"c{one:04d}@example.com;{names[one % 4]};{'no' if one % 10 == 9 else 'yes'}" for one in range(count)]
    return "\n".join(lines)


@pytest.fixture
def listed(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text(customers(), encoding="utf-8")
    return path


def test_same_digits_as_the_service(capsys, sample, file):
    expected = of_service(sample)
    code, out, err = run(capsys, "evaluate", file, "--json")
    assert (code, err) == (0, "")
    given = json.loads(out)
    assert given["result"] == json.loads(json.dumps(plain_data(expected)))
    assert given["document"] == json.loads(canonical_json(sample.document))
    assert not datasets.listed(), "nothing is kept of a file that lay beside"


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terminal_says_the_answer(capsys, sample, file, language):
    code, out, err = run(capsys, "evaluate", file, "--lang", language)
    assert (code, err) == (0, "")
    assert unspaced(sentence_of(sample.document, of_service(sample), language)) in unspaced(out)


def test_a_table_elsewhere_is_named_and_counts_by_its_content(capsys, tmp_path):
    sample = SAMPLES["spring-campaign"]
    file = laid_out(sample, tmp_path)
    (tmp_path / "elsewhere").mkdir()
    moved = (tmp_path / sample.tables[0]).rename(tmp_path / "elsewhere" / "other-name.csv.gz")
    forget_results()
    code, out, err = run(capsys, "evaluate", file, "--lang", "en")
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert sample.tables[0] in err
    code, out, err = run(capsys, "evaluate", file, "--json", "--data", moved)
    assert (code, err) == (0, "")
    assert json.loads(out)["result"] == json.loads(json.dumps(plain_data(of_service(sample))))


def test_another_table_of_the_same_name_is_not_taken(capsys, tmp_path):
    sample = SAMPLES["spring-campaign"]
    file = laid_out(sample, tmp_path)
    (tmp_path / sample.tables[0]).write_bytes(b"customer,group\n1,message\n")
    forget_results()
    code, out, err = run(capsys, "evaluate", file, "--lang", "fi")
    assert (code, out, len(err.splitlines())) == (2, "", 1)


@pytest.mark.parametrize("sample", [SAMPLES["hillstrom"], SAMPLES["small-list-plan"]], indirect=True)
@pytest.mark.parametrize("name", FILES)
def test_reports_of_every_kind(capsys, sample, file, tmp_path, name):
    code, out, err = run(capsys, "report", file, "-o", tmp_path / name, "--lang", "en")
    assert (code, out, err) == (0, "", "")
    assert (tmp_path / name).read_bytes()[:20].lower().startswith(FILES[name].lower())
    assert not list(tmp_path.glob(".*.part"))


def test_a_report_of_rows_that_lie_beside(capsys, tmp_path):
    file = laid_out(SAMPLES["spring-campaign"], tmp_path)
    assert run(capsys, "report", file, "-o", tmp_path / "r.csv", "--lang", "fi") == (0, "", "")
    assert "Vakioasiakkaat" in (tmp_path / "r.csv").read_text(encoding="utf-8-sig")


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_page_is_one_page(capsys, file, tmp_path, language):
    assert run(capsys, "report", file, "-o", tmp_path / "a.pdf", "--one-page", "--lang", language)[0] == 0
    assert len(PdfReader(BytesIO((tmp_path / "a.pdf").read_bytes())).pages) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_is_told_and_locked(capsys, plan, language):
    before = parse(plan.read_bytes())
    code, out, err = run(capsys, "plan", plan, "--lang", language)
    assert (code, err) == (0, "")
    assert unspaced(sentence_of(before, result_of(before), language)) in unspaced(out)
    assert parse(plan.read_bytes()) == before, "nothing is written unless asked"
    assert run(capsys, "plan", plan, "--lock", "--lang", language)[0] == 0
    locked = parse(plan.read_bytes())
    assert is_locked_unchanged(locked)
    assert locked.lock.locked_on == clock.today()
    assert revise(locked, lock=None) == before


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_a_list_is_dealt(capsys, plan, listed, tmp_path, ending):
    output = tmp_path / f"dealt.{ending}"
    code, out, err = run(capsys, "assign", plan, listed, "-o", output, "--lang", "en")
    assert (code, err) == (0, "")
    assert re.search(r"\b40\b", out), "those without consent are counted"
    heading, *rows = read_back(output)
    assert heading == ["customer", "segment", "variant"]
    assert "c0000@example.com" in {row[0] for row in rows}
    people = [row[0] for row in rows]
    assert len(people) == len(set(people))
    assert not {f"c{one:04d}@example.com" for one in range(9, 400, 10)} & set(people), "no consent, no send"
    arms = {name: sum(name in row for row in rows) for name in ("same", "tailored")}
    assert abs(arms["same"] - arms["tailored"]) <= len(SAMPLES["small-list-plan"].document.design.segments)
    kept = parse(plan.read_bytes())
    assert kept.assignment.salt
    assert kept.assignment.holdout_salt
    again = tmp_path / f"again.{ending}"
    assert run(capsys, "assign", plan, listed, "-o", again, "--lang", "fi")[0] == 0
    assert read_back(again) == [heading, *rows], "the salts make the deal again"
    assert parse(plan.read_bytes()) == kept


def test_columns_are_named_and_customers_excluded(capsys, plan, listed, tmp_path):
    left_out = tmp_path / "left-out.txt"
    left_out.write_text("c0000@example.com\nc0001@example.com\n", encoding="utf-8")
    output = tmp_path / "dealt.csv"
    named = ("--customer", "email", "--segment", "lifecycle", "--consent", "consent")
    code, out, err = run(capsys, "assign", plan, listed, "-o", output, *named, "--exclude", left_out, "--lang", "en")
    assert (code, err) == (0, "")
    people = {row[0] for row in read_back(output)[1:]}
    assert not people & {"c0000@example.com", "c0001@example.com"}
    assert "c0002@example.com" in people
    assert "example.com" not in out, "the summary names nobody"


def read_back(path):
    """Return the rows of an assignment file as texts."""
    if path.suffix == ".csv":
        text = path.read_bytes().decode("utf-8-sig")
        return list(csv.reader(StringIO(text), csv.Sniffer().sniff(text.splitlines()[0], ",;\t")))
    sheet = openpyxl.load_workbook(BytesIO(path.read_bytes()), read_only=True).active
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]


@pytest.mark.parametrize("kind", KINDS)
def test_schema_of_every_kind(capsys, kind):
    code, out, err = run(capsys, "schema", kind)
    assert (code, err) == (0, "")
    assert json.loads(out) == json.loads(json.dumps(KINDS[kind].model_json_schema()))


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan", "TEST"),
        ("plan", "TEST", "--lock"),
        ("plan", "absent.json"),
        ("plan", "BROKEN"),
        ("assign", "TEST", "LIST", "-o", "OUT"),
        ("assign", "PLAN", "absent.csv", "-o", "OUT"),
        ("assign", "PLAN", "LIST", "-o", "OUT", "--customer", "nothing"),
        ("assign", "PLAN", "LIST", "-o", "OUT", "--segment", "nothing"),
        ("assign", "PLAN", "LIST", "-o", "OUT", "--consent", "nothing"),
        ("assign", "PLAN", "LIST", "-o", "OUT", "--exclude", "absent.txt"),
        ("assign", "PLAN", "BROKEN", "-o", "OUT"),
        ("assign", "PLAN", "LIST", "-o", "absent-folder/out.csv"),
        ("assign", "PLAN", "LIST"),
        ("evaluate", "ROWS", "--data", "absent.csv"),
        ("report", "TEST", "-o", "report.docx"),
        ("schema", "campaign"),
    ],
)
@pytest.mark.parametrize("language", LANGUAGES)
def test_faults_are_one_sentence(capsys, plan, listed, tmp_path, arguments, language):
    (tmp_path / "broken").write_bytes(b"\x00{")
    rows = tmp_path / "rows.json"
    rows.write_text(canonical_json(SAMPLES["spring-campaign"].document), encoding="utf-8")
    forget_results()
    named = {
        "TEST": laid_out(SAMPLES["hillstrom"], tmp_path),
        "ROWS": rows,
        "PLAN": plan,
        "LIST": listed,
        "BROKEN": tmp_path / "broken",
        "OUT": tmp_path / "out.csv",
    }
    code, out, err = run(capsys, *(named.get(word, word) for word in arguments), f"--lang={language}")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert "Traceback" not in err
    assert not (tmp_path / "out.csv").exists()
