"""Checks of what was known before the send: alike in all arms, and not telling who got what?"""

from __future__ import annotations

from collections.abc import Iterator

from evaluators.campaigns.aggregates import Moments, merged
from evaluators.campaigns.balance import Tier
from evaluators.campaigns.cells import Audit, Cell
from evaluators.campaigns.covariate_balance import category_balance, covariate_balance, joint_balance
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.outcomes import customers, picked
from evaluators.campaigns.results import Check, CheckState
from evaluators.errors import NotComputable
from evaluators.notes import Note, Severity


def covariate_checks(
    document: CampaignTest, send: str, cells: tuple[Cell, ...], covariates: tuple[str, ...]
) -> Iterator[Check]:
    """Yield the balance of each covariate over the arms; the p-values that count are divided by their number."""
    code = "covariate_balance"
    arms = _arms(document, cells, covariates)
    if not covariates or len(arms) < 2:
        yield Check(code=code, state=CheckState.NOT_RUN, send=send)
        return
    settings = document.settings
    for name in covariates:
        try:
            found = covariate_balance(
                [one.summary(name) for one in arms],
                alarm=settings.srm_block / len(covariates),
                note=settings.srm_note / len(covariates),
            )
        except NotComputable:
            yield Check(code=code, state=CheckState.NOT_RUN, send=send)
            continue
        if found.tier is Tier.FINE or found.p_value is None:
            yield Check(code=code, state=CheckState.PASSED, send=send)
            continue
        severity = Severity.WARNING if found.tier is Tier.ALARM else Severity.INFO
        facts = {"send": send, "covariate": name, "p": float(f"{found.p_value:.2g}")}
        note = Note(code="check_covariate_balance", severity=severity, facts=facts)
        yield Check(code=code, state=CheckState.REMARK, send=send, note=note)


def randomised(
    document: CampaignTest, send: str, cells: tuple[Cell, ...], covariates: tuple[str, ...], audit: Audit | None
) -> Check:
    """Return whether ids or covariates tell who got what: then it is no experiment."""
    code = "not_randomised"
    by_id = audit.id_predicts_variant if audit else None
    p_values = [one for one in (by_id, _joint(_arms(document, cells, covariates), covariates)) if one is not None]
    if not p_values:
        return Check(code=code, state=CheckState.NOT_RUN, send=send)
    if min(p_values) >= document.settings.srm_block / len(p_values):
        return Check(code=code, state=CheckState.PASSED, send=send)
    note = Note(
        code="check_not_randomised",
        severity=Severity.BLOCKING,
        facts={"send": send, "p": float(f"{min(p_values):.2g}")},
    )
    return Check(code=code, state=CheckState.BLOCKING, send=send, note=note)


def missing_outcomes(document: CampaignTest, audit: Audit, cells: tuple[Cell, ...]) -> Check:
    """Return whether outcomes are missing more often in one arm than in another."""
    code, settings = "missing_outcomes", document.settings
    if audit.missing_outcomes is None:
        return Check(code=code, state=CheckState.NOT_RUN, send=audit.send)
    counts = []
    for variant in document.design.variants:
        missing = audit.missing_outcomes.get(variant.id, 0)
        known = customers(cells, variant.id)
        if known + missing:
            counts.append([missing, max(known - missing, 0)])
    if len(counts) < 2:
        return Check(code=code, state=CheckState.NOT_RUN, send=audit.send)
    found = category_balance(counts, alarm=settings.srm_block, note=settings.srm_note)
    if found.tier is Tier.FINE or found.p_value is None:
        return Check(code=code, state=CheckState.PASSED, send=audit.send)
    blocking = found.tier is Tier.ALARM
    note = Note(
        code="check_missing_outcomes",
        severity=Severity.BLOCKING if blocking else Severity.WARNING,
        facts={"send": audit.send, "missing": tuple(row[0] for row in counts), "p": float(f"{found.p_value:.2g}")},
    )
    state = CheckState.BLOCKING if blocking else CheckState.REMARK
    return Check(code=code, state=state, send=audit.send, note=note)


def _arms(document: CampaignTest, cells: tuple[Cell, ...], covariates: tuple[str, ...]) -> list[Moments]:
    usable = [cell for cell in cells if set(covariates) <= set(cell.moments.names)]
    arms = []
    for variant in document.design.variants:
        own = [picked(cell.moments, covariates) for cell in usable if cell.variant == variant.id]
        if own:
            arms.append(merged(own))
    return arms


def _joint(arms: list[Moments], covariates: tuple[str, ...]) -> float | None:
    if not covariates or len(arms) < 2:
        return None
    try:
        return joint_balance(arms)
    except NotComputable:
        return None
