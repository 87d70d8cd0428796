"""How many segments: several measures per number of segments, and the fewest that are as good as the best."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from evaluators.errors import NotComputable
from evaluators.segmentations.gap import GapStatistic, gap_statistic
from evaluators.segmentations.models.assigner import field_names
from evaluators.segmentations.models.assigning import assign
from evaluators.segmentations.models.inputs import (
    CategoryField,
    Columns,
    Floats,
    Labels,
    NumberField,
    coded_answers,
    fixed_rows,
    read_numbers,
)
from evaluators.segmentations.models.kmeans import FIT_ROWS, fit_kmeans
from evaluators.segmentations.models.results import FittedModel
from evaluators.segmentations.models.scaling import ScalingChoice, learn_scales, scaled_matrix
from evaluators.segmentations.models.search import Search
from evaluators.segmentations.partitions import fixed_order
from evaluators.segmentations.prediction_strength import PredictionStrength, largest_predicted, prediction_strength
from evaluators.segmentations.restarts import RestartAdequacy
from evaluators.segmentations.stability import Progress, Refit, Stability, bootstrap_labels, global_stability

FitSegments = Callable[[Columns, int, np.random.Generator], FittedModel]
FITTED, RESAMPLED = 0.1, 0.7
"""Shares of one number's progress told after its fit and after its bootstrap pairs; the rest goes by halvings."""
Measure = Literal["sse", "bic", "icl", "prediction_strength", "stability", "gap"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Effort:
    """How much work the resampled measures may do; 0 leaves one out."""

    pairs: int = 20  # bootstrap pairs for the stability
    splits: int = 10  # halvings for the prediction strength


@dataclass(frozen=True, slots=True, kw_only=True)
class AtK:
    """What is known of one number of segments."""

    segments: int
    sse: float | None  # squared distances on the common scale; None: the method has no such sum
    bic: float | None  # lower is better; None: no mixture
    icl: float | None  # lower is better; None: no mixture
    stability: Stability | None  # None: left out, or a single segment
    strength: PredictionStrength | None  # None: left out
    restarts: RestartAdequacy | None  # None: the method has one answer
    smallest: int  # customers of the smallest segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Advice:
    """The number of segments that one measure speaks for."""

    measure: Measure
    segments: int | None  # None: the measure does not say


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceOfK:
    """Measures per number of segments, and what each advises. Advice, not a score."""

    points: tuple[AtK, ...]  # by rising number of segments
    gap: GapStatistic | None  # None: not worked out
    advice: tuple[Advice, ...]  # only measures that were worked out; the sse is shown and advises nothing


def choose_k(
    fit: FitSegments,
    columns: Columns,
    ks: Sequence[int],
    *,
    rng: np.random.Generator,
    effort: Effort | None = None,
    gap: GapStatistic | None = None,
    refit: FitSegments | None = None,
    progress: Progress | None = None,
) -> ChoiceOfK:
    """Fit each number of segments and measure it.

    Parameters
    ----------
    fit : callable
        From columns, K and a generator to a fitted model.
    columns : mapping of name to array
    ks : sequence of int
        Numbers of segments; each has its own random numbers, so that more of them leave the others as they were.
    rng : Generator
    effort : Effort, optional
    gap : GapStatistic, optional
        From :func:`kmeans_gap`, to stand beside.
    refit : callable, optional
        As ``fit``, for resampled customers, who bear fewer starts; None: ``fit`` itself.
    progress : callable, optional
        Told the share done, 0..1; may raise to stop.

    Returns
    -------
    ChoiceOfK
        BIC and ICL advise the lowest; the stability the fewest segments, from two up, within one standard error of
        the best; the prediction strength the most segments that reach 0.8; the gap its own rule.

    Raises
    ------
    NotComputable
        ``segments_below_one`` without any K; and what ``fit`` raises.

    References
    ----------
    Breiman et al. (1984), section 3.4.3, for one standard error; the measures cite their own.
    """
    wanted = sorted(set(ks))
    if not wanted or wanted[0] < 1:
        raise NotComputable("segments_below_one", segments=wanted[0] if wanted else 0)
    base = int(rng.integers(2**63 - 1))
    points = []
    for done, segments in enumerate(wanted):
        tell = _part(progress, done, len(wanted))
        stream = np.random.default_rng([base, segments])
        points.append(_measured(fit, refit or fit, columns, segments, stream, effort or Effort(), tell))
        tell(1.0)
    return ChoiceOfK(points=tuple(points), gap=gap, advice=_advice(points, gap))


def kmeans_gap(
    columns: Columns,
    fields: Sequence[str],
    *,
    most: int,
    rng: np.random.Generator,
    scaling: ScalingChoice | None = None,
    draws: int = 50,
    tries: int = 10,
    row_limit: int = FIT_ROWS,
    progress: Progress | None = None,
) -> GapStatistic:
    """Return the gap statistic of k-means on the scaled numbers.

    Raises
    ------
    NotComputable
        ``segments_above_distinct``; ``segment_fields_none``.
    DataError
        ``column_missing``; ``column_not_numeric``; ``segment_fields_empty``; ``segment_columns_uneven``.
    """
    matrix, complete = scaled_matrix(columns, learn_scales(columns, fields, scaling or ScalingChoice()))
    rows = fixed_rows(matrix, complete, segments=1, rng=rng, row_limit=row_limit)
    plain, search = ScalingChoice(scaling="none"), Search(tries=tries, limit=tries)

    def fit(values: Floats, segments: int, stream: np.random.Generator) -> Labels:
        named = {str(place): values[:, place] for place in range(values.shape[1])}
        return fit_kmeans(named, list(named), segments, rng=stream, scaling=plain, search=search).labels

    return gap_statistic(rows.repeated(), fit, most=most, rng=rng, draws=draws, progress=progress)


def columns_refit(fit: FitSegments, columns: Columns, segments: int) -> Refit:
    """Return a way to learn the segments again from some rows and label all of them by the description."""

    def refit(rows: Labels, rng: np.random.Generator, /) -> Labels:
        part = {name: np.asarray(values)[rows] for name, values in columns.items()}
        return assign(fit(part, segments, rng).assigner, columns)

    return refit


def smallest_within_one_error(
    values: Sequence[tuple[int, float | None, float | None]], *, larger_is_better: bool
) -> int | None:
    """Return the least K whose value is within the best one's standard error of it.

    Parameters
    ----------
    values : sequence of (K, value, standard error)
        An unknown value is passed over; an unknown error counts as 0.

    >>> smallest_within_one_error([(2, 0.90, 0.02), (3, 0.89, 0.02), (4, 0.91, 0.03)], larger_is_better=True)
    2
    """
    sign = 1.0 if larger_is_better else -1.0
    known = [(segments, sign * value, error or 0.0) for segments, value, error in values if value is not None]
    if not known:
        return None
    _, best, error = max(known, key=lambda one: (one[1], -one[0]))
    return min(segments for segments, value, _ in known if value >= best - error)


def _part(progress: Progress | None, place: int, parts: int, start: float = 0.0, end: float = 1.0) -> Progress:
    """Return what tells the progress within one of some parts, between two shares of it."""

    def tell(share: float) -> None:
        if progress is not None:
            progress((place + start + (end - start) * share) / parts)

    return tell


def _measured(
    fit: FitSegments,
    again: FitSegments,
    columns: Columns,
    segments: int,
    rng: np.random.Generator,
    effort: Effort,
    tell: Progress,
) -> AtK:
    fitting, resampling, halving = rng.spawn(3)
    fitted = fit(columns, segments, fitting)
    tell(FITTED)
    refit, order = columns_refit(again, columns, segments), _order(fitted, columns)
    customers = len(fitted.labels)
    stability, strength = None, None
    if effort.pairs and segments > 1:
        told = _part(tell, 0, 1, FITTED, RESAMPLED)
        drawn = bootstrap_labels(refit, customers, rng=resampling, pairs=effort.pairs, order=order, progress=told)
        stability = global_stability(drawn)
    if effort.splits:
        told = _part(tell, 0, 1, RESAMPLED, 1.0)
        strength = prediction_strength(refit, customers, rng=halving, splits=effort.splits, order=order, progress=told)
    found = fitted.likelihood
    return AtK(
        segments=segments,
        sse=fitted.sse,
        bic=None if found is None else found.bic,
        icl=None if found is None else found.icl,
        stability=stability,
        strength=strength,
        restarts=fitted.restarts,
        smallest=min(fitted.sizes),
    )


def _order(fitted: FittedModel, columns: Columns) -> Labels:
    """Return an order of the rows by all that the model reads."""
    keys = [
        coded_answers(columns, [field])[0] if isinstance(field, CategoryField) else read_numbers(columns, field)[0]
        for field in _fields(fitted)
    ]
    return fixed_order(*keys) if keys else np.arange(len(fitted.labels))


def _fields(fitted: FittedModel) -> list[NumberField | CategoryField]:
    numbers = {field.name: field for field in fitted.assigner.fields}
    return [numbers.get(name) or CategoryField(name=name) for name in field_names(fitted.assigner)]


def _advice(points: Sequence[AtK], gap: GapStatistic | None) -> tuple[Advice, ...]:
    advice = []
    for measure, values in (("bic", [p.bic for p in points]), ("icl", [p.icl for p in points])):
        rows = [(point.segments, value, None) for point, value in zip(points, values, strict=True)]
        if any(value is not None for value in values):
            segments = smallest_within_one_error(rows, larger_is_better=False)
            advice.append(Advice(measure="bic" if measure == "bic" else "icl", segments=segments))
    stable = [(p.segments, p.stability.mean, p.stability.error) for p in points if p.stability is not None]
    if stable:
        segments = smallest_within_one_error(stable, larger_is_better=True)
        advice.append(Advice(measure="stability", segments=segments))
    strong = {p.segments: p.strength for p in points if p.strength is not None}
    if strong:
        advice.append(Advice(measure="prediction_strength", segments=largest_predicted(strong)))
    if gap is not None:
        advice.append(Advice(measure="gap", segments=gap.advised))
    return tuple(advice)
