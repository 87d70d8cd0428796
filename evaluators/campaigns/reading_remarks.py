"""What a result tells about itself: methods used, methods that need customer rows, remarks, deviations."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from evaluators.campaigns.cells import CellTable
from evaluators.campaigns.counted import counted_values
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.outcomes import arms_of
from evaluators.campaigns.plan_lock import design_hash, deviations
from evaluators.campaigns.plan_results import Deviation
from evaluators.campaigns.results import (
    Certificate,
    MetricEffect,
    PolicyReading,
    SegmentsReading,
    Support,
)
from evaluators.campaigns.source import CustomerRows, PastedTable
from evaluators.documents import content_hash
from evaluators.notes import Note, Severity
from evaluators.results import Provenance
from evaluators.version import VERSION

LEAST_WITH_VALUE = 100  # customers under which simulated tests of a skewed mean alarm at 6 to 12 % instead of 5 %
METHODS_OF_ROWS = (
    "id_checks",
    "date_checks",
    "covariates",
    "ranks",
    "resampling",
    "capped_means",
    "cross_fitting",
    "certificate",
    "over_time",
)
"""What a table of sums does not allow, named so that the result can say it was not run."""


def provenance(
    document: CampaignTest,
    effects: Sequence[MetricEffect],
    segments: Sequence[SegmentsReading],
    policy: PolicyReading | None,
    supports: Sequence[Support],
) -> Provenance:
    """Return the document's hash, the version and every method that was used, each once."""
    used = [one.estimate.method for one in effects if one.estimate]
    used += [one.adjustment for one in effects if one.adjustment]
    used += [one.heterogeneity.method for one in segments]
    if policy and policy.chosen:
        used.append(policy.chosen.rule.name)
    if policy and policy.cross_fitted:
        used.append("cross_fitted")
    used += [one.method for one in supports if one.reason is None]
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


def plan_deviations(document: CampaignTest) -> tuple[Deviation, ...]:
    """Return the parts of the design that differ from the plan; nothing where no plan is followed."""
    return () if document.planned is None else deviations(document.planned.design, document.design)


def needs_rows(
    document: CampaignTest, policy: PolicyReading | None, certificate: Certificate | None
) -> tuple[str, ...]:
    """Return the methods that this test asks for and its data do not allow, in a fixed order.

    A table of sums has no customers: no ids or dates to check, no covariates, values or halves. With customer rows
    at hand only what was not made from them is left.
    """
    sources = [send.source for send in document.sends]
    tables = any(isinstance(source, PastedTable) and source.rows for source in sources)
    rows = any(isinstance(source, CustomerRows) for source in sources)
    if not tables and not rows:
        return ()
    metrics = document.design.metrics
    asked = {
        "id_checks": tables,
        "date_checks": tables,
        "covariates": tables,
        "ranks": tables and any(one.kind in ("mean", "rating") for one in metrics),
        "resampling": tables and any(one.kind == "mean" for one in metrics),
        "capped_means": tables and any(one.kind == "mean" and one.cap is not None for one in metrics),
        "cross_fitting": policy is not None and policy.cross_fitted is None,
        "certificate": certificate is None and (tables or document.settings.certificate > 0),
        "over_time": tables and document.design.primary_metric is not None,
    }
    return tuple(code for code in METHODS_OF_ROWS if asked[code])


def remarks(
    document: CampaignTest, cells: CellTable, effects: Sequence[MetricEffect], small: Sequence[str]
) -> tuple[Note, ...]:
    """Return the remarks on the plan, on what is not read by segment, and of each metric's comparisons."""
    compared = (note for effect in effects for note in _comparison_notes(effect))
    sparse = _sparse_notes(document, cells)
    return (*_lock_notes(document), *_segment_notes(document, cells, small), *sparse, *compared)


def _comparison_notes(effect: MetricEffect) -> Iterator[Note]:
    """Yield the remarks on one comparison, which name its metric and variant."""
    metric, variant = effect.metric, effect.variant
    for note in effect.estimate.notes if effect.estimate else ():
        yield replace(note, facts={**note.facts, "metric": metric, "variant": variant})
    if effect.lift and effect.lift.reach != "bounded":
        facts = {"metric": metric, "variant": variant}
        yield Note(code="control_near_zero", severity=Severity.WARNING, facts=facts)


def _sparse_notes(document: CampaignTest, cells: CellTable) -> Iterator[Note]:
    """Yield for each mean the arm in which few have anything but the value that most have, as a rule zero.

    Amounts of a few buyers are so uneven that Welch's test alarms too often, above all when the arms differ in size.
    """
    for metric in document.design.metrics:
        if metric.kind != "mean" or cells.of_clusters:
            continue
        arms = arms_of(cells, metric).cells
        found = {}
        for variant in document.design.variants:
            counted = counted_values((cell for cell in arms if cell.variant == variant.id), metric.id)
            if counted.n and 2 * counted.counts.max() > counted.n:
                found[variant.id] = counted.n - int(counted.counts.max())
        fewest = min(found, key=lambda one: found[one], default=None)
        if fewest is not None and found[fewest] < LEAST_WITH_VALUE:
            facts = {"metric": metric.id, "variant": fewest, "count": found[fewest], "least": LEAST_WITH_VALUE}
            yield Note(code="few_with_value", severity=Severity.WARNING, facts=facts)


def _lock_notes(document: CampaignTest) -> tuple[Note, ...]:
    """Return the remark that the plan is not the one that was locked."""
    planned = document.planned
    if planned is None or planned.lock is None or planned.lock.design_sha256 == design_hash(planned.design):
        return ()
    facts = {"locked_on": planned.lock.locked_on}
    return (Note(code="plan_changed_after_lock", severity=Severity.WARNING, facts=facts),)


def _segment_notes(document: CampaignTest, cells: CellTable, small: Sequence[str]) -> tuple[Note, ...]:
    if cells.of_clusters:
        segmented = bool(document.design.segments) or any(cell.segment is not None for cell in cells.cells)
        return (Note(code="clusters_no_segments"),) if segmented else ()
    if not small:
        return ()
    facts = {"segments": tuple(small), "floor": document.settings.small_cell}
    return (Note(code="segments_folded", facts=facts),)
