"""B1 to B4 of one candidate: does it come out the same from other customers, other K, and at another date."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from evaluators.errors import EvaluationError
from evaluators.notes import Note
from evaluators.results import Interval
from evaluators.segmentations.attempts import attempt, by_construction, plainly, single, unknown
from evaluators.segmentations.candidates import (
    Candidate,
    Density,
    GaussianMixture,
    Imported,
    LatentClass,
    NoSegments,
    Random,
    Rfm,
    needed_fields,
)
from evaluators.segmentations.criteria.folds import sampled_rows
from evaluators.segmentations.criteria.nulls import NullDraws, permuted_labels_null, summarise_draws
from evaluators.segmentations.criteria.scoring import MeasuredCriterion, measured, not_measured
from evaluators.segmentations.data_facts import Columns, Floats, Labels
from evaluators.segmentations.ground import Ground, fault_of
from evaluators.segmentations.labelling import Labelling, Pace, label
from evaluators.segmentations.migration import Migration, migration
from evaluators.segmentations.models.search import Search
from evaluators.segmentations.results import CriterionFound
from evaluators.segmentations.segment_stability import SegmentStability, across_solutions, weakest, within_solution
from evaluators.segmentations.segmentation_settings import Effort
from evaluators.segmentations.shift import Shift, shift
from evaluators.segmentations.stability import (
    BootstrapLabels,
    Progress,
    Stability,
    bootstrap_labels,
    global_stability,
    stable_by_construction,
)

REACH = 1.959963984540054  # normal quantile of a two-sided 95 %
CODES = ("B1", "B2", "B3")
_SLOW = (LatentClass, Density)
_FEW_DRAWS = (*_SLOW, GaussianMixture)


@dataclass(frozen=True, slots=True, kw_only=True)
class StabilityMeasures:
    """B1 to B3 and what is behind them."""

    criteria: tuple[CriterionFound, ...]
    stability: Stability | None
    segments: tuple[SegmentStability, ...]  # empty: not learnt again


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeMeasures:
    """B4 and what is behind it."""

    criterion: CriterionFound
    migration: Migration | None
    shift: Shift | None


def stability_measures(
    ground: Ground, candidate: Candidate, labelling: Labelling, *, progress: Progress | None = None
) -> StabilityMeasures:
    """Measure B1 to B3.

    A rule that is written down is stable by construction, and so marked. What is learnt is learnt again from bootstrap
    samples; chance is the same on columns shuffled apart. Quantile edges would come out as surely on shuffled columns,
    so their chance is labels dealt anew.
    """
    if isinstance(candidate, NoSegments):
        return StabilityMeasures(criteria=tuple(single(code) for code in CODES), stability=None, segments=())
    if isinstance(candidate, Imported):
        note = Note(code="stability_imported")
        return StabilityMeasures(criteria=tuple(unknown(code, note) for code in CODES), stability=None, segments=())
    if not labelling.learnt:
        marked = tuple(by_construction(code) for code in CODES)
        return StabilityMeasures(criteria=marked, stability=stable_by_construction(), segments=())
    return _learnt_again(ground, candidate, labelling, progress)


def _learnt_again(
    ground: Ground, candidate: Candidate, labelling: Labelling, progress: Progress | None
) -> StabilityMeasures:
    effort = ground.document.settings.effort
    rows = sampled_rows(ground.customers.rows, rng=ground.rng("stability rows"), limit=effort.rows)
    names = needed_fields(candidate) or tuple(ground.columns)[:1]
    columns = {name: ground.columns[name][rows] for name in names}
    labels = labelling.labels[rows]
    pairs = min(effort.slow_pairs, effort.pairs) if isinstance(candidate, _SLOW) else effort.pairs
    starts = 1 if isinstance(candidate, _SLOW) else effort.restarts
    pace = Pace(search=Search(tries=starts, limit=starts), rows=effort.rows)
    try:
        drawn = _drawn(candidate, columns, ground.rng(candidate.id, "pairs"), pairs, pace, progress)
        found, segments = global_stability(drawn), within_solution(labels, drawn)
        lows = weakest(segments)
    except EvaluationError as problem:
        faulty = tuple(CriterionFound(measured=not_measured(code), fault=fault_of(problem)) for code in CODES)
        return StabilityMeasures(criteria=faulty, stability=None, segments=())
    null, null_low = _chance(ground, candidate, columns, labels, drawn, pace)
    criteria = (
        CriterionFound(measured=_placed("B1", found.mean or 0.0, found.error, null)),
        CriterionFound(measured=_placed("B2", lows.mean or 0.0, lows.error, null_low)),
        _across(ground, candidate, columns, labels, pace),
    )
    return StabilityMeasures(criteria=criteria, stability=found, segments=segments)


def _refit(candidate: Candidate, columns: Columns, pace: Pace) -> Callable[[Labels, np.random.Generator], Labels]:
    def refit(rows: Labels, rng: np.random.Generator, /) -> Labels:
        part = {name: values[rows] for name, values in columns.items()}
        try:
            return label(candidate, part, rng=rng, pace=pace).apply(columns)
        except EvaluationError:
            return np.full(len(rows), -1, dtype=np.int64)  # nothing found again in this sample

    return refit


def _drawn(
    candidate: Candidate,
    columns: Columns,
    rng: np.random.Generator,
    pairs: int,
    pace: Pace,
    progress: Progress | None = None,
) -> BootstrapLabels:
    rows = len(next(iter(columns.values())))
    return bootstrap_labels(_refit(candidate, columns, pace), rows, rng=rng, pairs=pairs, progress=progress)


def _chance(
    ground: Ground, candidate: Candidate, columns: Columns, labels: Labels, drawn: BootstrapLabels, pace: Pace
) -> tuple[NullDraws, NullDraws]:
    """Return what B1 and B2 are by chance."""
    effort, rng = ground.document.settings.effort, ground.rng(candidate.id, "chance")
    if isinstance(candidate, Rfm):
        lows = [np.mean(_lowest(rng.permutation(labels), drawn)) for _ in range(effort.data_draws)]
        return NullDraws(mean=0.0, interval=Interval(low=0.0, high=0.0), draws=0), summarise_draws(np.array(lows))
    singles, weak = [], []
    for stream in rng.spawn(_copies(candidate, effort)):
        shuffled = {name: stream.permutation(columns[name]) for name in sorted(columns)}
        again = _drawn(candidate, shuffled, stream, effort.data_pairs, pace)
        singles.append(global_stability(again).values)
        first = _refit(candidate, shuffled, pace)(np.arange(len(labels)), stream)
        weak.append(_lowest(first, again))
    return _means_by_chance(np.array(singles), drawn.pairs), _means_by_chance(np.array(weak), drawn.pairs)


def _copies(candidate: Candidate, effort: Effort) -> int:
    """Return how many shuffled copies a method is learnt on: fewer where a single fit takes long."""
    if isinstance(candidate, _SLOW):
        return min(effort.data_draws, max(effort.slow_pairs // 2, 2))
    return min(effort.data_draws, max(effort.slow_pairs, 2)) if isinstance(candidate, _FEW_DRAWS) else effort.data_draws


def _means_by_chance(values: Floats, pairs: int) -> NullDraws:
    """Return the range of means over ``pairs`` bootstrap pairs, from few pairs on each shuffled copy.

    Parameters
    ----------
    values : ndarray, shape (copies, pairs on each)
        Agreement of each pair. The spread between pairs of one copy is taken out of the spread between copies, and put
        back as it is in a mean over as many pairs as the real data have; a single pair on each is all spread.
    """
    each = values.shape[1]
    within = float(values.var(axis=1, ddof=1).mean()) if each > 1 else 0.0
    between = max(float(values.mean(axis=1).var(ddof=1)) - within / each, 0.0)
    mean, reach = float(values.mean()), REACH * float(np.sqrt(between + within / pairs))
    return NullDraws(mean=mean, interval=Interval(low=mean - reach, high=mean + reach), draws=len(values))


def _lowest(labels: Labels, drawn: BootstrapLabels) -> tuple[float, ...]:
    """Return SLSw of the weakest segment in each pair; zeros where nobody has a segment."""
    if not (labels >= 0).any():
        return (0.0,) * drawn.pairs
    return weakest(within_solution(labels, drawn)).values


def _placed(code: str, raw: float, error: float | None, null: NullDraws) -> MeasuredCriterion:
    around = None if error is None else Interval(low=raw - REACH * error, high=raw + REACH * error)
    drawn = null.interval if null.draws else None
    return measured(code, raw, null=min(null.mean, 1.0), ceiling=1.0, null_interval=drawn, interval=around)


def _across(ground: Ground, candidate: Candidate, columns: Columns, labels: Labels, pace: Pace) -> CriterionFound:
    """Measure B3 against the same method with one segment fewer."""
    if isinstance(candidate, Rfm):
        return by_construction("B3")
    segments = getattr(candidate, "segments", None)
    if segments is None:
        return unknown("B3", Note(code="stability_segments_found"))
    if segments < 3:
        return unknown("B3", Note(code="stability_two_segments"))
    rng = ground.rng(candidate.id, "B3")
    fewer = candidate.model_copy(update={"segments": segments - 1})

    def measure() -> MeasuredCriterion:
        if isinstance(candidate, Random):
            smaller = label(fewer, columns, rng=rng).labels
        else:
            tries = 5 if isinstance(candidate, _SLOW) else 10
            wide = Pace(search=Search(tries=tries, limit=tries), rows=pace.rows)
            smaller = label(fewer, columns, rng=rng, pace=wide).labels
        chance = permuted_labels_null(
            lambda moved: across_solutions(smaller, moved.astype(np.int64)).mean,
            labels,
            rng=rng,
            draws=ground.document.settings.effort.label_draws,
        )
        return measured(
            "B3",
            across_solutions(smaller, labels).mean,
            null=chance.mean,
            ceiling=1.0,
            null_interval=chance.interval,
        )

    return plainly("B3", measure)


def time_measures(ground: Ground, candidate: Candidate, labelling: Labelling) -> TimeMeasures:
    """Measure B4: labels at the split against labels of the same customers at the earlier date.

    Fields that are as they are now for everybody, known or assumed, are told in a note. Random segments are dealt anew.
    """
    earlier = ground.customers.earlier
    if isinstance(candidate, NoSegments):
        return TimeMeasures(criterion=single("B4"), migration=None, shift=None)
    if isinstance(candidate, Imported):
        return TimeMeasures(criterion=unknown("B4", Note(code="stability_imported")), migration=None, shift=None)
    if earlier is None:
        return TimeMeasures(criterion=unknown("B4", Note(code="no_earlier_date")), migration=None, shift=None)
    if isinstance(candidate, Random):
        before = label(candidate, earlier, rng=ground.rng(candidate.id, "B4")).labels
    else:
        before = labelling.apply(earlier)
    same = sorted(set(needed_fields(candidate)) & ground.same)
    waiting = None if isinstance(candidate, Random) else ground.customers.idle  # dealt anew, nobody stays by waiting
    idle = None if waiting is None else labelling.apply(waiting)
    places = {name: place for place, name in enumerate(labelling.segments)}
    intended = [
        (places[one.before], places[one.after])
        for one in candidate.aging
        if one.before in places and one.after in places
    ]
    moved = attempt(
        "B4",
        lambda: migration(
            before,
            labelling.labels,
            segments=labelling.count,
            intended=intended,
            idle=idle,
            value=ground.customers.value,
        ),
        lambda moves: _kept(moves, same),
    )
    return TimeMeasures(criterion=moved.criterion, migration=moved.found, shift=_shift(before, labelling))


def _kept(moves: Migration, same: Sequence[str]) -> MeasuredCriterion:
    facts: dict[str, object] = {"fields": list(same)}
    notes = (Note(code="earlier_fields_same", facts=facts),) if same else ()
    apart = moves.kappa_aging_apart is not None
    kappa = moves.kappa_aging_apart if apart else moves.kappa
    error = moves.kappa_aging_apart_error if apart else moves.kappa_error
    if kappa is None or error is None:
        return single("B4").measured
    around = Interval(low=kappa - REACH * error, high=kappa + REACH * error)
    return measured("B4", kappa, null=0.0, ceiling=1.0, interval=around, notes=notes)


def _shift(before: Labels, labelling: Labelling) -> Shift | None:
    counts = [np.bincount(one[one >= 0], minlength=labelling.count) for one in (before, labelling.labels)]
    try:
        return shift(*counts)
    except EvaluationError:
        return None
