"""From a candidate and customers to labels, and a way to label any other customers alike."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from evaluators.errors import NotComputable
from evaluators.notes import Note
from evaluators.segmentations.candidates import (
    Bisecting,
    Candidate,
    Density,
    GaussianMixture,
    Imported,
    KMeans,
    LatentClass,
    Learnt,
    LifecycleStages,
    NoSegments,
    Prototypes,
    Random,
    Rfm,
    Rules,
)
from evaluators.segmentations.data_facts import Columns, Labels
from evaluators.segmentations.models.assigning import assign
from evaluators.segmentations.models.bisecting import fit_bisecting
from evaluators.segmentations.models.density import fit_density
from evaluators.segmentations.models.gaussian_mixture import fit_gaussian_mixture
from evaluators.segmentations.models.inputs import CategoryField, read_answers
from evaluators.segmentations.models.k_prototypes import fit_k_prototypes
from evaluators.segmentations.models.kmeans import FIT_ROWS, fit_kmeans
from evaluators.segmentations.models.latent_class import fit_latent_class
from evaluators.segmentations.models.results import FittedModel
from evaluators.segmentations.models.search import Search
from evaluators.segmentations.rules.baselines import no_segments, random_segments
from evaluators.segmentations.rules.lifecycle import lifecycle_table
from evaluators.segmentations.rules.rfm import Measure, ScoreEdges, rfm_scores
from evaluators.segmentations.rules.rfm_table import on_raw_fields, rfm_table
from evaluators.segmentations.rules.rule_table import RuleTable, rule_labels
from evaluators.segmentations.stability import Progress

DENSITY_REFIT_ROWS = 2_000
"""Customers that a density search looks at when it is learnt again for its stability: time grows with their square."""
_SEGMENT = "s{}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How much searching a fit may do."""

    search: Search | None = None  # None: as the candidate says
    rows: int = FIT_ROWS  # customers fitted to, at most
    progress: Progress | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Labelling:
    """A candidate on customers: who is where, and how anybody else would be put there."""

    labels: Labels  # per customer, 0..K-1; -1 unassigned
    segments: tuple[str, ...]  # id of each label: of a rule table its own, otherwise s1..sK
    names: tuple[str, ...]  # what an imported segment is called where it comes from; empty texts otherwise
    apply: Callable[[Columns], Labels]  # labels any customers
    learnt: bool  # other customers would have given other segments
    table: RuleTable | None = None  # on the fields themselves; None: no rules
    edges: Mapping[Measure, ScoreEdges] | None = None  # of scores; None: no scores
    model: FittedModel | None = None  # None: not fitted
    notes: tuple[Note, ...] = ()

    @property
    def count(self) -> int:
        """Segments, with and without customers."""
        return len(self.segments)


def label(candidate: Candidate, columns: Columns, *, rng: np.random.Generator, pace: Pace | None = None) -> Labelling:
    """Fit a candidate where it is learnt, and label the customers.

    Parameters
    ----------
    candidate : Candidate
    columns : mapping of str to ndarray
        By the id of the field, in an order that the file's order does not change.
    rng : numpy.random.Generator
    pace : Pace, optional

    Raises
    ------
    EvaluationError
        What the rules, the scores or the fit raise.
    """
    if isinstance(candidate, Rules):
        return _of_table(candidate.table, columns)
    if isinstance(candidate, LifecycleStages):
        return _of_table(lifecycle_table(candidate.stages), columns)
    if isinstance(candidate, Rfm):
        return _rfm(candidate, columns)
    if isinstance(candidate, Imported):
        return _imported(candidate, columns)
    if isinstance(candidate, NoSegments):
        return _plain(lambda given: no_segments(_rows(given)), columns, 1)
    if isinstance(candidate, Random):
        dealt = random_segments(_rows(columns), candidate.segments, rng=rng)
        return _plain(partial(_dealt, dealt, candidate.segments, rng), columns, candidate.segments, learnt=True)
    return _fitted(candidate, columns, rng, pace or Pace())


def _rows(columns: Columns) -> int:
    return len(next(iter(columns.values()), ()))


def _dealt(dealt: Labels, segments: int, rng: np.random.Generator, columns: Columns) -> Labels:
    """Deal other customers than the first ones anew."""
    rows = _rows(columns)
    return dealt if rows == len(dealt) else random_segments(rows, segments, rng=rng)


def _plain(apply: Callable[[Columns], Labels], columns: Columns, segments: int, *, learnt: bool = False) -> Labelling:
    names = tuple(_SEGMENT.format(place) for place in range(1, segments + 1))
    return Labelling(labels=apply(columns), segments=names, names=("",) * segments, apply=apply, learnt=learnt)


def _of_table(
    table: RuleTable, columns: Columns, *, edges: Mapping[Measure, ScoreEdges] | None = None, learnt: bool = False
) -> Labelling:
    def apply(given: Columns) -> Labels:
        return rule_labels(table, given).labels

    return Labelling(
        labels=apply(columns),
        segments=tuple(one.id for one in table.segments),
        names=("",) * len(table.segments),
        apply=apply,
        learnt=learnt,
        table=table,
        edges=edges,
    )


def _rfm(candidate: Rfm, columns: Columns) -> Labelling:
    given = candidate.given_edges
    scores = rfm_scores(columns, fields=candidate.fields, parts=candidate.parts, edges=given)
    edges = {one.measure: one.edges for one in scores.measures}
    table = on_raw_fields(candidate.table or rfm_table(candidate.parts), edges, candidate.fields)
    found = _of_table(table, columns, edges=edges, learnt=given is None)
    return Labelling(
        labels=found.labels,
        segments=found.segments,
        names=found.names,
        apply=found.apply,
        learnt=found.learnt,
        table=table,
        edges=edges,
        notes=scores.notes(),
    )


def _imported(candidate: Imported, columns: Columns) -> Labelling:
    texts, missing = read_answers(columns, CategoryField(name=candidate.field))
    values = sorted(set(texts[~missing].tolist()))
    if not values:
        raise NotComputable("segments_no_customers")
    places = {value: place for place, value in enumerate(values)}

    def apply(given: Columns) -> Labels:
        found, lacking = read_answers(given, CategoryField(name=candidate.field))
        labels = [-1 if out else places.get(text, -1) for text, out in zip(found.tolist(), lacking, strict=True)]
        return np.array(labels, dtype=np.int64)

    segments = tuple(_SEGMENT.format(place) for place in range(1, len(values) + 1))
    return Labelling(labels=apply(columns), segments=segments, names=tuple(values), apply=apply, learnt=False)


def _fitted(candidate: Learnt, columns: Columns, rng: np.random.Generator, pace: Pace) -> Labelling:
    model = _fit(candidate, columns, rng, pace)
    return Labelling(
        labels=model.labels,
        segments=tuple(_SEGMENT.format(place) for place in range(1, model.segments + 1)),
        names=("",) * model.segments,
        apply=partial(assign, model.assigner),
        learnt=True,
        model=model,
        notes=model.notes,
    )


def _fit(candidate: Learnt, columns: Columns, rng: np.random.Generator, pace: Pace) -> FittedModel:
    if isinstance(candidate, Density):
        rows = {} if pace.search is None else {"row_limit": DENSITY_REFIT_ROWS}
        return fit_density(
            columns,
            candidate.fields,
            rng=rng,
            smallest=candidate.smallest,
            scaling=candidate.scale,
            depth=candidate.depth,
            **rows,
        )
    shared: dict[str, Any] = {
        "rng": rng,
        "scaling": candidate.scale,
        "search": pace.search or Search(tries=candidate.tries, limit=candidate.limit),
        "row_limit": pace.rows,
        "progress": pace.progress,
    }
    if isinstance(candidate, Prototypes):
        answers = [CategoryField(name=one) for one in candidate.categories]
        price = candidate.mismatch
        return fit_k_prototypes(columns, candidate.fields, answers, candidate.segments, mismatch=price, **shared)
    if isinstance(candidate, LatentClass):
        answers = [CategoryField(name=one) for one in candidate.categories]
        return fit_latent_class(columns, answers, candidate.segments, fields=candidate.fields, **shared)
    fits = {KMeans: fit_kmeans, Bisecting: fit_bisecting, GaussianMixture: fit_gaussian_mixture}
    return fits[type(candidate)](columns, candidate.fields, candidate.segments, **shared)


def compared(labels: NDArray[np.int64], segments: int) -> tuple[int, ...]:
    """Return customers of each segment, 0 where it is empty."""
    return tuple(np.bincount(labels[labels >= 0], minlength=segments).tolist())
