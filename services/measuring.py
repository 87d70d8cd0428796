"""Measuring a segmentation beside the pages: begun, watched and stopped by whoever has it open.

The work goes on when a page is left or a weight moves meanwhile; what it finds is kept for every page.
"""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from typing import Literal

from evaluators.documents import Language
from evaluators.errors import EvaluationError
from evaluators.segmentations.document import SegmentationEvaluation
from services import evaluations, examples, results, segmentations
from settings import settings

State = Literal["waiting", "working", "stopping"]
_UNDER_WAY: dict[str, Measuring] = {}  # by evaluation: the newest; what is over goes when the next begins
_LOCK = threading.Lock()


class StoppedError(Exception):
    """Somebody stopped the work. Nothing of it is kept."""


class Measuring:
    """One measuring of an evaluation's state."""

    def __init__(self, document: SegmentationEvaluation) -> None:
        self.key = segmentations.measured_hash(document)
        self.share = 0.0  # that is done, 0..1
        self._document = document
        self._stop = threading.Event()
        self._future: Future[None] = _workers().submit(self._work)

    @property
    def state(self) -> State | None:
        """How it stands; ``None``: it is over."""
        if self._future.done():
            return None
        if self._stop.is_set():
            return "stopping"
        return "working" if self._future.running() else "waiting"

    @property
    def fault(self) -> BaseException | None:
        """Why it came to nothing; ``None``: it did not, or is not over."""
        return self._future.exception() if self._future.done() and not self._future.cancelled() else None

    def stop(self) -> None:
        """End it at its next step. Nothing of it is kept."""
        self._stop.set()
        self._future.cancel()

    def wait(self, seconds: float) -> bool:
        """Wait until it is over; ``False``: it still is not."""
        over = threading.Event()
        self._future.add_done_callback(lambda _: over.set())
        return over.wait(seconds)

    def _work(self) -> None:
        try:
            results.result_of(self._document, self._tell)
        except StoppedError:
            return
        except EvaluationError as fault:
            raise fault.with_traceback(None) from None  # the customers hang on the frames it passed

    def _tell(self, share: float) -> None:
        self.share = share
        if self._stop.is_set():
            raise StoppedError


def start(evaluation_id: str, document: SegmentationEvaluation) -> Measuring:
    """Measure a state of an evaluation, unless that is under way; work on another state of it is stopped."""
    with _LOCK:
        for over in [one for one, work in _UNDER_WAY.items() if work.state is None]:
            del _UNDER_WAY[over]
        before = _UNDER_WAY.get(evaluation_id)
        if before is not None and before.key == segmentations.measured_hash(document) and before.state != "stopping":
            return before
        if before is not None:
            before.stop()
        _UNDER_WAY[evaluation_id] = Measuring(document)
        return _UNDER_WAY[evaluation_id]


def open_example(example_id: str, language: Language) -> str:
    """Keep a copy of an example and return its id; what takes long to measure is begun at once.

    Raises
    ------
    NotFound
        As ``services.examples.open_example``.
    """
    evaluation_id = examples.open_example(example_id, language)
    document = evaluations.open_evaluation(evaluation_id).document
    if isinstance(document, SegmentationEvaluation) and not segmentations.is_measured(document):
        start(evaluation_id, document)
    return evaluation_id


def under_way(evaluation_id: str, document: SegmentationEvaluation) -> Measuring | None:
    """Return the measuring of this state of an evaluation; ``None``: there is none, or it is over."""
    found = _UNDER_WAY.get(evaluation_id)
    is_it = found is not None and found.state is not None and found.key == segmentations.measured_hash(document)
    return found if is_it else None


def fault_of(evaluation_id: str, document: SegmentationEvaluation) -> EvaluationError | None:
    """Return why the last measuring of this state came to nothing; a fault of the program itself is raised, once."""
    with _LOCK:
        found = _UNDER_WAY.get(evaluation_id)
        fault = None if found is None else found.fault
        if fault is None or isinstance(fault, EvaluationError):
            is_it = found is not None and found.key == segmentations.measured_hash(document)
            return fault if is_it else None
        del _UNDER_WAY[evaluation_id]
    raise fault


def stop_all() -> None:
    """Stop everything, at the end of the process or between tests."""
    with _LOCK:
        found = tuple(_UNDER_WAY.values())
        _UNDER_WAY.clear()
    for one in found:
        one.stop()


@cache
def _workers() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(settings().measuring_at_once, thread_name_prefix="measuring")


SECONDS_PER_THOUSAND = {
    "kmeans": 0.6,
    "bisecting": 0.8,
    "gaussian_mixture": 3.2,
    "prototypes": 6.0,
}
SLOW_SECONDS_PER_THOUSAND = {"latent_class": 5.0, "density": 0.5}
"""What learning a model again and again takes for a thousand customers with the usual effort, on two shared cores."""
USUAL_PAIRS, USUAL_SLOW_PAIRS = 50, 10
CUSTOMERS_PER_ROW = 0.05  # of a log: a guess while nobody has counted
LARGE = 20_000  # customers from which more of them hardly take longer: measures take a sample


def estimated_seconds(document: SegmentationEvaluation) -> float:
    """Return roughly how long measuring takes; a word for the user, not a promise."""
    table, log = document.data.customers, document.data.orders
    rows = table.file.rows if table is not None else 0 if log is None else log.file.rows * CUSTOMERS_PER_ROW
    thousands = min(rows, LARGE) / 1000
    effort = document.settings.effort
    learnt = sum(SECONDS_PER_THOUSAND.get(one.type, 0.0) for one in document.candidates)
    slow = sum(SLOW_SECONDS_PER_THOUSAND.get(one.type, 0.0) for one in document.candidates)
    again = learnt * effort.pairs / USUAL_PAIRS + slow * effort.slow_pairs / USUAL_SLOW_PAIRS
    each = (0.5 + 0.08 * thousands) * len(document.candidates)
    read = 2.0 * sum(file.rows for file in document.data.files) / 1e6
    return 2.0 + read + each + again * thousands
