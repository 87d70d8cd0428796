"""A segmentation evaluation's result as blocks, part by part, and as one report."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

from evaluators.documents import Language
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.results import SegmentationResult
from reports.blocks import Block, Facts, Heading, Report, Sentence, Tone
from reports.changes import changes_blocks
from reports.grounds import evidence_blocks
from reports.methods import methods_blocks
from reports.segmentations.choosing import choosing_blocks
from reports.segmentations.coverage import ask_next_blocks, coverage_blocks
from reports.segmentations.criteria import criteria_blocks
from reports.segmentations.fits import shown_blocks
from reports.segmentations.left_out import left_out_blocks
from reports.segmentations.moves import moves_blocks, moves_overview
from reports.segmentations.prediction import prediction_blocks
from reports.segmentations.privacy import privacy_blocks
from reports.segmentations.provenance import footer, provenance_blocks, settings_blocks
from reports.segmentations.ranking import MeasuredWords, RankingWords
from reports.segmentations.segments import profile_blocks, sizes_blocks
from reports.segmentations.stability import segment_stability_blocks, stability_blocks
from reports.segmentations.verdicts import headline, verdict_blocks
from reports.standings import acceptability_blocks, picture_blocks, table_blocks
from reports.standings import stability_blocks as weight_blocks
from reports.team import team_blocks

Blocks = tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentationReport:
    """The parts in the order in which they are read. A part that has nothing to say is empty."""

    verdict: Blocks
    picture: Blocks
    table: Blocks
    changes: Blocks
    ask_next: Blocks
    coverage: Blocks
    left_out: Blocks
    sizes: Blocks  # of the chosen segmentation, as the two below
    profiles: Blocks
    targets: Blocks
    prediction: Blocks
    criteria: Blocks
    privacy: Blocks
    stability: Blocks
    moves: Blocks
    shown: Blocks
    acceptability: Blocks
    weights: Blocks
    methods: Blocks
    judgements: Blocks
    team: Blocks
    data: Blocks
    provenance: Blocks

    def all_blocks(self) -> Blocks:
        """Return the parts one after another."""
        return tuple(block for part in fields(self) for block in getattr(self, part.name))


@dataclass(frozen=True, slots=True, kw_only=True)
class CandidateReport:
    """What is told of one segmentation, beside the ranking."""

    sizes: Blocks
    profiles: Blocks
    stability: Blocks
    moves: Blocks


def sections(
    document: SegmentationEvaluation, result: SegmentationResult, language: Language, *, show_names: bool = False
) -> SegmentationReport:
    """Put a result into words, tables and pictures.

    Parameters
    ----------
    document, result
        The question and its answer.
    language : "fi" or "en"
    show_names : bool
        ``False`` shows evaluators by number only.
    """
    words = MeasuredWords(document, result, language, show_names)
    ranking = words.ranking
    chosen = candidate_sections(words, result.selected or "")
    return SegmentationReport(
        verdict=verdict_blocks(words),
        picture=picture_blocks(ranking),
        table=table_blocks(ranking),
        changes=changes_blocks(ranking),
        ask_next=ask_next_blocks(words),
        coverage=coverage_blocks(words),
        left_out=left_out_blocks(words),
        sizes=chosen.sizes,
        profiles=chosen.profiles,
        targets=choosing_blocks(words),
        prediction=prediction_blocks(words),
        criteria=criteria_blocks(words),
        privacy=privacy_blocks(words),
        stability=(*stability_blocks(words), *chosen.stability),
        moves=(*chosen.moves, *moves_overview(words)),
        shown=shown_blocks(words),
        acceptability=acceptability_blocks(ranking),
        weights=weight_blocks(ranking),
        methods=methods_blocks(ranking),
        judgements=judgement_blocks(words),
        team=team_blocks(ranking),
        data=settings_blocks(words),
        provenance=provenance_blocks(words),
    )


def candidate_sections(words: MeasuredWords, candidate: str) -> CandidateReport:
    """Put what was found of one segmentation into words, tables and pictures; empty where there is none."""
    return CandidateReport(
        sizes=sizes_blocks(words, candidate),
        profiles=profile_blocks(words, candidate),
        stability=segment_stability_blocks(words, candidate),
        moves=moves_blocks(words, candidate),
    )


def full_report(
    document: SegmentationEvaluation, result: SegmentationResult, language: Language, *, show_names: bool = False
) -> Report:
    """Return everything a reader can see of a result as one report."""
    words = MeasuredWords(document, result, language, show_names)
    title = title_of(words)
    opening: list[Block] = [Heading(text=title, level=1, anchor="title")]
    if question := words.label(document.question, 500):
        opening.append(Sentence(text=question, tone=Tone.MUTED))
    blocks = (*opening, *sections(document, result, language, show_names=show_names).all_blocks())
    return Report(title=title, language=language, blocks=blocks, footer=footer(words))


def title_of(words: MeasuredWords) -> str:
    """Return the evaluation's title, or the question, or the verdict when it has neither."""
    document = words.document
    return words.label(document.title, 200) or words.label(document.question, 200) or headline(words)


def judgement_blocks(words: MeasuredWords) -> Blocks:
    """Return what people have said on the judged criteria; empty where all criteria are measured."""
    judged = {one.id for one in words.document.criteria if one.code is None}
    if not judged:
        return ()
    ranking = words.ranking
    cells = tuple(cell for cell in ranking.result.cells if cell.criterion in judged)
    criteria = tuple(one for one in ranking.document.criteria if one.id in judged)
    said = tuple(one for one in ranking.document.evidence if one.criterion in judged)
    document = ranking.document.model_copy(update={"criteria": criteria, "evidence": said})
    result = replace(ranking.result, cells=cells, notes=())
    blocks = evidence_blocks(RankingWords(document, result, words.language, words.show_names, words=words))
    return tuple(block for block in blocks if not isinstance(block, Facts))  # the counts speak of prices too
