"""The page on segmentation documents describes every part, field and feature, and none that is not there."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass
from datetime import date
from typing import get_args, get_type_hints

import ibis
import pytest

from data.features import CustomerData, customer_features
from data.log_features import OUTCOME_BOUGHT, OUTCOME_MONEY, PAST_MONEY
from data.order_lines import KEY, LogColumns, Period
from evaluators.campaigns.experiment import CampaignTest
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.models.assigner import Assigner
from evaluators.segmentations.package import SegmentPackage
from evaluators.tools.document import ToolEvaluation
from tests.architecture.source import ROOT
from tests.architecture.test_documents import _parts

PAGE = (ROOT / "docs" / "segmentation-formats.md").read_text(encoding="utf-8")
ELSEWHERE = _parts(ToolEvaluation, set()) | _parts(CampaignTest, set())
SECTIONS = re.split(r"^#{2,3} ", PAGE, flags=re.MULTILINE)[1:]
FEATURES = "Features of an order log"
DESCRIBED = {
    part.split("\n")[0]: re.findall(r"^\| `(\w+)` \|", part, flags=re.MULTILINE) for part in SECTIONS if "\n|" in part
}
TOLD_FEATURES = DESCRIBED.pop(FEATURES)


def _descriptions(kind: object, found: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return every part of a model's description with its fields, added to those found before."""
    for part in get_args(kind):
        _descriptions(part, found)
    if isinstance(kind, type) and is_dataclass(kind) and kind.__name__ not in found:
        found[kind.__name__] = [one.name for one in fields(kind)]
        for hint in get_type_hints(kind).values():
            _descriptions(hint, found)
    return found


def _expected() -> dict[str, list[str]]:
    parts = _parts(SegmentPackage, _parts(SegmentationEvaluation, set())) - ELSEWHERE
    return _descriptions(Assigner, {}) | {one.__name__: list(one.model_fields) for one in parts}


EXPECTED = _expected()


def test_every_part_is_described():
    assert sorted(DESCRIBED) == sorted(EXPECTED)


@pytest.mark.parametrize("part", sorted(EXPECTED))
def test_every_field_is_described(part):
    assert sorted(DESCRIBED[part]) == sorted(EXPECTED[part])


def test_parts_that_stand_on_other_pages_are_named():
    shared = {"Group", "NumberScale", "Weighting", "Evaluator", "Evidence", "Settings", "DataFile"}
    assert shared <= {one.__name__ for one in ELSEWHERE}
    assert all(f"`{name}`" in PAGE for name in shared)


def test_every_feature_is_described():
    kinds = {"who": "string", "at": "date", "order": "string", "n": "int64", "price": "float64", "kind": "string"}
    columns = LogColumns(customer="who", at="at", order="order", quantity="n", price="price", category="kind")
    data = CustomerData(
        period=Period(split_on=date(2026, 3, 1), window_days=30),
        log=ibis.table(kinds, name="log"),
        log_columns=columns,
        seasons=True,
    )
    table = customer_features(data)
    assert set(TOLD_FEATURES) == set(table.columns) - {KEY, OUTCOME_MONEY, OUTCOME_BOUGHT, PAST_MONEY}


def test_the_package_has_a_heading():
    edition = SegmentPackage.model_fields["schema_version"].default
    assert f"\n## `segment-package`, version {edition}\n" in PAGE
