"""The kinds of documents that exist, and the result of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Union

from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.plan import CampaignPlan
from evaluators.tools.document import ToolEvaluation

if TYPE_CHECKING:
    from evaluators.campaigns.plan_results import PlanResult
    from evaluators.campaigns.results import CampaignResult
    from evaluators.tools.results import ToolResult

AnyDocument = ToolEvaluation | CampaignPlan | CampaignTest
AnyResult = Union["ToolResult", "PlanResult", "CampaignResult"]

KINDS: Mapping[str, type[AnyDocument]] = {
    "tool-evaluation": ToolEvaluation,
    "campaign-plan": CampaignPlan,
    "campaign-test": CampaignTest,
}


def result_type(kind: str) -> type[AnyResult]:
    """Return the class of a kind's results, imported when it is asked for."""
    if kind == "tool-evaluation":
        from evaluators.tools.results import ToolResult

        return ToolResult
    if kind == "campaign-plan":
        from evaluators.campaigns.plan_results import PlanResult

        return PlanResult
    from evaluators.campaigns.results import CampaignResult

    return CampaignResult
