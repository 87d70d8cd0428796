"""Edits give a new, valid document and take along what hangs on the thing edited."""

from __future__ import annotations

from datetime import date

import pytest

from evaluators.documents import canonical_json
from evaluators.errors import DocumentError, NotFound
from evaluators.tools.document import Criterion, Decision, Evaluator, Group
from evaluators.tools.evidence import Evidence, Quote, Review, Trial
from evaluators.tools.need import Answer, MustHave, Need
from evaluators.tools.scales import NumberScale
from evaluators.tools.weighting import BestWorst, Comparison, NodeWeights, Weighting
from services import catalogue, editing, templates
from services.parts import free_id

SCALE = NumberScale(worst=0, best=10)


def test_edits_leave_the_given_document_alone(document):
    before = canonical_json(document)
    editing.set_points(editing.set_title(document, "x"), "speed", 1)
    assert canonical_json(document) == before


def test_removing_a_tool_takes_all_its_statements(document):
    need = Need(must_haves=(MustHave(id="m", kind="own"),), answers=(Answer(tool="beta", must_have="m", answer="yes"),))
    full = editing.set_need(document, need)
    full = editing.put_quote(full, Quote(id="q", tool="beta", monthly=10))
    full = editing.put_trial(full, Trial(id="t", tool="beta", tasks_done=1, tasks_total=2, seen=date(2026, 1, 1)))
    full = editing.put_review(full, Review(id="r", tool="beta", stars=4, count=10))
    full = full.model_copy(update={"decision": Decision(tool="beta", decided_on=date(2026, 1, 1))})
    left = editing.remove_tool(full, "beta")
    assert [tool.id for tool in left.tools] == ["alpha"]
    assert [entry.id for entry in left.evidence] == ["e1"]
    assert (left.quotes, left.trials, left.reviews, left.need.answers, left.decision) == ((), (), (), (), None)


def test_removing_a_criterion_takes_its_scores_and_every_weight_statement(document):
    node = NodeWeights(
        points={"speed": 1, "support": 2},
        swings={"speed": 100, "support": 50},
        order=(("speed", "support"),),
        comparisons=(Comparison(first="speed", second="support", ratio=3),),
        best_worst=BestWorst(best="speed", worst="support"),
    )
    own = editing.put_evaluator(document, Evaluator(id="it", name="IT", weighting=Weighting(top=node)))
    left = editing.remove_criterion(editing.set_weighting(own, Weighting(top=node)), "support")
    for weighting in (left.weighting, left.evaluators[0].weighting):
        assert weighting.top == NodeWeights(points={"speed": 1}, swings={"speed": 100}, order=(("speed",),))
    assert [entry.criterion for entry in left.evidence] == ["speed", "speed"]


def test_a_new_criterion_counts_at_once(document):
    added = editing.add_criterion(document, Criterion(id="price", name="Price", scale=SCALE))
    assert added.weighting.top.points == {"speed": 60, "support": 40, "price": 50}
    bare = editing.set_weighting(document, Weighting())
    assert editing.add_criterion(bare, Criterion(id="price", name="Price", scale=SCALE)).weighting.top.points == {}


def test_groups_come_and_go_without_losing_criteria(document):
    grouped = editing.put_group(document, Group(id="use", name="Use"))
    moved = editing.change_criterion(grouped, grouped.criterion("speed").model_copy(update={"group": "use"}))
    assert "speed" not in moved.weighting.top.points
    assert moved.weighting.top.points["use"] == 50
    inside = editing.set_points(moved, "speed", 7, group="use")
    assert inside.weighting.within["use"].points == {"speed": 7}
    back = editing.remove_group(inside, "use")
    assert [criterion.group for criterion in back.criteria] == [None, None]
    assert "use" not in back.weighting.top.points
    assert back.weighting.within == {}


def test_a_scale_that_scores_do_not_fit_is_refused(document):
    with pytest.raises(DocumentError, match="document_invalid"):
        editing.change_criterion(document, document.criterion("support").model_copy(update={"scale": SCALE}))


@pytest.mark.parametrize("template", templates.criteria_templates(), ids=lambda template: template.id)
def test_templates_replace_criteria_and_keep_what_fits(document, template):
    applied = editing.apply_template(document, template)
    assert applied.criteria == template.criteria
    assert applied.weighting == template.weighting
    assert applied.tools == document.tools
    filled = editing.put_evidence(
        applied, Evidence(id="x", tool="alpha", criterion=template.criteria[0].id, state="unknown")
    )
    assert "x" in {entry.id for entry in editing.apply_template(filled, template).evidence}


def test_catalogue_tools_are_frozen_and_refreshed(document):
    shipped = catalogue.catalogue()
    tool = shipped.tool("brevo")
    added = editing.add_catalogue_tool(document, tool, shipped.version)
    assert added.tools[-1].facts == tool.facts
    assert added.catalogue_version == shipped.version
    with pytest.raises(DocumentError, match="tool_already_added"):
        editing.add_catalogue_tool(added, tool, shipped.version)
    changed = tool.facts[0].model_copy(update={"confidence": "low", "value": {"x": 1}})
    old = editing.put_tool(added, added.tools[-1].model_copy(update={"facts": (changed, *tool.facts[2:])}))
    assert [(change.kind, change.fact) for change in catalogue.changed_facts(old)] == [
        ("changed", tool.facts[0].id),
        ("added", tool.facts[1].id),
    ]
    fresh = editing.refresh_facts(old, shipped)
    assert catalogue.changed_facts(fresh) == ()
    assert fresh.tools[-1].facts == tool.facts


def test_own_tools_get_readable_ids_that_differ(document):
    twice = editing.add_own_tool(editing.add_own_tool(document, "Oma Työkalu!"), "Oma työkalu")
    assert [tool.id for tool in twice.tools[-2:]] == ["oma-tyokalu", "oma-tyokalu-2"]
    assert free_id("漢字", set(), otherwise="tool") == "tool"
    assert len(free_id("x" * 10_000, set(), otherwise="tool")) <= 64
    with pytest.raises(DocumentError, match="name_empty"):
        editing.add_own_tool(document, "  ")


def test_things_are_replaced_where_they_stand(document):
    changed = editing.put_evidence(document, document.evidence[0].model_copy(update={"value": 10.0}))
    assert [entry.id for entry in changed.evidence] == ["e1", "e2", "e3"]
    assert changed.evidence[0].value == 10
    with pytest.raises(NotFound, match="part_unknown"):
        editing.remove_evidence(document, "nothing")


def test_an_evaluator_goes_with_own_scores(document):
    assert [entry.id for entry in editing.remove_evaluator(document, "it").evidence] == ["e1", "e2"]


def test_answers_are_one_for_each_tool_and_must_have(document):
    asked = editing.set_need(document, Need(must_haves=(MustHave(id="m", kind="own"),)))
    for answer in ("yes", "no"):
        asked = editing.put_answer(asked, Answer(tool="alpha", must_have="m", answer=answer))
    assert [one.answer for one in asked.need.answers] == ["no"]
    assert editing.remove_answer(asked, "alpha", "m").need.answers == ()
