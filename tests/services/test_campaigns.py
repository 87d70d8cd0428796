"""Campaigns from beginning to result: a plan, its lock, the test that follows it, kept rows, and segments counted."""

from __future__ import annotations

import json
import random
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from data.cells import cell_table
from evaluators.campaigns.design import Metric, Money
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.plan import CampaignPlan
from evaluators.campaigns.source import OutcomeTable, Roles
from evaluators.errors import DataError, DocumentError, EvaluationError, NotFound
from services import campaigns, clock, datasets
from services import editing_campaigns as editing
from services import editing_sends as sends
from services.evaluations import create, edit, open_evaluation
from services.projects import create_project
from services.results import result_of
from settings import reset_settings

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def assignment(customers: int = 2400) -> bytes:
    """Return a list dealt to two variants; every segment and variant has as many."""
    lines = ["email,variant,segmentti,aiemmin"]
    for one in range(customers):
        arm = "Vertailuryhmä" if one % 2 else "Kevätviesti"
        lines.append(f"a{one}@example.fi,{arm},{('uudet', 'vanhat', '00')[one // 2 % 3]},{one * 7 % 11}")
    return "\n".join(lines).encode()


def orders(customers: int = 2400) -> bytes:
    """Return orders: more of them where the letter was sent; one of nobody on the list."""
    rng = random.Random(4)
    lines = ["Email;Summa;Päivä"]
    for one in range(customers):
        if rng.random() < (0.10 if one % 2 else 0.16):
            lines.append(f"A{one}@Example.fi;{rng.randint(10, 90)},50;2026-10-0{rng.randint(2, 8)}")
    lines.append("nobody@example.fi;10,00;2026-10-02")
    return "\n".join(lines).encode()


@pytest.fixture
def from_rows() -> CampaignTest:
    """A test from a list and a file of orders."""
    kept = datasets.add(assignment(), "lista.csv")
    bought = datasets.add(orders(), "tilaukset.csv")
    test = open_evaluation(campaigns.begin_test("Kevät")).document
    assert isinstance(test, CampaignTest)
    source = sends.rows_from_guess(kept)
    assert source is not None
    roles = source.roles.model_copy(update={"covariates": ("aiemmin",), "segment_read": "before"})
    test = sends.design_from_roles(test, "send", kept, roles)
    test = sends.change_send(test, "send", sent_on=date(2026, 10, 1), last_outcome_on=date(2026, 10, 20))
    test = editing.put_metric(test, Metric(id="bought", name="Bought", kind="proportion"))
    test = editing.put_metric(test, Metric(id="spend", name="Spend", kind="mean", unit="€"))
    table = OutcomeTable(file=bought.file, customer="Email", at="Päivä", metrics={"bought": "", "spend": "Summa"})
    return editing.set_settings(sends.add_outcomes(test, "send", table), permutations=100)


def test_a_plan_is_begun_locked_and_followed():
    with clock.stopped(NOW):
        project = create_project("Spring")
        plan_id = campaigns.begin_plan("Kevät", question="Does it pay?", project_id=project)
        opened = open_evaluation(plan_id)
        plan = opened.document
        assert isinstance(plan, CampaignPlan)
        with pytest.raises(EvaluationError, match="plan_without_metrics"):
            campaigns.lock_plan(plan, TODAY)
        plan = editing.add_metric(plan, "Bought", "proportion")
        with pytest.raises(DataError, match="too_few_variants"):
            campaigns.lock_plan(plan, TODAY)
        plan = editing.add_variant(editing.add_variant(plan, "A"), "B")
        plan = campaigns.segments_from_counts(plan, [("old", 600), ("", 7), ("new", 400)])
        plan = editing.set_looks(editing.set_design(plan, holdout=0.1), method="group_sequential", planned=3)
        plan = campaigns.lock_plan(plan, TODAY)
        edit(plan_id, plan, base_revision=opened.revision)
        test_id = campaigns.follow_plan(plan_id)
    opened_test = open_evaluation(test_id)
    test = opened_test.document
    assert isinstance(test, CampaignTest)
    assert opened_test.project_id == project
    assert (test.title, test.question, test.as_of) == ("Kevät", "Does it pay?", TODAY)
    assert test.design == plan.design
    assert test.planned is not None
    assert test.planned.lock == plan.lock
    assert [(one.name, one.planned_customers, one.final) for one in test.sends] == [("Kevät", 900, False)]
    assert test.sends_remaining == 2
    changed = editing.set_money(test, margin=1)
    assert [one.place for one in result_of(changed).deviations] == ["money.margin"]
    assert campaigns.follow_plan(plan_id, "Syksy") != test_id


def test_only_a_plan_can_be_followed():
    with pytest.raises(DocumentError, match="document_kind_other"):
        campaigns.follow_plan(campaigns.begin_test())
    with pytest.raises(NotFound, match="evaluation_unknown"):
        campaigns.follow_plan("nothing")


def test_a_plan_whose_list_is_not_counted_plans_no_customers():
    plan = editing.add_segment(CampaignPlan(as_of=TODAY), "New", customers=10)
    test = open_evaluation(campaigns.follow_plan(create(editing.add_segment(plan, "Old")))).document
    assert isinstance(test, CampaignTest)
    assert test.sends[0].planned_customers is None


def test_the_design_comes_from_the_rows(from_rows):
    design = from_rows.design
    assert [(one.id, one.name) for one in design.variants] == [
        ("vertailuryhma", "Vertailuryhmä"),
        ("kevatviesti", "Kevätviesti"),
    ]
    assert [one.name for one in design.segments] == ["00", "uudet", "vanhat"]
    roles = from_rows.sends[0].source.roles
    assert roles.variants == {"Vertailuryhmä": "vertailuryhma", "Kevätviesti": "kevatviesti"}
    assert roles.segments == {"00": "00", "uudet": "uudet", "vanhat": "vanhat"}
    assert design.segmented_by == "segmentti"


def test_rows_are_worked_out_with_everything_that_rows_allow(from_rows):
    said: list[float] = []
    test = editing.set_settings(from_rows, certificate=20, cross_fits=3)
    result = campaigns.work_out(test, said.append)
    effect = next(one for one in result.effects if one.metric == "bought").estimate
    assert effect is not None
    assert 0.02 < effect.value < 0.10
    assert (said[0], said[-1]) == (0.0, 1.0)
    assert said == sorted(said)
    assert result.certificate is not None
    assert result.certificate.draws == 20
    assert any(one.by == "day" and len(one.points) > 3 for one in result.over_time)
    assert result.policy is not None
    assert result.policy.cross_fitted is not None
    assert "cross_fitting" not in result.needs_rows


def test_the_certificate_is_made_on_demand_and_can_be_stopped(from_rows):
    kept = datasets.files_of(from_rows)
    assert campaigns.work_out(from_rows, files=kept).certificate is None
    with pytest.raises(NotFound, match="dataset_unknown"):
        campaigns.work_out(from_rows, files={})

    class Stopped(Exception):
        pass

    def stop(share: float) -> None:
        if share > 0.3:
            raise Stopped

    with pytest.raises(Stopped):
        campaigns.work_out(editing.set_settings(from_rows, certificate=20), stop)


def test_rows_that_are_gone_are_named(from_rows):
    for one in datasets.listed():
        datasets.delete(one.id)
    with pytest.raises(NotFound, match="dataset_unknown") as fault:
        campaigns.work_out(from_rows)
    assert fault.value.facts["file"] == "lista.csv"


def test_segments_are_counted_from_a_kept_list():
    kept = datasets.add(
        assignment(60) + b"\na1@example.fi,Vertailuryhm\xc3\xa4,uudet,1\nx@example.fi,B,,1\n", "lista.csv"
    )
    counts = campaigns.count_segments(kept.id, "segmentti")
    assert dict(counts) == {"uudet": 20, "vanhat": 20, "00": 20, "": 1}, "customers, not rows"
    plan = editing.add_segment(CampaignPlan(as_of=TODAY), "Vanhat", customers=3)
    counted = campaigns.segments_from_counts(plan, counts)
    assert [(one.id, one.customers) for one in counted.design.segments] == [("vanhat", 20), ("00", 20), ("uudet", 20)]
    for column, code in (("nothing", "column_missing"), ("email", "too_many_segments")):
        if code == "too_many_segments":
            kept = datasets.add(assignment(), "iso.csv")
        with pytest.raises(DataError, match=code):
            campaigns.count_segments(kept.id, column)


def test_a_column_of_too_many_values_is_no_variant():
    kept = datasets.add(assignment(), "lista.csv")
    test = open_evaluation(campaigns.begin_test()).document
    assert isinstance(test, CampaignTest)
    source = sends.rows_from_guess(kept)
    assert source is not None
    wrong = source.roles.model_copy(update={"variant": "email", "customer": None})
    with pytest.raises(DataError, match="too_many"):
        sends.design_from_roles(test, "send", kept, wrong)


def test_values_of_a_file_that_settings_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Such a table was not looked into when it was named."""
    table = pa.table({"arm": ["b", "control", "b"], "new": [True, False, None], "spend": [1, 2, 3]})
    pq.write_table(table, tmp_path / "sales.parquet")
    monkeypatch.setenv("PUNTARI_DATA_PATHS", json.dumps({"sales": str(tmp_path / "sales.parquet")}))
    reset_settings()
    named = datasets.named()["sales"]
    assert sends.rows_from_guess(named) is None
    assert sends.values_of(named, "new") == ("false", "true")
    test = open_evaluation(campaigns.begin_test()).document
    assert isinstance(test, CampaignTest)
    roles = Roles(variant="arm", segment="new", metrics={"spend": "spend"})
    test = sends.design_from_roles(test, "send", named, roles)
    assert [one.id for one in test.design.variants] == ["control", "b"]
    assert [(one.id, one.kind) for one in test.design.metrics] == [("spend", "mean")]
    cells = cell_table(test, datasets.files_of(test)).cells
    assert {(cell.variant, cell.segment, cell.moments.n) for cell in cells} == {
        ("b", "true", 1),
        ("b", None, 1),
        ("control", "false", 1),
    }


def test_values_are_matched_with_a_design_that_stands(from_rows):
    kept = next(one for one in datasets.listed() if one.file.name == "lista.csv")
    renamed = editing.put_variant(from_rows, from_rows.design.variants[1].model_copy(update={"name": "Toinen"}))
    source = sends.rows_from_guess(kept)
    assert source is not None
    again = sends.design_from_roles(renamed, "send", kept, source.roles)
    assert again.sends[0].source.roles.variants == {"Vertailuryhmä": "vertailuryhma"}
    assert again.design == renamed.design


def test_an_empty_test_has_an_answer_too():
    test = open_evaluation(campaigns.begin_test()).document
    assert isinstance(test, CampaignTest)
    assert campaigns.work_out(editing.set_money(test, currency=Money().currency)).effects == ()
