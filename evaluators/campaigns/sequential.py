"""Where a test with looks before the end stands, and how sure this look's intervals have to be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from evaluators.campaigns.cells import CellTable
from evaluators.campaigns.confidence_sequence import confidence_sequence
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.results import MetricEffect, SequentialState
from evaluators.campaigns.spending import spending_boundaries


def sequential_state(document: CampaignTest, table: CellTable) -> SequentialState:
    """Return the state of the looks; with a fixed horizon there is one, at the end.

    Group sequential: O'Brien-Fleming-like spending. The share of information is customers over those planned where
    every send says them, otherwise looks over planned looks; earlier looks count as equally spaced up to this one.
    The boundary of the look becomes the confidence of its intervals.
    """
    looks, alpha = document.design.looks, document.design.errors.alpha
    look = max(looks.planned - document.sends_remaining, 1)
    share = _information(document, table, look)
    confidence: float | None = 1 - alpha
    boundary = None
    if looks.method == "group_sequential":
        steps = [share * step / look for step in range(1, look + 1)]
        last = spending_boundaries(steps, alpha=alpha)[-1]
        boundary = last.z
        confidence = None if last.z is None or not 0 < last.p_value < 1 else 1 - last.p_value
    return SequentialState(
        method=looks.method,
        look=look,
        planned=looks.planned,
        information=share,
        confidence=confidence,
        boundary=boundary,
    )


def looks_remaining(document: CampaignTest) -> int:
    """Return planned looks or sends still to come; at least one where the last send is a look before the end."""
    early = bool(document.sends) and not document.sends[-1].final
    return max(document.sends_remaining, int(early))


def _information(document: CampaignTest, table: CellTable, look: int) -> float:
    planned = [send.planned_customers for send in document.sends]
    customers = sum(cell.customers for cell in table.cells)
    known = [one for one in planned if one]
    if known and len(known) == len(planned) and customers and document.sends_remaining == 0:
        return customers / sum(known)
    return look / document.design.looks.planned


def always_valid(
    document: CampaignTest, state: SequentialState, effects: Sequence[MetricEffect]
) -> tuple[MetricEffect, ...]:
    """Return the effects with intervals that hold however often one looks; as they are for the other methods.

    Several variants share alpha evenly, so that all their intervals hold together.
    """
    if state.method != "always_valid":
        return tuple(effects)
    return tuple(_always_valid(document, state, one) for one in effects)


def _always_valid(document: CampaignTest, state: SequentialState, effect: MetricEffect) -> MetricEffect:
    estimate, customers = effect.estimate, effect.control.customers + effect.figure.customers
    if estimate is None or not estimate.standard_error or not customers:
        return replace(effect, estimate=None, reason=effect.reason or "no_variation")
    found = confidence_sequence(
        estimate.value,
        estimate.standard_error,
        customers,
        planned_customers=customers / state.information,
        confidence=1 - document.design.errors.alpha / (len(document.design.variants) - 1),
    )
    return replace(effect, estimate=replace(found, notes=estimate.notes), adjusted_p=None, adjustment=None)
