"""Prices in the scenario: quotes, scores and catalogue rows; shared draws; budget; the simulation's column."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evaluators.tools.document import Criterion
from evaluators.tools.evidence import Evidence, PriceTier, Quote
from evaluators.tools.need import Estimate, ExchangeRate, Need
from evaluators.tools.performances import cells
from evaluators.tools.prices import price_column, price_columns, price_model, price_results
from evaluators.tools.results import CellState
from evaluators.tools.scales import PriceScale
from evaluators.tools.scenario import extremes
from tests.evaluators.tools.tool_documents import AS_OF, document, facts, scenario, tool

FRESH = date(2026, 11, 1)
TO_100 = Criterion(id="price", name="Price", rule="price", scale=PriceScale(worst=100, best=0))


def quote(name="q", of="a", **fields) -> Quote:
    return Quote(id=name, tool=of, **({"seen": FRESH} | fields))


def priced(*quotes, known=(), rules=("price",), use=None, budget=None, **fields):
    names = sorted({one.tool for one in quotes} | {"a"})
    need = Need(scenario=use or scenario(), budget_month=budget)
    return document(*(tool(name, *known) for name in names), rules=rules, quotes=quotes, need=need, **fields)


def point(*quotes, **fields):
    return price_model(priced(*quotes, **fields)).points()[0]


def result(made, place=0):
    values = {one.id: 50.0 for one in made.tools}
    return price_results(made, values, draws=4_000, rng=np.random.default_rng(7))[place]


# quotes


@pytest.mark.parametrize(
    ("fields", "use", "money"),
    [
        ({"monthly": 100}, {}, 100),
        ({"monthly": 10, "per_seat": True}, {"seats": 4}, 40),
        ({"monthly": 100, "set_up": 1200}, {"years": 2}, 150),
        ({"monthly": 100, "yearly_discount": 0.1, "billed_yearly": True}, {}, 90),
        ({"monthly": 100, "yearly_discount": 0.1}, {}, 100),
        ({"monthly": 100, "term_months": 24}, {"years": 1}, 200),  # paid to its end
        ({"monthly": 100, "term_months": 24}, {"years": 3}, 100),
        ({"monthly": 100}, {"include_vat": True, "vat_rate": 0.25}, 125),
        ({"monthly": 125, "vat_included": True}, {"vat_rate": 0.25}, 100),
        ({"monthly": 125, "vat_included": True}, {"include_vat": True, "vat_rate": 0.25}, 125),
        ({"monthly": 100, "set_up": 120, "currency": "USD"}, {}, 99),
    ],
)
def test_a_quote_in_the_scenario(fields, use, money):
    assert point(quote(**fields), use=scenario(**use)) == pytest.approx(money)


TIERS = (PriceTier(up_to=5_000, monthly=50), PriceTier(up_to=10_000, monthly=90), PriceTier(monthly=300))


@pytest.mark.parametrize(
    ("by", "use", "money"),
    [
        ("contacts", {"contacts": Estimate(value=5_000)}, 50),
        ("contacts", {"contacts": Estimate(value=5_001)}, 90),
        ("contacts", {"contacts": Estimate(value=99_000)}, 300),
        ("sends", {"sends_month": Estimate(value=7_000)}, 90),
        ("seats", {"seats": 3}, 50),
        # 4,000, 6,000, 9,000 and 13,500 contacts in four years
        ("contacts", {"contacts": Estimate(value=4_000), "growth_year": Estimate(value=0.5), "years": 4}, 132.5),
    ],
)
def test_tiers_follow_the_use(by, use, money):
    assert point(quote(tiers=TIERS, tiers_by=by), use=scenario(**use)) == pytest.approx(money)


def test_beyond_the_last_tier_the_price_is_open_up_to_proportion():
    made = priced(quote(tiers=(PriceTier(up_to=2_500, monthly=40),)))
    found = result(made)
    assert (found.state, found.point) == (CellState.INTERVAL, 60)
    assert [note.code for note in found.notes] == ["price_beyond_size"]
    assert 40 <= found.low < 45
    assert 75 < found.high <= 80


def test_offers_stand_above_scores_and_scores_above_guesses():
    score = Evidence(id="e", tool="a", criterion="price", value=70, kind="measured", seen=FRESH)
    offer, guess = quote("offer", monthly=100), quote("guess", monthly=10, kind="guess")
    assert point(offer, guess, evidence=(score,)) == 100
    assert point(guess, evidence=(score,)) == 70
    assert point(guess) == 10
    (cell,) = cells(priced(offer, guess, evidence=(score,)))
    assert {s.reference: s.used for s in cell.statements} == {"offer": True, "guess": False, "e": False}


def test_a_newer_offer_takes_the_place_of_an_older_and_of_an_expired_one():
    older = quote("older", monthly=120, seen=date(2026, 9, 1))
    newer = quote("newer", monthly=100)
    assert point(older, newer) == 100
    over = quote("over", monthly=80, valid_until=date(2026, 11, 10))
    assert point(older, over) == 120
    found = result(priced(over))
    assert [note.code for note in found.notes] == ["quote_expired", "price_old"]
    assert found.point == 80
    assert found.low < 80 < found.high


def test_two_offers_of_the_same_day_that_differ_are_a_conflict():
    made = priced(quote("x", monthly=100), quote("y", monthly=140))
    (cell,) = cells(made)
    assert (cell.state, cell.raw, cell.raw_low, cell.raw_high) == (CellState.CONFLICT, 120, 100, 140)
    assert cell.low < cell.value < cell.high


@pytest.mark.parametrize(
    ("fields", "half"),
    [
        ({}, 0.0),
        ({"kind": "price_list"}, 0.05),
        ({"kind": "guess"}, 0.30),
        ({"seen": None}, 0.15),
        ({"seen": None, "valid_until": date(2027, 1, 1)}, 0.0),
        ({"seen": date(2023, 11, 22)}, 0.10),
    ],
)
def test_how_far_a_quote_is_trusted(fields, half):
    (cell,) = cells(priced(quote(monthly=100, **fields)))
    assert cell.high - cell.low == pytest.approx(2 * half * 100 / 3, abs=0.1)


# money unknown


def test_a_missing_exchange_rate_leaves_the_price_unknown_and_says_which():
    made = priced(quote(monthly=100, currency="SEK"))
    found = result(made)
    assert (found.state, found.point, found.low, found.within_budget) == (CellState.UNKNOWN, None, None, None)
    assert [(n.code, n.facts["currency"]) for n in found.notes] == [("exchange_rate_missing", "SEK")]
    assert cells(made)[0].assumed


def test_the_newest_exchange_rate_counts():
    rates = tuple(
        ExchangeRate(currency="SEK", rate=Estimate(value=rate), seen=seen)
        for rate, seen in ((0.09, FRESH), (0.5, date(2020, 1, 1)))
    )
    made = priced(quote(monthly=1_000, currency="SEK"), use=scenario(exchange_rates=rates))
    assert result(made).point == pytest.approx(90)
    assert result(made).converted


# catalogue


def row(plan, low, high, per, basis, *, currency="USD", kind="transcription", confidence="medium", seen="2026-08-13"):
    value = {"plan": plan, "low": low, "high": high, "currency": currency, "per": per, "basis": basis, "as_of": seen}
    return (kind, confidence, seen, value)


SALESFORCE = facts(
    "pricing",
    row("Sales Cloud Free Suite", 0, 0, "user/month", "free tier"),
    row("Sales Cloud Starter Suite", 25, 25, "user/month", "per seat, annual billing", currency="EUR"),
    row("Sales Cloud Pro Suite", 100, 100, "user/month", "per seat, annual billing", currency="EUR"),
    row(
        "Marketing Cloud Basic", 400, None, "organisation/month", "contacts and edition", confidence="low", seen="2025"
    ),
)
SURVEYMONKEY = facts(
    "pricing",
    row("Team Advantage", 30, 30, "user/month", "billed annually, at least 3 users; 50,000 responses a year"),
)
HUBSPOT_PRO = facts(
    "pricing",
    row("Professional", 800, 890, "month", "3 seats and 2,000 marketing contacts; one-off onboarding 3,000"),
)
GETRESPONSE = facts(
    "pricing",
    row("Starter", 15.58, 19, "month", "1,000 contacts; lower figure with yearly billing"),
    row("MAX", None, None, "contract", "quote only", currency=None),
)
OMNISEND = facts("pricing", row("Standard", 16, None, "month", "contacts; e-mails = contacts × 12", kind="vendor"))
MAUTIC = facts(
    "pricing", row("software", 0, 0, "month", "no licence fee; hosting and work not included", currency="EUR")
)
CUSTOMER_IO = facts(
    "pricing",
    row("Builder", 0, None, "month", "prepaid, 0.40 per 1,000 messages, minimum top-up 10"),
    row("Essentials", 100, None, "month", "profiles: 5,000 included, 0.009 each after; up to 1 million e-mails"),
)
PLAUSIBLE = facts("pricing", row("Starter", 9, None, "month", "page views and events, 10,000, one site"))
HOTJAR_SITE = facts("pricing", row("Observe", 32, 171, "month per site", "daily sessions (100 / 500 / 500+)"))
MIXPANEL_OVERAGE = facts("pricing", row("Growth, overage", 0.28, 0.28, "1,000 events", "events above 1 million"))
SPSS = facts("pricing", row("Base perpetual licence", 3000, None, "user, one-off", "named user"))
BRAZE = facts(
    "pricing",
    (
        "transcription",
        "high",
        "2026-08-13",
        {"quote_only": True, "basis": "monthly active users plus pooled action credits"},
    ),
)
OPTIMIZELY = facts(
    "pricing",
    ("transcription", "high", "2026-08-13", {"quote_only": True}),
    row(
        "third-party indication",
        36000,
        400000,
        "year",
        "annual contract, from one module to full suite",
        confidence="low",
    ),
)


@pytest.mark.parametrize(
    ("known", "use", "state", "money", "plan"),
    [
        (SALESFORCE, {"seats": 3}, CellState.KNOWN, 75, "Sales Cloud Starter Suite"),
        (SURVEYMONKEY, {}, CellState.KNOWN, 81, "Team Advantage"),  # three users at least, 0.90 a dollar
        (SURVEYMONKEY, {"seats": 5}, CellState.KNOWN, 135, "Team Advantage"),
        (GETRESPONSE, {"contacts": Estimate(value=1_000)}, CellState.INTERVAL, 15.561, "Starter"),
        (CUSTOMER_IO, {}, CellState.KNOWN, 90, "Essentials"),
        (HUBSPOT_PRO, {"contacts": Estimate(value=2_000)}, CellState.INTERVAL, 0.9 * (845 + 250), "Professional"),
    ],
)
def test_catalogue_rows_that_can_be_compared(known, use, state, money, plan):
    found = result(priced(known=known, use=scenario(**use)))
    assert (found.state, found.plan) == (state, plan)
    assert found.point == pytest.approx(money)


def test_a_row_for_fewer_contacts_is_a_least_price_up_to_proportion():
    found = result(priced(known=GETRESPONSE))  # 5,000 contacts against 1,000 included
    assert "price_beyond_size" in [note.code for note in found.notes]
    assert found.point == pytest.approx(0.9 * (15.58 + 5 * 19) / 2)
    assert 0.9 * 15.58 * 0.85 <= found.low < found.point < found.high <= 0.9 * 95 * 1.15


def test_too_few_included_seats_widen_as_well():
    found = result(priced(known=HUBSPOT_PRO, use=scenario(contacts=Estimate(value=2_000), seats=6)))
    assert found.point == pytest.approx(0.9 * ((800 + 890 * 2) / 2 + 250))


@pytest.mark.parametrize(
    ("known", "least", "codes"),
    [
        (OMNISEND, 14.4, ["price_lower_bound"]),
        (MAUTIC, 0, ["price_lower_bound", "price_without_hosting"]),
    ],
)
def test_an_entry_price_is_only_a_least_price(known, least, codes):
    made = priced(known=known, budget=100)
    found = result(made)
    assert (found.state, found.point, found.high, found.within_budget) == (CellState.INTERVAL, None, None, None)
    assert [note.code for note in found.notes] == codes
    (cell,) = cells(made)
    assert (cell.low, cell.raw, cell.raw_low, cell.raw_high, cell.assumed) == (
        0,
        None,
        pytest.approx(least),
        None,
        True,
    )
    assert cell.value == pytest.approx(cell.high / 2)


def test_a_least_price_above_the_budget_never_fits():
    assert result(priced(known=OMNISEND, budget=5)).within_budget == 0.0


@pytest.mark.parametrize("known", [PLAUSIBLE, HOTJAR_SITE, MIXPANEL_OVERAGE, CUSTOMER_IO[:1]])
def test_units_outside_the_scenario_are_never_compared(known):
    made = priced(known=known)
    assert result(made).state is CellState.UNKNOWN
    assert [note.code for note in result(made).notes] == ["price_usage_based"]
    assert [(s.value, s.raw, s.used) for s in cells(made)[0].statements] == [(None, None, False)]


def test_one_off_prices_are_shown_beside():
    assert result(priced(known=SPSS)).state is CellState.UNKNOWN
    assert cells(priced(known=SPSS))[0].statements[0].value is None


@pytest.mark.parametrize("known", [BRAZE, OPTIMIZELY])
def test_quote_only(known):
    (cell,) = cells(priced(known=known))
    assert (cell.state, cell.low, cell.value, cell.high, cell.assumed) == (CellState.QUOTE_ONLY, 0, 50, 100, True)
    assert result(priced(known=known)).state is CellState.QUOTE_ONLY


def test_a_published_price_of_one_plan_beats_quote_only_of_another():
    assert result(priced(known=GETRESPONSE)).state is CellState.INTERVAL


def test_stale_rows_count_only_without_fresh_ones():
    old = row("Business Standard", 15, 15, "user/month", "monthly billing", kind="dataset", seen="2025-03-06")
    new = row("Business Premium", 20, 20, "user/month", "monthly billing")
    assert result(priced(known=facts("pricing", old, new))).point == pytest.approx(18)
    alone = result(priced(known=facts("pricing", old)))
    assert alone.point == pytest.approx(13.5)
    assert [note.code for note in alone.notes] == ["price_old"]


def test_a_low_confidence_row_of_the_same_plan_stands_beside():
    known = facts(
        "pricing",
        row("Starter", 9, 9, "user/month", "per seat"),
        row("Starter (blog)", 5, 5, "user/month", "per seat", confidence="low"),
    )
    assert result(priced(known=known)).point == pytest.approx(8.1)


# scores


def test_the_published_price_interval_case_uses_the_interval_alone():
    """Price 40-60 against 50 on a scale of 0-100 EUR: the range is the interval, evenly drawn."""
    interval = Evidence(id="e", tool="a", criterion="price", low=40, high=60, kind="guess")
    made = priced(rules=(), criteria=(TO_100,), evidence=(interval,))
    (cell,) = cells(made)
    assert (cell.low, cell.value, cell.high) == (pytest.approx(40), pytest.approx(50), pytest.approx(60))
    values = price_column(made, TO_100, ["a"]).draw(40_000, np.random.default_rng(3))[:, 0]
    assert values.min() >= 40 - 1e-9
    assert values.max() <= 60 + 1e-9
    assert np.mean(values < 45) == pytest.approx(0.25, abs=0.01)


def test_evaluators_scores_of_a_price_meet_in_the_middle():
    scores = tuple(
        Evidence(id=f"e{k}", tool="a", criterion="price", value=value, kind="measured", seen=FRESH, by=by)
        for k, (value, by) in enumerate(((30, "anna"), (60, "bert"), (60, "bert")))
    )
    made = priced(evidence=scores)
    assert price_model(made).points() == (45,)
    assert price_model(made, by="anna").points() == (30,)
    assert cells(made)[0].state is CellState.INTERVAL
    assert cells(made, by="bert")[0].raw == 60


@pytest.mark.parametrize("state", ["unknown", "quote_only"])
def test_the_teams_not_knowing_a_price_stands_above_the_catalogue(state):
    said = Evidence(id="e", tool="a", criterion="price", state=state)
    found = result(priced(known=SALESFORCE, evidence=(said,)))
    assert (found.state, found.point) == (state, None)


# draws

UNSURE = {
    "contacts": Estimate(value=5_000, low=2_000, high=20_000),
    "growth_year": Estimate(value=0.1, low=0, high=0.4),
    "years": 3,
    "exchange_rates": (ExchangeRate(currency="USD", rate=Estimate(value=0.9, low=0.7, high=1.1), seen=FRESH),),
}
CHEAPER = quote(
    "cheap", "a", tiers=tuple(PriceTier(up_to=k * 1_000, monthly=10 * k - 0.5) for k in range(1, 60)), currency="USD"
)
DEARER = quote(
    "dear", "b", tiers=tuple(PriceTier(up_to=k * 1_000, monthly=10 * k) for k in range(1, 60)), currency="USD"
)


def test_a_tool_that_is_always_cheaper_wins_nearly_every_case():
    made = priced(CHEAPER, DEARER, use=scenario(**UNSURE))
    cases = price_model(made).draw(20_000, np.random.default_rng(5))
    assert np.mean(cases[:, 0] < cases[:, 1]) >= 0.999
    apart = price_model(made).draw(20_000, np.random.default_rng(6))
    assert np.mean(cases[:, 0] < apart[:, 1]) < 0.7  # not shared, the difference would drown
    made = priced(CHEAPER, DEARER, use=scenario(**UNSURE), rules=(), criteria=(WIDE,))
    values = price_column(made, WIDE, ["a", "b"]).draw(20_000, np.random.default_rng(5))
    assert np.mean(values[:, 0] > values[:, 1]) >= 0.999


WIDE = Criterion(id="price", name="Price", rule="price", scale=PriceScale(worst=1_000, best=0))


def test_blocks_do_not_change_the_numbers():
    made = priced(CHEAPER, DEARER, quote("guess", "c", monthly=50, kind="guess"), use=scenario(**UNSURE))
    whole = price_model(made).draw(1_000, np.random.default_rng(1))
    rng = np.random.default_rng(1)
    parts = [price_model(made).draw(size, rng) for size in (1, 499, 500)]
    assert np.array_equal(whole, np.concatenate(parts))


def test_two_price_criteria_share_the_cases():
    other = TO_100.model_copy(update={"id": "again"})
    made = priced(CHEAPER, use=scenario(**UNSURE), rules=(), criteria=(WIDE, other))
    both = price_columns(made, (WIDE, other), ["a"]).draw(100, np.random.default_rng(4))
    assert both.shape == (100, 1, 2)
    alone = price_column(made, WIDE, ["a"]).draw(100, np.random.default_rng(4))
    assert np.array_equal(both[:, :, 0], alone)
    money = 1_000 - 10 * both[:, 0, 0]
    assert both[:, 0, 1] == pytest.approx(np.clip(100 - money, 0, 100), abs=1e-9)


def test_the_order_of_tools_is_the_order_of_the_columns():
    made = priced(quote("x", "a", monthly=10), quote("y", "b", monthly=20))
    assert price_model(made, ["b", "a"]).points() == (20, 10)
    assert price_model(made, ["b", "a"]).draw(1, np.random.default_rng(0)).tolist() == [[20, 10]]


def test_unknown_prices_fill_the_scale_and_least_prices_what_is_below_them():
    need = Need(scenario=scenario())
    made = document(tool("a", *BRAZE), tool("b", *OMNISEND), criteria=(WIDE,), need=need)
    values = price_column(made, WIDE, ["a", "b"]).draw(20_000, np.random.default_rng(2))
    assert values[:, 0].mean() == pytest.approx(50, abs=1)
    assert values[:, 0].std() == pytest.approx(100 / 12**0.5, abs=1)
    assert values[:, 1].max() <= 100 - 0.1 * 16 * 0.9 * 0.9 + 1e-9
    assert not np.isnan(values).any()
    assert price_model(made).known.tolist() == [False, False]
    assert price_model(made).least_only.tolist() == [False, True]


@given(st.floats(1, 1e4), st.floats(1, 3), st.integers(1, 5), st.integers(0, 2**31))
def test_every_case_lies_within_the_ends_of_the_cell(contacts, spread, years, seed):
    use = scenario(
        contacts=Estimate(value=contacts, low=contacts / spread, high=contacts * spread),
        growth_year=Estimate(value=0.1, low=-0.1, high=0.2),
        years=years,
    )
    made = priced(quote(tiers=TIERS[:2], kind="guess"), use=use)
    low, high = price_model(made).prices[0].ends(extremes(use))
    cases = price_model(made).draw(64, np.random.default_rng(seed))
    assert low - 1e-6 <= cases.min()
    assert cases.max() <= high + 1e-6


# results


def test_budget_total_and_efficiency():
    use = scenario(years=2)
    made = priced(
        quote("x", "a", monthly=90, kind="guess"),
        quote("y", "b", monthly=50),
        quote("z", "c", monthly=60),
        use=use,
        budget=90,
    )
    values = {"a": 80.0, "b": 60.0, "c": 55.0}
    a, b, c = price_results(made, values, draws=20_000, rng=np.random.default_rng(1))
    assert a.within_budget == pytest.approx(0.5, abs=0.02)
    assert (b.within_budget, b.low, b.high, b.total) == (1.0, 50, 50, 1_200)
    assert [price.efficient for price in (a, b, c)] == [True, True, False]
    assert (a.value_without_price, b.converted) == (80, False)


def test_without_a_budget_there_is_no_chance_to_keep_it():
    assert result(priced(quote(monthly=50))).within_budget is None


def test_prices_are_worked_out_without_any_price_criterion():
    assert result(priced(quote(monthly=50), rules=())).point == 50


def test_as_of_and_not_the_clock_decides_ages():
    assert priced().as_of == AS_OF
    later = priced(quote(monthly=100)).model_copy(update={"as_of": date(2030, 1, 1)})
    (cell,) = cells(later)
    assert cell.stale
    assert cell.high > cell.value
