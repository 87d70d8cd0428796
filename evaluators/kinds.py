"""The kinds of documents that exist, and the result of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Union

from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.plan import CampaignPlan
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.tools.document import ToolEvaluation

if TYPE_CHECKING:
    from evaluators.campaigns.plan_results import PlanResult
    from evaluators.campaigns.results import CampaignResult
    from evaluators.segmentations.results import SegmentationResult
    from evaluators.tools.results import ToolResult

AnyDocument = ToolEvaluation | SegmentationEvaluation | CampaignPlan | CampaignTest
AnyResult = Union["ToolResult", "SegmentationResult", "PlanResult", "CampaignResult"]

KINDS: Mapping[str, type[AnyDocument]] = {
    "tool-evaluation": ToolEvaluation,
    "segmentation-evaluation": SegmentationEvaluation,
    "campaign-plan": CampaignPlan,
    "campaign-test": CampaignTest,
}


def result_type(kind: str) -> type[AnyResult]:
    """Return the class of a kind's results, imported when it is asked for."""
    if kind == "tool-evaluation":
        from evaluators.tools.results import ToolResult

        return ToolResult
    if kind == "segmentation-evaluation":
        from evaluators.segmentations.results import SegmentationResult

        return SegmentationResult
    if kind == "campaign-plan":
        from evaluators.campaigns.plan_results import PlanResult

        return PlanResult
    from evaluators.campaigns.results import CampaignResult

    return CampaignResult
