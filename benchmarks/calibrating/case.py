"""A row of the calibration: what is promised, how it is simulated, and what is said of what was found."""

from __future__ import annotations

import math
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evaluators.campaigns.aggregates import Proportion

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
Run = Callable[[np.random.Generator, int], Floats]
Promise = Literal["alarms", "alarms at most", "holds", "holds at least"]

SEED = 20_261_122
ALPHA, CONFIDENCE = 0.05, 0.95  # what a test and an interval promise by default
CLEAR = 3.0  # Monte-Carlo errors beyond which a difference is called one
SLIGHT = 0.25  # share of the promised errors up to which too many are called slightly too many


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One promise under one truth."""

    section: str
    method: str  # what is tested, in words
    setting: str  # the truth that is simulated
    promise: Promise
    nominal: float  # share of draws that should raise an alarm, or whose interval should hold the truth
    draws: int
    run: Run  # returns one figure in 0..1 per draw: 1 an alarm, or the truth held
    used: bool = True  # whether Puntari decides by it; False: for comparison
    remark: str = ""  # what is known of it

    @property
    def name(self) -> str:
        """What names the row: method and setting."""
        return f"{self.method}: {self.setting}"

    def rng(self) -> np.random.Generator:
        """Return the row's own random numbers, whatever rows stand before it."""
        return np.random.default_rng([SEED, zlib.crc32(self.name.encode())])

    def found(self, draws: int | None = None) -> Found:
        """Simulate."""
        hits = self.run(self.rng(), draws or self.draws).astype(float)
        spread = max(float(hits.std()), math.sqrt(self.nominal * (1 - self.nominal)) / 10)
        return Found(case=self, share=float(hits.mean()), error=spread / math.sqrt(len(hits)), draws=len(hits))


alarms = partial(Case, promise="alarms", nominal=ALPHA)  # a test by default
holds = partial(Case, promise="holds", nominal=CONFIDENCE)  # an interval by default


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a simulation of a row found."""

    case: Case
    share: float
    error: float  # Monte-Carlo standard error of the share
    draws: int

    @property
    def kept(self) -> bool:
        """Whether the promise is kept, or broken by a slight share of the promised errors only."""
        return self._excess <= SLIGHT * self._promised or self._excess <= CLEAR * self.error

    @property
    def _promised(self) -> float:
        alarms = self.case.promise.startswith("alarms")
        return self.case.nominal if alarms else 1 - self.case.nominal

    @property
    def _excess(self) -> float:
        """Errors above the promised ones."""
        gap = self.share - self.case.nominal
        return gap if self.case.promise.startswith("alarms") else -gap

    @property
    def verdict(self) -> str:
        """Say in words what was found."""
        alarms, bound = self.case.promise.startswith("alarms"), self.case.promise.endswith(("most", "least"))
        if abs(self._excess) <= CLEAR * self.error:
            return "as promised"
        if self._excess < 0:
            if bound:
                return "as promised: a bound, and it holds"
            return "cautious: fewer alarms than promised" if alarms else "cautious: wider than promised"
        slightly = "slightly " if self._excess <= SLIGHT * self._promised else ""
        return f"{slightly}too many alarms" if alarms else f"{slightly}too narrow"


def by_pair(
    control: Counts, n0: int, variant: Counts, n1: int, judge: Callable[[Proportion, Proportion], float]
) -> Floats:
    """Judge every draw of two counts; equal pairs are judged once."""
    pairs, places = np.unique(np.stack([control, variant], axis=1), axis=0, return_inverse=True)
    judged = [judge(Proportion(int(x0), n0), Proportion(int(x1), n1)) for x0, x1 in pairs]
    return np.array(judged, dtype=float)[places.reshape(-1)]
