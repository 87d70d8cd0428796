"""Commands on campaign plans: what the list can show, the lock, and dealing customers to variants."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from commands import files
from i18n import Language

if TYPE_CHECKING:
    import argparse


def plan(asked: argparse.Namespace, language: Language) -> int:
    """Print what a plan's list can show; lock the plan where that is asked for."""
    from evaluators.campaigns.plan import CampaignPlan
    from evaluators.documents import canonical_json
    from reports import files as reports
    from reports import terminal
    from services import campaigns, clock
    from services.documents import of_kind
    from services.results import result_of

    given = of_kind(files.document(asked.file), CampaignPlan)
    if asked.lock:
        given = campaigns.lock_plan(given, clock.today())
        files.write(Path(asked.file), canonical_json(given).encode())
    print(terminal.render(reports.report_of(given, result_of(given), language)))
    return 0


def assign(asked: argparse.Namespace, language: Language) -> int:
    """Deal a customer list to a plan's variants."""
    from evaluators.campaigns.plan import CampaignPlan
    from evaluators.documents import canonical_json
    from reports import terminal
    from reports.campaigns import dealing
    from services import assigning
    from services.documents import of_kind

    given = of_kind(files.document(asked.file), CampaignPlan)
    output, content, name = Path(asked.output), files.read(asked.list), Path(asked.list).name
    columns = assigning.columns_of(content, name, asked.customer, asked.segment, asked.consent)
    salted = assigning.with_salts(given)
    kind: assigning.FileKind = "xlsx" if output.suffix.lower() == ".xlsx" else "csv"
    excluded = files.read(asked.exclude).decode(errors="replace") if asked.exclude else ""
    made = assigning.assign_list(salted, content, name, columns, kind=kind, excluded_text=excluded)
    if salted != given:  # the salts, without which the deal could not be made again
        files.write(Path(asked.file), canonical_json(salted).encode())
    files.write(output, made.content)
    print(terminal.render(dealing.report(salted, made.summary, language)))
    return 0
