"""The certificate counts false alarms: close to nominal where nothing differs, loud where something does."""

from __future__ import annotations

import numpy as np
import pytest

from evaluators.campaigns.aggregates import Moments
from evaluators.campaigns.cells import Cell, CellTable
from evaluators.campaigns.reading import read
from evaluators.documents import revise
from tests.evaluators.campaigns.campaign_tests import BOUGHT, SPEND, campaign, row, table_of

SEGMENTS = ("x", "y", "z")


def dealt(rng, document, per, rate, effect=0.0):
    """Return a table of events dealt at random within segments; an effect makes it no re-randomisation at all."""
    arms = [one.id for one in document.design.variants]
    rows = []
    for segment in SEGMENTS:
        moved = rng.multivariate_hypergeometric([per] * len(arms), round(per * len(arms) * rate))
        extra = [0, *[round(effect * per)] * (len(arms) - 1)]
        rows += [row(arm, per, segment, bought=int(n + more)) for arm, n, more in zip(arms, moved, extra, strict=True)]
    return table_of(campaign(rows, arms=tuple(arms), segments=SEGMENTS))


def certified(arms, draws=80, effect=0.0, rate=0.04, per=800, **rest):
    rows = [row(arm, per, segment, bought=round(per * rate)) for arm in arms for segment in SEGMENTS]
    document = campaign(rows, arms=arms, segments=SEGMENTS, settings={"certificate": draws}, **rest)
    rng = np.random.default_rng(11)
    told = []
    tables = (dealt(rng, document, per, rate, effect) for _ in range(draws))
    return read(document, table_of(document), shuffled=tables, progress=told.append).certificate, told


@pytest.mark.parametrize("arms", [("a", "b"), ("a", "b", "c")])
def test_alarms_are_as_promised_where_nothing_differs(arms):
    found, told = certified(arms)
    assert (found.draws, found.customers) == (80, 800 * len(arms) * len(SEGMENTS))
    assert [one.question for one in found.rows] == ["overall", "planned_segments", "heterogeneity", "verdict"]
    assert [one.nominal for one in found.rows] == [0.05, 0.05, 0.05, 0.025]
    for one in found.rows:
        assert one.as_promised
        assert one.share == one.alarms / 80
        assert one.interval.low <= one.share <= one.interval.high
    assert told[-1] == 1
    assert told == sorted(told)


def test_a_pipeline_that_alarms_too_often_is_told():
    found, _ = certified(("a", "b"), draws=15, effect=0.02)
    broken = {one.question for one in found.rows if not one.as_promised}
    assert {"overall", "verdict"} <= broken


def test_the_quick_look_at_shares_changes_no_answer(monkeypatch):
    from evaluators.campaigns import certificate

    quick, _ = certified(("a", "b"), draws=8, rate=0.01, per=250)
    monkeypatch.setattr(certificate, "_may_differ", lambda *_: True)
    assert certified(("a", "b"), draws=8, rate=0.01, per=250)[0] == quick


def test_a_fixed_horizon_with_sends_to_come_is_certified_at_its_end():
    """Before the end nothing ships; the certificate still counts what the last look would."""
    found, _ = certified(("a", "b"), draws=6, effect=0.03, sends_remaining=2)
    assert next(one for one in found.rows if one.question == "verdict").share > 0.9


def test_group_sequential_look_promises_its_own_level():
    looks = {"looks": {"method": "group_sequential", "planned": 4}}
    found, _ = certified(("a", "b"), draws=4, design=looks, sends_remaining=1)
    nominal = {one.question: one.nominal for one in found.rows}
    assert 0 < nominal["overall"] < 0.05
    assert nominal["verdict"] == nominal["overall"] / 2
    assert nominal["heterogeneity"] == 0.05


def test_means_without_segments_ask_two_questions():
    rng = np.random.default_rng(3)
    values = np.where(rng.random(2_000) < 0.1, rng.exponential(30, 2_000), 0)
    document = campaign([], metrics=(SPEND,), settings={"certificate": 200})

    def shuffled():
        for _ in range(200):
            mixed = rng.permutation(values)[:, None]
            halves = zip("ab", (mixed[:1_000], mixed[1_000:]), strict=True)
            cells = [
                Cell(send="s1", variant=arm, segment=None, moments=Moments.of(("spend",), part)) for arm, part in halves
            ]
            yield CellTable(metrics=("spend",), covariates=(), cells=tuple(cells), audits=())

    tables = list(shuffled())
    found = read(document, tables[0], shuffled=tables).certificate
    assert [(one.question, one.as_promised) for one in found.rows] == [("overall", True), ("verdict", True)]


def test_always_valid_alarms_seldom():
    looks = {"looks": {"method": "always_valid", "planned": 5}}
    found, _ = certified(("a", "b", "c"), draws=4, design=looks, sends_remaining=2)
    assert next(one for one in found.rows if one.question == "overall").as_promised


def test_no_certificate_unless_asked_and_possible():
    document = campaign([row("a", 500, bought=20), row("b", 500, bought=30)])
    table = table_of(document)
    assert read(document, table, shuffled=[table]).certificate is None
    asked = revise(document, settings=revise(document.settings, certificate=5))
    assert read(asked, table).certificate is None
    assert read(asked, table, shuffled=[]).certificate is None
    assert read(asked, table, shuffled=[table]).certificate.draws == 1
    nothing = campaign(metrics=(), settings={"certificate": 5})
    assert read(nothing, table_of(nothing), shuffled=[table]).certificate is None


def test_stopping_the_work_stops_it():
    class Stopped(Exception):
        pass

    def stop(_share):
        raise Stopped

    document = campaign([row("a", 500, bought=20), row("b", 500, bought=30)], settings={"certificate": 5})
    table = table_of(document)
    with pytest.raises(Stopped):
        read(document, table, shuffled=[table] * 5, progress=stop)


def test_metric_that_some_table_lacks_raises_no_alarm():
    document = campaign([], metrics=(BOUGHT,), settings={"certificate": 5})
    empty = CellTable(metrics=(), covariates=(), cells=(), audits=())
    found = read(document, empty, shuffled=[empty]).certificate
    assert [one.alarms for one in found.rows] == [0, 0]
