"""Checks before reading: each alarms on its fault, and only then."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from evaluators.campaigns.aggregates import Moments
from evaluators.campaigns.cells import Audit, Cell, CellTable
from evaluators.campaigns.checks import run_checks
from evaluators.campaigns.reading import read
from evaluators.campaigns.results import CheckState
from evaluators.campaigns.source import CustomerRows, Roles
from evaluators.data_files import DataFile
from evaluators.documents import revise
from evaluators.notes import Severity
from i18n import LANGUAGES
from i18n.sentences import sentence
from tests.evaluators.campaigns.campaign_tests import CLOSED, SENT, campaign, row, table_of

AUDIT = Audit(
    send="s1",
    rows=2_000,
    customers=2_000,
    duplicates=0,
    in_two_variants=0,
    unmatched_outcomes=0,
    unknown_variant=0,
    outcome_before_exposure=0,
    outside_window=0,
    missing_outcomes={"a": 0, "b": 0},
    top_share={"bought": 0.05},
    id_predicts_variant=0.4,
    fingerprint=None,
)


def counts(before, after, **rest):
    document = campaign([row("a", before, bought=before // 50), row("b", after, bought=after // 50)], **rest)
    return document, table_of(document)


def states(document, table):
    return {one.code: one.state for one in run_checks(document, table)}


def only(document, table, code):
    return next(one for one in run_checks(document, table) if one.code == code)


@pytest.mark.parametrize(
    ("before", "after", "state"),
    [
        (44_700, 45_489, CheckState.REMARK),
        (821_588, 815_482, CheckState.BLOCKING),
        (10_000, 10_050, CheckState.PASSED),
        (1_000, 0, CheckState.BLOCKING),
    ],
)
def test_sample_ratio(before, after, state):
    """Cookie Cats' 44,700 and 45,489 players (p = 0.0086) are a note; Fabijan et al. (2019) give the second."""
    found = only(*counts(before, after), "sample_ratio")
    assert found.state is state
    assert (found.note is None) == (state is CheckState.PASSED)


def test_sample_ratio_knows_the_split():
    document, table = counts(9_000, 1_000)
    assert only(document, table, "sample_ratio").state is CheckState.BLOCKING
    first, second = document.design.variants
    design = revise(document.design, variants=(revise(first, split=9), second))
    assert only(revise(document, design=design), table, "sample_ratio").state is CheckState.PASSED


def test_segments_share_the_alarm():
    """One of two segments is off by p = 0.0005..0.001: a note by itself, since the alarm is divided by two."""
    rows = [
        row("a", 5_000, "x", bought=50),
        row("b", 5_000, "x", bought=50),
        row("a", 5_000, "y", bought=50),
        row("b", 5_340, "y", bought=50),
    ]
    document = campaign(rows, segments=("x", "y"))
    found = [one for one in run_checks(document, table_of(document)) if one.code == "sample_ratio_segment"]
    assert [(one.segment, one.state) for one in found] == [("x", CheckState.PASSED), ("y", CheckState.REMARK)]
    assert 0.0005 < found[1].note.facts["p"] < 0.001


@pytest.mark.parametrize(
    ("changes", "code", "state"),
    [
        ({"in_two_variants": 21}, "in_two_variants", CheckState.BLOCKING),
        ({"in_two_variants": 20}, "in_two_variants", CheckState.REMARK),
        ({"in_two_variants": None}, "in_two_variants", CheckState.NOT_RUN),
        ({"duplicates": 3}, "duplicates", CheckState.REMARK),
        ({"outcome_before_exposure": 1}, "outcome_before_exposure", CheckState.REMARK),
        ({"outside_window": 1}, "outside_window", CheckState.REMARK),
        ({"exposure_days": (14, 14)}, "whole_weeks", CheckState.PASSED),
        ({"exposure_days": (17, 15)}, "whole_weeks", CheckState.REMARK),
        ({"exposure_days": (10, 3)}, "whole_weeks", CheckState.PASSED),  # a send in three parts
        ({"unmatched_outcomes": 1}, "unmatched_outcomes", CheckState.REMARK),
        ({"unknown_variant": 1}, "unknown_variant", CheckState.REMARK),
        ({"top_share": {"bought": 0.3}}, "outlier_share", CheckState.REMARK),
        ({"top_share": None}, "outlier_share", CheckState.NOT_RUN),
        ({"missing_outcomes": {"a": 10, "b": 60}}, "missing_outcomes", CheckState.BLOCKING),
        ({"missing_outcomes": {"a": 10, "b": 12}}, "missing_outcomes", CheckState.PASSED),
        ({"missing_outcomes": None}, "missing_outcomes", CheckState.NOT_RUN),
        ({"id_predicts_variant": 1e-9}, "not_randomised", CheckState.BLOCKING),
        ({"id_predicts_variant": None}, "not_randomised", CheckState.NOT_RUN),
    ],
)
def test_counts_of_the_audit(changes, code, state):
    document, table = counts(1_000, 1_000)
    clean = replace(table, audits=(AUDIT,))
    assert states(document, clean)[code] in (CheckState.PASSED, CheckState.NOT_RUN)
    found = only(document, replace(table, audits=(replace(AUDIT, **changes),)), code)
    assert found.state is state
    if found.note:
        assert (found.note.severity is Severity.BLOCKING) == (state is CheckState.BLOCKING)
        for language in LANGUAGES:
            assert sentence("note", found.note.code, found.note.facts, language)


@pytest.mark.parametrize(
    ("as_of", "method", "state"),
    [
        (CLOSED, "fixed", CheckState.PASSED),
        (date(2026, 9, 14), "fixed", CheckState.BLOCKING),
        (date(2026, 9, 15), "fixed", CheckState.PASSED),
        (date(2026, 9, 14), "always_valid", CheckState.REMARK),
    ],
)
def test_outcome_window(as_of, method, state):
    document, table = counts(1_000, 1_000, design={"looks": {"method": method}})
    assert only(revise(document, as_of=as_of), table, "window_open").state is state


def test_outcomes_collected_too_early_leave_the_window_open():
    document, table = counts(1_000, 1_000)
    early = revise(document, sends=(revise(document.sends[0], last_outcome_on=SENT),))
    assert only(early, table, "window_open").state is CheckState.BLOCKING


@pytest.mark.parametrize(
    ("told", "state"),
    [("after", CheckState.REMARK), ("before", CheckState.PASSED), ("unknown", CheckState.NOT_RUN)],
)
def test_segments_read_after_the_message(told, state):
    document, table = counts(1_000, 1_000)
    source = CustomerRows(
        file=DataFile(sha256="0" * 64, name="x.csv", rows=2_000, columns=("group", "kind")),
        roles=Roles(variant="group", segment="kind", segment_read=told),
    )
    document = revise(document, sends=(revise(document.sends[0], source=source),))
    assert only(document, table, "segment_after_exposure").state is state


def _with_covariate(shift):
    rng = np.random.default_rng(5)
    cells = []
    for place, variant in enumerate(("a", "b")):
        seen = np.column_stack([rng.random(2_000) < 0.05, rng.normal(10 + shift * place, 2, 2_000)])
        moments = Moments.of(("bought", "age"), seen)
        cells.append(Cell(send="s1", variant=variant, segment=None, moments=moments))
    return CellTable(metrics=("bought",), covariates=("age",), cells=tuple(cells), audits=(AUDIT,))


@pytest.mark.parametrize(
    ("shift", "balance", "dealt"),
    [(0, CheckState.PASSED, CheckState.PASSED), (1, CheckState.REMARK, CheckState.BLOCKING)],
)
def test_covariates_that_tell_the_arm_are_no_experiment(shift, balance, dealt):
    document, _ = counts(2_000, 2_000)
    table = _with_covariate(shift)
    found = states(document, table)
    assert (found["covariate_balance"], found["not_randomised"]) == (balance, dealt)
    result = read(document, table)
    assert (result.decision.verdict == "do_not_trust") == (dealt is CheckState.BLOCKING)
    assert result.effects[0].covariates.estimate.method == "lin"


@pytest.mark.parametrize(("after", "state"), [(300, CheckState.REMARK), (130, CheckState.PASSED)])
def test_implausible_lift_is_a_note_and_never_blocks(after, state):
    document = campaign([row("a", 5_000, bought=100), row("b", 5_000, bought=after)])
    result = read(document, table_of(document))
    found = next(one for one in result.checks if one.code == "implausible_lift")
    assert found.state is state
    assert result.decision.verdict != "do_not_trust"
