"""Working out results, each document's once: the newest are kept ready in memory under the document's hash."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING, overload

from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.plan import CampaignPlan
from evaluators.documents import content_hash
from evaluators.kinds import AnyDocument, AnyResult
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.tools.document import ToolEvaluation
from settings import settings

if TYPE_CHECKING:
    from evaluators.campaigns.plan_results import PlanResult
    from evaluators.campaigns.results import CampaignResult
    from evaluators.segmentations.results import SegmentationResult
    from evaluators.tools.results import ToolResult

Progress = Callable[[float], None]  # is told the share that is done, 0..1


class ResultCache:
    """The newest results by document hash. Two that ask for the same at once wait for one calculation."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, AnyResult] = OrderedDict()
        self._under_way: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def known(self, key: str) -> AnyResult | None:
        """Return a result that is kept ready, or ``None``."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def get(self, key: str, work_out: Callable[[], AnyResult], *, keep: int) -> AnyResult:
        """Return a result, worked out when it is not kept ready; keep the newest ``keep``."""
        with self._lock:
            turn = self._under_way.setdefault(key, threading.Lock())
        try:
            with turn:
                found = self.known(key)
                if found is None:
                    found = work_out()
                    self._keep(key, found, keep)
                return found
        finally:
            with self._lock:
                self._under_way.pop(key, None)

    def clear(self) -> None:
        """Forget all results."""
        with self._lock:
            self._kept.clear()

    def _keep(self, key: str, result: AnyResult, keep: int) -> None:
        with self._lock:
            self._kept[key] = result
            while len(self._kept) > keep:
                self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)


_CACHE = ResultCache()


@overload
def result_of(document: ToolEvaluation, progress: Progress | None = None) -> ToolResult: ...
@overload
def result_of(document: CampaignPlan, progress: Progress | None = None) -> PlanResult: ...
@overload
def result_of(document: CampaignTest, progress: Progress | None = None) -> CampaignResult: ...
@overload
def result_of(document: SegmentationEvaluation, progress: Progress | None = None) -> SegmentationResult: ...
@overload
def result_of(document: AnyDocument, progress: Progress | None = None) -> AnyResult: ...
def result_of(document: AnyDocument, progress: Progress | None = None) -> AnyResult:
    """Return a document's result. The document holds everything that decides it, the seed too: the same digits always.

    Parameters
    ----------
    document : AnyDocument
    progress : callable, optional
        Is told how far long work is. What it raises stops the work.

    Raises
    ------
    NotComputable
        When the question has no answer, for example without tools or criteria.
    DataError, NotFound
        When the data that the document names are not there, or are not as the document says.
    """

    def work_out() -> AnyResult:
        if isinstance(document, ToolEvaluation):
            from evaluators.tools.evaluate import evaluate

            return evaluate(document)
        if isinstance(document, CampaignPlan):
            from evaluators.campaigns.planning import plan

            return plan(document)
        if isinstance(document, SegmentationEvaluation):
            from services import segmentations

            return segmentations.work_out(document, progress)
        from services import campaigns

        return campaigns.work_out(document, progress)

    return _CACHE.get(content_hash(document), work_out, keep=settings().results_kept)


def needs_long_work(document: AnyDocument) -> bool:
    """Say whether a result would take minutes: a segmentation that nobody has measured as it stands."""
    if not isinstance(document, SegmentationEvaluation):
        return False
    from services import segmentations

    return not segmentations.is_measured(document)


def live_result(document: ToolEvaluation, draws: int) -> ToolResult:
    """Return the brief result with at most ``draws`` simulated cases, for while a weight moves; raises as above."""
    from evaluators.tools.results import ToolResult

    fewer = min(draws, document.settings.draws)

    def work_out() -> ToolResult:
        from evaluators.tools.evaluate import evaluate

        return evaluate(document, draws=fewer, brief=True)

    found = _CACHE.get(f"{content_hash(document)} brief {fewer}", work_out, keep=settings().results_kept)
    if not isinstance(found, ToolResult):
        raise TypeError(f"a ToolResult is needed, not {type(found).__name__}")
    return found


def known_result(document_hash: str) -> AnyResult | None:
    """Return the result of the document with this hash if it is kept ready; nothing is worked out."""
    return _CACHE.known(document_hash)


def forget_results() -> None:
    """Forget all results that are kept ready."""
    _CACHE.clear()
