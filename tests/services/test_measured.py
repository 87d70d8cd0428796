"""What was measured holds while only weights, judgements, names and plans change, and survives a restart."""

from __future__ import annotations

import errno
from dataclasses import replace
from pathlib import Path

import pytest

from evaluators.documents import revise
from evaluators.segmentations.evaluate import evaluate
from evaluators.tools.document import Evaluator
from evaluators.tools.evidence import Evidence
from evaluators.tools.weighting import NodeWeights, Weighting
from services import editing, measured, results, segmentations
from services import editing_segmentation_weighing as weighing
from settings import reset_settings, settings
from tests.kept_shop import shop_evaluation

NAMED = [{"candidate": "stages", "segment": "loyal", "name": "Kanta-asiakkaat"}]
ACTIONS = [{"candidate": "stages", "segment": "loyal", "offer": "Klubi"}]
EFFECTS = [
    {"candidate": "stages", "segment": name, "customers": 60, "effect": effect, "standard_error": 0.2}
    for name, effect in (("loyal", 3.0), ("former", 0.0), ("potential", 1.0))
]
TARGETS = [{"candidate": "stages", "segment": "loyal"}]


def judged(document):
    """Return a document with an evaluator whose weights and judgement differ from the team's."""
    own = Weighting(top=NodeWeights(points={"clarity": 1}))
    document = editing.put_evaluator(document, Evaluator(id="it", name="IT", weighting=own))
    document = weighing.add_ready_criterion(document, "adaptability")
    entry = Evidence(id="e", tool="three", criterion="adaptability", value="good", by="it")
    return editing.put_evidence(document, entry)


CHANGES = {
    "weights": lambda document: editing.set_points(document, "prediction", 90),
    "certainty": lambda document: revise(
        document, weighting=document.weighting.model_copy(update={"certainty": "order"})
    ),
    "criteria": lambda document: editing.remove_criterion(document, "substantial"),
    "own criterion": judged,
    "template": lambda document: editing.apply_template(document, segmentations.segmentation_template("articles")),
    "title and question": lambda document: revise(document, title="Toinen", question="Miksi?"),
    "names": lambda document: revise(
        document,
        names=NAMED,
        candidates=[one.model_copy(update={"name": f"Nimi {one.id}"}) for one in document.candidates],
    ),
    "actions": lambda document: revise(document, actions=ACTIONS),
    "effects": lambda document: revise(document, effects=EFFECTS),
    "targets": lambda document: revise(document, targets=TARGETS),
    "thresholds": lambda document: editing.set_settings(
        document, document.settings.decision.model_copy(update={"draws": 2000})
    ),
}


@pytest.fixture(autouse=True)
def _nothing_in_memory():
    measured.forget()
    segmentations.forget_customers()
    yield
    measured.forget()
    segmentations.forget_customers()


def whole(document):
    """Measure everything from the beginning, past all that is kept."""
    return evaluate(document, segmentations.customers_of(document).customers("money"))


def again(document):
    """Leave only the files, as a restart does."""
    measured.forget()
    results.forget_results()
    return segmentations.is_measured(document)


@pytest.mark.parametrize("name", CHANGES)
def test_weighing_again_gives_every_digit_of_measuring_anew(name):
    first = shop_evaluation()
    before = segmentations.work_out(first)
    changed = CHANGES[name](first)
    assert changed != first
    assert again(changed), "nothing that is measured has changed"
    quick = segmentations.work_out(changed)
    assert quick == whole(changed)
    assert quick.provenance.document_hash != before.provenance.document_hash


def test_what_is_measured_on_customers_is_measured_anew():
    document = shop_evaluation()
    segmentations.work_out(document)
    candidates = list(document.candidates)
    changes = {
        "candidates": [*candidates[:2], candidates[2].model_copy(update={"segments": 4})],
        "fields": [one.model_copy(update={"sensitivity": 5}) for one in document.fields],
        "settings": document.settings.model_copy(update={"targeted": 0.3}),
        "data": document.data.model_copy(update={"window_days": 30}),
        "criteria": weighing.add_ready_criterion(document, "balance").criteria,
    }
    for name, value in changes.items():
        assert not segmentations.is_measured(revise(document, **{name: value})), name
    seeded = document.settings.decision.model_copy(update={"seed": 7})
    assert not segmentations.is_measured(editing.set_settings(document, seeded))


def test_the_ranking_while_a_weight_moves():
    document = shop_evaluation()
    assert segmentations.weighed(document, draws=1000) is None
    segmentations.work_out(document)
    moved = editing.set_points(document, "clarity", 80)
    live = segmentations.weighed(moved, draws=1000)
    assert [one.score for one in live.ranking.ranking] == [one.score for one in whole(moved).ranking.ranking]
    assert live.ranking.provenance.draws == 1000


def test_a_broken_file_is_as_good_as_none():
    document = shop_evaluation()
    first = segmentations.work_out(document)
    (file,) = (settings().folder / measured.FOLDER).glob("*.z")
    content = file.read_bytes()
    for broken in (b"", content[:100], content[:-1], b"not compressed", measured.zlib.compress(b'{"format":1}')):
        file.write_bytes(broken)
        assert not again(document)
    assert results.result_of(document) == first, "it is measured anew"
    assert again(document), "and kept in place of the broken file"


def test_only_the_newest_files_stay(monkeypatch):
    monkeypatch.setenv("PUNTARI_MEASURED_KEPT", "3")
    reset_settings()
    result = segmentations.work_out(shop_evaluation())
    for number in range(6):
        measured.keep(f"key{number}", replace(result, floor=number))
    measured.forget()
    kept = [number for number in range(6) if measured.found(f"key{number}") is not None]
    assert len(list((settings().folder / measured.FOLDER).iterdir())) == 3
    assert set(kept) == {3, 4, 5}


def test_a_full_disk_costs_the_next_start_a_wait_and_nobody_the_result(monkeypatch):
    def full(self, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    document = shop_evaluation()
    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        result = segmentations.work_out(document)
    assert segmentations.is_measured(document)
    assert results.result_of(document) == result
    assert not again(document)


def test_only_the_owner_reads_what_is_kept():
    segmentations.work_out(shop_evaluation())
    folder = settings().folder / measured.FOLDER
    assert folder.stat().st_mode & 0o077 == 0
    assert {one.suffix for one in folder.iterdir()} == {".z"}, "no half-written file is left"
