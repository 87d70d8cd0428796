"""The same use cases from a shell: ``python cli.py evaluate FILE``. Faults are one sentence and exit code 2.

``assign`` with a segment package ends with 3 when the drift alarm sounds.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from io import TextIOWrapper
from itertools import pairwise
from pathlib import Path
from typing import NoReturn

from commands import campaigns, evaluations, segments
from evaluators.errors import EvaluationError
from i18n import LANGUAGES, Language, Texts, texts
from i18n.negotiation import negotiated
from i18n.parsing import parse_number

FAULT = 2
DIALECTS = ("duckdb", "postgres", "databricks", "bigquery", "snowflake")
Run = Callable[[argparse.Namespace, Language], int]
Command = Callable[[str, Run], argparse.ArgumentParser]


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
    listed = parser.add_subparsers(parser_class=_Parser, dest="command", required=True, metavar="COMMAND")

    def command(name: str, run: Run) -> argparse.ArgumentParser:
        about = t(f"cli.about.{name.replace('-', '_')}")
        made = listed.add_parser(name, help=about, description=about, parents=[shared])
        made.set_defaults(run=run, parser=made)
        return made

    for add in (_of_evaluations, _of_campaigns, _of_segments, _of_upkeep):
        add(command, t)
    return parser


def _of_evaluations(command: Command, t: Texts) -> None:
    evaluate = command("evaluate", evaluations.evaluate)
    evaluate.add_argument("file", metavar="FILE", help=t("cli.help.document"))
    evaluate.add_argument("--json", action="store_true", help=t("cli.help.json"))
    evaluate.add_argument("--data", action="append", default=[], metavar="TABLE", help=t("cli.help.data"))
    report = command("report", evaluations.report)
    report.add_argument("file", metavar="FILE", help=t("cli.help.document"))
    report.add_argument("-o", "--output", required=True, metavar="REPORT", help=t("cli.help.report"))
    report.add_argument("--one-page", action="store_true", help=t("cli.help.one_page"))
    report.add_argument("--names", action="store_true", help=t("cli.help.names"))
    report.add_argument("--data", action="append", default=[], metavar="TABLE", help=t("cli.help.data"))
    schema = command("schema", evaluations.schema)
    schema.add_argument("kind", metavar="KIND", help=t("cli.help.kind"))
    scores = command("import-scores", evaluations.import_scores)
    scores.add_argument("file", metavar="SCORES", help=t("cli.help.scores"))
    scores.add_argument("--into", required=True, metavar="EVALUATION", help=t("cli.help.document"))
    scores.add_argument("-o", "--output", metavar="FILE", help=t("cli.help.into_output"))


def _of_campaigns(command: Command, t: Texts) -> None:
    plan = command("plan", campaigns.plan)
    plan.add_argument("file", metavar="PLAN", help=t("cli.help.plan"))
    plan.add_argument("--lock", action="store_true", help=t("cli.help.lock"))
    assign = command("assign", _assign)
    assign.epilog = t("cli.assign.codes")
    assign.add_argument("file", metavar="PLAN_OR_PACKAGE", help=t("cli.help.assign_file"))
    assign.add_argument("list", metavar="LIST", nargs="?", help=t("cli.help.assign_list"))
    assign.add_argument("-o", "--output", required=True, metavar="FILE", help=t("cli.help.assign_output"))
    plans = assign.add_argument_group(t("cli.group.plan"))
    plans.add_argument("--customer", metavar="COLUMN", help=t("cli.help.customer"))
    plans.add_argument("--segment", metavar="COLUMN", help=t("cli.help.segment"))
    plans.add_argument("--consent", metavar="COLUMN", help=t("cli.help.consent"))
    plans.add_argument("--exclude", metavar="IDS", help=t("cli.help.exclude"))
    packages = assign.add_argument_group(t("cli.group.package"))
    packages.add_argument("--customers", metavar="TABLE", help=t("cli.help.customers"))
    packages.add_argument("--orders", metavar="TABLE", help=t("cli.help.orders"))
    packages.add_argument("--on", metavar="DAY", help=t("cli.help.on"))
    packages.add_argument("--before", metavar="LABELS", help=t("cli.help.before"))
    packages.add_argument("--tolerate", metavar="PSI", type=_decimal, default=0.0, help=t("cli.help.tolerate"))


def _of_segments(command: Command, t: Texts) -> None:
    made = command("segments", segments.segments)
    made.add_argument("file", metavar="EVALUATION", help=t("cli.help.segmentation"))
    made.add_argument("-o", "--output", required=True, metavar="FILE", help=t("cli.help.segments_output"))
    made.add_argument("--candidate", metavar="ID", help=t("cli.help.candidate"))
    made.add_argument("--data", action="append", default=[], metavar="TABLE", help=t("cli.help.data"))
    sql = made.add_argument_group(t("cli.group.sql"))
    sql.add_argument("--dialect", choices=DIALECTS, default=DIALECTS[0], help=t("cli.help.dialect"))
    sql.add_argument("--customers", metavar="NAME", default="customers", help=t("cli.help.sql_customers"))
    sql.add_argument("--orders", metavar="NAME", default="orders", help=t("cli.help.sql_orders"))
    sql.add_argument("--features", metavar="NAME", help=t("cli.help.features"))


def _of_upkeep(command: Command, t: Texts) -> None:
    backup = command("backup", _backup)
    backup.add_argument("file", metavar="FILE", help=t("cli.help.backup"))
    restore = command("restore", _restore)
    restore.add_argument("file", metavar="FILE", help=t("cli.help.backup"))
    serve = command("serve", _serve)
    serve.add_argument("--port", type=int, default=8501, help=t("cli.help.port"))


def _decimal(text: str) -> float:
    """Read a decimal as a person types it, in either language."""
    value = parse_number(text).value
    if value is None or value < 0:
        raise argparse.ArgumentTypeError(text)
    return value


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


def _assign(asked: argparse.Namespace, language: Language) -> int:
    """Let the kind of the document decide: a campaign plan deals a list, a segment package places customers."""
    if segments.is_package(asked.file):
        return segments.assign(asked, language)
    if asked.list is None or any((asked.customers, asked.orders, asked.on, asked.before, asked.tolerate)):
        asked.parser.error("options of a segment package")
    return campaigns.assign(asked, language)


def _complain(sentence: str) -> int:
    print(sentence, file=sys.stderr)
    return FAULT


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # whatever the console believes: the texts need it
    sys.exit(main())
