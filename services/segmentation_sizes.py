"""How many segments a model should look for: every number from two up, measured on a document's customers."""

from __future__ import annotations

from zlib import crc32

import numpy as np

from evaluators.errors import DataError, NotComputable
from evaluators.segmentations.candidates import (
    Bisecting,
    Candidate,
    GaussianMixture,
    KMeans,
    LatentClass,
    Prototypes,
)
from evaluators.segmentations.data_facts import Columns
from evaluators.segmentations.gap import GapStatistic
from evaluators.segmentations.labelling import Pace, label
from evaluators.segmentations.models.choice_of_k import ChoiceOfK, Effort, FitSegments, choose_k, kmeans_gap
from evaluators.segmentations.models.inputs import CategoryField
from evaluators.segmentations.models.results import FittedModel
from evaluators.segmentations.models.scaling import mixed_rows
from evaluators.segmentations.models.search import Search
from evaluators.segmentations.stability import Progress
from services.segmentation_fields import Fields

Sized = KMeans | Bisecting | GaussianMixture | Prototypes | LatentClass
"""Models that are told how many segments to find."""
SLOW = (LatentClass, Prototypes)
PAIRS, SPLITS, DRAWS = 20, 10, 20  # at most; the document's effort may ask for less
SLOW_PAIRS, SLOW_SPLITS = 8, 4
MOST_TRIES, GAP_TRIES = 60, 3  # starts of each number of segments; of each fit of the gap
ROWS, GAP_ROWS = 10_000, 5_000  # customers that are looked at
GAP_SHARE = 0.2  # of the progress
LEAST, CUSTOMERS_EACH = 2, 3  # segments; different customers that each of them takes


def measured_sizes(fields: Fields, candidate: Candidate, *, most: int, progress: Progress | None = None) -> ChoiceOfK:
    """Measure each number of segments; more than the different customers can bear are left out.

    Parameters
    ----------
    most : int
        Largest number of segments.

    Raises
    ------
    NotComputable
        ``candidate_without_number``; ``segment_fields_none``; ``segments_above_distinct``.
    DataError
        ``column_missing``, and what reading the fields raises.
    """
    if not isinstance(candidate, Sized):
        raise NotComputable("candidate_without_number")
    tell = progress or (lambda _: None)
    effort = fields.document.settings.effort
    columns = _sample(fields, candidate, min(effort.rows, ROWS))
    sizes = _sizes(candidate, columns, most)
    gap = None
    if isinstance(candidate, KMeans):
        gap = _gap(fields, candidate, columns, sizes[-1], lambda share: tell(GAP_SHARE * share))
    begun = 0.0 if gap is None else GAP_SHARE
    slow = isinstance(candidate, SLOW)
    tries = Search(tries=candidate.tries, limit=max(candidate.tries, min(candidate.limit, MOST_TRIES)))
    few = 1 if slow else effort.restarts
    return choose_k(
        _fit(candidate, tries, effort.fit_rows),
        columns,
        sizes,
        rng=_rng(fields, "sizes"),
        effort=Effort(
            pairs=min(effort.slow_pairs, SLOW_PAIRS) if slow else min(effort.pairs, PAIRS),
            splits=SLOW_SPLITS if slow else SPLITS,
        ),
        gap=gap,
        refit=_fit(candidate, Search(tries=few, limit=few), effort.fit_rows),
        progress=lambda share: tell(begun + (1 - begun) * share),
    )


def _rng(fields: Fields, purpose: str) -> np.random.Generator:
    return np.random.default_rng([fields.document.settings.decision.seed, crc32(purpose.encode())])


def _sample(fields: Fields, candidate: Sized, most: int) -> Columns:
    """Return the candidate's columns of customers drawn at random where they are many."""
    names = list(dict.fromkeys(candidate.reads()))
    if not names:
        raise NotComputable("segment_fields_none")
    if missing := [name for name in names if name not in fields.columns]:
        raise DataError("column_missing", column=missing[0], available=sorted(fields.columns))
    columns = {name: fields.columns[name] for name in names}
    rows = len(columns[names[0]])
    if rows <= most:
        return columns
    drawn = np.sort(_rng(fields, "sample").choice(rows, most, replace=False))
    return {name: values[drawn] for name, values in columns.items()}


def _sizes(candidate: Sized, columns: Columns, most: int) -> list[int]:
    answers = [CategoryField(name=name) for name in getattr(candidate, "categories", ())]
    rows = mixed_rows(columns, candidate.fields, answers, candidate.scale)
    different = len(np.unique(rows.matrix[rows.complete], axis=0))
    sizes = list(range(LEAST, min(most, different // CUSTOMERS_EACH) + 1))
    if not sizes:
        raise NotComputable("segments_above_distinct", segments=LEAST, distinct=different)
    return sizes


def _fit(candidate: Sized, search: Search, rows: int) -> FitSegments:
    def fit(columns: Columns, segments: int, rng: np.random.Generator) -> FittedModel:
        wanted = candidate.model_copy(update={"segments": segments})
        found = label(wanted, columns, rng=rng, pace=Pace(search=search, rows=rows)).model
        if found is None:
            raise NotComputable("candidate_without_number")
        return found

    return fit


def _gap(fields: Fields, candidate: KMeans, columns: Columns, most: int, tell: Progress) -> GapStatistic:
    return kmeans_gap(
        columns,
        candidate.fields,
        most=most,
        rng=_rng(fields, "gap"),
        scaling=candidate.scale,
        draws=DRAWS,
        tries=GAP_TRIES,
        row_limit=GAP_ROWS,
        progress=tell,
    )
