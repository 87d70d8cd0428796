"""Working out results, each document's once: the newest are kept ready in memory under the document's hash."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable

from evaluators.documents import content_hash
from evaluators.tools.document import ToolEvaluation
from evaluators.tools.results import ToolResult
from settings import settings


class ResultCache:
    """The newest results by document hash. Two that ask for the same at once wait for one calculation."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, ToolResult] = OrderedDict()
        self._under_way: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def known(self, key: str) -> ToolResult | None:
        """Return a result that is kept ready, or ``None``."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def get(self, key: str, work_out: Callable[[], ToolResult], *, keep: int) -> ToolResult:
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

    def _keep(self, key: str, result: ToolResult, keep: int) -> None:
        with self._lock:
            self._kept[key] = result
            while len(self._kept) > keep:
                self._kept.popitem(last=False)

    def __len__(self) -> int:
        return len(self._kept)


_CACHE = ResultCache()


def result_of(document: ToolEvaluation) -> ToolResult:
    """Return a document's result. The document holds everything that decides it, the seed too: the same digits always.

    Raises
    ------
    NotComputable
        When the question has no answer, for example without tools or criteria.
    """

    def work_out() -> ToolResult:
        from evaluators.tools.evaluate import evaluate

        return evaluate(document)

    return _CACHE.get(content_hash(document), work_out, keep=settings().results_kept)


def live_result(document: ToolEvaluation, draws: int) -> ToolResult:
    """Return the brief result with at most ``draws`` simulated cases, for while a weight moves; raises as above."""
    fewer = min(draws, document.settings.draws)

    def work_out() -> ToolResult:
        from evaluators.tools.evaluate import evaluate

        return evaluate(document, draws=fewer, brief=True)

    return _CACHE.get(f"{content_hash(document)} brief {fewer}", work_out, keep=settings().results_kept)


def known_result(document_hash: str) -> ToolResult | None:
    """Return the result of the document with this hash if it is kept ready; nothing is worked out."""
    return _CACHE.known(document_hash)


def forget_results() -> None:
    """Forget all results that are kept ready."""
    _CACHE.clear()
