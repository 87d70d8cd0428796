"""Edits of a campaign's metrics, variants, segments and guardrails; taking one out takes out what names it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from evaluators.campaigns.design import Grouping, Guardrail, Metric, MetricKind, Segment, Variant
from evaluators.campaigns.experiment import CampaignTest, Send
from evaluators.campaigns.source import CustomerRows, PastedTable, TableRow
from evaluators.documents import Label
from evaluators.errors import NotFound
from services.editing_campaign_design import D, check_name, with_design
from services.parts import fields_of, free_id, placed, required, without


def add_metric(document: D, name: Label, kind: MetricKind, **fields: object) -> D:
    """Add a metric under a new id made from its name; raises as ``put_metric``."""
    check_name(name)
    values = {"id": metric_id(document, name), "name": name, "kind": kind, **fields}
    return with_design(document, {"metrics": (*document.design.metrics, values)})


def metric_id(document: D, name: Label) -> str:
    """Return an id for a new metric."""
    return free_id(name, [one.id for one in document.design.metrics], otherwise="metric")


def put_metric(document: D, metric: Metric) -> D:
    """Add a metric, or replace the one with its id.

    Raises
    ------
    DocumentError
        ``name_empty`` or ``document_invalid``.
    EvaluationError
        ``plan_locked``.
    """
    check_name(metric.name)
    return with_design(document, {"metrics": placed(document.design.metrics, metric)})


def remove_metric(document: D, metric_id: str) -> D:
    """Take a metric out, with ratios to it, its guardrail and its figures in tables; raises ``part_unknown``."""
    design = document.design
    required(design.metrics, metric_id)
    gone = {metric_id}
    while ratios := {one.id for one in design.metrics if one.denominator in gone} - gone:
        gone |= ratios
    fields = {
        "metrics": tuple(one for one in design.metrics if one.id not in gone),
        "primary": None if design.primary in gone else design.primary,
        "guardrails": tuple(one for one in design.guardrails if one.metric not in gone),
    }
    return with_design(document, fields, **_sends(document, lambda send: _without_metrics(send, gone)))


def set_primary(document: D, metric_id: str) -> D:
    """Say which metric decides; raises ``part_unknown``. A metric that decides is no guardrail any more."""
    required(document.design.metrics, metric_id)
    kept = tuple(one for one in document.design.guardrails if one.metric != metric_id)
    return with_design(document, {"primary": metric_id, "guardrails": kept})


def put_guardrail(document: D, guardrail: Guardrail) -> D:
    """Guard a metric, or replace its guardrail."""
    present: tuple[Guardrail, ...] = document.design.guardrails
    if any(one.metric == guardrail.metric for one in present):
        return with_design(
            document,
            {"guardrails": tuple(guardrail if one.metric == guardrail.metric else one for one in present)},
        )
    return with_design(document, {"guardrails": (*present, guardrail)})


def remove_guardrail(document: D, metric_id: str) -> D:
    """Guard a metric no more; raises ``part_unknown``."""
    guarded = [one.metric for one in document.design.guardrails]
    if metric_id not in guarded:
        raise NotFound("part_unknown", id=metric_id[:80], available=guarded)
    kept = tuple(one for one in document.design.guardrails if one.metric != metric_id)
    return with_design(document, {"guardrails": kept})


def add_variant(document: D, name: Label, **fields: object) -> D:
    """Add a variant under a new id made from its name; the first is the control. Raises as ``put_variant``."""
    check_name(name)
    values = {"id": variant_id(document, name), "name": name, **fields}
    return with_design(document, {"variants": (*document.design.variants, values)})


def variant_id(document: D, name: Label) -> str:
    """Return an id for a new variant."""
    return free_id(name, [one.id for one in document.design.variants], otherwise="variant")


def put_variant(document: D, variant: Variant) -> D:
    """Add a variant, or replace the one with its id; raises as ``put_metric``."""
    check_name(variant.name)
    return with_design(document, {"variants": placed(document.design.variants, variant)})


def move_variant(document: D, variant_id: str, place: int) -> D:
    """Put a variant at another place, from 0: the first is the control. Raises ``part_unknown``."""
    moved = required(document.design.variants, variant_id)
    others = list(without(document.design.variants, variant_id))
    others.insert(max(place, 0), moved)
    return with_design(document, {"variants": tuple(others)})


def remove_variant(document: D, variant_id: str) -> D:
    """Take a variant out, with its rows in tables and what the rule says of it; raises ``part_unknown``."""
    fields = {"variants": without(document.design.variants, variant_id)}
    others = _sends(document, lambda send: _without_variant(send, variant_id))
    if isinstance(document, CampaignTest):
        others["rule"] = tuple(line for line in document.rule if line.variant != variant_id)
    return with_design(document, fields, **others)


def add_segment(document: D, name: Label, **fields: object) -> D:
    """Add a segment under a new id made from its name; raises as ``put_segment``."""
    check_name(name)
    values = {"id": segment_id(document, name), "name": name, **fields}
    return with_design(document, {"segments": (*document.design.segments, values)})


def segment_id(document: D, name: Label) -> str:
    """Return an id for a new segment."""
    return free_id(name, [one.id for one in document.design.segments], otherwise="segment")


def put_segment(document: D, segment: Segment) -> D:
    """Add a segment, or replace the one with its id; raises as ``put_metric``."""
    check_name(segment.name)
    return with_design(document, {"segments": placed(document.design.segments, segment)})


def remove_segment(document: D, segment_id: str) -> D:
    """Take a segment out, with its rows in tables and what the rule says of it; raises ``part_unknown``.

    A variant for this segment only keeps its strategy and waits for another segment.
    """
    variants = tuple(
        one.model_copy(update={"only_segment": None}) if one.only_segment == segment_id else one
        for one in document.design.variants
    )
    groupings = _groupings_without(document.design.groupings, segment_id)
    fields = {"segments": without(document.design.segments, segment_id), "variants": variants, "groupings": groupings}
    others = _sends(document, lambda send: _without_segment(send, segment_id))
    if isinstance(document, CampaignTest):
        others["rule"] = tuple(line for line in document.rule if line.segment != segment_id)
    return with_design(document, fields, **others)


def _groupings_without(groupings: Sequence[Grouping], segment_id: str) -> tuple[Grouping, ...]:
    """Return the groupings without a segment; one that is left with a single group goes."""
    kept = []
    for grouping in groupings:
        groups = tuple(
            group.model_copy(update={"segments": tuple(one for one in group.segments if one != segment_id)})
            for group in grouping.groups
            if set(group.segments) - {segment_id}
        )
        if len(groups) > 1:
            kept.append(grouping.model_copy(update={"groups": groups}))
    return tuple(kept)


def _sends(document: D, change: Callable[[Send], Send]) -> dict[str, object]:
    """Return the changed sends of a test as a field; a plan has none."""
    if isinstance(document, CampaignTest):
        return {"sends": tuple(change(send) for send in document.sends)}
    return {}


def _without_metrics(send: Send, gone: Collection[str]) -> Send:
    source = send.source
    if isinstance(source, PastedTable):
        rows = tuple(_row_without(row, gone) for row in source.rows)
        return send.model_copy(update={"source": PastedTable(rows=rows)})
    outcomes = tuple(
        table.model_copy(update={"metrics": {name: at for name, at in table.metrics.items() if name not in gone}})
        for table in source.outcomes
    )
    metrics = {name: column for name, column in source.roles.metrics.items() if name not in gone}
    return _with_rows(send, source, outcomes=outcomes, metrics=metrics)


def _row_without(row: TableRow, gone: Collection[str]) -> TableRow:
    kept = {
        part: {name: figure for name, figure in getattr(row, part).items() if name not in gone}
        for part in ("sums", "squares", "products")
    }
    return TableRow.model_validate(fields_of(row) | kept)


def _without_variant(send: Send, variant: str) -> Send:
    source = send.source
    if isinstance(source, PastedTable):
        rows = tuple(row for row in source.rows if row.variant != variant)
        return send.model_copy(update={"source": PastedTable(rows=rows)})
    values = {value: one for value, one in source.roles.variants.items() if one != variant}
    return _with_rows(send, source, variants=values)


def _without_segment(send: Send, segment: str) -> Send:
    source = send.source
    if isinstance(source, PastedTable):
        rows = tuple(row for row in source.rows if row.segment != segment)
        return send.model_copy(update={"source": PastedTable(rows=rows)})
    values = {value: one for value, one in source.roles.segments.items() if one != segment}
    if source.roles.segments and not values:  # no values named means all values as they are
        return _with_rows(send, source, segments=values, segment=None)
    return _with_rows(send, source, segments=values)


def _with_rows(send: Send, source: CustomerRows, *, outcomes: object = None, **roles: object) -> Send:
    changed = source.model_copy(
        update={
            "roles": source.roles.model_copy(update=roles),
            "outcomes": source.outcomes if outcomes is None else outcomes,
        }
    )
    return send.model_copy(update={"source": changed})
