"""From a segmentation document and its customers to the result: the one function behind page, command line and test."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from evaluators.documents import content_hash
from evaluators.notes import Note, Severity
from evaluators.results import Provenance
from evaluators.segmentations.comparing import predictions, simplest
from evaluators.segmentations.data_facts import CustomerColumns, Labels
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.found_candidates import judged, told_again
from evaluators.segmentations.ground import Ground, ground_of
from evaluators.segmentations.privacy_prices import priced_again, privacy_prices
from evaluators.segmentations.ranking import ranked
from evaluators.segmentations.results import CandidateFound, SegmentationResult, SegmentationRun
from evaluators.segmentations.selection import SegmentPlace, segment_places
from evaluators.segmentations.selection_parts import Measure
from evaluators.segmentations.stability import Progress, part_of, rising, untold, within
from evaluators.tools.results import ToolResult
from evaluators.version import VERSION

METHODS = ("out_of_sample_r2", "bootstrap_stability", "null_draws", "additive", "smaa2")
MEASURED = 0.9
"""Share of the progress that is told when every candidate is measured."""


def evaluate(
    document: SegmentationEvaluation, customers: CustomerColumns, *, progress: Progress | None = None
) -> SegmentationResult:
    """Fit, measure and rank the document's candidates.

    The same document and the same customers, in whatever order, give the same digits.

    Parameters
    ----------
    document : SegmentationEvaluation
    customers : CustomerColumns
        Columns by the names that the document's fields give.
    progress : callable, optional
        Told the share done, 0..1; may raise to stop.

    Raises
    ------
    DataError
        ``column_missing`` for a field whose column is not there; ``segment_columns_uneven``.
    NotComputable
        ``segment_customers_too_few``; ``weights_all_zero`` and the like, see ``tools.weights.resolve``.
    """
    return run(document, customers, progress=progress).result


def run(
    document: SegmentationEvaluation, customers: CustomerColumns, *, progress: Progress | None = None
) -> SegmentationRun:
    """Return the result with every candidate's labels; parameters and faults as of ``evaluate``."""
    tell = rising(progress or untold)
    ground = ground_of(document, customers)
    measuring, count = within(tell, 0.0, MEASURED), len(document.candidates)
    each = [
        judged(ground, candidate, progress=part_of(measuring, place, count))
        for place, candidate in enumerate(document.candidates)
    ]
    labels = {one.found.candidate: one.labelling.labels for one in each if one.labelling is not None}
    result = _result(ground, [one.found for one in each], labels, tell)
    tell(1.0)
    return SegmentationRun(result=result, labels={name: _as_given(ground, one) for name, one in labels.items()})


def weighed_again(
    document: SegmentationEvaluation, result: SegmentationResult, *, draws: int | None = None, brief: bool = False
) -> SegmentationResult:
    """Return a result under other weights, judgements, criteria or plans, without looking at a customer again.

    Right as long as nothing that is measured on customers has changed: data, fields, candidates and the settings of
    measuring. Planned actions and campaign effects are looked at anew.
    """
    found = [told_again(document, one) for one in result.candidates]
    ranking = ranked(document, found, draws=draws, brief=brief)
    selected, places = _selection(document, found, ranking)
    return replace(
        result,
        provenance=_provenance(document, ranking),
        candidates=tuple(found),
        ranking=ranking,
        simplest=simplest(document, found, ranking),
        privacy_prices=priced_again(document, found, result.privacy_prices, ranking),
        selection=places,
        selected=selected,
        notes=_notes(found, ranking),
    )


def _as_given(ground: Ground, labels: Labels) -> Labels:
    given = np.empty_like(labels)
    given[ground.order] = labels
    return given


def _result(
    ground: Ground, found: list[CandidateFound], labels: dict[str, Labels], tell: Progress
) -> SegmentationResult:
    document, outcome = ground.document, ground.outcome
    ranking = ranked(document, found)
    selected, places = _selection(document, found, ranking)
    return SegmentationResult(
        provenance=_provenance(document, ranking),
        customers=ground.customers.rows,
        candidates=tuple(found),
        ranking=ranking,
        ceiling=None if outcome is None else outcome.ceiling,
        outcome_fault=ground.outcome_fault,
        cap=None if outcome is None else outcome.cap,
        floor=ground.floor,
        predictions=predictions(ground, found, labels),
        simplest=simplest(document, found, ranking),
        privacy_prices=privacy_prices(ground, found, ranking, progress=within(tell, MEASURED, 1.0)),
        selection=places,
        selected=selected,
        notes=_notes(found, ranking),
    )


def _selection(
    document: SegmentationEvaluation, found: Sequence[CandidateFound], ranking: ToolResult
) -> tuple[str | None, tuple[SegmentPlace, ...]]:
    """Return the candidate that segments are chosen within, and their places."""
    first = next((one.tool for one in ranking.ranking), None)
    chosen = next((one for one in found if one.candidate == (document.selection.candidate or first)), None)
    if chosen is None or not chosen.segments:
        return None, ()
    measures = {segment.segment: _measures(chosen, label) for label, segment in enumerate(chosen.segments)}
    return chosen.candidate, segment_places(document.selection, measures)


def _measures(chosen: CandidateFound, label: int) -> dict[Measure, float | None]:
    one = chosen.segments[label]
    return {
        "customers": float(one.customers),
        "share": one.share,
        "value": one.value,
        "value_share": one.value_share,
        "mean_value": one.value / one.customers if one.value is not None and one.customers else None,
        "reachable": one.reachable,
        "stability": None if one.stability is None else one.stability.mean,
        "outcome": one.outcome,
    }


def _notes(found: Sequence[CandidateFound], ranking: ToolResult) -> tuple[Note, ...]:
    """Remark what a reader must know before trusting the ranking."""
    notes = []
    left = [one for one in found if one.fault is None and not one.knocked_out]
    if len(left) < len(found):
        facts: dict[str, object] = {"count": len(found) - len(left), "of": len(found)}
        notes.append(Note(code="segmentations_left_out", severity=Severity.WARNING, facts=facts))
    baselines = {one.candidate for one in found if one.baseline}
    if ranking.ranking and ranking.ranking[0].tool in baselines:
        facts = {"candidate": ranking.ranking[0].tool}
        notes.append(Note(code="baseline_leads", severity=Severity.WARNING, facts=facts))
    open_weight = max((one.unknown_weight for one in ranking.ranking), default=0.0)
    if open_weight > 0:
        facts = {"percent": round(100 * open_weight)}
        notes.append(Note(code="segmentation_weight_open", facts=facts))
    return tuple(notes)


def _provenance(document: SegmentationEvaluation, ranking: ToolResult) -> Provenance:
    return Provenance(
        document_hash=content_hash(document),
        schema_version=document.schema_version,
        package_version=VERSION,
        seed=document.settings.decision.seed,
        draws=ranking.provenance.draws,
        as_of=document.as_of,
        catalogue_version="",
        methods=METHODS,
    )
