"""Clusters dealt whole: figures per customer, errors from the spread between clusters, no segments."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from evaluators.campaigns.aggregates import Moments
from evaluators.campaigns.cells import CLUSTER_CUSTOMERS, Cell, CellTable
from evaluators.campaigns.checks import run_checks
from evaluators.campaigns.cluster_ratios import compare_clusters
from evaluators.campaigns.experiment import Override
from evaluators.campaigns.reading import read
from evaluators.campaigns.results import CheckState
from evaluators.campaigns.source import CustomerRows, Roles
from evaluators.data_files import DataFile
from evaluators.documents import revise
from evaluators.errors import NotComputable
from i18n import LANGUAGES
from i18n.sentences import sentence
from tests.evaluators.campaigns.campaign_tests import BOUGHT, CLOSED, LEFT, SPEND, campaign, row, table_of
from tests.evaluators.campaigns.least_squares import least_squares
from tests.evaluators.campaigns.test_checks import AUDIT

NAMES = ("bought", "left", CLUSTER_CUSTOMERS)


def shops(rng, count, rate, size=200):
    """Return sums of shops whose customers are alike: bought, left, customers."""
    sizes = rng.integers(size // 2, size * 2, count)
    rates = np.clip(rng.normal(rate, 0.03, count), 0, 1)
    return np.column_stack([rng.binomial(sizes, rates), rng.binomial(sizes, 0.01), sizes]).astype(float)


def clustered(effect=0.0, count=30, seed=2):
    rng = np.random.default_rng(seed)
    arms = {"a": shops(rng, count, 0.10), "b": shops(rng, count, 0.10 + effect)}
    cells = tuple(
        Cell(send="s1", variant=variant, segment=None, moments=Moments.of(NAMES, sums))
        for variant, sums in arms.items()
    )
    return CellTable(metrics=NAMES, covariates=(), cells=cells, audits=(AUDIT,)), arms


def document(**rest):
    return campaign([], metrics=(BOUGHT, LEFT), segments=("x",), margins={"left": 0.01}, **rest)


def test_figures_are_per_customer_and_errors_between_clusters():
    table, arms = clustered(0.06)
    result = read(document(), table)
    effect = result.effects[0]
    assert effect.control.customers == arms["a"][:, 2].sum()
    assert effect.control.value == pytest.approx(arms["a"][:, 0].sum() / arms["a"][:, 2].sum())
    assert effect.estimate.method == "cluster_delta"
    pooled = effect.control.value * (1 - effect.control.value) * (1 / arms["a"][:, 2].sum() + 1 / arms["b"][:, 2].sum())
    assert effect.estimate.standard_error > 1.5 * pooled**0.5, "shops are alike inside"
    assert result.decision.verdict == "ship_b"
    assert result.guardrails[0].guardrail.method == "cluster_delta"


def test_error_is_that_of_cluster_robust_least_squares():
    """Customers' rows regressed on the arm with errors by shop, another formula for the same thing."""
    table, arms = clustered(0.02, count=60)
    rows, shop, arm = [], [], []
    for place, sums in enumerate(arms.values()):
        for number, (bought, _, size) in enumerate(sums.astype(int)):
            rows += [1] * bought + [0] * (size - bought)
            shop += [place * 1_000 + number] * size
            arm += [place] * size
    design = np.column_stack([np.ones(len(arm)), arm])
    fitted = least_squares(design, rows, clusters=shop)
    found = read(document(), table).effects[0].estimate
    assert found.value == pytest.approx(fitted.coefficients[1], abs=1e-12)
    assert found.standard_error == pytest.approx(fitted.covariance[1, 1] ** 0.5, rel=0.02)


def test_segments_and_policy_are_not_read():
    result = read(document(), clustered()[0])
    assert (result.segments, result.policy, result.segment_guardrails, result.sends) == ((), None, (), ())
    note = next(one for one in result.notes if one.code == "clusters_no_segments")
    assert all(sentence("note", note.code, note.facts, language) for language in LANGUAGES)


def test_clusters_are_what_was_dealt():
    """30 shops against 30 are fine however many customers they have."""
    found = {one.code: one.state for one in run_checks(document(), clustered()[0])}
    assert found["sample_ratio"] is CheckState.PASSED


def test_means_ratios_and_ratings_are_alike_per_customer():
    table, _ = clustered(0.05)
    for metric in (BOUGHT, revise(SPEND, id="bought"), revise(BOUGHT, kind="rating", highest=5)):
        found = read(campaign([], metrics=(metric,)), table).effects[0]
        assert found.estimate.method == "cluster_delta"
        assert found.lift.method == "fieller"


def test_one_cluster_in_an_arm_is_too_few():
    one = Moments.of(NAMES, [[3, 0, 20]])
    many = Moments.of(NAMES, [[3, 0, 20], [5, 0, 18]])
    with pytest.raises(NotComputable) as fault:
        compare_clusters([(one, many)], "bought", CLUSTER_CUSTOMERS)
    assert fault.value.code == "too_few_clusters"
    with pytest.raises(NotComputable) as fault:
        compare_clusters([], "bought", CLUSTER_CUSTOMERS)
    assert fault.value.code == "no_trials"


def test_interval_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(7)
    hits, runs = 0, 600
    for _ in range(runs):
        arms = [Moments.of(NAMES, shops(rng, 8, 0.10)) for _ in range(2)]
        around = compare_clusters([tuple(arms)], "bought", CLUSTER_CUSTOMERS).interval
        hits += around.low <= 0 <= around.high
    assert hits / runs == pytest.approx(0.95, abs=0.025), "eight shops in each arm"


@pytest.mark.parametrize(
    ("columns", "cluster", "state"),
    [
        ((), None, CheckState.PASSED),
        (("store",), None, CheckState.BLOCKING),
        (("store",), "store", CheckState.PASSED),
    ],
)
def test_clusters_that_nobody_named_block(columns, cluster, state):
    plain = campaign([row("a", 1_000, bought=20), row("b", 1_000, bought=40)])
    table = replace(table_of(plain), audits=(replace(AUDIT, cluster_columns=columns),))
    source = CustomerRows(
        file=DataFile(sha256="0" * 64, name="x.csv", rows=2_000, columns=("group", "store")),
        roles=Roles(variant="group", cluster=cluster),
    )
    rows = revise(plain, sends=(revise(plain.sends[0], source=source),))
    result = read(rows, table)
    found = next(one for one in result.checks if one.code == "clusters")
    assert found.state is state
    assert (result.decision.verdict == "do_not_trust") == (state is CheckState.BLOCKING)
    if found.note:
        assert all(sentence("note", found.note.code, found.note.facts, language) for language in LANGUAGES)
        allowed = revise(rows, overrides=(Override(check="clusters", reason="Dealt one by one.", on=CLOSED),))
        assert read(allowed, table).decision.verdict == "ship_b"


def test_tables_cannot_tell_clusters():
    plain = campaign([row("a", 1_000, bought=20), row("b", 1_000, bought=40)])
    found = next(one for one in run_checks(plain, table_of(plain)) if one.code == "clusters")
    assert found.state is CheckState.NOT_RUN
