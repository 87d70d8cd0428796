"""The page on campaign documents describes every part and field, and none that is not there."""

from __future__ import annotations

import re

import pytest

from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.plan import CampaignPlan
from tests.architecture.source import ROOT
from tests.architecture.test_documents import _parts

PAGE = (ROOT / "docs" / "campaign-formats.md").read_text(encoding="utf-8")
PARTS = sorted(
    (one for one in _parts(CampaignTest, _parts(CampaignPlan, set())) if one.__name__ != "LocalText"),
    key=lambda one: one.__name__,
)
SECTIONS = re.split(r"^#{2,3} ", PAGE, flags=re.MULTILINE)[1:]
DESCRIBED = {
    part.split("\n")[0]: re.findall(r"^\| `(\w+)` \|", part, flags=re.MULTILINE) for part in SECTIONS if "\n|" in part
}


def test_every_part_is_described():
    assert sorted(DESCRIBED) == [one.__name__ for one in PARTS]


@pytest.mark.parametrize("part", PARTS, ids=lambda one: one.__name__)
def test_every_field_is_described(part):
    assert sorted(DESCRIBED[part.__name__]) == sorted(part.model_fields)
