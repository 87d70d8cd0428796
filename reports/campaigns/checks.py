"""Checks of the data in words: what was looked at, what was found, what to do, what was let pass, what was not run."""

from __future__ import annotations

from collections.abc import Sequence

from evaluators.campaigns.results import Check, CheckState
from reports.blocks import Block, Bullets, Column, Heading, Sentence, Table, TableCell, Tone
from reports.campaigns.context import TestWords
from reports.campaigns.verdicts import check_name, locked_until

PEEKS = ("implausible_lift",)
"""Checks that tell of the effect itself; they stay hidden while the result is locked."""


def check_blocks(words: TestWords) -> tuple[Block, ...]:
    """Return the checks: a line, what was found and what to do, what passed, what could not be run."""
    t, checks = words.t, _shown(words)
    found: list[Block] = [Heading(text=t("campaign_checks.heading"), anchor="checks")]
    found.append(Sentence(text=checks_line(words), tone=_tone(checks)))
    told = [check for check in checks if check.note is not None and check.state is not CheckState.PASSED]
    if told:
        found.append(_table(words, told))
    passed = [check for check in checks if check.state is CheckState.PASSED]
    if passed:
        found.append(Sentence(text=t("campaign_checks.passed", checks=_names(words, passed)), tone=Tone.GOOD))
        found.extend(words.notes(check.note for check in passed if check.note is not None))
    if items := _not_run(words, checks):
        found.append(Sentence(text=t("campaign_checks.not_run")))
        found.append(Bullets(items=items))
    return tuple(found)


def _shown(words: TestWords) -> list[Check]:
    locked = locked_until(words) is not None
    return [check for check in words.result.checks if not (locked and check.code in PEEKS)]


def checks_line(words: TestWords) -> str:
    """Return all checks in one line: how many passed, remarked, blocked, were let pass, and were not run."""
    t, checks = words.t, _shown(words)
    blocking = [check for check in checks if check.blocks]
    let_pass = [check for check in checks if check.overridden is not None]
    counts = {
        "passed": [check for check in checks if check.state is CheckState.PASSED],
        "remark": [check for check in checks if check.state is CheckState.REMARK],
        "let_pass": let_pass,
        "not_run": [check for check in checks if check.state is CheckState.NOT_RUN],
    }
    parts = [t(f"campaign_checks.count.{name}", n=words.count(len(some))) for name, some in counts.items() if some]
    if not blocking:
        return t("campaign_checks.fine", counts=words.join(parts)) if parts else t("campaign_checks.none")
    return t("campaign_checks.blocked", checks=_names(words, blocking), counts=words.join(parts) or t("word.none"))


def _tone(checks: Sequence[Check]) -> Tone:
    if any(check.blocks or check.overridden is not None for check in checks):
        return Tone.WARNING
    return Tone.PLAIN if any(check.state is CheckState.REMARK for check in checks) else Tone.GOOD


def _names(words: TestWords, checks: Sequence[Check]) -> str:
    return words.join([check_name(words, code) for code in dict.fromkeys(one.code for one in checks)], 20)


def _table(words: TestWords, checks: Sequence[Check]) -> Table:
    t = words.t
    heads = ("check", "send", "state", "found", "do")
    columns = tuple(Column(text=t(f"campaign_column.{head}")) for head in heads)
    order = sorted(checks, key=lambda check: (not check.blocks, check.state is not CheckState.BLOCKING))
    rows = tuple(_row(words, check) for check in order)
    return Table(caption=t("campaign_checks.table"), columns=columns, rows=rows, name="checks")


def _row(words: TestWords, check: Check) -> tuple[TableCell, ...]:
    return (
        TableCell(text=check_name(words, check.code)),
        TableCell(text=words.name(check.send) if check.send else words.t("campaign_checks.all_sends")),
        _state_cell(words, check),
        TableCell(text=words.note(check.note) if check.note else "–"),
        TableCell(text=what_to_do(words, check)),
    )


def _state_cell(words: TestWords, check: Check) -> TableCell:
    if check.overridden is not None:
        return TableCell(text=words.t("campaign_checks.state.let_pass"), mark="warning")
    text = words.t(f"campaign_checks.state.{check.state.value}")
    return TableCell(text=text, mark="warning" if check.blocks else "")


def what_to_do(words: TestWords, check: Check) -> str:
    """Say what to do about a check; of one that was let pass, why and when."""
    override = next((one for one in words.document.overrides if one.check == check.code), None)
    if check.overridden is not None:
        reason = words.label(check.overridden, 500).rstrip(".")
        if override is not None:
            return words.t("campaign_checks.let_pass_on", reason=reason, day=words.day(override.on))
        return words.t("campaign_checks.let_pass", reason=reason)
    key = f"campaign_check.{check.code}.do"
    return words.t(key if words.t.has(key) else "campaign_check.other.do")


def _not_run(words: TestWords, checks: Sequence[Check]) -> tuple[str, ...]:
    """Return each check that could not be run, with what it needs."""
    codes = dict.fromkeys(check.code for check in checks if check.state is CheckState.NOT_RUN)
    return tuple(
        words.t("campaign_checks.needs", check=check_name(words, code), needs=_needs(words, code)) for code in codes
    )


def _needs(words: TestWords, code: str) -> str:
    key = f"campaign_check.{code}.needs"
    return words.t(key if words.t.has(key) else "campaign_check.other.needs")
