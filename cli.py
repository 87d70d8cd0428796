"""The same use cases from a shell: ``python cli.py evaluate FILE``. Faults are one sentence and exit code 2."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from evaluators.errors import DataError, EvaluationError
from i18n import LANGUAGES, Language, texts
from i18n.negotiation import negotiated

if TYPE_CHECKING:
    from evaluators.kinds import AnyDocument, AnyResult

FAULT = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    language = _language(given)
    try:
        asked = _parser(language).parse_args(given)
        return int(asked.run(asked, language))
    except _NotUnderstood as fault:
        return _complain(str(fault))
    except EvaluationError as fault:
        from i18n.sentences import error_sentence

        return _complain(error_sentence(fault.code, fault.facts, language))
    except BrokenPipeError:  # the reader, for example ``head``, has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


class _NotUnderstood(Exception):
    """The command line could not be read."""


class _Parser(argparse.ArgumentParser):
    """A parser whose complaint is a sentence in the chosen language."""

    language: Language = "en"

    def error(self, message: str) -> NoReturn:
        usage = " ".join(self.format_usage().split()).removeprefix("usage: ")
        raise _NotUnderstood(texts(self.language)("cli.not_understood", usage=usage))


def _language(given: Sequence[str]) -> Language:
    """Read ``--lang`` before the rest, since complaints about the rest are in that language too."""
    wish = next((value for name, value in pairwise(given) if name == "--lang"), None)
    wish = wish or next((word.removeprefix("--lang=") for word in given if word.startswith("--lang=")), None)
    here = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return negotiated(wish, here.replace("_", "-"))


def _parser(language: Language) -> argparse.ArgumentParser:
    t = texts(language)
    _Parser.language = language
    shared = _Parser(add_help=False)
    shared.add_argument("--lang", choices=LANGUAGES, help=t("cli.help.lang"))
    parser = _Parser(prog="python cli.py", description=t("cli.about"), parents=[shared])
    commands = parser.add_subparsers(parser_class=_Parser, dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Callable[[argparse.Namespace, Language], int]) -> argparse.ArgumentParser:
        about = t(f"cli.about.{name.replace('-', '_')}")
        made = commands.add_parser(name, help=about, description=about, parents=[shared])
        made.set_defaults(run=run)
        return made

    evaluate = command("evaluate", _evaluate)
    evaluate.add_argument("file", metavar="FILE", help=t("cli.help.document"))
    evaluate.add_argument("--json", action="store_true", help=t("cli.help.json"))
    evaluate.add_argument("--data", action="append", default=[], metavar="TABLE", help=t("cli.help.data"))
    report = command("report", _report)
    report.add_argument("file", metavar="FILE", help=t("cli.help.document"))
    report.add_argument("-o", "--output", required=True, metavar="REPORT", help=t("cli.help.report"))
    report.add_argument("--one-page", action="store_true", help=t("cli.help.one_page"))
    report.add_argument("--names", action="store_true", help=t("cli.help.names"))
    report.add_argument("--data", action="append", default=[], metavar="TABLE", help=t("cli.help.data"))
    plan = command("plan", _plan)
    plan.add_argument("file", metavar="PLAN", help=t("cli.help.plan"))
    plan.add_argument("--lock", action="store_true", help=t("cli.help.lock"))
    assign = command("assign", _assign)
    assign.add_argument("file", metavar="PLAN", help=t("cli.help.plan"))
    assign.add_argument("list", metavar="LIST", help=t("cli.help.list"))
    assign.add_argument("-o", "--output", required=True, metavar="FILE", help=t("cli.help.assigned"))
    assign.add_argument("--customer", metavar="COLUMN", help=t("cli.help.customer"))
    assign.add_argument("--segment", metavar="COLUMN", help=t("cli.help.segment"))
    assign.add_argument("--consent", metavar="COLUMN", help=t("cli.help.consent"))
    assign.add_argument("--exclude", metavar="IDS", help=t("cli.help.exclude"))
    schema = command("schema", _schema)
    schema.add_argument("kind", metavar="KIND", help=t("cli.help.kind"))
    scores = command("import-scores", _import_scores)
    scores.add_argument("file", metavar="SCORES", help=t("cli.help.scores"))
    scores.add_argument("--into", required=True, metavar="EVALUATION", help=t("cli.help.document"))
    scores.add_argument("-o", "--output", metavar="FILE", help=t("cli.help.into_output"))
    backup = command("backup", _backup)
    backup.add_argument("file", metavar="FILE", help=t("cli.help.backup"))
    restore = command("restore", _restore)
    restore.add_argument("file", metavar="FILE", help=t("cli.help.backup"))
    serve = command("serve", _serve)
    serve.add_argument("--port", type=int, default=8501, help=t("cli.help.port"))
    return parser


def _evaluate(asked: argparse.Namespace, language: Language) -> int:
    from reports import files, json, terminal

    document = _document(asked.file)
    result = _result(document, asked)
    if asked.json:
        print(json.render(document, result, show_names=True))
    else:
        print(terminal.render(files.report_of(document, result, language, show_names=True)))
    return 0


def _report(asked: argparse.Namespace, language: Language) -> int:
    from reports import files

    output = Path(asked.output)
    kind = files.kind_of(output.name)
    document = _document(asked.file)
    result = _result(document, asked)
    _write(output, files.render(document, result, language, kind, one_page=asked.one_page, show_names=asked.names))
    return 0


def _schema(asked: argparse.Namespace, language: Language) -> int:
    import json

    from services.evaluations import KINDS

    if asked.kind not in KINDS:
        raise DataError("document_kind_unknown", kind=asked.kind, available=sorted(KINDS))
    print(json.dumps(KINDS[asked.kind].model_json_schema(), indent=2, ensure_ascii=False, sort_keys=True))
    return 0


def _import_scores(asked: argparse.Namespace, language: Language) -> int:
    from evaluators.documents import canonical_json
    from evaluators.tools.document import ToolEvaluation
    from services import imports
    from services.documents import of_kind

    document = of_kind(_document(asked.into), ToolEvaluation)
    preview = imports.preview_scores(document, _read(asked.file), Path(asked.file).name)
    changed = imports.apply_scores(document, preview)
    _write(Path(asked.output or asked.into), canonical_json(changed).encode())
    print(texts(language).plural("cli.scores_read", len(preview.rows), n=len(preview.rows)))
    return 0


def _backup(asked: argparse.Namespace, language: Language) -> int:
    from services import backup

    backup.backup(Path(asked.file))
    print(texts(language)("cli.backed_up", file=asked.file))
    return 0


def _restore(asked: argparse.Namespace, language: Language) -> int:
    from services import backup

    kept = backup.restore(Path(asked.file))
    print(texts(language)("cli.restored", file=asked.file, kept=str(kept)))
    return 0


def _serve(asked: argparse.Namespace, language: Language) -> int:
    app = Path(__file__).resolve().parent / "app.py"
    command = [sys.executable, "-m", "streamlit", "run", str(app), f"--server.port={asked.port}"]
    os.chdir(app.parent)  # where the server finds its settings
    os.execv(sys.executable, command)  # noqa: S606 - our own interpreter, no shell; the server takes this process over


def _plan(asked: argparse.Namespace, language: Language) -> int:
    from evaluators.campaigns.plan import CampaignPlan
    from evaluators.documents import canonical_json
    from reports import files, terminal
    from services import campaigns, clock
    from services.documents import of_kind
    from services.results import result_of

    plan = of_kind(_document(asked.file), CampaignPlan)
    if asked.lock:
        plan = campaigns.lock_plan(plan, clock.today())
        _write(Path(asked.file), canonical_json(plan).encode())
    print(terminal.render(files.report_of(plan, result_of(plan), language)))
    return 0


def _assign(asked: argparse.Namespace, language: Language) -> int:
    from evaluators.campaigns.plan import CampaignPlan
    from evaluators.documents import canonical_json
    from reports import terminal
    from reports.campaigns import dealing
    from services import assigning
    from services.documents import of_kind

    given = of_kind(_document(asked.file), CampaignPlan)
    output, content, name = Path(asked.output), _read(asked.list), Path(asked.list).name
    columns = assigning.columns_of(content, name, asked.customer, asked.segment, asked.consent)
    plan = assigning.with_salts(given)
    kind: assigning.FileKind = "xlsx" if output.suffix.lower() == ".xlsx" else "csv"
    excluded = _read(asked.exclude).decode(errors="replace") if asked.exclude else ""
    made = assigning.assign_list(plan, content, name, columns, kind=kind, excluded_text=excluded)
    if plan != given:  # the salts, without which the deal could not be made again
        _write(Path(asked.file), canonical_json(plan).encode())
    _write(output, made.content)
    print(terminal.render(dealing.report(plan, made.summary, language)))
    return 0


def _document(file: str) -> AnyDocument:
    from services.evaluations import parse

    return parse(_read(file))


def _result(document: AnyDocument, asked: argparse.Namespace) -> AnyResult:
    """Work a document out; a campaign test's tables may lie beside it."""
    from evaluators.campaigns.experiment import CampaignTest
    from services.results import result_of

    if not isinstance(document, CampaignTest):
        return result_of(document)
    from services.data_files import result_beside

    return result_beside(document, Path(asked.file).parent, [Path(one) for one in asked.data])


def _read(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as fault:
        raise DataError("file_unreadable", file=file, reason=fault.strerror or type(fault).__name__) from fault


def _write(file: Path, content: bytes) -> None:
    """Write beside and move into place, so that a full disk leaves the old file whole."""
    draft = file.with_name(f".{file.name}.part")
    try:
        draft.write_bytes(content)
        draft.replace(file)
    except OSError as fault:
        draft.unlink(missing_ok=True)
        raise DataError("file_unwritable", file=str(file), reason=fault.strerror or type(fault).__name__) from fault


def _complain(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return FAULT


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # whatever the console believes: the texts need it
    sys.exit(main())
