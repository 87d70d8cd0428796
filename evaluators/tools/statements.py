"""Everything said about a tool on a criterion, laid on the criterion's scale."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np

from evaluators.results import Interval
from evaluators.tools.document import Criterion, Tool, ToolEvaluation
from evaluators.tools.evidence import Evidence, Trial
from evaluators.tools.facts import Confidence, Fact
from evaluators.tools.records import Records
from evaluators.tools.results import CellState, Statement
from evaluators.tools.review_stars import Stars, shrunken
from evaluators.tools.rules import rule_named
from evaluators.tools.rules.ratings import stars_reading, trial_score
from evaluators.tools.rules.reading import Fitted, Reading, exactly, fit
from evaluators.tools.scaling import value_of
from evaluators.tools.widths import day_of, half_width, is_stale, is_weak


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A statement with what the cell needs of it."""

    statement: Statement
    point: float | None  # value 0-100; None: states that it is not known, or has no figure
    half: float  # half-width that the evidence adds to both ends
    about: float = 0.0  # half-width about the point below which the range never falls
    clipped: bool = False
    state: CellState | None = None  # unknown or quote only, when the team says so
    shown: bool = True  # False: several statements read as one, which stand beside it
    decides: bool = True  # False: part of such a reading

    @property
    def reach(self) -> tuple[float, float]:
        """Range with the half-width, not yet cut to the scale."""
        value = self.statement.value
        if value is None:
            raise ValueError(f"{self.statement.reference} has no value")
        point = value.low if self.point is None else self.point
        return min(value.low - self.half, point - self.about), max(value.high + self.half, point + self.about)


def newest_first(statements: Iterable[Statement]) -> tuple[Statement, ...]:
    """Put the team's before the catalogue's, newest first and undated last, what is weak after the rest."""
    return tuple(
        sorted(
            statements,
            key=lambda one: (
                one.origin == "catalogue",
                -(one.seen.toordinal() if one.seen else 0),
                one.weak,
                one.reference,
            ),
        )
    )


def team_statements(document: ToolEvaluation, records: Records, criterion: Criterion, tool: Tool) -> tuple[Said, ...]:
    """Return the team's own statements: scores, trials on ease of use, reviews where a criterion asks for them."""
    said = [_of_evidence(document, criterion, entry) for entry in records.evidence.get((tool.id, criterion.id), ())]
    if criterion.rule == "ease_of_use":
        said += [_of_trial(document, criterion, trial) for trial in records.trials.get(tool.id, ())]
    if criterion.rule == "reviews":
        said += _of_reviews(document, records, criterion, tool)
    return tuple(said)


def own_statements(
    document: ToolEvaluation, records: Records, criterion: Criterion, tool: Tool, by: str
) -> tuple[Said, ...]:
    """Return one evaluator's own among the team's statements."""
    entries = [entry for entry in records.evidence.get((tool.id, criterion.id), ()) if entry.by == by]
    said = [_of_evidence(document, criterion, entry) for entry in entries]
    if criterion.rule == "ease_of_use":
        trials = [trial for trial in records.trials.get(tool.id, ()) if trial.by == by]
        said += [_of_trial(document, criterion, trial) for trial in trials]
    return tuple(said)


def catalogue_statements(document: ToolEvaluation, criterion: Criterion, tool: Tool) -> tuple[Said, ...]:
    """Return what the frozen catalogue facts say under the criterion's rule."""
    rule = rule_named(criterion.rule) if criterion.rule else None
    facts = tuple(fact for fact in tool.facts if fact.topic in rule.topics) if rule else ()
    if rule is None or not facts:
        return ()
    found = rule.read(facts)
    alone = found.together is None
    said = [_of_fact(document, criterion, fact, reading, decides=alone) for fact, reading in found.each]
    if found.together is None:
        return tuple(said)
    behind = [one for one in said if one.point is not None]
    half = sum(one.half for one in behind) / len(behind) if behind else document.settings.widths.weak
    together = _of_reading(behind[0].statement if behind else said[0].statement, criterion, found.together, half)
    return (*said, together) if together is not None else tuple(said)


def _of_evidence(document: ToolEvaluation, criterion: Criterion, entry: Evidence) -> Said:
    figures = [figure for figure in (entry.low, entry.value, entry.high) if figure is not None]
    scaled = [value_of(criterion.scale, figure) for figure in figures]
    values = [one.value for one in scaled]
    fitted = _as_stated(entry, criterion, values, clipped=any(one.clipped for one in scaled)) if values else None
    statement = _statement(
        document, "evidence", entry.id, entry.kind, entry.confidence, entry.source, entry.seen, entry.by, fitted
    )
    if fitted is None:
        return Said(statement=statement, point=None, half=0.0, state=CellState(entry.state))
    half = 0.0 if entry.low is not None else _half(document, entry.kind, entry.confidence, entry.seen)
    return _said(statement, fitted, half)


def _as_stated(entry: Evidence, criterion: Criterion, values: list[float], *, clipped: bool) -> Fitted:
    """Lay a score out; without a value of its own the middle of its interval is the point."""
    low, high = min(values), max(values)
    point = (low + high) / 2 if entry.value is None else value_of(criterion.scale, entry.value).value
    return Fitted(
        raw=entry.value, raw_low=entry.low, raw_high=entry.high, low=low, point=point, high=high, clipped=clipped
    )


def _of_trial(document: ToolEvaluation, criterion: Criterion, trial: Trial) -> Said:
    fitted = fit(Reading(score=exactly(trial_score(trial))), criterion.scale)
    statement = _statement(document, "trial", trial.id, "own_trial", "high", trial.note, trial.seen, trial.by, fitted)
    return _said(statement, fitted, _half(document, "own_trial", "high", trial.seen))


def _of_reviews(document: ToolEvaluation, records: Records, criterion: Criterion, tool: Tool) -> list[Said]:
    """Show each site's stars alone and let all of them together decide, shrunken towards all entered reviews."""
    own, prior = records.reviews.get(tool.id, ()), records.usual_stars
    if not own or prior is None:
        return []
    said = []
    for review in own:
        fitted = fit(_stars(shrunken([review], prior)), criterion.scale)
        statement = _statement(
            document, "review", review.id, "review", "medium", review.site, review.seen, None, fitted
        )
        said.append(_said(statement, fitted, 0.0, decides=False))
    halves = [_half(document, "review", "medium", review.seen) for review in own]
    together = _of_reading(said[0].statement, criterion, _stars(shrunken(own, prior)), 0.0)
    return said if together is None else [*said, replace(together, about=float(np.mean(halves)))]


def _stars(stars: Stars) -> Reading:
    return stars_reading(stars.low, stars.point, stars.high)


def _of_fact(
    document: ToolEvaluation, criterion: Criterion, fact: Fact, reading: Reading | None, *, decides: bool
) -> Said:
    fitted = fit(reading, criterion.scale) if reading is not None else None
    seen, kind = day_of(fact.seen), str(fact.source_kind)
    statement = _statement(document, "catalogue", fact.id, kind, fact.confidence, fact.source_url, seen, None, fitted)
    return _said(statement, fitted, _half(document, kind, fact.confidence, seen), decides=decides)


def _of_reading(like: Statement, criterion: Criterion, reading: Reading, half: float) -> Said | None:
    """Return a reading of several statements as one that decides but is not shown; the first stands for them."""
    fitted = fit(reading, criterion.scale)
    if fitted is None:
        return None
    statement = replace(
        like,
        raw=fitted.raw,
        raw_low=fitted.raw_low,
        raw_high=fitted.raw_high,
        value=Interval(low=fitted.low, high=fitted.high),
        used=True,
    )
    return Said(statement=statement, point=fitted.point, half=half, clipped=fitted.clipped, shown=False)


def _said(statement: Statement, fitted: Fitted | None, half: float, *, decides: bool = True) -> Said:
    if fitted is None:
        return Said(statement=statement, point=None, half=half, decides=decides)
    return Said(statement=statement, point=fitted.point, half=half, clipped=fitted.clipped, decides=decides)


def _statement(
    document: ToolEvaluation,
    origin: Literal["evidence", "trial", "review", "catalogue"],
    reference: str,
    kind: str,
    confidence: Confidence,
    source: str,
    seen: date | None,
    by: str | None,
    fitted: Fitted | None,
) -> Statement:
    return Statement(
        origin=origin,
        reference=reference,
        kind=kind,
        raw=fitted.raw if fitted else None,
        raw_low=fitted.raw_low if fitted else None,
        raw_high=fitted.raw_high if fitted else None,
        value=Interval(low=fitted.low, high=fitted.high) if fitted else None,
        source=source,
        seen=seen,
        by=by,
        stale=is_stale(seen, as_of=document.as_of, widths=document.settings.widths),
        weak=is_weak(kind, confidence),
        used=False,
    )


def _half(document: ToolEvaluation, kind: str, confidence: Confidence, seen: date | None) -> float:
    return half_width(kind, confidence, seen, as_of=document.as_of, widths=document.settings.widths)
