"""Edits of campaign plans and tests: what goes out takes out what names it, and a locked design stays."""

from __future__ import annotations

from datetime import date

import pytest

from evaluators.campaigns.design import Guardrail, Metric, Segment, Variant
from evaluators.campaigns.experiment import CampaignTest, RuleLine
from evaluators.campaigns.plan import CampaignPlan
from evaluators.campaigns.source import CustomerRows, OutcomeTable, Roles
from evaluators.errors import DocumentError, EvaluationError, NotFound
from services import campaigns
from services import editing_campaigns as editing
from services import editing_sends as sends

TODAY = date(2026, 11, 22)
FILE = {"sha256": "0" * 64, "name": "list.csv", "rows": 4, "columns": ["who", "arm", "group", "spent", "visits"]}
DESIGN = {
    "metrics": [
        {"id": "bought", "name": "Bought", "kind": "proportion"},
        {"id": "visits", "name": "Visits", "kind": "mean"},
        {"id": "spend", "name": "Spend", "kind": "mean"},
        {"id": "per_visit", "name": "Spend per visit", "kind": "ratio", "denominator": "visits"},
    ],
    "primary": "spend",
    "guardrails": [{"metric": "visits", "margin": 1}],
    "variants": [
        {"id": "none", "name": "No mail", "strategy": "nothing"},
        {"id": "mail", "name": "Mail"},
        {"id": "new", "name": "Mail to the new", "strategy": "one_segment", "only_segment": "new"},
    ],
    "segments": [{"id": "old", "name": "Old"}, {"id": "new", "name": "New"}],
}


@pytest.fixture
def plan() -> CampaignPlan:
    return CampaignPlan.model_validate({"as_of": TODAY, "design": DESIGN})


@pytest.fixture
def campaign() -> CampaignTest:
    """One send as a table of sums, the other as rows with outcomes."""
    rows = [
        {
            "variant": variant,
            "segment": segment,
            "customers": 10,
            "sums": {"bought": 1, "visits": 3, "spend": 5.0, "per_visit": 5.0},
            "squares": {"visits": 3, "spend": 25.0},
            "products": {"per_visit": 4.0},
        }
        for variant in ("none", "mail")
        for segment in ("old", "new")
    ]
    roles = {
        "variant": "arm",
        "variants": {"0": "none", "1": "mail"},
        "customer": "who",
        "segment": "group",
        "segments": {"n": "new"},
        "metrics": {"spend": "spent"},
    }
    outcomes = [
        {"file": {**FILE, "sha256": "1" * 64}, "customer": "who", "metrics": {"visits": "visits", "bought": ""}}
    ]
    return CampaignTest.model_validate(
        {
            "as_of": TODAY,
            "design": DESIGN,
            "sends": [
                {"id": "one", "source": {"type": "table", "rows": rows}},
                {"id": "two", "source": {"type": "rows", "file": FILE, "roles": roles, "outcomes": outcomes}},
            ],
            "rule": [{"segment": "old", "variant": "none"}, {"segment": "new", "variant": "mail"}],
        }
    )


def test_a_metric_goes_with_all_that_names_it(campaign):
    changed = editing.remove_metric(campaign, "visits")
    assert [one.id for one in changed.design.metrics] == ["bought", "spend"]
    assert changed.design.guardrails == ()
    assert changed.design.primary == "spend"
    for row in changed.sends[0].source.rows:
        assert (set(row.sums), set(row.squares), row.products) == ({"bought", "spend"}, {"spend"}, {})
    assert changed.sends[1].source.outcomes[0].metrics == {"bought": ""}
    again = editing.remove_metric(changed, "spend")
    assert again.design.primary is None
    assert again.sends[1].source.roles.metrics == {}
    with pytest.raises(NotFound, match="part_unknown"):
        editing.remove_metric(again, "spend")


def test_a_variant_goes_with_its_rows_and_rule(campaign):
    changed = editing.remove_variant(campaign, "none")
    assert [one.id for one in changed.design.variants] == ["mail", "new"]
    assert {row.variant for row in changed.sends[0].source.rows} == {"mail"}
    assert changed.sends[1].source.roles.variants == {"1": "mail"}
    assert changed.rule == (RuleLine(segment="new", variant="mail"),)


def test_a_segment_goes_with_its_rows_and_rule(campaign):
    changed = editing.remove_segment(campaign, "new")
    assert [one.id for one in changed.design.segments] == ["old"]
    assert changed.design.variants[2].only_segment is None
    assert {row.segment for row in changed.sends[0].source.rows} == {"old"}
    roles = changed.sends[1].source.roles
    assert (roles.segment, roles.segments) == (None, {}), "no values named would mean all values as they are"
    assert changed.rule == (RuleLine(segment="old", variant="none"),)


def test_a_plan_takes_the_same_edits(plan):
    changed = editing.remove_segment(editing.remove_metric(editing.remove_variant(plan, "mail"), "visits"), "new")
    counts = (len(changed.design.metrics), len(changed.design.variants), len(changed.design.segments))
    assert counts == (2, 2, 1)


def test_new_parts_get_ids_of_their_own(plan):
    changed = editing.add_metric(plan, "Bought", "proportion", better="less")
    changed = editing.add_variant(editing.add_variant(changed, "Kevätviesti"), "Kevätviesti", split=2)
    changed = editing.add_segment(changed, "Åland 2026", customers=12)
    assert changed.design.metrics[-1] == Metric(id="bought-2", name="Bought", kind="proportion", better="less")
    assert [one.id for one in changed.design.variants[-2:]] == ["kevatviesti", "kevatviesti-2"]
    assert changed.design.variants[-1].split == 2
    assert changed.design.segments[-1] == Segment(id="aland-2026", name="Åland 2026", customers=12)
    for add in (lambda: editing.add_variant(plan, " "), lambda: editing.put_segment(plan, Segment(id="x", name=""))):
        with pytest.raises(DocumentError, match="name_empty"):
            add()


def test_parts_are_replaced_where_they_stand(plan):
    changed = editing.put_variant(plan, Variant(id="none", name="Nothing at all", strategy="nothing"))
    assert changed.design.variants[0].name == "Nothing at all"
    moved = editing.move_variant(changed, "mail", 0)
    assert [one.id for one in moved.design.variants] == ["mail", "none", "new"]
    guarded = editing.put_guardrail(moved, Guardrail(metric="bought", margin=0.1))
    guarded = editing.put_guardrail(guarded, Guardrail(metric="visits", margin=2))
    assert [(one.metric, one.margin) for one in guarded.design.guardrails] == [("visits", 2), ("bought", 0.1)]
    assert [one.metric for one in editing.remove_guardrail(guarded, "visits").design.guardrails] == ["bought"]
    with pytest.raises(NotFound, match="part_unknown"):
        editing.remove_guardrail(plan, "spend")


def test_what_decides_is_no_guardrail(plan):
    changed = editing.set_primary(plan, "visits")
    assert changed.design.primary_metric.id == "visits"
    assert changed.design.guardrails == ()


def test_looks_of_a_fixed_horizon_are_one(plan):
    looked = editing.set_looks(plan, method="group_sequential", planned=4)
    assert looked.design.looks.planned == 4
    assert editing.set_looks(looked, method="fixed").design.looks.planned == 1


def test_numbers_are_checked_wherever_they_stand(campaign, plan):
    assert editing.set_money(campaign, margin=0.4, currency="SEK").design.money.currency == "SEK"
    assert editing.set_errors(campaign, alpha=0.1).design.errors.alpha == 0.1
    assert editing.set_settings(campaign, certificate=1000).settings.certificate == 1000
    assert editing.set_plan(plan, baseline=0.05, cluster_size=3).baseline == 0.05
    wrong = (
        lambda: editing.set_money(campaign, margin=-1),
        lambda: editing.set_errors(campaign, alpha=2),
        lambda: editing.set_design(campaign, holdout=1),
        lambda: editing.set_settings(campaign, seed=-1),
        lambda: editing.set_plan(plan, nonsense=1),
        lambda: editing.set_rule(campaign, [RuleLine(segment="old", variant="nobody")]),
        lambda: sends.change_send(campaign, "one", planned="many"),
    )
    for edit in wrong:
        with pytest.raises(DocumentError, match="document_invalid"):
            edit()


def test_a_locked_design_stays_as_it_is(plan):
    locked = campaigns.lock_plan(plan, TODAY)
    assert campaigns.is_locked_unchanged(locked)
    assert not campaigns.is_locked_unchanged(plan)
    for edit in (
        lambda: editing.set_money(locked, margin=1),
        lambda: editing.remove_variant(locked, "mail"),
        lambda: editing.add_metric(locked, "Clicks", "proportion"),
        lambda: campaigns.segments_from_counts(locked, [("Old", 5)]),
    ):
        with pytest.raises(EvaluationError, match="plan_locked"):
            edit()
    assert editing.set_money(locked, currency="EUR") == locked, "what changes nothing is no change"
    assert editing.set_title(locked, "Spring").lock == locked.lock
    assert editing.with_salts(locked).lock == locked.lock
    opened = campaigns.unlock_plan(locked)
    assert editing.set_money(opened, margin=1).design.money.margin == 1


def test_an_override_needs_a_reason(campaign):
    for empty in ("", "  \n"):
        with pytest.raises(EvaluationError, match="override_reason_empty"):
            editing.put_override(campaign, "sample_ratio", empty, TODAY)
    let = editing.put_override(campaign, "sample_ratio", "first", TODAY)
    let = editing.put_override(let, "sample_ratio", " The tool doubled a file. ", TODAY)
    assert [(one.check, one.reason) for one in let.overrides] == [("sample_ratio", "The tool doubled a file.")]
    assert editing.remove_override(let, "sample_ratio").overrides == ()
    with pytest.raises(NotFound, match="part_unknown"):
        editing.remove_override(campaign, "sample_ratio")


def test_salts_are_given_once_and_the_holdout_is_common(plan):
    first, second = editing.with_salts(plan), editing.with_salts(plan)
    assert first.assignment.salt != second.assignment.salt
    assert first.assignment.holdout_salt == second.assignment.holdout_salt != ""
    assert editing.with_salts(first) == first


def test_sends_come_change_and_go(campaign):
    more = sends.add_send(sends.add_send(campaign, "Kevät", TODAY), "Kevät")
    assert [one.id for one in more.sends] == ["one", "two", "kevat", "kevat-2"]
    changed = sends.change_send(more, "kevat", planned_customers=400, final=False)
    assert (changed.sends[2].planned_customers, changed.sends[2].final) == (400, False)
    assert [one.id for one in sends.remove_send(changed, "kevat").sends] == ["one", "two", "kevat-2"]
    with pytest.raises(NotFound, match="part_unknown"):
        sends.change_send(campaign, "three", name="x")


def test_roles_and_outcomes_name_columns_that_exist(campaign):
    with pytest.raises(EvaluationError, match="send_has_no_rows"):
        sends.set_roles(campaign, "one", Roles(variant="arm"))
    with pytest.raises(EvaluationError, match="role_column_unknown") as fault:
        sends.set_roles(campaign, "two", Roles(variant="arm", customer="id", metrics={"spend": "euro"}))
    assert fault.value.facts["missing"] == ["id", "euro"]
    changed = sends.set_roles(campaign, "two", Roles(variant="group"))
    assert changed.sends[1].source.roles.variant == "group"
    assert len(changed.sends[1].source.outcomes) == 1
    table = OutcomeTable.model_validate({"file": FILE, "customer": "who", "metrics": {"bought": ""}})
    joined = sends.add_outcomes(sends.add_outcomes(campaign, "two", table), "two", table)
    assert [one.file.sha256[0] for one in joined.sends[1].source.outcomes] == ["1", "0"]
    left = sends.remove_outcomes(joined, "two", "1" * 64)
    assert [one.file.sha256[0] for one in left.sends[1].source.outcomes] == ["0"]
    with pytest.raises(NotFound, match="part_unknown"):
        sends.remove_outcomes(left, "two", "1" * 64)


def test_a_send_takes_its_figures_from_one_place(campaign):
    rows = campaign.sends[0].source.rows
    assert sends.set_table(campaign, "two", rows).sends[1].source.rows == rows
    source = CustomerRows.model_validate({"file": FILE, "roles": {"variant": "arm"}})
    assert sends.set_rows_source(campaign, "one", source).sends[0].source == source
