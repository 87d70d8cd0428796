"""The Campaigns page: a plan from an empty page to a locked answer and a test."""

from __future__ import annotations

import pytest

from i18n import LANGUAGES
from services import campaigns, datasets, evaluations
from tests.pages.driving import document, fill, send, shown, sound, visit
from ui.panels.campaigns.metric_presets import HARMS, PRESETS
from ui.panels.campaigns.start import new_plan
from ui.panels.frame import STEPS

STEPS_OF_PLAN = STEPS["campaign-plan"]


def open_step(evaluation_id, step, language="fi", *, advanced=False):
    at = visit("campaigns", language, id=evaluation_id, step=step)
    if advanced:
        at.toggle(key="advanced").set_value(True)
        sound(at.run())
    return at


def kept_plan(metric="bought"):
    return evaluations.create(new_plan("Kevät", metric))


def typed(at, key, value):
    at.text_input(key=key).set_value(value)
    return sound(at.run())


def pressed(at, key):
    at.button(key=key).click()
    return sound(at.run())


def chosen(at, key, value):
    at.selectbox(key=key).set_value(value)
    return sound(at.run())


def filled_plan():
    """A plan with a list of two segments and everything that the answer needs."""
    evaluation_id = kept_plan()
    at = open_step(evaluation_id, "question")
    typed(at, "plan-baseline", "2,0")
    typed(at, "smallest-effect", "1")
    at = open_step(evaluation_id, "audience")
    for name, customers in (("Kanta-asiakkaat", "4 000"), ("Uudet", "8000")):
        fill(at, "new-segment", name=name, customers=customers)
        send(at, "new-segment")
    return evaluation_id


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("metric", ["bought", "revenue", "satisfaction"])
def test_every_step_of_a_new_plan_draws(metric, language):
    at = open_step(kept_plan(metric), "question", language)
    for advanced in (False, True):
        at.toggle(key="advanced").set_value(advanced)
        for step in STEPS_OF_PLAN:
            at.query_params["step"] = step
            sound(at.run())
            assert not at.error
            assert at.session_state["step-control"] == step


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plan_begins_with_its_metric_a_control_and_a_message(language):
    at = visit("campaigns", language)
    at.text_input(key="campaign-title").set_value("Kevät")
    at.selectbox(key="campaign-metric").set_value("revenue")
    pressed(at, "campaign-start")
    plan = document(at.query_params["id"])
    assert plan.kind == "campaign-plan"
    assert [metric.id for metric in plan.design.metrics] == ["revenue"]
    assert plan.design.metrics[0].unit == "€"
    assert [variant.strategy for variant in plan.design.variants] == ["nothing", "same"]
    assert at.session_state["step-control"] == "question"


def test_results_that_exist_begin_an_empty_test_at_its_data():
    at = visit("campaigns")
    at.radio(key="campaign-kind").set_value("campaign-test")
    sound(at.run())
    pressed(at, "campaign-start")
    test = document(at.query_params["id"])
    assert test.kind == "campaign-test"
    assert not test.design.metrics
    assert at.session_state["step-control"] == "data"


@pytest.mark.parametrize(("written", "kept"), [("2,5", 0.025), ("2.5", 0.025), ("7", 0.07), ("0,3 ", 0.003)])
@pytest.mark.parametrize("language", LANGUAGES)
def test_shares_are_typed_in_per_cent(written, kept, language):
    evaluation_id = kept_plan()
    at = open_step(evaluation_id, "question", language)
    typed(at, "plan-baseline", written)
    typed(at, "smallest-effect", written)
    plan = document(evaluation_id)
    assert plan.baseline == kept
    assert plan.design.money.smallest_effect == kept
    at = open_step(evaluation_id, "question", language)
    shown_text = at.text_input(key="plan-baseline").value
    assert float(shown_text.replace(",", ".")) == float(written.replace(",", "."))


def test_figures_of_a_mean_are_typed_in_its_own_unit():
    evaluation_id = kept_plan("revenue")
    at = open_step(evaluation_id, "question")
    typed(at, "plan-baseline", "1,25")
    typed(at, "plan-deviation", "14")
    typed(at, "smallest-effect", "0,4")
    plan = document(evaluation_id)
    assert (plan.baseline, plan.deviation, plan.design.money.smallest_effect) == (1.25, 14, 0.4)


def test_another_currency_goes_through_to_the_metrics_that_are_counted_in_it():
    evaluation_id = kept_plan("revenue")
    at = open_step(evaluation_id, "question")
    chosen(at, "money-currency", "SEK")
    design = document(evaluation_id).design
    assert (design.money.currency, design.metrics[0].unit) == ("SEK", "SEK")


def test_more_than_everybody_is_no_share_and_changes_nothing():
    evaluation_id = kept_plan()
    at = open_step(evaluation_id, "question")
    typed(at, "plan-baseline", "140")
    assert document(evaluation_id).baseline is None
    assert at.text_input(key="plan-baseline").value == "140"


def test_part_of_a_customer_is_refused():
    evaluation_id = kept_plan()
    at = open_step(evaluation_id, "question")
    typed(at, "money-recipients", "12,5")
    assert at.error
    assert document(evaluation_id).design.money.recipients is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_ready_metric_can_be_taken_and_made_the_one_that_decides(language):
    evaluation_id = kept_plan(None)
    at = open_step(evaluation_id, "question", language)
    for preset in PRESETS:
        chosen(at, "metric-preset", preset)
        pressed(at, "metric-add")
    design = document(evaluation_id).design
    assert [metric.id for metric in design.metrics] == list(PRESETS)
    assert {metric.id for metric in design.metrics if metric.better == "less"} == set(HARMS)
    chosen(at, "metric-primary", "clicked")
    assert document(evaluation_id).design.primary_metric.id == "clicked"
    note = {"fi": "koneellisesti", "en": "by machine"}[language]
    assert note in shown(at)


def test_a_ratio_has_a_denominator_from_the_start():
    evaluation_id = kept_plan("orders")
    at = open_step(evaluation_id, "question")
    chosen(at, "metric-preset", "own_ratio")
    pressed(at, "metric-add")
    ratio = document(evaluation_id).design.metrics[-1]
    assert (ratio.kind, ratio.denominator) == ("ratio", "orders")
    chosen(at, "metric-primary", ratio.id)
    typed(at, "plan-denominator", "0,2")
    assert document(evaluation_id).denominator_mean == 0.2


def test_removing_a_metric_takes_its_guardrail_along():
    evaluation_id = kept_plan()
    at = open_step(evaluation_id, "question")
    fill(at, "new-guardrail", metric="unsubscribed", margin="0,3")
    send(at, "new-guardrail")
    design = document(evaluation_id).design
    assert [(one.metric, one.margin) for one in design.guardrails] == [("unsubscribed", 0.003)]
    typed(at, "guardrail-unsubscribed-margin", "0,5")
    typed(at, "guardrail-unsubscribed-baseline", "0,4")
    assert document(evaluation_id).design.guardrails[0].margin == 0.005
    assert document(evaluation_id).design.guardrails[0].baseline == 0.004
    pressed(at, "metric-unsubscribed-remove")
    assert not document(evaluation_id).design.guardrails


def test_a_guardrail_without_a_limit_says_what_is_missing():
    evaluation_id = kept_plan()
    at = open_step(evaluation_id, "question")
    fill(at, "new-guardrail", metric="complained")
    send(at, "new-guardrail")
    assert at.error
    assert not document(evaluation_id).design.guardrails


def test_variants_are_added_changed_moved_and_removed():
    evaluation_id = kept_plan()
    at = open_step(evaluation_id, "question")
    fill(at, "new-variant", name="Räätälöity")
    send(at, "new-variant")
    added = document(evaluation_id).design.variants[-1]
    chosen(at, f"variant-{added.id}-strategy", "tailored")
    typed(at, f"variant-{added.id}-cost", "0,02")
    assert document(evaluation_id).design.variants[-1].send_cost == 0.02
    assert document(evaluation_id).design.variants[-1].strategy == "tailored"
    pressed(at, f"variant-{added.id}-control")
    assert document(evaluation_id).design.control.id == added.id
    pressed(at, f"variant-{added.id}-remove")
    assert added.id not in [variant.id for variant in document(evaluation_id).design.variants]


def test_a_strategy_for_one_segment_names_it_and_forgets_it_again():
    evaluation_id = filled_plan()
    plan = document(evaluation_id)
    variant, segment = plan.design.variants[1].id, plan.design.segments[0].id
    at = open_step(evaluation_id, "question")
    chosen(at, f"variant-{variant}-strategy", "one_segment")
    chosen(at, f"variant-{variant}-segment", segment)
    assert document(evaluation_id).design.variants[1].only_segment == segment
    chosen(at, f"variant-{variant}-strategy", "same")
    assert document(evaluation_id).design.variants[1].only_segment is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_early_reading_shows_its_price(language):
    evaluation_id = filled_plan()
    at = open_step(evaluation_id, "question", language)
    before = len(at.info)
    for method in ("group_sequential", "always_valid"):
        chosen(at, "looks-method", method)
        assert document(evaluation_id).design.looks.planned == 3
        assert len(at.info) == before + 1
        assert "80" in at.info[-1].value
    chosen(at, "looks-method", "fixed")
    assert document(evaluation_id).design.looks.planned == 1
    assert len(at.info) == before


def test_error_rates_are_for_the_advanced():
    evaluation_id = kept_plan()
    at = open_step(evaluation_id, "question")
    assert "errors-alpha" not in [field.key for field in at.text_input]
    at = open_step(evaluation_id, "question", advanced=True)
    typed(at, "errors-alpha", "1")
    typed(at, "errors-power", "90")
    errors = document(evaluation_id).design.errors
    assert (errors.alpha, errors.power) == (0.01, 0.9)


def test_segments_get_channel_time_and_level():
    evaluation_id = filled_plan()
    segment = document(evaluation_id).design.segments[0].id
    at = open_step(evaluation_id, "audience")
    chosen(at, f"segment-{segment}-channel", "Sähköposti")
    chosen(at, f"segment-{segment}-time", "Viikonloppu")
    typed(at, f"segment-{segment}-baseline", "6")
    kept = document(evaluation_id).design.segments[0]
    assert (kept.channel, kept.send_time, kept.baseline) == ("Sähköposti", "Viikonloppu", 0.06)
    assert kept.customers == 4000
    typed(at, "plan-holdout", "10")
    assert document(evaluation_id).design.holdout == 0.1
    pressed(at, f"segment-{segment}-remove")
    assert len(document(evaluation_id).design.segments) == 1


def test_ready_segments_come_with_what_they_are_made_by():
    evaluation_id = kept_plan()
    at = open_step(evaluation_id, "audience", "en")
    pressed(at, "segments-ready-lifecycle")
    design = document(evaluation_id).design
    assert design.segmented_by == "Customer lifecycle"
    assert len(design.segments) == 4


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_locked_plan_stands_fast_until_it_is_unlocked_and_becomes_a_test(language):
    evaluation_id = filled_plan()
    at = open_step(evaluation_id, "answer", language)
    assert not at.error
    pressed(at, "plan-lock")
    assert campaigns.is_locked_unchanged(document(evaluation_id))
    locked = open_step(evaluation_id, "question", language)
    typed(locked, "smallest-effect", "3")
    assert locked.error
    assert document(evaluation_id).design.money.smallest_effect == 0.01
    pressed(at, "plan-to-test")
    test = document(at.query_params["id"])
    assert test.kind == "campaign-test"
    assert test.planned.lock == document(evaluation_id).lock
    assert at.session_state["step-control"] == "data"
    of_test = open_step(at.query_params["id"], "question", language, advanced=True)
    assert not of_test.error
    assert "plan-baseline" not in [field.key for field in of_test.text_input]
    pressed(locked, "plan-unlock")
    assert document(evaluation_id).lock is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_answer_follows_what_is_typed(language):
    evaluation_id = filled_plan()
    at = open_step(evaluation_id, "question", language)
    before = shown(at)
    typed(at, "smallest-effect", "0,1")
    assert shown(at) != before


def test_what_users_write_is_shown_letter_for_letter():
    evaluation_id = filled_plan()
    at = open_step(evaluation_id, "audience")
    fill(at, "new-segment", name="*Tähti* <b>", customers="100")
    send(at, "new-segment")
    at = open_step(evaluation_id, "answer")
    assert "<b>" not in shown(at).replace("\\<b\\>", "")


LIST = "\n".join(
    ["asiakas;segmentti;lupa;ostot"]
    + [f"K{number};{'Uudet' if number % 3 else 'Kanta-asiakkaat'};{'kyllä' if number % 10 else 'ei'};{number % 17},5"
       for number in range(300)]
).encode()  # fmt: skip


def uploaded(at, key, content=LIST):
    at.file_uploader(key=key).upload("lista.csv", content, "text/csv")
    return sound(at.run())


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_list_is_dealt_and_the_same_list_gives_the_same_deal(language):
    evaluation_id = filled_plan()
    at = uploaded(open_step(evaluation_id, "assign", language), "assign-file")
    assert [at.selectbox(key=f"assign-{role}").value for role in ("customer", "segment", "consent")] == [
        "asiakas",
        "segmentti",
        "lupa",
    ]
    at.multiselect(key="assign-covariates").set_value(["ostot"])
    sound(at.run())
    pressed(at, "assign-deal")
    assert not at.error
    plan = document(evaluation_id)
    assert plan.assignment.salt
    assert plan.assignment.covariates == ("ostot",)
    assert [metric.value for metric in at.metric] == ["30", "0", "0", "0"]
    assert {button.key for button in at.get("download_button")} >= {"assign-csv", "assign-xlsx"}
    first = shown(at)
    pressed(at, "assign-deal")
    assert shown(at) == first
    assert document(evaluation_id) == plan


def test_excluded_customers_are_left_out_and_an_old_deal_is_not_shown_beside_new_choices():
    evaluation_id = filled_plan()
    at = uploaded(open_step(evaluation_id, "assign"), "assign-file")
    pressed(at, "assign-deal")
    assert at.metric
    at.text_area(key="assign-excluded-text").set_value("K1, K2\nK3")
    sound(at.run())
    assert not at.metric
    pressed(at, "assign-deal")
    assert [metric.value for metric in at.metric][1] == "3"
    uploaded(at, "assign-excluded-file", b"asiakas\nK4\nK5\nK6\nK7\n")
    chosen(at, "assign-excluded-column", "asiakas")
    pressed(at, "assign-deal")
    assert [metric.value for metric in at.metric][1] == "7"


def test_a_list_that_cannot_be_read_says_why():
    at = uploaded(open_step(filled_plan(), "assign"), "assign-file", b"")
    assert at.error
    assert not [button for button in at.button if button.key == "assign-deal"]


def test_a_plan_without_two_groups_cannot_be_dealt():
    evaluation_id = kept_plan()
    at = open_step(evaluation_id, "question")
    pressed(at, f"variant-{document(evaluation_id).design.variants[1].id}-remove")
    at = open_step(evaluation_id, "assign")
    assert at.info
    assert not at.file_uploader


def test_segments_are_counted_from_a_list_and_the_list_is_deleted():
    evaluation_id = filled_plan()
    at = open_step(evaluation_id, "audience")
    at.session_state["count-from-list"] = True
    sound(at.run())
    at.file_uploader(key="count-file").upload("lista.csv", LIST, "text/csv")
    pressed(at, "count-read")
    kept = at.selectbox(key="count-list").value
    chosen(at, f"count-column-{kept}", "segmentti")
    pressed(at, "count-use")
    counted = {segment.name: segment.customers for segment in document(evaluation_id).design.segments}
    assert counted == {"Kanta-asiakkaat": 100, "Uudet": 200}
    pressed(at, "count-delete")
    assert kept not in [table.id for table in datasets.listed()]
