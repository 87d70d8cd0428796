"""The step Use it: segments as files, a package, new customers with their alarm, SQL, and campaigns there and back."""

from __future__ import annotations

import pytest

from evaluators.campaigns.plan import CampaignPlan
from evaluators.documents import revise, text_of
from i18n import LANGUAGES, texts
from services import datasets, evaluations, segment_packages, segmentations
from services.results import result_of
from tests.evaluators.segmentations.made_up_shop import question
from tests.evaluators.segmentations.shop_files import EVERY_KIND, SPLIT, log_csv, log_question, people_question
from tests.pages.driving import document, shown, sound, visit
from tests.services.test_segment_campaigns import EUROS, a_test

KINDS = {one["id"]: one for one in EVERY_KIND}
PARTS = ("labels", "new", "sql", "campaign", "effects")


@pytest.fixture(autouse=True)
def _nothing_left():
    segmentations.forget_customers()
    yield
    for table in datasets.listed():
        datasets.delete(table.id)
    for head in evaluations.listed():
        evaluations.delete(head.id)


def kept(*names, build=log_question, **changes):
    """Keep an evaluation that is measured; return its id."""
    made = build(question, *(KINDS[name] for name in names), title="Shop", **changes)
    result_of(made)
    return evaluations.create(made)


def step(evaluation_id, part="labels", language="fi"):
    at = visit("segmentations", language, id=evaluation_id, step="use")
    if part != "labels":
        at.get_by_key(f"use-part-{evaluation_id}").set_value(part)
        sound(at.run())
    return at


def pressed(at, key):
    at.button(key=key).click()
    return sound(at.run())


def has(at, key):
    """Say whether something is drawn under a key."""
    try:
        at.get_by_key(key)
    except KeyError:
        return False
    return True


def upload(at, key, content, name="file.csv"):
    at.get_by_key(key).set_value((name, content, "text/csv"))
    return sound(at.run())


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("candidate", ["stages", "kmeans", "none"])
def test_every_part_draws(candidate, language):
    evaluation_id = kept(candidate)
    at = step(evaluation_id, "labels", language)
    t = texts(language)
    for part in PARTS:
        at.get_by_key(f"use-part-{evaluation_id}").set_value(part)
        sound(at.run())
        assert not at.error
        assert not at.warning
        assert t(f"segmentation_page.use.{part}.intro") in shown(at)


def test_before_anything_is_measured_the_step_offers_to_measure():
    at = step(evaluations.create(log_question(question, KINDS["stages"], customers=90)))
    assert not has(at, "use-count")
    assert has(at, "measure")


def test_the_leader_comes_first_and_luck_does_not_come_at_all():
    evaluation_id = kept("luck", "none", "stages")
    at = step(evaluation_id)
    box = next(one for one in at.selectbox if one.label == texts("fi")("segmentation_page.use.candidate"))
    first = segment_packages.first_candidate(document(evaluation_id), result_of(document(evaluation_id)))
    assert box.value == first
    assert len(box.options) == 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_are_counted_and_checked_before_they_are_given(language):
    at = step(kept("stages"), "labels", language)
    assert not has(at, "use-labels-csv")
    pressed(at, "use-count")
    t = texts(language)
    said = t("segmentation_use.checked.same", customers="240", compared="240")
    assert said in shown(at)
    for kind in ("csv", "xlsx", "parquet"):
        assert has(at, f"use-labels-{kind}")
    assert t("segment_name.loyal") in shown(at)


def test_hashed_addresses_are_told_of():
    assert texts("fi")("segmentation_page.use.labels.hashed") not in shown(step(kept("stages")))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_package_says_what_new_tables_need(language):
    at = step(kept("rfm"), "labels", language)
    assert has(at, "use-package-file")
    assert "sum" in shown(at)
    assert "category" not in shown(at), "the segmentation does not read it"
    assert any("cli.py assign" in one.value for one in at.code)


@pytest.mark.parametrize("language", LANGUAGES)
def test_new_customers_and_their_alarm(language):
    evaluation_id = kept("stages")
    at = step(evaluation_id, "new", language)
    assert at.button(key="use-place").disabled
    orders, people = log_csv()
    upload(at, "use-customers-file", people)
    upload(at, "use-orders-file", orders)
    at.date_input(key="use-on").set_value(SPLIT)
    sound(at.run())
    pressed(at, "use-place")
    assert not at.error
    t = texts(language)
    silent = t("segmentation_use.drift.silent", psi="{}", limit="{}", day="{}").split("(")[0].split("{}")[0]
    assert any(silent in one.value for one in at.success)
    assert has(at, "use-new-csv")
    at.date_input(key="use-on").set_value(SPLIT.replace(year=2028))
    sound(at.run())
    assert not has(at, "use-new-csv"), "an old answer is not shown beside another question"
    pressed(at, "use-place")
    assert len(at.warning) == 1
    assert "PSI" in at.warning[0].value


def test_kept_tables_and_an_exported_package_serve_too():
    evaluation_id = kept("land", "stages")
    found = document(evaluation_id)
    package = segment_packages.package_of(found, result_of(found), "land", names={})
    at = step(evaluation_id, "new")
    upload(at, "use-package-given", segment_packages.package_json(package).encode(), "package.json")
    kept_people = next(one.id for one in datasets.listed() if one.file.name == "people.csv")
    assert not has(at, "use-orders-file"), "this package needs no log"
    at.selectbox(key="use-customers-kept").set_value(kept_people)
    sound(at.run())
    pressed(at, "use-place")
    assert not at.error
    assert at.success
    broken = segment_packages.package_json(package).replace("land", "sand").encode()
    upload(at, "use-package-given", broken, "package.json")
    assert at.error


@pytest.mark.parametrize("language", LANGUAGES)
def test_tables_that_do_not_serve_are_said(language):
    at = step(kept("stages"), "new", language)
    upload(at, "use-customers-file", b"who\n1\n")
    upload(at, "use-orders-file", log_csv()[0])
    pressed(at, "use-place")
    assert len(at.error) == 1
    assert "customer" in at.error[0].value


def test_sql_of_every_database_with_its_checksum():
    evaluation_id = kept("rfm")
    at = step(evaluation_id, "sql")
    found = document(evaluation_id)
    package = segment_packages.package_of(found, result_of(found), "rfm", names={})
    for dialect in ("duckdb", "bigquery"):
        at.selectbox(key="use-sql-dialect").set_value(dialect)
        sound(at.run())
        assert package.way_sha256 in at.code[0].value
    assert "GROUP BY" in at.code[0].value
    at.selectbox(key="use-sql-reads").set_value("features")
    sound(at.run())
    at.text_input(key="use-sql-features").set_value("my features")
    sound(at.run())
    assert "`my features`" in at.code[0].value
    assert "GROUP BY" not in at.code[0].value


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_campaign_plan_with_the_segments(language):
    evaluation_id = kept("stages")
    at = step(evaluation_id, "campaign", language)
    before = {one.id for one in evaluations.listed()}
    assert texts(language)("segmentation_use.plan.table") in shown(at)
    at.text_input(key="use-plan-smallest-share").set_value("40")
    sound(at.run())
    pressed(at, "use-plan-make")
    made = next(one.id for one in evaluations.listed() if one.id not in before)
    plan = document(made)
    assert isinstance(plan, CampaignPlan)
    assert [one.id for one in plan.design.segments] == ["former", "loyal", "occasional", "potential"]
    assert plan.design.money.smallest_effect == pytest.approx(0.4)
    assert "€" in text_of(plan.question, language)
    assert texts(language)("segmentation_page.use.campaign.made") in shown(at)
    opened = visit("campaigns", language, id=made, step="answer")
    assert not opened.error


def test_money_needs_its_spread_to_be_reckoned_with():
    at = step(kept("stages"), "campaign")
    at.selectbox(key="use-plan-metric").set_value("revenue")
    sound(at.run())
    assert texts("fi")("segmentation_use.plan.open") in shown(at)
    for field, value in (("baseline-mean", "20"), ("deviation", "40"), ("smallest-mean", "30")):
        at.text_input(key=f"use-plan-{field}").set_value(value)
        sound(at.run())
    assert texts("fi")("segmentation_use.plan.open") not in shown(at)


@pytest.mark.parametrize("language", LANGUAGES)
def test_measured_effects_come_back_and_can_be_taken_away(language):
    evaluation_id = kept("stages")
    test_id = evaluations.create(revise(a_test(EUROS), title="Spring"))
    at = step(evaluation_id, "effects", language)
    at.selectbox(key="use-test").set_value(test_id)
    sound(at.run())
    if has(at, "use-test-read"):  # the result is not kept ready yet
        pressed(at, "use-test-read")
    assert "Gold" in shown(at), "what does not match is named"
    pressed(at, "use-effects-take")
    effects = document(evaluation_id).effects
    assert {one.segment for one in effects} >= {"former", "loyal"}
    assert effects[0].source.startswith("Spring")
    assert not at.error
    at = step(evaluation_id, "effects", language)
    pressed(at, "use-effects-remove")
    assert document(evaluation_id).effects == ()


def test_without_campaign_tests_the_way_there_is_told():
    at = step(kept("stages"), "effects")
    assert texts("fi")("segmentation_page.use.effects.none") in shown(at)


def test_a_customer_table_alone_serves():
    at = step(kept("latent", build=people_question), "sql", "en")
    assert not at.warning
    assert not any(one.key == "use-sql-reads" for one in at.selectbox)
