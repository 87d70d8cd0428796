"""The ranking of segmentations, given to the parts of a report that tell of any ranking, in words that fit."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache, cached_property

from evaluators.documents import Language
from evaluators.segmentations.candidates import MODELS
from evaluators.segmentations.ranking import as_tools
from evaluators.segmentations.results import CandidateFound, SegmentationResult
from i18n import Texts, texts
from reports.context import Context
from reports.segmentations.context import SegmentationWords


@dataclass(frozen=True)
class RankingWords(Context):
    """A ranking whose alternatives are segmentations."""

    words: SegmentationWords = field(kw_only=True)

    @cached_property
    def t(self) -> Texts:
        """Texts in which an alternative is a segmentation."""
        return ranking_texts(self.language)

    @cached_property
    def tools(self) -> dict[str, str]:
        """Names of the segmentations, those left out too."""
        return self.words.candidates

    @cached_property
    def criteria(self) -> dict[str, str]:
        """Names of the criteria."""
        return self.words.criteria


@dataclass(frozen=True)
class MeasuredWords(SegmentationWords):
    """A segmentation evaluation whose result is there."""

    result: SegmentationResult

    @cached_property
    def ranking(self) -> RankingWords:
        """The ranking, and the question as the ranking's engine was asked it."""
        document = as_tools(self.document, self.result.candidates)
        return RankingWords(document, self.result.ranking, self.language, self.show_names, words=self)

    @cached_property
    def ranked(self) -> tuple[str, ...]:
        """Candidates in the ranking, best first."""
        return tuple(one.tool for one in self.result.ranking.ranking)

    @cached_property
    def shown(self) -> tuple[CandidateFound, ...]:
        """Candidates that have segments: the ranked ones, best first, then those knocked out."""
        order = {name: place for place, name in enumerate(self.ranked)}
        held = [one for one in self.result.candidates if one.segments]
        return tuple(sorted(held, key=lambda one: order.get(one.candidate, len(order))))

    @property
    def leader(self) -> str | None:
        """The candidate that leads; ``None`` where none is left."""
        return self.result.ranking.verdict.leader

    def candidate(self, identifier: str) -> str:
        """Return what a candidate is called."""
        return self.name(identifier, "candidate")

    def is_model(self, identifier: str) -> bool:
        """Say whether a candidate is fitted, not written down as rules."""
        return isinstance(self.document.candidate(identifier), MODELS)


@cache
def ranking_texts(language: Language) -> Texts:
    """Return all texts of a language, with those that speak of tools put so that they speak of segmentations."""
    every = texts(language).messages
    return Texts(language, {key: every.get(f"as_segmentations.{key}", text) for key, text in every.items()})
