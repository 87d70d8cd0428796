"""The ways of segmenting that a document can hold, one part for each."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from evaluators.documents import Finite, Id, Label, Part, Text
from evaluators.segmentations.models.scaling import MissingNumbers, Scaling, ScalingChoice
from evaluators.segmentations.rules.lifecycle import Lifecycle, lifecycle_table
from evaluators.segmentations.rules.rfm import MEASURES, Measure, RfmFields, ScoreEdges
from evaluators.segmentations.rules.rfm_table import rfm_table
from evaluators.segmentations.rules.rule_table import RuleTable

Fields = Annotated[tuple[Id, ...], Field(max_length=200)]
SegmentCount = Annotated[int, Field(ge=1, le=50)]
Starts = Annotated[int, Field(ge=1, le=1_000)]
RuleFamily = Literal[
    "own",
    "demographic",
    "geographic",
    "psychographic",
    "interests",
    "goal",
    "season",
    "content",
    "hybrid",
    "engagement",
    "technographic",
]
"""What a table of rules segments by, for words and grouping alone."""


class Aging(Part):
    """A move between segments that the rule intends with time alone, such as from occasional to former."""

    before: Id
    after: Id


class _Candidate(Part):
    id: Id
    name: Label = ""
    note: Text = ""
    aging: Annotated[tuple[Aging, ...], Field(max_length=400)] = ()  # moves that are not changes of behaviour

    def reads(self) -> tuple[str, ...]:
        """Return the ids of the fields that it segments by."""
        return ()


class Rules(_Candidate):
    """A table of rules, drawn up by hand or from a ready-made beginning."""

    type: Literal["rules"] = "rules"
    family: RuleFamily = "own"
    table: RuleTable

    def reads(self) -> tuple[str, ...]:
        """Return the ids of the fields that it segments by."""
        return self.table.fields()


class Rfm(_Candidate):
    """Recency, frequency and monetary scores, and a table over them."""

    type: Literal["rfm"] = "rfm"
    fields: RfmFields = RfmFields()
    parts: Literal[3, 4, 5] = 5
    edges: Annotated[tuple[tuple[Finite, ...], ...], Field(max_length=3)] = ()
    """Edges of the recency, frequency and monetary scores, rising; empty: learnt from the customers at hand."""
    table: RuleTable | None = None  # None: the ready-made complete and exclusive one

    @model_validator(mode="after")
    def _edges_fit_the_parts(self) -> Self:
        if self.edges and [len(one) for one in self.edges] != [self.parts - 1] * len(MEASURES):
            raise ValueError(f"edges: three lists of {self.parts - 1} are needed, or none")
        if any(list(one) != sorted(one) for one in self.edges):
            raise ValueError("edges must rise")
        return self

    @property
    def given_edges(self) -> dict[Measure, ScoreEdges] | None:
        """Edges by measure; ``None``: learnt from the customers at hand."""
        if not self.edges:
            return None
        each = zip(MEASURES, self.edges, strict=True)
        return {measure: ScoreEdges(edges=edges, reverse=measure == "recency") for measure, edges in each}

    def reads(self) -> tuple[str, ...]:
        """Return the ids of the fields that it segments by."""
        return tuple(self.fields.of(measure) for measure in MEASURES)


class LifecycleStages(_Candidate):
    """Loyal, occasional, potential and former customers by thresholds."""

    type: Literal["lifecycle"] = "lifecycle"
    stages: Lifecycle = Lifecycle()

    def reads(self) -> tuple[str, ...]:
        """Return the ids of the fields that it segments by."""
        return (self.stages.recency, self.stages.orders)


class _Learnt(_Candidate):
    fields: Fields = ()  # numbers
    scaling: Scaling = "standard"
    missing: MissingNumbers = "leave_out"
    signed_log: Fields = ()  # fields whose long tail is drawn in

    @model_validator(mode="after")
    def _draws_in_its_own_fields(self) -> Self:
        if strange := sorted(set(self.signed_log) - set(self.fields)):
            raise ValueError(f"signed_log: not among the fields: {', '.join(strange)}")
        return self

    @property
    def scale(self) -> ScalingChoice:
        """How its numbers are put on a common scale."""
        return ScalingChoice(scaling=self.scaling, missing=self.missing, signed_log=self.signed_log)

    def reads(self) -> tuple[str, ...]:
        """Return the ids of the fields that it segments by."""
        return self.fields


class _Searched(_Learnt):
    segments: SegmentCount = 4
    tries: Starts = 10  # random starts
    limit: Starts = 200  # in all, where the best of the first was not found three times


class KMeans(_Searched):
    """K-means on numbers."""

    type: Literal["kmeans"] = "kmeans"


class Bisecting(_Searched):
    """K-means with two segments, again and again."""

    type: Literal["bisecting"] = "bisecting"


class GaussianMixture(_Searched):
    """A mixture of independent normals."""

    type: Literal["gaussian_mixture"] = "gaussian_mixture"
    limit: Starts = 40  # a start takes several times that of k-means


class _Mixed(_Searched):
    categories: Fields = ()  # answers

    def reads(self) -> tuple[str, ...]:
        """Return the ids of the fields that it segments by."""
        return self.fields + self.categories


class Prototypes(_Mixed):
    """Numbers and answers together, by k-prototypes."""

    type: Literal["prototypes"] = "prototypes"
    mismatch: Annotated[Finite, Field(ge=0)] | None = None  # price of a differing answer; None: from the numbers


class LatentClass(_Mixed):
    """Latent classes of answers, and of numbers beside them."""

    type: Literal["latent_class"] = "latent_class"
    limit: Starts = 40


class Density(_Learnt):
    """Groups denser than what lies between them; their number is found too."""

    type: Literal["density"] = "density"
    smallest: Annotated[int, Field(ge=2, le=1_000_000)] | None = None  # customers; None: 2 % of those fitted
    depth: Annotated[int, Field(ge=1, le=12)] = 6  # of the tree that stands in for it


class Imported(_Candidate):
    """Segments that another tool has given, in a field of the customers."""

    type: Literal["imported"] = "imported"
    field: Id
    uses: Fields = ()  # fields that the other tool is known to have used


class NoSegments(_Candidate):
    """Everybody is treated alike: what every segmentation has to beat."""

    type: Literal["no_segments"] = "no_segments"


class Random(_Candidate):
    """Segments dealt at random: what luck alone gives."""

    type: Literal["random"] = "random"
    segments: Annotated[int, Field(ge=2, le=50)] = 4


Candidate = Annotated[
    Rules
    | Rfm
    | LifecycleStages
    | KMeans
    | Bisecting
    | GaussianMixture
    | Prototypes
    | LatentClass
    | Density
    | Imported
    | NoSegments
    | Random,
    Field(discriminator="type"),
]
BASELINES = (NoSegments, Random)
MODELS = (KMeans, Bisecting, GaussianMixture, Prototypes, LatentClass, Density)
Learnt = KMeans | Bisecting | GaussianMixture | Prototypes | LatentClass | Density


def needed_fields(candidate: Candidate) -> tuple[str, ...]:
    """Return the ids of all fields that have to exist for a candidate."""
    if isinstance(candidate, Imported):
        return (candidate.field, *candidate.uses)
    return candidate.reads()


def inputs_of(candidate: Candidate) -> tuple[str, ...]:
    """Return the ids of the fields that a candidate's segments come from, each once; empty for baselines."""
    return tuple(dict.fromkeys(candidate.uses if isinstance(candidate, Imported) else candidate.reads()))


def table_of(candidate: Candidate) -> RuleTable | None:
    """Return a candidate's rules, those of recency, frequency and money over scores; ``None``: it has no rules."""
    if isinstance(candidate, Rules):
        return candidate.table
    if isinstance(candidate, LifecycleStages):
        return lifecycle_table(candidate.stages)
    return (candidate.table or rfm_table(candidate.parts)) if isinstance(candidate, Rfm) else None
