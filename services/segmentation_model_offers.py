"""Ready-made candidates that are learnt from the customers, and labels that another tool has given."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypedDict

from evaluators.errors import NotComputable
from evaluators.segmentations.candidates import (
    Bisecting,
    Candidate,
    Density,
    GaussianMixture,
    Imported,
    KMeans,
    LatentClass,
    Prototypes,
    Rfm,
)
from evaluators.segmentations.models.scaling import MissingNumbers, Scaling
from evaluators.segmentations.rules.rfm import RfmFields, rfm_scores
from services.segmentation_fields import FEWEST_ITEMS, Fields, NoField
from services.segmentation_rule_offers import Maker

MOST_ANSWERS = 15  # of latent classes
MOST_CATEGORIES = 4  # beside numbers
MOST_DENSE = 3  # numbers among which dense groups are looked for: in more everything is far apart
MOST_VALUES = 20  # different answers of a field


class _Settings(TypedDict):
    """What all models on numbers begin with."""

    fields: tuple[str, ...]
    signed_log: tuple[str, ...]
    missing: MissingNumbers
    scaling: Scaling


def numbers_of(fields: Fields, most: int | None = None) -> _Settings:
    """Return the numbers that a model begins with, long tails drawn in, gaps filled where there are any.

    Raises
    ------
    NoField
        There is none.
    """
    names = fields.numbers()[:most]
    if not names:
        raise NoField
    return {
        "fields": names,
        "signed_log": fields.long_tailed(names),
        "missing": "median" if fields.lacking(names) else "leave_out",
        "scaling": "none" if fields.usable(("yes_no",), names, commonest=1.0).keys() == set(names) else "standard",
    }


def answers_of(fields: Fields, *kinds: str) -> tuple[str, ...]:
    """Return the answers that a model begins with: of few different values, labels of other tools left out."""
    found = fields.usable(kinds)
    labels = fields.about("segment")
    return tuple(name for name, facts in found.items() if facts.distinct <= MOST_VALUES and name not in labels)


def _rfm(fields: Fields) -> list[Candidate]:
    recency, frequency, monetary = fields.bought("recency", "orders", "money")
    chosen = RfmFields(recency=recency, frequency=frequency, monetary=monetary)
    rfm_scores(fields.columns, fields=chosen)
    return [Rfm(id="rfm", fields=chosen)]


def _prototypes(fields: Fields) -> list[Candidate]:
    answers = answers_of(fields, "category", "yes_no")[:MOST_CATEGORIES]
    if not answers:
        raise NoField
    return [Prototypes(id="mixed", categories=answers, **numbers_of(fields))]


def _latent_class(fields: Fields) -> list[Candidate]:
    items = fields.items()
    answers = items if len(items) >= FEWEST_ITEMS else answers_of(fields, "yes_no", "category")
    if not answers:
        raise NoField
    if len(answers) < FEWEST_ITEMS:
        raise NotComputable("answers_too_few", count=len(answers), minimum=FEWEST_ITEMS)
    return [LatentClass(id="classes", categories=answers[:MOST_ANSWERS])]


def _imported(fields: Fields) -> list[Candidate]:
    names = [name for name in fields.about("segment") if name not in fields.unusable]
    if not names:
        raise NoField
    return [Imported(id="imported", field=name) for name in names]


MODELS: Mapping[str, Maker] = {
    "rfm": _rfm,
    "kmeans": lambda fields: [KMeans(id="kmeans", **numbers_of(fields))],
    "bisecting": lambda fields: [Bisecting(id="bisecting", **numbers_of(fields))],
    "gaussian_mixture": lambda fields: [GaussianMixture(id="mixture", **numbers_of(fields))],
    "prototypes": _prototypes,
    "latent_class": _latent_class,
    "density": lambda fields: [Density(id="dense", **numbers_of(fields, MOST_DENSE))],
    "imported": _imported,
}
"""By family."""
