"""The rules on the whole shipped catalogue: nothing breaks, nothing unknown turns into a score."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from data.catalogue import load_catalogue
from evaluators.tools.changes import frozen_tool
from evaluators.tools.facts import Topic
from evaluators.tools.must_haves import findings
from evaluators.tools.need import MustHave, MustHaveKind, Need
from evaluators.tools.performances import cells
from evaluators.tools.prices import price_results
from evaluators.tools.pricing_facts import RowUse, rows_of
from evaluators.tools.results import CellState
from evaluators.tools.rules import RULES
from tests.evaluators.tools.tool_documents import SCALES, document, scenario


@pytest.fixture(scope="module")
def everything():
    tools = tuple(frozen_tool(tool) for tool in load_catalogue().tools)
    musts = tuple(MustHave(id=kind, kind=kind, name="Shopify") for kind in MustHaveKind.__args__)
    return document(*tools, rules=tuple(SCALES), need=Need(scenario=scenario(), must_haves=musts))


def test_every_cell_lies_in_its_range_on_the_scale(everything):
    for cell in cells(everything):
        assert 0 <= cell.low <= cell.value <= cell.high <= 100, cell
        assert cell.assumed == (not any(statement.used for statement in cell.statements)) or cell.criterion == "price"


def test_a_tool_without_facts_on_a_rule_is_unknown(everything):
    topics = {name: set(rule.topics) for name, rule in RULES.items()} | {"price": {Topic.PRICING}}
    known = {tool.id: {fact.topic for fact in tool.facts} for tool in everything.tools}
    silent = [cell for cell in cells(everything) if not known[cell.tool] & topics[cell.criterion]]
    assert silent
    assert all(cell.state is CellState.UNKNOWN and not cell.statements for cell in silent)


def test_every_fact_stands_beside_the_cell_that_its_topic_feeds(everything):
    shown = Counter((cell.tool, s.reference) for cell in cells(everything) for s in cell.statements)
    facts = {(tool.id, fact.id) for tool in everything.tools for fact in tool.facts}
    assert facts == set(shown)


def test_every_rule_says_something_of_several_tools(everything):
    told = Counter(cell.criterion for cell in cells(everything) if not cell.assumed)
    silent = {"reviews"}  # the catalogue has marks without a number of reviewers only
    assert {rule for rule in SCALES if told[rule] == 0} == silent


def test_pricing_rows_that_are_compared_have_an_amount_and_a_currency(everything):
    for tool in everything.tools:
        for row in rows_of(tool.facts, everything.need.scenario):
            assert (row.tariff is not None) == (row.use in {RowUse.BOUNDED, RowUse.OPEN})
            if row.tariff is not None:
                amounts = {step.low for step in row.tariff.steps} | {step.high for step in row.tariff.steps}
                assert row.fact.value["low"] in amounts
                assert row.tariff.currency == row.fact.value["currency"] or max(amounts) == 0


def test_prices_of_the_whole_catalogue_are_finite(everything):
    prices = price_results(everything, {}, draws=200, rng=np.random.default_rng(0))
    assert len(prices) == len(everything.tools)
    for price in prices:
        assert (price.point is None) or (price.low <= price.point <= price.high)
        assert all(end is None or np.isfinite(end) for end in (price.low, price.high, price.total))


def test_a_no_always_rests_on_a_fact(everything):
    found = findings(everything)
    assert {finding.answer for finding in found} == {"yes", "no", "unknown"}
    assert all(finding.facts for finding in found if finding.answer == "no")
