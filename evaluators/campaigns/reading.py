"""From a campaign test and its cells to the result: checks, overall effect, decision, money, segments, targeting."""

from __future__ import annotations

from collections.abc import Iterable

from evaluators.campaigns.building_up import Days, effects_over_time
from evaluators.campaigns.cells import CellTable
from evaluators.campaigns.certificate import Progress, Question, certify
from evaluators.campaigns.checks import lift_check, overridden, run_checks
from evaluators.campaigns.decision import decide
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.folding import fold_small, folded
from evaluators.campaigns.harms import guardrail_readings, segment_guardrails
from evaluators.campaigns.overall import overall_effects
from evaluators.campaigns.policy_read import Halves, read_policy
from evaluators.campaigns.reading_remarks import needs_rows, plan_deviations, provenance, remarks
from evaluators.campaigns.results import CampaignResult
from evaluators.campaigns.segments_read import read_segments, redrawn_means, send_differences
from evaluators.campaigns.sequential import always_valid, looks_remaining, sequential_state
from evaluators.campaigns.supports import read_supports
from evaluators.campaigns.worth import variant_money


def read(
    document: CampaignTest,
    cells: CellTable,
    *,
    halves: Halves | None = None,
    shuffled: Iterable[CellTable] | None = None,
    over_time: Days | None = None,
    progress: Progress | None = None,
) -> CampaignResult:
    """Read a campaign test.

    Checks and figures over all customers are of the cells as they are; whatever is read by segment is of cells with
    small segments folded, so that no segment of fewer customers than ``settings.small_cell`` shows up.

    Parameters
    ----------
    document : CampaignTest
    cells : CellTable
        Of the document's sends.
    halves : sequence of (CellTable, CellTable), optional
        Random halvings of the customers, for the honest value of a chosen targeting rule; None: none at hand.
    shuffled : iterable of CellTable, optional
        Re-randomised tables for the certificate, read only when ``settings.certificate`` asks for one.
    over_time : sequence of (day, CellTable), optional
        Cumulative cells by whole days since exposure; None: dates are not known.
    progress : callable, optional
        Is told the share of the certificate that is done.

    Returns
    -------
    CampaignResult
        Also for a document without metrics or customers: then it cannot tell.
    """
    design = document.design
    state = sequential_state(document, cells)
    plain = 1 - design.errors.alpha
    confidence = state.confidence if state.confidence is not None else plain
    effects = always_valid(document, state, overall_effects(design, cells, confidence=confidence))
    checks = run_checks(document, cells) + overridden(document, [lift_check(document, effects)])
    guardrails = guardrail_readings(design, cells)
    money = variant_money(design, cells, effects, confidence=confidence)
    table, small = fold_small(cells, document)
    segments = read_segments(document, table, confidence=plain, small=small)
    halved = [(folded(one, small), folded(other, small)) for one, other in halves] if halves else None
    policy = read_policy(document, table, halves=halved, confidence=plain)
    supports = read_supports(document, cells, effects, confidence=plain)
    certificate = None
    if shuffled is not None and document.settings.certificate:
        unasked: tuple[Question, ...] = ("heterogeneity",) if redrawn_means(document, segments) else ()
        certificate = certify(document, shuffled, state, small=small, unasked=unasked, progress=progress)
    decision = decide(
        design,
        checks=checks,
        effects=effects,
        guardrails=guardrails,
        money=money,
        sequential=state,
        sends_remaining=looks_remaining(document),
    )
    return CampaignResult(
        provenance=provenance(document, effects, segments, policy, supports),
        checks=checks,
        decision=decision,
        money=money,
        effects=effects,
        guardrails=guardrails,
        sequential=state,
        segments=segments,
        policy=policy,
        sends=send_differences(document, cells),
        deviations=plan_deviations(document),
        needs_rows=needs_rows(document, policy, certificate),
        notes=remarks(document, cells, effects, small),
        over_time=effects_over_time(document, cells, over_time, confidence=plain),
        supports=supports,
        segment_guardrails=segment_guardrails(design, table, small),
        certificate=certificate,
    )
