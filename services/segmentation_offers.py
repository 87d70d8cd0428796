"""Ready-made candidates: which families a document's fields allow, and why the others are not possible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from evaluators.errors import EvaluationError
from evaluators.segmentations.candidates import Candidate, NoSegments, Random, Rules
from evaluators.segmentations.results import Fault
from evaluators.segmentations.rules.doctor import diagnose
from evaluators.segmentations.rules.domain import domains_of
from evaluators.segmentations.rules.rule_table import RuleSegment
from services.editing_segmentation_candidates import is_among
from services.segmentation_fields import Fields, NoField
from services.segmentation_model_offers import MODELS
from services.segmentation_rule_offers import RULES, Maker

Family = Literal[
    "lifecycle", "rfm", "engagement", "goal", "content", "season",
    "age", "income", "education", "job", "sex", "household", "geographic", "psychographic", "interests",
    "technographic", "other", "hybrid",
    "kmeans", "bisecting", "gaussian_mixture", "prototypes", "latent_class", "density",
    "imported", "no_segments", "random",
]  # fmt: skip
FAMILIES: tuple[Family, ...] = get_args(Family)
OTHERS = "others"
NO_SEGMENTS, RANDOM = NoSegments(id="no-segments"), Random(id="random")
MOST_EACH = 3  # candidates of one family that are offered
_MAKERS: Mapping[str, Maker] = {
    **RULES,
    **MODELS,
    "no_segments": lambda _: [NO_SEGMENTS],
    "random": lambda _: [RANDOM],
}
_FAIR: tuple[tuple[Family, ...], ...] = (
    ("no_segments",),
    ("random",),
    ("lifecycle", "engagement", "psychographic"),
    ("rfm", "goal"),
    ("age", "geographic", "income", "education", "sex", "household", "job", "other"),
    ("kmeans", "latent_class", "prototypes"),
)
"""What a fair set holds: of each row the first that is possible."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A candidate that could be added."""

    family: Family
    candidate: Candidate  # its id is a proposal
    taken: bool = False  # the document has it already


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPossible:
    """A family that the fields do not allow."""

    family: Family
    fault: Fault | None  # None: no field tells of it


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyMade:
    """What could be added, and what could not."""

    offers: tuple[Offer, ...]
    not_possible: tuple[NotPossible, ...]

    def fair_set(self) -> tuple[Offer, ...]:
        """Return a few unlike candidates to begin with, and both baselines that all have to beat."""
        first = {one.family: one for one in reversed(self.offers)}
        rows = (next((first[name] for name in row if name in first), None) for row in _FAIR)
        return tuple(one for one in rows if one is not None)


def ready_made_of(fields: Fields) -> ReadyMade:
    """Return every family as what it would give or why it cannot."""
    offers: list[Offer] = []
    impossible: list[NotPossible] = []
    for family in FAMILIES:
        try:
            found = _MAKERS[family](fields)
        except NoField:
            impossible.append(NotPossible(family=family, fault=None))
        except EvaluationError as problem:
            impossible.append(NotPossible(family=family, fault=Fault(code=problem.code, facts=dict(problem.facts))))
        else:
            offers += [Offer(family=family, candidate=complete(fields, one)) for one in found[:MOST_EACH]]
    return ReadyMade(offers=tuple(offers), not_possible=tuple(impossible))


def baselines(present: Sequence[Candidate]) -> tuple[Offer, ...]:
    """Return what needs no data, with what is there already marked as taken."""
    offers = (Offer(family="no_segments", candidate=NO_SEGMENTS), Offer(family="random", candidate=RANDOM))
    return marked(ReadyMade(offers=offers, not_possible=()), present).offers


def complete(fields: Fields, candidate: Candidate) -> Candidate:
    """Return ready-made rules with a segment for those whom no line takes, where such customers could come."""
    if not isinstance(candidate, Rules):
        return candidate
    table = candidate.table
    domains = domains_of({name: fields.columns[name] for name in table.fields()})
    if diagnose(table, domains=domains, most_holes=1).complete:
        return candidate
    segments = (*table.segments, RuleSegment(id=OTHERS))
    return candidate.model_copy(update={"table": table.model_copy(update={"segments": segments, "otherwise": OTHERS})})


def marked(found: ReadyMade, present: Sequence[Candidate]) -> ReadyMade:
    """Return what could be added, with what a document has already marked as taken."""
    return replace(found, offers=tuple(replace(one, taken=is_among(one.candidate, present)) for one in found.offers))
