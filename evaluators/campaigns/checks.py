"""Checks before reading: were customers divided as planned, and are the data what they should be?"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import timedelta

from evaluators.campaigns.balance import SampleRatio, Tier, sample_ratio
from evaluators.campaigns.cells import Audit, Cell, CellTable
from evaluators.campaigns.check_covariates import covariate_checks, missing_outcomes, randomised
from evaluators.campaigns.experiment import CampaignTest, Send
from evaluators.campaigns.folding import small_segments
from evaluators.campaigns.outcomes import units
from evaluators.campaigns.results import Check, CheckState, MetricEffect
from evaluators.campaigns.source import CustomerRows
from evaluators.notes import Note, Severity

TWO_VARIANTS_BLOCK = 0.01  # share of customers in two variants above which nothing is trusted
WEEK = 7  # days; a test that goes on for longer meets some weekdays more often unless it takes whole weeks


def run_checks(document: CampaignTest, table: CellTable) -> tuple[Check, ...]:
    """Return every check of every send, also those passed and those that could not be run.

    Parameters
    ----------
    document : CampaignTest
    table : CellTable
        Cells and audits of the document's sends.
    """
    audits, small = {audit.send: audit for audit in table.audits}, small_segments(table, document)
    found: list[Check] = []
    for send in document.sends:
        cells = tuple(cell for cell in table.cells if cell.send == send.id)
        found.extend(_sample_ratios(document, send.id, cells, small))
        found.append(_window(document, send))
        found.append(_segment_read(send))
        found.extend(covariate_checks(document, send.id, cells, table.covariates))
        audit = audits.get(send.id)
        found.append(_clusters(send, audit))
        if audit is not None:
            found.extend(_counted(document, audit))
            found.append(missing_outcomes(document, audit, cells))
        found.append(randomised(document, send.id, cells, table.covariates, audit))
    return overridden(document, found)


def overridden(document: CampaignTest, checks: list[Check]) -> tuple[Check, ...]:
    """Return the checks with the user's reasons to let blocking ones pass."""
    reasons = {one.check: one.reason for one in document.overrides}
    return tuple(
        replace(one, overridden=reasons[one.code]) if one.state is CheckState.BLOCKING and one.code in reasons else one
        for one in checks
    )


def lift_check(document: CampaignTest, effects: tuple[MetricEffect, ...]) -> Check:
    """Return the remark on a lift too good to be taken without a second look (Twyman); it never blocks."""
    primary = document.design.primary_metric
    for one in effects:
        least = one.lift.at_least if one.lift else None
        if primary and one.metric == primary.id and least is not None and least > document.settings.twyman_lift:
            note = Note(
                code="check_implausible_lift",
                facts={"variant": one.variant, "metric": one.metric, "least_lift": round(least, 3)},
            )
            return Check(code="implausible_lift", state=CheckState.REMARK, send=None, note=note)
    return Check(code="implausible_lift", state=CheckState.PASSED, send=None)


def _sample_ratios(
    document: CampaignTest, send: str, cells: tuple[Cell, ...], small: Collection[str]
) -> Iterator[Check]:
    settings = document.settings
    yield _sample_ratio(document, send, None, cells, settings.srm_block, settings.srm_note, few=False)
    segments = tuple(dict.fromkeys(cell.segment for cell in cells if cell.segment is not None))
    for segment in segments:
        part = tuple(cell for cell in cells if cell.segment == segment)
        block, note = settings.srm_block / len(segments), settings.srm_note / len(segments)
        counts = [units(part, one.id) for one in document.design.variants]
        few = segment in small or any(0 < one < settings.small_cell for one in counts)
        yield _sample_ratio(document, send, segment, part, block, note, few=few)


def _sample_ratio(
    document: CampaignTest,
    send: str,
    segment: str | None,
    cells: tuple[Cell, ...],
    block: float,
    remark: float,
    *,
    few: bool,
) -> Check:
    variants = document.design.variants
    code = "sample_ratio" if segment is None else "sample_ratio_segment"
    counts = [units(cells, one.id) for one in variants]
    if len(variants) < 2 or not any(counts):
        return Check(code=code, state=CheckState.NOT_RUN, send=send, segment=segment)
    found = sample_ratio(counts, [one.split for one in variants], alarm=block, note=remark)
    if found.tier is Tier.FINE:
        return Check(code=code, state=CheckState.PASSED, send=send, segment=segment)
    state = CheckState.BLOCKING if found.tier is Tier.ALARM else CheckState.REMARK
    note = _few_note(found, send, segment) if few else _ratio_note(found, send, segment)
    return Check(code=code, state=state, send=send, segment=segment, note=note)


def _ratio_note(found: SampleRatio, send: str, segment: str | None) -> Note:
    severity = Severity.BLOCKING if found.tier is Tier.ALARM else Severity.WARNING
    facts: dict[str, object] = {
        "send": send,
        "segment": segment,
        "observed": found.observed,
        "expected": tuple(round(one) for one in found.expected),
        "p": float(f"{found.p_value:.2g}"),
    }
    if segment is None:
        return Note(code="check_sample_ratio", severity=severity, facts=facts)
    return Note(code="check_sample_ratio_segment", severity=severity, facts=facts)


def _few_note(found: SampleRatio, send: str, segment: str | None) -> Note:
    """Return the note on a segment whose customers are not counted aloud, since some arm has few of them."""
    severity = Severity.BLOCKING if found.tier is Tier.ALARM else Severity.WARNING
    facts = {"send": send, "segment": segment, "p": float(f"{found.p_value:.2g}")}
    return Note(code="check_sample_ratio_few", severity=severity, facts=facts)


def _window(document: CampaignTest, send: Send) -> Check:
    if send.sent_on is None:
        return Check(code="window_open", state=CheckState.NOT_RUN, send=send.id)
    closes = send.sent_on + timedelta(days=document.design.window_days)
    until = min(send.last_outcome_on or document.as_of, document.as_of)
    if until >= closes:
        return Check(code="window_open", state=CheckState.PASSED, send=send.id)
    fixed = document.design.looks.method == "fixed"
    severity = Severity.BLOCKING if fixed else Severity.INFO
    note = Note(
        code="check_window_open",
        severity=severity,
        facts={"send": send.id, "closes": closes, "until": until},
    )
    state = CheckState.BLOCKING if fixed else CheckState.REMARK
    return Check(code="window_open", state=state, send=send.id, note=note)


def _segment_read(send: Send) -> Check:
    code, source = "segment_after_exposure", send.source
    if not isinstance(source, CustomerRows) or source.roles.segment is None or source.roles.segment_read == "unknown":
        return Check(code=code, state=CheckState.NOT_RUN, send=send.id)
    if source.roles.segment_read == "before":
        return Check(code=code, state=CheckState.PASSED, send=send.id)
    note = Note(code="check_segment_after_exposure", severity=Severity.WARNING, facts={"send": send.id})
    return Check(code=code, state=CheckState.REMARK, send=send.id, note=note)


def _clusters(send: Send, audit: Audit | None) -> Check:
    """Return whether customers look dealt in whole clusters that nobody named.

    Customers of one shop are alike. Read as if each had been dealt alone they would make every interval too narrow.
    """
    code, source = "clusters", send.source
    if not isinstance(source, CustomerRows) or audit is None:
        return Check(code=code, state=CheckState.NOT_RUN, send=send.id)
    if source.roles.cluster is not None or not audit.cluster_columns:
        return Check(code=code, state=CheckState.PASSED, send=send.id)
    facts = {"send": send.id, "columns": audit.cluster_columns}
    note = Note(code="check_clusters", severity=Severity.BLOCKING, facts=facts)
    return Check(code=code, state=CheckState.BLOCKING, send=send.id, note=note)


def _counted(document: CampaignTest, audit: Audit) -> Iterator[Check]:
    facts = {"send": audit.send, "rows": audit.rows}
    warning = Severity.WARNING
    yield _two_variants(audit)
    note = Note(code="check_duplicates", facts={**facts, "count": audit.duplicates})
    yield _count("duplicates", audit.send, audit.duplicates, note)
    note = Note(
        code="check_outcome_before_exposure", severity=warning, facts={**facts, "count": audit.outcome_before_exposure}
    )
    yield _count("outcome_before_exposure", audit.send, audit.outcome_before_exposure, note)
    note = Note(code="check_outside_window", facts={**facts, "count": audit.outside_window})
    yield _count("outside_window", audit.send, audit.outside_window, note)
    yield _whole_weeks(audit)
    note = Note(code="check_unmatched_outcomes", facts={**facts, "count": audit.unmatched_outcomes})
    yield _count("unmatched_outcomes", audit.send, audit.unmatched_outcomes, note)
    note = Note(code="check_unknown_variant", severity=warning, facts={**facts, "count": audit.unknown_variant})
    yield _count("unknown_variant", audit.send, audit.unknown_variant, note)
    if audit.held_out:
        note = Note(code="check_held_out", facts={**facts, "count": audit.held_out})
        yield Check(code="held_out", state=CheckState.PASSED, send=audit.send, note=note)
    yield _outliers(document, audit)


def _count(code: str, send: str, count: int | None, note: Note) -> Check:
    if count is None:
        return Check(code=code, state=CheckState.NOT_RUN, send=send)
    if count == 0:
        return Check(code=code, state=CheckState.PASSED, send=send)
    return Check(code=code, state=CheckState.REMARK, send=send, note=note)


def _whole_weeks(audit: Audit) -> Check:
    """Return whether a test that meets customers day after day took whole weeks; a send of some days need not."""
    code, days = "whole_weeks", audit.exposure_days
    if days is None:
        return Check(code=code, state=CheckState.NOT_RUN, send=audit.send)
    span, with_any = days
    if with_any <= WEEK or span % WEEK == 0:
        return Check(code=code, state=CheckState.PASSED, send=audit.send)
    facts = {"send": audit.send, "days": span, "weeks": span // WEEK, "over": span % WEEK}
    return Check(code=code, state=CheckState.REMARK, send=audit.send, note=Note(code="check_whole_weeks", facts=facts))


def _two_variants(audit: Audit) -> Check:
    code, count = "in_two_variants", audit.in_two_variants
    much = bool(count) and count is not None and count > TWO_VARIANTS_BLOCK * audit.customers
    note = Note(
        code="check_in_two_variants",
        severity=Severity.BLOCKING if much else Severity.INFO,
        facts={"send": audit.send, "count": count, "customers": audit.customers},
    )
    if much:
        return Check(code=code, state=CheckState.BLOCKING, send=audit.send, note=note)
    return _count(code, audit.send, count, note)


def _outliers(document: CampaignTest, audit: Audit) -> Check:
    if audit.top_share is None:
        return Check(code="outlier_share", state=CheckState.NOT_RUN, send=audit.send)
    high = {name: share for name, share in audit.top_share.items() if share > document.settings.outlier_share}
    if not high:
        return Check(code="outlier_share", state=CheckState.PASSED, send=audit.send)
    metric = max(high, key=lambda name: high[name])
    note = Note(
        code="check_outlier_share",
        severity=Severity.WARNING,
        facts={"send": audit.send, "metric": metric, "percent": round(100 * high[metric])},
    )
    return Check(code="outlier_share", state=CheckState.REMARK, send=audit.send, note=note)
