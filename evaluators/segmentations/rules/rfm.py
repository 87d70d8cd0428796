"""Recency, frequency and monetary scores from quantile edges, ties told rather than relabelled away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from evaluators.documents import Part
from evaluators.errors import DataError, NotComputable
from evaluators.notes import Note, Severity
from evaluators.segmentations.rules.conditions import Columns, FieldName, column, is_text
from evaluators.segmentations.rules.domain import FieldDomain

Measure = Literal["recency", "frequency", "monetary"]
MEASURES: tuple[Measure, ...] = ("recency", "frequency", "monetary")
FEWEST_PARTS, MOST_PARTS = 2, 9  # a score is one digit of the code
Scores = NDArray[np.int64]


class RfmFields(Part):
    """Which fields hold the three measures."""

    recency: FieldName = "recency_days"  # days since the last purchase: the fewer, the higher the score
    frequency: FieldName = "orders"
    monetary: FieldName = "revenue"

    def of(self, measure: Measure) -> str:
        """Return the field of a measure."""
        return {"recency": self.recency, "frequency": self.frequency, "monetary": self.monetary}[measure]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreEdges:
    """Where the scores of a measure change; learnt from past data, then kept for new customers."""

    edges: tuple[float, ...]  # parts - 1 of them, never falling; an edge itself belongs below
    reverse: bool = False  # True: small values score high

    @property
    def parts(self) -> int:
        """Number of scores."""
        return len(self.edges) + 1

    @property
    def reachable(self) -> tuple[int, ...]:
        """Scores that some value gets: between two equal edges there is none."""
        ends = (-np.inf, *self.edges, np.inf)
        found = [place for place in range(1, self.parts + 1) if ends[place - 1] < ends[place]]
        return tuple(sorted(self.parts + 1 - one if self.reverse else one for one in found))

    def scores(self, values: NDArray[np.float64]) -> Scores:
        """Return 1 + the number of edges strictly below each value, turned round if so set; 0 for missing."""
        scores = 1 + np.searchsorted(np.array(self.edges), values, side="left").astype(np.int64)
        turned = self.parts + 1 - scores if self.reverse else scores
        return np.where(np.isnan(values), 0, turned)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeasureScores:
    """The scores of one measure."""

    measure: Measure
    edges: ScoreEdges
    scores: Scores  # per customer, 1 to parts; 0: missing
    counts: tuple[int, ...]  # customers of scores 1 to parts
    commonest_value: float
    commonest_share: float  # of the customers who have a value
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RfmScores:
    """Three scores of every customer, and their codes."""

    parts: int
    measures: tuple[MeasureScores, ...]  # recency, frequency, monetary
    codes: Scores  # per customer, such as 555; 0: a measure is missing
    cells_used: int  # codes that at least one customer has

    def columns(self) -> Columns:
        """Return the scores as fields that rules can compare; nan is missing."""
        return {
            score_field(one.measure): np.where(one.scores == 0, np.nan, one.scores.astype(np.float64))
            for one in self.measures
        }

    def notes(self) -> tuple[Note, ...]:
        """Return the remarks on all three measures."""
        return tuple(note for one in self.measures for note in one.notes)


def score_field(measure: Measure) -> str:
    """Return the name of the field that holds a measure's score."""
    return f"{measure}_score"


def score_domains(parts: int = 5, *, may_be_missing: bool = True) -> Mapping[str, FieldDomain]:
    """Return the possible values of the three score fields, for the rule doctor."""
    domain = FieldDomain(kind="whole", low=1, high=parts, may_be_missing=may_be_missing)
    return {score_field(measure): domain for measure in MEASURES}


def quantile_edges(values: NDArray[np.float64], *, parts: int = 5, reverse: bool = False) -> ScoreEdges:
    """Return the quantiles that cut customers into equal parts, as far as ties let them.

    Equal values always get the same score, so with ties the parts are unequal and a score may be out of reach.

    Parameters
    ----------
    values : ndarray
        One per customer; nan is missing and left out.
    parts : int
        2 to 9.

    Raises
    ------
    DataError
        ``rfm_parts_outside``.
    NotComputable
        ``rfm_no_values`` when nobody has a value.

    >>> quantile_edges(np.array([1.0, 1, 1, 1, 2, 3, 4, 5]), parts=4).edges
    (1.0, 1.5, 3.25)
    """
    if not FEWEST_PARTS <= parts <= MOST_PARTS:
        raise DataError("rfm_parts_outside", parts=parts, low=FEWEST_PARTS, high=MOST_PARTS)
    present = values[np.isfinite(values)]
    if not len(present):
        raise NotComputable("rfm_no_values")
    edges = np.quantile(present, np.arange(1, parts) / parts)
    return ScoreEdges(edges=tuple(float(one) for one in np.maximum.accumulate(edges)), reverse=reverse)


def rfm_scores(
    columns: Columns,
    *,
    fields: RfmFields | None = None,
    parts: int = 5,
    edges: Mapping[Measure, ScoreEdges] | None = None,
) -> RfmScores:
    """Score customers by recency, frequency and money.

    Parameters
    ----------
    columns : mapping of ndarray
        The three measures, per customer.
    fields : RfmFields, optional
        Which columns they are.
    parts : int
        Scores run from 1 to this; not used where ``edges`` are given.
    edges : mapping of ScoreEdges, optional
        Learnt before; None: learnt from these customers.

    Raises
    ------
    DataError
        ``rule_field_unknown``, ``field_needs_numbers`` or ``rfm_parts_outside``.
    NotComputable
        ``rfm_no_values``.
    """
    fields = fields or RfmFields()
    measures = tuple(
        _measure(measure, fields.of(measure), columns, parts, edges[measure] if edges else None) for measure in MEASURES
    )
    recency, frequency, monetary = (one.scores for one in measures)
    known = (recency > 0) & (frequency > 0) & (monetary > 0)
    codes = np.where(known, 100 * recency + 10 * frequency + monetary, 0)
    used = len(np.unique(codes[known]))
    return RfmScores(parts=measures[0].edges.parts, measures=measures, codes=codes, cells_used=used)


def _numbers(field: str, columns: Columns) -> NDArray[np.float64]:
    values = column(field, columns)
    if is_text(values):
        raise DataError("field_needs_numbers", field=field)
    return values.astype(np.float64)


def _measure(measure: Measure, field: str, columns: Columns, parts: int, given: ScoreEdges | None) -> MeasureScores:
    values = _numbers(field, columns)
    edges = given or quantile_edges(values, parts=parts, reverse=measure == "recency")
    scores = edges.scores(values)
    found, times = np.unique(values[np.isfinite(values)], return_counts=True)
    most = int(times.argmax()) if len(times) else 0
    commonest = float(times[most] / times.sum()) if len(times) else 0.0
    counts = tuple(int((scores == score).sum()) for score in range(1, edges.parts + 1))
    return MeasureScores(
        measure=measure,
        edges=edges,
        scores=scores,
        counts=counts,
        commonest_value=float(found[most]) if len(found) else 0.0,
        commonest_share=commonest,
        notes=_notes(field, edges, commonest),
    )


def _notes(field: str, edges: ScoreEdges, commonest: float) -> tuple[Note, ...]:
    out = sorted(set(range(1, edges.parts + 1)) - set(edges.reachable))
    found = []
    if out:
        facts: dict[str, object] = {"field": field, "scores": out}
        found.append(Note(code="rfm_scores_out_of_reach", severity=Severity.WARNING, facts=facts))
    if commonest > 1 / edges.parts:
        tied: dict[str, object] = {"field": field, "percent": round(100 * commonest), "parts": edges.parts}
        found.append(Note(code="rfm_values_tie", facts=tied))
    return tuple(found)
