"""Links to campaigns: the result as it stood, without the table that it came from."""

from __future__ import annotations

from datetime import date

import pytest

from data.samples import samples
from evaluators.documents import revise
from evaluators.errors import EvaluationError
from services import datasets, evaluations, examples, results, sharing
from services.frozen import frozen_text, thawed
from services.results import result_of

SAMPLES = {one.id: one.document for one in samples() if one.document.kind.startswith("campaign")}


@pytest.mark.parametrize("name", SAMPLES)
def test_a_link_shows_what_was_published_whatever_happens_after(name, monkeypatch):
    evaluation_id = examples.open_example(name, "fi")
    document = SAMPLES[name]
    result = result_of(document)
    published = sharing.publish(evaluation_id, language="fi")
    evaluations.edit(evaluation_id, revise(document, title="later"), base_revision=1)
    evaluations.delete(evaluation_id)
    for table in datasets.listed():
        datasets.delete(table.id)
    results.forget_results()
    monkeypatch.setattr("services.sharing.result_of", None)  # a link is never worked out again
    shared = sharing.open_share(published.token)
    assert shared.document == document
    assert shared.result == result
    assert repr(shared.result) == repr(result), "types too, not only values"


@pytest.mark.parametrize("name", SAMPLES)
def test_freezing_is_the_same_text_each_time(name):
    examples.open_example(name, "en")
    result = result_of(SAMPLES[name])
    assert frozen_text(thawed(frozen_text(result))) == frozen_text(result)


def test_nothing_is_shared_of_a_test_whose_table_is_gone():
    evaluation_id = examples.open_example("spring-campaign", "fi")
    for table in datasets.listed():
        datasets.delete(table.id)
    with pytest.raises(EvaluationError, match="dataset_unknown"):
        sharing.publish(evaluation_id, language="fi")
    assert sharing.shares(evaluation_id) == ()


def test_a_frozen_result_holds_no_customer():
    evaluation_id = examples.open_example("spring-campaign", "fi")
    published = sharing.publish(evaluation_id, language="fi")
    text = frozen_text(sharing.open_share(published.token).result)
    assert "K100001" not in text
    assert "spring" in text


def test_a_link_to_an_open_window_is_what_the_page_shows():
    examples.open_example("spring-campaign", "en")
    document = SAMPLES["spring-campaign"]
    sends = (document.sends[0].model_copy(update={"last_outcome_on": date(2026, 3, 9)}),)
    published = sharing.publish(evaluations.create(revise(document, sends=sends)), language="en")
    shared = sharing.open_share(published.token)
    assert any(check.code == "window_open" and check.blocks for check in shared.result.checks)
    assert shared.result.decision.verdict == "do_not_trust"
