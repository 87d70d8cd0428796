"""From a campaign test and its cells to the result: checks, overall effect, decision, money, segments, targeting."""

from __future__ import annotations

from collections.abc import Sequence

from evaluators.campaigns.cells import CellTable
from evaluators.campaigns.checks import lift_check, overridden, run_checks
from evaluators.campaigns.decision import decide
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.harms import guardrail_readings
from evaluators.campaigns.overall import overall_effects
from evaluators.campaigns.plan_lock import design_hash, deviations
from evaluators.campaigns.plan_results import Deviation
from evaluators.campaigns.policy_read import Halves, read_policy
from evaluators.campaigns.results import CampaignResult, MetricEffect, PolicyReading, SegmentsReading
from evaluators.campaigns.segments_read import read_segments, send_differences
from evaluators.campaigns.sequential import always_valid, sequential_state
from evaluators.campaigns.source import PastedTable
from evaluators.campaigns.worth import variant_money
from evaluators.documents import content_hash
from evaluators.notes import Note, Severity
from evaluators.results import Provenance
from evaluators.version import VERSION

METHODS_OF_ROWS = ("id_checks", "date_checks", "covariates", "ranks", "capped_means", "cross_fitting")
"""What a table of sums does not allow, named so that the result can say it was not run."""


def read(document: CampaignTest, cells: CellTable, *, halves: Halves | None = None) -> CampaignResult:
    """Read a campaign test.

    Parameters
    ----------
    document : CampaignTest
    cells : CellTable
        Of the document's sends.
    halves : sequence of (CellTable, CellTable), optional
        Random halvings of the customers, for the honest value of a chosen targeting rule; None: none at hand.

    Returns
    -------
    CampaignResult
        Also for a document without metrics or customers: then it cannot tell.
    """
    design = document.design
    state = sequential_state(document, cells)
    confidence = state.confidence if state.confidence is not None else 1 - design.errors.alpha
    effects = always_valid(document, state, overall_effects(design, cells, confidence=confidence))
    checks = run_checks(document, cells) + overridden(document, [lift_check(document, effects)])
    guardrails = guardrail_readings(design, cells)
    money = variant_money(design, cells, effects, confidence=confidence)
    plain = 1 - design.errors.alpha
    segments = read_segments(document, cells, confidence=plain)
    policy = read_policy(document, cells, halves=halves, confidence=plain)
    decision = decide(
        design,
        checks=checks,
        effects=effects,
        guardrails=guardrails,
        money=money,
        sequential=state,
        sends_remaining=document.sends_remaining,
    )
    return CampaignResult(
        provenance=_provenance(document, effects, segments, policy),
        checks=checks,
        decision=decision,
        money=money,
        effects=effects,
        guardrails=guardrails,
        sequential=state,
        segments=segments,
        policy=policy,
        sends=send_differences(document, cells),
        deviations=_deviations(document),
        needs_rows=_needs_rows(document, halves),
        notes=(*_lock_notes(document), *_notes(effects)),
    )


def _provenance(
    document: CampaignTest,
    effects: Sequence[MetricEffect],
    segments: Sequence[SegmentsReading],
    policy: PolicyReading | None,
) -> Provenance:
    used = [one.estimate.method for one in effects if one.estimate]
    used += [one.adjustment for one in effects if one.adjustment]
    used += [one.heterogeneity.method for one in segments]
    if policy and policy.chosen:
        used.append(policy.chosen.rule.name)
    if policy and policy.cross_fitted:
        used.append("cross_fitted")
    return Provenance(
        document_hash=content_hash(document),
        schema_version=document.schema_version,
        package_version=VERSION,
        seed=document.settings.seed,
        draws=document.settings.permutations,
        as_of=document.as_of,
        catalogue_version="",
        methods=tuple(dict.fromkeys(used)),
    )


def _deviations(document: CampaignTest) -> tuple[Deviation, ...]:
    """Return the parts of the design that differ from the plan; nothing where no plan is followed."""
    return () if document.planned is None else deviations(document.planned.design, document.design)


def _lock_notes(document: CampaignTest) -> tuple[Note, ...]:
    """Return the remark that the plan is not the one that was locked."""
    planned = document.planned
    if planned is None or planned.lock is None or planned.lock.design_sha256 == design_hash(planned.design):
        return ()
    facts = {"locked_on": planned.lock.locked_on}
    return (Note(code="plan_changed_after_lock", severity=Severity.WARNING, facts=facts),)


def _needs_rows(document: CampaignTest, halves: Halves | None) -> tuple[str, ...]:
    tables = any(isinstance(send.source, PastedTable) for send in document.sends)
    if tables:
        return METHODS_OF_ROWS
    return () if halves else ("cross_fitting",)


def _notes(effects: Sequence[MetricEffect]) -> tuple[Note, ...]:
    """Return the remarks of the overall comparisons, each once."""
    found: list[Note] = []
    for one in effects:
        for note in (*(one.estimate.notes if one.estimate else ()), *(one.lift.notes if one.lift else ())):
            if note not in found:
                found.append(note)
    return tuple(found)
