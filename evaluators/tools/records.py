"""A document's entries laid out by what they are about, so that every cell finds its own without a search."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from evaluators.decision.reviews import CategoryPrior
from evaluators.tools.document import ToolEvaluation
from evaluators.tools.evidence import Evidence, Quote, Review, Trial
from evaluators.tools.review_stars import usual
from evaluators.tools.scenario import Uses, extremes, newest_rates, stated

Key = TypeVar("Key", bound=Hashable)
Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Records:
    """What the cells of one document are read from; entries stand in document order."""

    evidence: Mapping[tuple[str, str], tuple[Evidence, ...]]  # by tool and criterion; without entries: no key
    quotes: Mapping[str, tuple[Quote, ...]]  # by tool
    trials: Mapping[str, tuple[Trial, ...]]  # by tool
    reviews: Mapping[str, tuple[Review, ...]]  # by tool
    usual_stars: CategoryPrior | None  # what all reviews together say; None: no criterion or no review asks for it
    now: Uses  # the scenario's one case of the stated figures
    extremes: Uses  # its cases of least, stated and most figures
    currencies: frozenset[str]  # what can be turned into the scenario's money


def records_of(document: ToolEvaluation) -> Records:
    """Lay out a document's entries, in time that grows with their number alone."""
    scenario = document.need.scenario
    asked = bool(document.reviews) and any(criterion.rule == "reviews" for criterion in document.criteria)
    return Records(
        evidence=_by(document.evidence, lambda entry: (entry.tool, entry.criterion)),
        quotes=_by(document.quotes, lambda quote: quote.tool),
        trials=_by(document.trials, lambda trial: trial.tool),
        reviews=_by(document.reviews, lambda review: review.tool),
        usual_stars=usual(document.reviews) if asked else None,
        now=stated(scenario),
        extremes=extremes(scenario),
        currencies=frozenset({scenario.currency, *(rate.currency for rate in newest_rates(scenario))}),
    )


def _by(entries: Iterable[Entry], key: Callable[[Entry], Key]) -> dict[Key, tuple[Entry, ...]]:
    found: dict[Key, list[Entry]] = {}
    for entry in entries:
        found.setdefault(key(entry), []).append(entry)
    return {about: tuple(held) for about, held in found.items()}
