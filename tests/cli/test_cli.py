"""The command line: the same function, the same digits, one sentence for every fault."""

from __future__ import annotations

import json
import subprocess
import sys
from io import BytesIO

import pytest
from pypdf import PdfReader

import cli
from data.templates import examples
from evaluators.documents import canonical_json
from reports.json import plain_data
from services.evaluations import parse
from services.results import result_of
from tests.architecture.source import ROOT


@pytest.fixture(scope="module")
def document():
    return examples("fi")[0].document


@pytest.fixture
def file(document, tmp_path):
    path = tmp_path / "evaluation.json"
    path.write_text(canonical_json(document), encoding="utf-8")
    return path


def run(capsys, *arguments):
    code = cli.main([str(argument) for argument in arguments])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_same_digits_as_the_service(capsys, document, file):
    code, out, err = run(capsys, "evaluate", file, "--json")
    assert (code, err) == (0, "")
    given = json.loads(out)
    assert given["result"] == json.loads(json.dumps(plain_data(result_of(document))))
    assert given["document"] == json.loads(canonical_json(document))


def test_same_digits_in_another_process(capsys, file):
    _, here, _ = run(capsys, "evaluate", file, "--json")
    command = [sys.executable, "cli.py", "evaluate", str(file), "--json"]
    there = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True, encoding="utf-8")
    assert there.stdout == here
    assert there.stderr == ""


@pytest.mark.parametrize("language", ["fi", "en"])
def test_the_terminal_shows_the_verdict(capsys, document, file, language):
    from reports.verdicts import verdict_sentence

    code, out, _ = run(capsys, "evaluate", file, "--lang", language)
    sentence = verdict_sentence(document, result_of(document), language)
    assert code == 0
    assert "".join(sentence.split()) in "".join(out.split())


@pytest.mark.parametrize(
    ("name", "start"),
    [("r.html", b"<!doctype"), ("r.pdf", b"%PDF"), ("r.XLSX", b"PK"), ("r.csv", b"\xef\xbb\xbf"), ("r.json", b"{")],
)
def test_reports_of_every_kind(capsys, file, tmp_path, name, start):
    code, out, err = run(capsys, "report", file, "-o", tmp_path / name, "--lang", "en")
    assert (code, out, err) == (0, "", "")
    assert (tmp_path / name).read_bytes()[:20].lower().startswith(start.lower())
    assert not list(tmp_path.glob(".*.part"))


def test_one_page(capsys, file, tmp_path):
    assert run(capsys, "report", file, "-o", tmp_path / "a.pdf", "--one-page")[0] == 0
    assert len(PdfReader(BytesIO((tmp_path / "a.pdf").read_bytes())).pages) == 1


def test_schema(capsys):
    code, out, _ = run(capsys, "schema", "tool-evaluation")
    assert code == 0
    assert json.loads(out)["title"] == "ToolEvaluation"


def test_import_scores(capsys, document, file, tmp_path):
    tool = document.tools[0].id
    criterion = next(one for one in document.criteria if one.scale.type == "grades")
    best = criterion.scale.grades[-1].id
    scores = tmp_path / "scores.csv"
    scores.write_text(f"tool;criterion;value;source\n{tool};{criterion.id};{best};own trial\n", encoding="utf-8")
    new = tmp_path / "new.json"
    code, out, err = run(capsys, "import-scores", scores, "--into", file, "-o", new, "--lang", "en")
    assert (code, err) == (0, "")
    assert "1 score" in out
    assert parse(file.read_bytes()) == document, "the document itself is left alone"
    added = set(parse(new.read_bytes()).evidence) - set(document.evidence)
    assert [(one.tool, one.criterion, one.value) for one in added] == [(tool, criterion.id, best)]


@pytest.mark.parametrize(
    ("arguments", "fi", "en"),
    [
        (("evaluate", "absent.json"), "absent.json", "absent.json"),
        (("schema", "nothing"), "tool-evaluation", "tool-evaluation"),
        (("report", "FILE", "-o", "report.docx"), "docx", "docx"),
        (("evaluate",), "Komentoa ei ymmärretty", "was not understood"),
        (("no-such-command",), "Komentoa ei ymmärretty", "was not understood"),
        ((), "Komentoa ei ymmärretty", "was not understood"),
        (("evaluate", "BROKEN"), "JSON", "JSON"),
        (("restore", "BROKEN"), "", ""),
        (("import-scores", "BROKEN", "--into", "FILE"), "", ""),
    ],
)
@pytest.mark.parametrize("language", ["fi", "en"])
def test_faults_are_one_sentence(capsys, file, tmp_path, arguments, fi, en, language):
    broken = tmp_path / "broken.csv"
    broken.write_text("{", encoding="utf-8")
    named = {"FILE": file, "BROKEN": broken}
    code, out, err = run(capsys, *(named.get(word, word) for word in arguments), f"--lang={language}")
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert (fi if language == "fi" else en) in err
    assert "Traceback" not in err


def test_help_is_in_the_language(capsys):
    for language, word in (("fi", "komentoriviltä"), ("en", "from a shell")):
        with pytest.raises(SystemExit) as ended:
            cli.main(["--lang", language, "--help"])
        assert ended.value.code == 0
        assert word in capsys.readouterr().out


@pytest.mark.parametrize(
    ("here", "language"), [("fi_FI.UTF-8", "fi"), ("en_GB.UTF-8", "en"), ("C.UTF-8", "fi"), ("", "fi")]
)
def test_language_of_the_machine(monkeypatch, here, language):
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", here)
    assert cli._language([]) == language


def test_backup_and_restore(capsys, tmp_path):
    backup = tmp_path / "backup.sqlite"
    assert run(capsys, "backup", backup, "--lang", "en")[:2] == (0, f"Backup written: {backup}\n")
    assert backup.stat().st_size > 0
    assert run(capsys, "restore", backup, "--lang", "en")[0] == 0
