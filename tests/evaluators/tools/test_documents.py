"""The tool-evaluation document refuses what contradicts itself, each rule by its own case."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from evaluators.documents import LARGEST_FIGURE, canonical_json, content_hash, parse_document
from evaluators.errors import DocumentError
from evaluators.tools.document import ToolEvaluation

KINDS = {"tool-evaluation": ToolEvaluation}
GRADES = [{"id": "poor", "name": "Poor", "value": 0}, {"id": "good", "name": "Good", "value": 100}]


def whole() -> dict[str, Any]:
    """A document with one of everything, as JSON holds it."""
    return {
        "kind": "tool-evaluation",
        "schema_version": 1,
        "title": {"fi": "Valinta", "en": "Choice"},
        "as_of": "2026-11-22",
        "need": {
            "purpose": "Newsletters",
            "budget_month": 100,
            "scenario": {
                "contacts": {"value": 5000, "low": 4000, "high": 6000},
                "exchange_rates": [{"currency": "USD", "rate": {"value": 0.9}, "seen": "2026-11-01"}],
            },
            "must_haves": [{"id": "api", "kind": "api"}],
            "answers": [{"tool": "a", "must_have": "api", "answer": "yes"}],
        },
        "tools": [
            {
                "id": "a",
                "name": "A",
                "facts": [
                    {
                        "id": "f",
                        "topic": "support",
                        "value": {"channels": ["chat"], "hours": None},
                        "source_kind": "vendor",
                        "confidence": "high",
                    }
                ],
            },
            {"id": "b", "name": "B"},
        ],
        "groups": [{"id": "g", "name": "G"}],
        "criteria": [
            {"id": "ease", "name": "Ease", "scale": {"type": "grades", "grades": GRADES}, "group": "g"},
            {"id": "price", "name": "Price", "scale": {"type": "price", "worst": 300, "best": 0}, "rule": "price"},
            {"id": "api-yes", "name": "API", "scale": {"type": "yes_no"}},
        ],
        "weighting": {"top": {"points": {"g": 60, "price": 40}}},
        "evaluators": [{"id": "p", "name": "P", "weighting": {"top": {"points": {"g": 1}}}}],
        "evidence": [
            {"id": "e1", "tool": "a", "criterion": "ease", "value": "good", "by": "p"},
            {"id": "e2", "tool": "a", "criterion": "price", "value": 50, "low": 40, "high": 60},
            {"id": "e3", "tool": "b", "criterion": "api-yes", "value": True},
            {"id": "e4", "tool": "b", "criterion": "price", "state": "quote_only"},
        ],
        "quotes": [{"id": "q", "tool": "b", "tiers": [{"up_to": 1000, "monthly": 20}, {"monthly": 40}]}],
        "trials": [{"id": "t", "tool": "a", "by": "p", "tasks_done": 3, "tasks_total": 4, "seen": "2026-11-20"}],
        "reviews": [{"id": "r", "tool": "a", "stars": 4.5, "count": 5, "histogram": [0, 0, 1, 1, 3]}],
        "decision": {"tool": "a", "decided_on": "2026-11-22"},
    }


def changed(*steps: tuple[str, Any]) -> dict[str, Any]:
    """The document with values put at paths such as ``need.scenario.years``; a ``+`` at the end appends."""
    document = whole()
    for path, value in steps:
        *way, last = path.split(".")
        part: Any = document
        for step in way:
            part = part[int(step)] if step.isdigit() else part.setdefault(step, {})
        if last.endswith("+"):
            part[last[:-1]].append(value)
        elif last.isdigit():
            part[int(last)] = value
        else:
            part[last] = value
    return document


def read(values: dict[str, Any]) -> ToolEvaluation:
    return parse_document(json.dumps(values), KINDS, {})


def refused(*steps: tuple[str, Any]) -> str:
    """Places and reasons of the refusal as one text."""
    with pytest.raises(DocumentError) as fault:
        read(changed(*steps))
    assert fault.value.code == "document_invalid"
    return "; ".join(f"{problem['place']}: {problem['reason']}" for problem in fault.value.facts["problems"])


def test_the_document_with_one_of_everything_is_accepted_and_round_trips_to_the_byte():
    document = read(whole())
    text = canonical_json(document)
    again = parse_document(text, KINDS, {})
    assert again == document
    assert canonical_json(again) == text
    assert content_hash(again) == content_hash(document)
    assert (document.as_of, document.evidence[2].value) == (date(2026, 11, 22), True)


def test_parts_are_found_by_their_id():
    document = read(whole())
    assert (document.tool("b").name, document.criterion("price").rule) == ("B", "price")
    assert (document.tool("x"), document.criterion("x")) == (None, None)


# --- ids ---

DOUBLED = {
    "tools": {"id": "a", "name": "again"},
    "groups": {"id": "g", "name": "again"},
    "criteria": {"id": "price", "name": "again", "scale": {"type": "yes_no"}},
    "evaluators": {"id": "p", "name": "again"},
    "evidence": {"id": "e1", "tool": "a", "criterion": "price", "value": 1},
    "quotes": {"id": "q", "tool": "a", "monthly": 1},
    "trials": {"id": "t", "tool": "a", "tasks_done": 0, "tasks_total": 1, "seen": "2026-11-22"},
    "reviews": {"id": "r", "tool": "a", "stars": 1, "count": 1},
}


@pytest.mark.parametrize("place", DOUBLED)
def test_an_id_stands_once(place):
    assert f"{place}: the same id twice: {DOUBLED[place]['id']}" in refused((f"{place}+", DOUBLED[place]))


def test_a_group_and_a_criterion_do_not_share_an_id():
    assert "the same id for a group and a criterion: price" in refused(("groups+", {"id": "price", "name": "x"}))


UNKNOWN = {
    "criteria.group": ("criteria.1.group", "x"),
    "evidence.tool": ("evidence.0.tool", "x"),
    "evidence.criterion": ("evidence.0.criterion", "x"),
    "evidence.by": ("evidence.0.by", "x"),
    "quotes.tool": ("quotes.0.tool", "x"),
    "trials.tool": ("trials.0.tool", "x"),
    "trials.by": ("trials.0.by", "x"),
    "reviews.tool": ("reviews.0.tool", "x"),
    "need.answers.tool": ("need.answers.0.tool", "x"),
    "decision.tool": ("decision.tool", "x"),
}


@pytest.mark.parametrize("place", UNKNOWN)
def test_what_is_named_must_exist_and_what_exists_is_told(place):
    told = refused(UNKNOWN[place])
    assert f"{place}: unknown x; there are: " in told


def test_where_nothing_exists_the_refusal_says_so():
    told = refused(("groups", []))
    assert "criteria.group: unknown g; there are: none" in told


@pytest.mark.parametrize("wrong", ["", "A", "-a", "a b", "ä", "a\n", "a" * 65])
def test_ids_are_plain(wrong):
    assert "tools.1.id" in refused(("tools.1.id", wrong))


def test_the_longest_id_is_accepted():
    assert read(changed(("tools.1.id", "b" * 64), ("evidence", []), ("quotes", []))).tools[1].id == "b" * 64


# --- evidence on its scale ---


@pytest.mark.parametrize(
    ("entry", "reason"),
    [
        ({"criterion": "ease", "value": "odd"}, "grade 'odd' not on the scale; grades: poor, good"),
        ({"criterion": "ease", "value": 50}, "grade 50.0 not on the scale"),
        ({"criterion": "ease", "value": True}, "grade True not on the scale"),
        ({"criterion": "ease", "low": "poor", "high": "odd"}, "grade 'odd' not on the scale"),
        ({"criterion": "price", "value": "good"}, "a number is needed"),
        ({"criterion": "price", "value": True}, "a number is needed"),
        ({"criterion": "price", "low": "poor", "high": 3}, "a number is needed"),
        ({"criterion": "price", "low": 60, "high": 40}, "low is above high"),
        ({"criterion": "price", "value": 30, "low": 40, "high": 60}, "the value lies outside its interval"),
        ({"criterion": "price", "value": 70, "low": 40, "high": 60}, "the value lies outside its interval"),
        ({"criterion": "api-yes", "value": 1.5}, "a yes/no score is true or false"),
        ({"criterion": "api-yes", "value": "good"}, "a yes/no score is true or false"),
        ({"criterion": "api-yes", "low": 0, "high": 1}, "a yes/no score has no interval"),
        ({"criterion": "price"}, "a known score needs a value or an interval"),
        ({"criterion": "price", "low": 3}, "an interval needs both ends"),
        ({"criterion": "price", "high": 3}, "a known score needs a value or an interval"),
        ({"criterion": "price", "value": 2, "high": 3}, "an interval needs both ends"),
        ({"criterion": "price", "state": "unknown", "value": 3}, "a score that is unknown has no value"),
        ({"criterion": "price", "state": "quote_only", "low": 3, "high": 4}, "a score that is quote_only has no value"),
        ({"criterion": "price", "state": "unknown", "high": 4}, "a score that is unknown has no value"),
        ({"criterion": "price", "value": 1, "kind": "rumour"}, "Input should be"),
        ({"criterion": "price", "value": 1, "confidence": "total"}, "Input should be"),
        ({"criterion": "price", "value": 1, "seen": "yesterday"}, "date"),
    ],
)
def test_evidence_that_does_not_fit(entry, reason):
    assert reason in refused(("evidence+", {"id": "new", "tool": "a", **entry}))


@pytest.mark.parametrize(
    "entry",
    [
        {"criterion": "ease", "low": "poor", "high": "good"},
        {"criterion": "price", "value": 1000},
        {"criterion": "price", "low": 40, "high": 40},
        {"criterion": "price", "value": 40, "low": 40, "high": 60},
        {"criterion": "api-yes", "value": False},
        {"criterion": "api-yes", "state": "unknown"},
    ],
)
def test_evidence_that_fits(entry):
    assert read(changed(("evidence+", {"id": "new", "tool": "a", **entry}))).evidence[-1].id == "new"


def test_a_changed_scale_tells_which_evidence_no_longer_fits():
    told = refused(("criteria.0.scale", {"type": "yes_no"}))
    assert "evidence.0: a yes/no score is true or false" in told


# --- quotes, trials, reviews ---


@pytest.mark.parametrize(
    ("place", "values", "reason"),
    [
        ("quotes", {}, "a quote has either a monthly price or tiers"),
        ("quotes", {"monthly": 1, "tiers": [{"monthly": 1}]}, "a quote has either a monthly price or tiers"),
        ("quotes", {"tiers": [{"up_to": 9, "monthly": 1}, {"up_to": 5, "monthly": 2}]}, "tiers must grow"),
        ("quotes", {"tiers": [{"up_to": 9, "monthly": 1}, {"up_to": 9, "monthly": 2}]}, "tiers must grow"),
        ("quotes", {"tiers": [{"monthly": 1}, {"up_to": 5, "monthly": 2}]}, "only the last may be open"),
        ("quotes", {"tiers": [{"monthly": 1}, {"monthly": 2}]}, "only the last may be open"),
        ("quotes", {"monthly": -1}, "greater than or equal to 0"),
        ("quotes", {"monthly": 1, "currency": "eur"}, "pattern"),
        ("quotes", {"monthly": 1, "term_months": 0}, "greater than or equal to 1"),
        ("quotes", {"monthly": 1, "yearly_discount": 1.01}, "less than or equal to 1"),
        ("quotes", {"monthly": 1, "tiers_by": "visits"}, "Input should be"),
        ("trials", {"tasks_done": 5, "tasks_total": 4}, "more tasks done than there were"),
        ("trials", {"tasks_done": 0, "tasks_total": 0}, "greater than or equal to 1"),
        ("trials", {"tasks_done": 0, "tasks_total": 1, "rating": 5.5}, "less than or equal to 5"),
        ("trials", {"tasks_done": 0, "tasks_total": 1, "minutes": -1}, "greater than or equal to 0"),
        ("reviews", {"stars": 0.5, "count": 3}, "greater than or equal to 1"),
        ("reviews", {"stars": 5.1, "count": 3}, "less than or equal to 5"),
        ("reviews", {"stars": 3, "count": 0}, "greater than or equal to 1"),
        ("reviews", {"stars": 3, "count": 3, "histogram": [0, 0, 3, 0]}, "five counts that add up"),
        ("reviews", {"stars": 3, "count": 3, "histogram": [0, 0, 2, 0, 0]}, "five counts that add up"),
        ("reviews", {"stars": 3, "count": 3, "histogram": [0, 0, 4, -1, 0]}, "greater than or equal to 0"),
    ],
)
def test_quotes_trials_and_reviews_that_contradict_themselves(place, values, reason):
    seen = {"seen": "2026-11-22"} if place == "trials" else {}
    assert reason in refused((f"{place}+", {"id": "new", "tool": "a", **seen, **values}))


# --- need ---


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("need.scenario.contacts", {"value": 5, "low": 6}, "low <= value <= high"),
        ("need.scenario.contacts", {"value": 5, "high": 4}, "low <= value <= high"),
        ("need.scenario.contacts", {"value": 5, "low": -1}, "contacts and sends cannot be negative"),
        ("need.scenario.sends_month", {"value": -5}, "contacts and sends cannot be negative"),
        ("need.scenario.growth_year", {"value": 0, "low": -1}, "growth must stay above -100 %"),
        ("need.scenario.exchange_rates.0.rate", {"value": 1, "low": 0}, "an exchange rate must be above zero"),
        ("need.scenario.exchange_rates.0.currency", "Dollar", "pattern"),
        ("need.scenario.currency", "€", "pattern"),
        ("need.scenario.seats", 0, "greater than or equal to 1"),
        ("need.scenario.years", 0, "greater than or equal to 1"),
        ("need.scenario.years", 11, "less than or equal to 10"),
        ("need.scenario.vat_rate", 25.5, "less than or equal to 1"),
        ("need.scenario.contacts.value", LARGEST_FIGURE * 2, "less than or equal to"),
        ("need.budget_month", -1, "greater than or equal to 0"),
        ("need.must_haves+", {"id": "api", "kind": "own"}, "must_haves: the same id twice"),
        ("need.must_haves+", {"id": "new", "kind": "nice"}, "Input should be"),
        ("need.answers.0.must_have", "new", "answers: unknown must-have new"),
        ("need.answers.0.answer", "maybe", "Input should be"),
    ],
)
def test_a_need_that_makes_no_sense(path, value, reason):
    assert reason in refused((path, value))


# --- weighting ---


@pytest.mark.parametrize(
    ("node", "reason"),
    [
        ({"order": [["g"], ["price", "g"]]}, "order: an item stands twice"),
        ({"order": [["g", "g"]]}, "order: an item stands twice"),
        ({"points": {"g": -1}}, "greater than or equal to 0"),
        ({"points": {"g": 2e9}}, "less than or equal to"),
        ({"points": {"g": "12,5"}}, "valid number"),
        ({"swings": {"g": -1}}, "greater than or equal to 0"),
        ({"comparisons": [{"first": "g", "second": "price", "ratio": 9.1}]}, "less than or equal to 9"),
        ({"comparisons": [{"first": "g", "second": "price", "ratio": 0.1}]}, "greater than or equal to"),
        (
            {"best_worst": {"best": "g", "worst": "price", "best_to_others": {"price": 0.5}}},
            "greater than or equal to 1",
        ),
        ({"best_worst": {"best": "g", "worst": "price", "others_to_worst": {"g": 10}}}, "less than or equal to 9"),
        ({"method": "guess"}, "Input should be"),
    ],
)
@pytest.mark.parametrize("where", ["weighting.top", "evaluators.0.weighting.top"])
def test_weights_that_cannot_be(node, reason, where):
    assert reason in refused((where, node))


def test_an_unknown_certainty_is_refused():
    assert "weighting.certainty" in refused(("weighting.certainty", "somewhat"))


# --- settings ---


@pytest.mark.parametrize(
    ("path", "value", "reason"),
    [
        ("settings.thresholds", {"close_acceptability": 0.9}, "close <= leads <= clear must hold"),
        ("settings.thresholds", {"leads_acceptability": 0.96}, "close <= leads <= clear must hold"),
        ("settings.thresholds", {"clear_acceptability": 1.1}, "less than or equal to 1"),
        ("settings.thresholds", {"leads_points": 101}, "less than or equal to 100"),
        ("settings.thresholds", {"information_points": -1}, "greater than or equal to 0"),
        ("settings.promethee_preference", 5, "must be above the indifference threshold"),
        ("settings.promethee_indifference", -1, "greater than or equal to 0"),
        ("settings.product_floor", 0, "greater than 0"),
        ("settings.vikor_v", 1.1, "less than or equal to 1"),
        ("settings.budget_share", -0.1, "greater than or equal to 0"),
        ("settings.draws", 999, "greater than or equal to 1000"),
        ("settings.draws", 10**6 + 1, "less than or equal to 1000000"),
        ("settings.seed", -1, "greater than or equal to 0"),
        ("settings.seed", 2**32, "less than or equal to"),
        ("settings.widths", {"guess": 101}, "less than or equal to 100"),
        ("settings.widths", {"stale_after_days": 0}, "greater than or equal to 1"),
        ("settings.variation", {"sure": 0}, "greater than 0"),
        ("settings.variation", {"unsure": 1.5}, "less than or equal to 1"),
    ],
)
def test_settings_outside_their_limits(path, value, reason):
    assert reason in refused((path, value))


# --- sizes ---


@pytest.mark.parametrize(
    ("place", "most", "one"),
    [
        ("tools", 500, lambda k: {"id": f"x{k}", "name": ""}),
        ("groups", 100, lambda k: {"id": f"x{k}", "name": ""}),
        ("criteria", 100, lambda k: {"id": f"x{k}", "name": "", "scale": {"type": "yes_no"}}),
        ("evaluators", 100, lambda k: {"id": f"x{k}", "name": ""}),
        ("quotes", 2_000, lambda k: {"id": f"x{k}", "tool": "a", "monthly": 1}),
        ("reviews", 5_000, lambda k: {"id": f"x{k}", "tool": "a", "stars": 3, "count": 1}),
    ],
)
def test_there_is_a_most_of_everything(place, most, one):
    rest = whole()[place]
    entries = rest + [one(k) for k in range(most - len(rest))]
    assert len(getattr(read(changed((place, entries))), place)) == most
    assert f"{place}: Tuple should have at most {most}" in refused((place, [*entries, one("last")]))


@pytest.mark.parametrize("path", ["color", "need.mood", "tools.0.price", "evidence.0.score", "settings.speed"])
def test_fields_that_do_not_exist_are_refused(path):
    assert "Extra inputs are not permitted" in refused((path, 1))


@pytest.mark.parametrize("path", ["tools.0.name", "question", "title", "evidence.0.source", "evaluators.0.name"])
def test_names_of_ten_thousand_characters_are_accepted_and_one_more_is_not(path):
    assert read(changed((path, "ä" * 10_000)))
    assert "10000" in refused((path, "ä" * 10_001))
