"""The report of a campaign test: every verdict, what is locked, checks, deviations, money, in both languages."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from evaluators.campaigns.aggregates import Estimate
from evaluators.campaigns.design import Looks, Money, Variant
from evaluators.campaigns.experiment import Override, PlannedDesign
from evaluators.campaigns.plan import Lock
from evaluators.campaigns.plan_lock import design_hash
from evaluators.campaigns.reading import read
from evaluators.campaigns.reading_remarks import METHODS_OF_ROWS
from evaluators.campaigns.results import Certificate, CertificateRow, CheckState, Reason, Support
from evaluators.campaigns.source import CustomerRows, Roles
from evaluators.data_files import DataFile
from evaluators.notes import Note
from evaluators.results import Interval
from i18n import texts
from reports.blocks import Bullets, Explanation, Facts, Figure, Heading, Sentence, Table
from reports.campaigns.context import words_of_test
from reports.campaigns.one_page_test import one_page
from reports.campaigns.segment_sentences import new_segment_sentence
from reports.campaigns.test_report import TestReport, full_report, sections
from reports.campaigns.verdicts import reason_text, verdict_sentence
from tests.evaluators.campaigns.campaign_tests import BOUGHT, CLOSED, LEFT, SENT, SPEND, campaign, row, table_of
from tests.reports import hillstrom_sums

LANGUAGES = ("fi", "en")
ENGINE = Path("evaluators/campaigns")
LEFTOVER = re.compile(r"\b[a-z]+_[a-z_]+\b|\{|\}|\bNone\b|\bnan\b|\binf\b|Interval\(|\b[a-z_]+\.[a-z_]{3,}\b")
HIDDEN = ("money", "overall", "segments", "targeting", "over_time")


def two(control=200, variant=300, customers=(10_000, 10_000), as_of=CLOSED, **rest):
    """Return a test of one send: how many of the customers bought in either arm."""
    rows = (row("a", customers[0], bought=control), row("b", customers[1], bought=variant))
    document = campaign(rows, arms=(Variant(id="a", name="Nykyinen"), Variant(id="b", name="Alennus")), **rest)
    return document.model_copy(update={"as_of": as_of})


def guarded(left, margin=0.005):
    """Return a clear winner with a guardrail on leavers."""
    rows = (row("a", 10_000, bought=200, left=30), row("b", 10_000, bought=300, left=left))
    arms = (Variant(id="a", name="Nykyinen"), Variant(id="b", name="Alennus"))
    return campaign(rows, metrics=(BOUGHT, LEFT), arms=arms, margins={"left": margin})


DOCUMENTS = {
    "do_not_trust": two(customers=(10_000, 9_000)),
    "keep_a": two(control=300, variant=200),
    "ship_b": two(),
    "ship_b_watch": guarded(left=32, margin=0.0005),
    "keep_testing": two(variant=210, sends_remaining=1),
    "cannot_tell": two(variant=210),
    "locked": two(as_of=date(2026, 9, 3)),
}
LOOKS = {
    "do_not_trust": "none",
    "keep_a": "single",
    "ship_b": "clear",
    "ship_b_watch": "leads",
    "keep_testing": "open",
    "cannot_tell": "open",
    "locked": "none",
}


def result_of(document):
    return read(document, table_of(document))


def said(blocks):
    """Return everything that a reader sees of some blocks."""
    found = []
    for block in blocks:
        match block:
            case Heading():
                found.append(block.text)
            case Sentence():
                found.extend((block.text, block.label))
            case Bullets():
                found.extend(block.items)
            case Facts():
                found.extend(part for fact in block.items for part in (fact.label, fact.value, fact.explanation))
            case Table():
                found.append(block.caption)
                found.extend(part for column in block.columns for part in (column.text, column.explanation))
                found.extend(cell.text for line in block.rows for cell in line)
            case Figure():
                found.extend((block.alt, block.caption))
            case Explanation():
                found.extend((block.title, block.text))
    return "\n".join(found).replace("\N{NO-BREAK SPACE}", " ")


def parts(document, language="en", **changes):
    return sections(document, replace(result_of(document), **changes), language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_verdict_has_its_own_words_and_look(name, language):
    opening = {key: parts(DOCUMENTS[key], language).verdict[0] for key in DOCUMENTS}
    assert opening[name].look == LOOKS[name]
    assert opening[name].label
    others = [one for key, one in opening.items() if key != name]
    assert all(opening[name].label != one.label and opening[name].text != one.text for one in others)


@pytest.mark.parametrize(
    ("name", "language", "expected"),
    [
        (
            "ship_b",
            "en",
            (
                "Ship Alennus: it beats Nykyinen on Bought by more than chance explains "
                "(+1.00 percentage points, 95% interval +0.57 … +1.44 percentage points)."
            ),
        ),
        (
            "ship_b",
            "fi",
            (
                "Ota käyttöön Alennus: se päihittää vertailuryhmän (Nykyinen) mittarissa Bought selvemmin kuin sattuma "
                "selittäisi (ero +1,00 prosenttiyksikköä, 95 %:n luottamusväli +0,57 … +1,44 prosenttiyksikköä)."
            ),
        ),
        (
            "keep_a",
            "en",
            (
                "Keep Nykyinen: Alennus does worse than Nykyinen on Bought by more than chance explains "
                "(−1.00 percentage points, 95% interval −1.44 … −0.57 percentage points)."
            ),
        ),
        (
            "do_not_trust",
            "en",
            "Do not trust this result: customers were not divided between the variants as planned.",
        ),
        (
            "do_not_trust",
            "fi",
            "Älä luota tähän tulokseen: asiakkaat eivät jakautuneet variantteihin suunnitellusti.",
        ),
        ("locked", "en", "The result is locked until 15 Sept 2026, when the outcome window closes."),
        ("locked", "fi", "Tulos on lukittu 15.9.2026 asti, jolloin seuranta-aika päättyy."),
        ("keep_testing", "en", "Keep testing: planned sends or looks are still to come."),
        (
            "cannot_tell",
            "fi",
            (
                "Ei ratkea: variantin Alennus ero vertailuryhmään (Nykyinen) mittarissa Bought voi olla sattumaa: "
                "ero on +0,10 prosenttiyksikköä, ja nolla mahtuu sen 95 %:n luottamusväliin "
                "−0,29 … +0,49 prosenttiyksikköä."
            ),
        ),
    ],
)
def test_verdict_sentence(name, language, expected):
    document = DOCUMENTS[name]
    found = verdict_sentence(document, result_of(document), language)
    assert found.replace("\N{NO-BREAK SPACE}", " ") == expected


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_no_key_or_code_is_left_in_what_is_read(name, language):
    document = DOCUMENTS[name]
    result = result_of(document)
    for report in (full_report(document, result, language), one_page(document, result, language)):
        assert LEFTOVER.findall(said(report.blocks)) == []
        assert result.provenance.document_hash[:12] in report.footer[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_while_locked_nothing_is_told_of_the_effect(language):
    document = two(as_of=date(2026, 9, 3), control=20, variant=300, customers=(1_000, 1_000))
    found = parts(document, language)
    assert not any(getattr(found, name) for name in HIDDEN)
    result = result_of(document)
    for blocks in (full_report(document, result, language).blocks, one_page(document, result, language).blocks):
        text = said(blocks)
        assert not re.search(r"\b28[.,]0|\b30[.,]0|300|percentage|prosenttiyks", text)
        assert texts(language)("campaign_check.implausible_lift.name") not in text
        assert not [block for block in blocks if isinstance(block, Figure)]
    open_again = two(control=20, variant=300, customers=(1_000, 1_000))
    assert texts(language)("campaign_check.implausible_lift.name") in said(parts(open_again, language).checks)


def test_an_override_opens_the_lock_and_the_report_says_so():
    reason = "Päätös on tehtävä ennen messuja."
    override = Override(check="window_open", reason=reason, on=CLOSED)
    document = two(as_of=date(2026, 9, 3), overrides=(override,))
    found = parts(document)
    assert found.verdict[0].look == "clear"
    assert found.overall
    assert "Blocking checks were let pass: Outcome window." in said(found.verdict)
    assert "Let pass on 1 Oct 2026, because: Päätös on tehtävä ennen messuja." in said(found.checks)
    assert "1 let pass" in said(found.checks)


def test_if_you_must_choose_today_has_the_loss_in_the_unit_and_in_money():
    text = said(parts(two(variant=210)).verdict)
    assert (
        "If you must choose today, ship Alennus: the expected loss of that choice is 0.040 percentage points on Bought."
        in text
    )
    rich = said(parts(two(variant=210, money={"margin": 40, "recipients": 50_000})).verdict)
    assert re.search(r"the expected loss of that choice is €[\d,]+ over 50,000 customers\.", rich)
    assert "If you must choose today" not in said(parts(two()).verdict)


def test_money_says_worth_interval_both_losses_and_another_send():
    money = {"margin": 40, "recipients": 50_000}
    arms = (Variant(id="a", name="Nykyinen"), Variant(id="b", name="Alennus", send_cost=0.05))
    document = two(money=money)
    document = document.model_copy(update={"design": document.design.model_copy(update={"variants": arms})})
    text = said(parts(document).money)
    assert "For 50,000 customers, Alennus instead of Nykyinen is expected to change the result by +€17,500" in text
    assert "A wrong choice is expected to cost" in text
    assert "One more send of this size is expected to bring information worth" in text
    assert "and costs €500" in text
    assert "since the margin is not stated" in said(parts(two()).money)


def test_lift_without_limits_is_said_in_words():
    found = said(parts(two(control=0, variant=40)).overall)
    assert "there is no upper limit, since the control is too near zero" in found
    assert "no upper limit" in found
    rows = (row("a", 50, spend=10, squares={"spend": 100}), row("b", 50, spend=90, squares={"spend": 900}))
    found = said(parts(campaign(rows, metrics=(SPEND,))).overall)
    assert "the data set no limits" in found


def test_p_comes_after_its_meaning():
    blocks = parts(two()).overall
    heads = [place for place, block in enumerate(blocks) if isinstance(block, Table) and "(p)" in said([block])]
    meaning = next(place for place, block in enumerate(blocks) if "p says how often chance alone" in said([block]))
    assert heads
    assert meaning < heads[0]


def test_a_chance_is_never_shown_as_certain():
    text = said(
        sections(hillstrom_sums.document(), hillstrom_sums.words(hillstrom_sums.document()).result, "en").overall
    )
    assert "over 99%" in text
    assert "100%" not in text


def test_the_primary_metric_stands_first_and_has_the_picture():
    document = hillstrom_sums.document(primary="visit")
    found = sections(document, hillstrom_sums.words(document).result, "en").overall
    heads = [block.text for block in found if isinstance(block, Heading) and block.anchor.startswith("metric")]
    assert heads == ["Visits (this metric decides)", "Spend"]
    figures = [block for block in found if isinstance(block, Figure)]
    assert [block.name for block in figures] == ["effect"]
    assert "Mens e-mail +7.66 percentage points (+7.00 … +8.32 percentage points)" in said(figures)


@pytest.mark.parametrize(
    ("left", "margin", "state", "words"),
    [
        (32, 0.005, "safe", "Left is safe with Alennus: the harm is shown to stay under 0.50 percentage points."),
        (32, 0.0005, "not proven", "Not proven is not the same as safe"),
        (90, 0.005, "harmed", "Alennus harms Left: it gets worse by more than chance explains"),
    ],
)
def test_guardrails_have_three_states(left, margin, state, words):
    found = parts(guarded(left, margin)).overall
    assert words in said(found)
    table = next(block for block in found if isinstance(block, Table) and block.name == "guardrails")
    assert table.rows[0][-1].text == state


def test_looks_tell_their_price():
    looks = Looks(method="group_sequential", planned=4)
    text = said(parts(two(design={"looks": looks}, sends_remaining=1)).overall)
    assert "This is look 3 of 4." in text
    assert "Limit that ends the test" in text
    free = said(parts(two(design={"looks": Looks(method="always_valid", planned=20)})).overall)
    assert re.search(r"\(20 looks\): where a test read once finds .* 80%, this one finds it with 49%", free)
    early = said(parts(two(variant=210, sends_remaining=1)).overall)
    assert "is not a basis for stopping" in early


def test_nothing_is_called_an_effect_while_data_are_not_trusted_or_the_test_runs():
    failed = two(customers=(10_000, 9_000), money={"margin": 40})
    for blocks in (parts(failed).overall, one_page(failed, result_of(failed), "en").blocks):
        text = said(blocks)
        assert "more than chance explains" not in text
        assert "Since the data failed a check, it says nothing of the variant yet." in text
    assert "Do not decide by them." in said(one_page(failed, result_of(failed), "en").blocks)
    running = said(parts(two(sends_remaining=1)).overall)
    assert "At this look that is too early to settle anything." in running
    assert "more than chance explains" not in running


def test_sends_are_compared():
    first = (row("a", 5_000, bought=100), row("b", 5_000, bought=150))
    second = (row("a", 5_000, bought=150), row("b", 5_000, bought=100))
    text = said(parts(campaign(first, second)).overall)
    assert "they differ by more than chance explains" in text
    assert "Send 1" in said(parts(campaign(first, second)).provenance)


def test_supports_stand_beside_and_say_when_they_differ():
    ranks = Support(
        variant="b",
        metric="bought",
        method="mann_whitney",
        estimate=None,
        superiority=0.48,
        p_value=0.03,
        cap=None,
        agrees=False,
        reason=None,
    )
    text = said(parts(two(), supports=(ranks,)).overall)
    assert "rank test (Mann–Whitney)" in text
    assert "has the larger value in 48% of pairs" in text
    assert "Not all of them point the same way" in text


def test_the_uncapped_mean_stands_beside_the_capped_one():
    capped = SPEND.model_copy(update={"cap": 50.0, "unit": "€"})
    rows = [row(arm, 900, spend=total, squares={"spend": 9e5}) for arm, total in (("a", 900), ("b", 2_700))]
    document = campaign(rows, metrics=(capped,))
    file = DataFile(sha256="0" * 64, name="x.csv", rows=1_800, columns=("group",))
    source = CustomerRows(file=file, roles=Roles(variant="group"))
    of_rows = document.model_copy(update={"sends": (document.sends[0].model_copy(update={"source": source}),)})
    beside = Support(
        variant="b",
        metric="spend",
        method="uncapped",
        estimate=Estimate(
            value=-1.5, standard_error=0.5, interval=Interval(low=-2.5, high=-0.5), p_value=0.003, method="welch"
        ),
        superiority=None,
        p_value=0.003,
        cap=50.0,
        agrees=False,
        reason=None,
    )
    result = replace(result_of(document), supports=(beside,))
    text = said(sections(of_rows, result, "en").overall)
    assert "Values above €50.00 count as €50.00." in text
    assert "mean without the cap" in text
    assert "−€1.50 (−€2.50 … −€0.50)" in text
    assert "differs" in text
    unknown = replace(beside, estimate=None, p_value=None, agrees=None, reason="values_not_counted")
    text = said(sections(of_rows, replace(result, supports=(unknown,)), "en").overall)
    assert "the values could not be counted" in text
    assert "count as €50.00" not in said(sections(document, result_of(document), "en").overall), "a table is not capped"


@pytest.mark.parametrize(("agrees", "told"), [(True, False), (False, True)])
def test_resampling_stands_beside_and_a_close_call_is_told(agrees, told):
    around = Interval(low=-0.002, high=0.021)
    dealt = Estimate(value=0.01, standard_error=None, interval=None, p_value=0.07, method="permutation")
    drawn = Estimate(value=0.01, standard_error=0.005, interval=around, p_value=None, method="bootstrap")
    looks = [
        Support(
            variant="b",
            metric="bought",
            method=one.method,
            estimate=one,
            superiority=None,
            p_value=one.p_value,
            cap=None,
            agrees=agrees,
            reason=None,
        )
        for one in (dealt, drawn)
    ]
    skipped = replace(looks[1], estimate=None, agrees=None, reason="too_many_values")
    text = said(parts(two(), supports=(*looks, skipped)).overall)
    assert "dealt to the groups again at random" in text
    assert "permutation test" in text
    assert "+1.00 percentage points (−0.20 … +2.10 percentage points)" in text
    assert "gives an interval only" in text
    assert "too many different values" in text
    assert ("Treat it as a close call." in text) is told
    assert "Not all of them point the same way" not in text


def test_notes_of_comparisons_name_their_metric_and_stand_beside_it():
    rows = (row("a", 400, bought=40, left=0), row("b", 400, bought=80, left=2))
    document = campaign(rows, metrics=(BOUGHT, LEFT), margins={"left": 0.05})
    result = result_of(document)
    facts = {(note.code, note.facts["metric"], note.facts["variant"]) for note in result.notes}
    assert facts == {("small_counts", "left", "b"), ("control_near_zero", "left", "b")}
    report = sections(document, result, "en")
    said_of_left = "So few events are expected in Left"
    assert said_of_left in said(report.overall)
    assert said_of_left not in said(report.verdict)
    assert "too near zero" not in said(report.verdict)
    assert said(report.overall).count("too near zero") == 1
    alone = two(control=0, variant=3)
    assert "The control's Bought is too near zero" in said(parts(alone).verdict)


@pytest.mark.parametrize(("language", "share"), [("en", "at least 64%"), ("fi", "vähintään 64 %")])
def test_a_lift_too_good_is_told_as_a_share(language, share):
    note = Note(code="check_implausible_lift", facts={"variant": "b", "metric": "bought", "least_lift": 0.644})
    words = words_of_test(two(), result_of(two()), language)
    assert share in words.note(note).replace("\N{NO-BREAK SPACE}", " ")
    tripled = result_of(two(variant=900))
    found = next(check.note for check in tripled.checks if check.code == "implausible_lift")
    assert found.facts["least_lift"] > 1
    assert "%" in words.note(found)


def test_customers_held_out_are_told_and_no_reason_to_worry():
    document = two()
    table = table_of(document)
    audits = tuple(replace(audit, held_out=1_234) for audit in table.audits)
    result = read(document, replace(table, audits=audits))
    assert next(check for check in result.checks if check.code == "unknown_variant").state is CheckState.PASSED
    assert result.decision == result_of(document).decision
    text = said(sections(document, result, "en").checks)
    assert "1,234 of 2 rows" not in said(parts(document).checks)
    assert "1,234 of 2 rows of send" in text
    assert "held out of the campaign" in text


@pytest.mark.parametrize(("count", "told"), [(4, False), (5, True)])
def test_where_a_new_segment_would_lie_is_told_from_five_segments_on(count, told):
    names = tuple(f"g{place}" for place in range(count))
    rows = [
        row(arm, 4_000, name, bought=200 + 30 * place * (arm == "b"))
        for place, name in enumerate(names)
        for arm in "ab"
    ]
    document = campaign(rows, segments=names)
    assert result_of(document).segments[0].shrinkage.new_segment is not None
    words = words_of_test(document, result_of(document), "en")
    assert (new_segment_sentence(words, words.result.segments[0]) is not None) == told


def test_deviations_are_told_in_words():
    document = two()
    design = document.design.model_copy(
        update={"window_days": 7, "money": Money(margin=30), "looks": Looks(method="group_sequential", planned=3)}
    )
    planned = PlannedDesign(design=design, lock=Lock(design_sha256=design_hash(design), locked_on=SENT))
    document = document.model_copy(update={"planned": planned})
    found = parts(document).deviations
    table = next(block for block in found if isinstance(block, Table))
    rows = {line[0].text: (line[1].text, line[2].text) for line in table.rows}
    assert rows["Outcome window, days"] == ("7", "14")
    assert rows["Money: margin"] == ("€30", "not stated")
    assert rows["Looks: way of looking"] == ("planned looks", "once, at the end")
    assert "The plan was locked on 1 Sept 2026" in said(found)
    assert "4 things are not as they were planned" in said(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_whole_entries_that_came_or_went_are_named(language):
    document = guarded(32)
    design = document.design.model_copy(
        update={"metrics": (BOUGHT, SPEND), "guardrails": (), "variants": document.design.variants[::-1]}
    )
    document = document.model_copy(update={"planned": PlannedDesign(design=design)})
    text = said(parts(document, language).deviations)
    for name in ("Spend", "Left", "Alennus, Nykyinen" if language == "en" else "Nykyinen"):
        assert name.split(",")[0] in text
    assert LEFTOVER.findall(text) == []


def test_without_a_plan_or_without_deviations_that_is_said():
    assert "follows no locked plan" in said(parts(two()).deviations)
    document = two()
    lock = Lock(design_sha256=design_hash(document.design), locked_on=SENT)
    document = document.model_copy(update={"planned": PlannedDesign(design=document.design, lock=lock)})
    assert "no deviations" in said(parts(document).deviations)


@pytest.mark.parametrize(
    ("kept", "words"), [(True, "no more often than promised"), (False, "more often than promised")]
)
def test_certificate_compares_alarms_with_the_promise(kept, words):
    interval = Interval(low=0.03, high=0.06) if kept else Interval(low=0.07, high=0.11)
    line = CertificateRow(question="overall", nominal=0.05, alarms=45, share=0.045, interval=interval, as_promised=kept)
    found = parts(two(), certificate=Certificate(draws=1_000, customers=20_000, rows=(line,))).certificate
    assert words in said(found)
    assert "4.5% (45 of 1,000)" in said(found)
    assert not parts(two()).certificate


def test_what_needs_rows_is_listed():
    document = hillstrom_sums.document()
    text = said(sections(document, hillstrom_sums.words(document).result, "en").methods)
    assert "Some methods need one row per customer" in text
    assert "The honest value of a targeting rule" in text
    assert "Some methods need" not in said(parts(two(), needs_rows=()).methods)


def test_provenance_names_hash_seed_version_methods_and_data():
    document = two()
    result = result_of(document)
    text = said(sections(document, result, "en").provenance)
    for part in (result.provenance.document_hash, "20240902", "score test of two shares", "table typed in"):
        assert part in text


def _codes(pattern, *names):
    found = set()
    for path in (path for name in names for path in ENGINE.glob(name)):
        found |= set(re.findall(pattern, path.read_text(encoding="utf-8")))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_check_has_its_words(language):
    pattern = r'(?:Check\(\s*code=|\bcode(?:, \w+)* = |_count\()"([a-z_]+)"'
    codes = _codes(pattern, "check*.py") | {"sample_ratio_segment"}
    assert len(codes) > 14, "the search finds the checks"
    t = texts(language)
    assert t.has("campaign_check.held_out.name")
    codes -= {"held_out"}  # always passed: nothing to do, nothing needed
    missing = {(code, part) for code in codes for part in ("name", "do") if not t.has(f"campaign_check.{code}.{part}")}
    assert not missing
    blocking = {"sample_ratio", "sample_ratio_segment", "window_open", "not_randomised", "in_two_variants", "clusters"}
    assert all(t.has(f"campaign_check.{code}.found") for code in {*blocking, "missing_outcomes"})
    assert all(t.has(f"campaign_check.{code}.needs") for code in codes - {"implausible_lift"})


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_its_words(language):
    codes = _codes(r'Reason\(\s*code="([a-z_]+)"', "decision.py") | _codes(r'return "([a-z_]+)"', "decision.py")
    codes |= {"no_trials", "no_variation", "spread_unknown", "too_few_customers", "denominator_empty", "not_computed"}
    t, document = texts(language), two()
    words = words_of_test(document, result_of(document), language)
    assert {"above_zero", "guardrail_harmed", "sends_remain"} <= codes
    for code in codes - {"blocking_check"}:
        assert t.has(f"campaign_reason.{code}"), code
        clause = reason_text(words, Reason(code=code, variant="b", metric="bought"))
        assert LEFTOVER.findall(clause) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_method_has_its_name(language):
    pattern = r'method(?:: [A-Za-z\[\]", |]+)?=?\s*"([a-z_]+)"|^METHOD = "([a-z_]+)"|name="([a-z_]+)"'
    found = {code for group in _codes(pattern, "*.py") for code in group if code}
    skipped = {"marginals", "exact_binomial", "chi_square", "bootstrap", "stratified_plug_in", "fisher"}
    codes = {code for code in found if code not in skipped} | {"boschloo", "mid_p", "lin", "dunnett_separate"}
    t = texts(language)
    assert {"welch", "fieller", "cross_fitted", "q_resampled"} <= codes
    assert not {code for code in codes if not t.has(f"campaign_method.{code}")}
    assert all(t.has(f"campaign_rows.{code}") for code in METHODS_OF_ROWS)


def test_parts_come_in_the_order_in_which_they_are_read():
    expected = "verdict money overall segments targeting over_time checks deviations certificate methods provenance"
    assert [part.name for part in fields(TestReport)] == expected.split()
    document = hillstrom_sums.document()
    report = full_report(document, hillstrom_sums.words(document).result, "en")
    anchors = [block.anchor for block in report.blocks if isinstance(block, Heading) and block.level == 2]
    wanted = ["money", "overall", "checks", "deviations", "methods", "provenance"]
    assert [anchor for anchor in anchors if anchor in wanted] == wanted


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_test_without_anything_in_it_has_a_report(language):
    document = campaign(metrics=(), arms=())
    result = read(document, table_of(document))
    report = full_report(document, result, language)
    assert LEFTOVER.findall(said(report.blocks)) == []
    assert LEFTOVER.findall(said(one_page(document, result, language).blocks)) == []
    assert result.decision.verdict == "cannot_tell"


def test_each_state_of_a_check_is_told():
    document = two(customers=(10_000, 9_620))
    checks = result_of(document).checks
    assert CheckState.REMARK in {check.state for check in checks}
    text = said(parts(document).checks)
    for words in ("remark", "What to do", "Passed:", "could not be run"):
        assert words in text
