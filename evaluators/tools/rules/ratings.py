"""Rules on scores that somebody gave: ease of use and reviews; and the formula for own trials."""

from __future__ import annotations

from evaluators.tools.evidence import Trial
from evaluators.tools.facts import Fact, Topic
from evaluators.tools.rules.reading import Reading, RuleDefinition, RuleReading, Span, exactly
from evaluators.tools.rules.texts import number_in

TASKS_SHARE = 0.5
TIME_SHARE = 0.25
RATING_SHARE = 0.25
FEWEST_STARS, MOST_STARS = 1.0, 5.0


def _ease_of_use(facts: tuple[Fact, ...]) -> RuleReading:
    return RuleReading(each=tuple((fact, _scored(fact)) for fact in facts))


def _scored(fact: Fact) -> Reading | None:
    """A numeric score of a stated scale; findings in words have no value."""
    score, scale = number_in(fact, "score"), number_in(fact, "scale")
    if score is None or not scale or not 0 <= score <= scale:
        return None
    share = 100.0 * score / scale
    stars = FEWEST_STARS + (MOST_STARS - FEWEST_STARS) * score / scale
    return Reading(score=exactly(share), stars=exactly(score if scale == MOST_STARS and score >= 1 else stars))


def _reviews(facts: tuple[Fact, ...]) -> RuleReading:
    """Shipped marks come without a number of reviewers, so they cannot be weighed: shown without value."""
    return RuleReading(each=tuple((fact, None) for fact in facts))


def stars_reading(low: float, point: float, high: float) -> Reading:
    """Return the reading of shrunken stars with their interval, all within 1-5."""
    scores = [100.0 * (stars - FEWEST_STARS) / (MOST_STARS - FEWEST_STARS) for stars in (low, point, high)]
    return Reading(score=Span(*scores), stars=Span(low, point, high))


def trial_score(trial: Trial) -> float:
    """Return how easy an own trial says the tool is, 0-100.

    Half is the share of tasks done; a quarter is planned against used time, at most in full and only for the share
    done; a quarter is the rating (1 star 0, 5 stars 100). Parts that are missing leave their share to the others.
    """
    done = trial.tasks_done / trial.tasks_total
    parts = [(TASKS_SHARE, done)]
    if trial.minutes is not None and trial.minutes_planned is not None:
        speed = min(1.0, trial.minutes_planned / trial.minutes) if trial.minutes > 0 else 1.0
        parts.append((TIME_SHARE, done * speed))
    if trial.rating is not None:
        parts.append((RATING_SHARE, (trial.rating - FEWEST_STARS) / (MOST_STARS - FEWEST_STARS)))
    return 100.0 * sum(share * part for share, part in parts) / sum(share for share, _ in parts)


EASE_OF_USE = RuleDefinition(name="ease_of_use", version=1, topics=(Topic.EASE_OF_USE,), read=_ease_of_use)
REVIEWS = RuleDefinition(name="reviews", version=1, topics=(Topic.REVIEWS,), read=_reviews)
