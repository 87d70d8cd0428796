"""Campaign plans and tests as a whole: begin, lock, carry a plan over to a test, count segments, work out a result."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from data.cells import cell_table, half_tables
from data.column_counts import column_counts
from evaluators.campaigns.design import Design, Segment
from evaluators.campaigns.experiment import CampaignTest, PlannedDesign, Send
from evaluators.campaigns.plan import CampaignPlan
from evaluators.campaigns.plan_lock import design_hash, locked
from evaluators.campaigns.results import CampaignResult
from evaluators.campaigns.source import CustomerRows
from evaluators.documents import Label, revise, text_of
from evaluators.errors import DataError, EvaluationError
from services import clock, datasets
from services.documents import of_kind
from services.editing_campaign_design import D, with_design
from services.evaluations import create, open_evaluation
from services.parts import free_id

Progress = Callable[[float], None]


def begin_plan(title: Label = "", *, question: Label = "", project_id: str | None = None) -> str:
    """Keep a new, empty campaign plan; return its id. Raises ``project_unknown``."""
    plan = CampaignPlan(title=title, question=question, as_of=clock.today())
    return create(plan, project_id=project_id)


def begin_test(title: Label = "", *, question: Label = "", project_id: str | None = None) -> str:
    """Keep a new campaign test with one send that has no figures yet; return its id. Raises ``project_unknown``."""
    test = CampaignTest(title=title, question=question, as_of=clock.today(), sends=(Send(id="send"),))
    return create(test, project_id=project_id)


def follow_plan(plan_evaluation_id: str, title: Label = "") -> str:
    """Keep a new test that follows a plan as it stands: its design, segments and lock; return the test's id.

    Raises
    ------
    NotFound
        As ``services.evaluations.open_evaluation``.
    DocumentError
        ``document_kind_other`` when it is no plan.
    """
    opened = open_evaluation(plan_evaluation_id)
    plan = of_kind(opened.document, CampaignPlan)
    name = title if text_of(title, "fi").strip() else plan.title
    looks = plan.design.looks.planned if plan.design.looks.method == "group_sequential" else 1
    send = Send(id="send", name=name, planned_customers=_planned_customers(plan.design), final=looks == 1)
    test = CampaignTest(
        title=name,
        question=plan.question,
        as_of=clock.today(),
        design=plan.design,
        planned=PlannedDesign(design=plan.design, lock=plan.lock),
        sends=(send,),
        sends_remaining=looks - 1,
    )
    return create(test, project_id=opened.project_id)


def _planned_customers(design: Design) -> int | None:
    """Return how many customers of the list are to be sent to; ``None`` where they are not all counted."""
    counts = [one.customers for one in design.segments if one.customers is not None]
    if not counts or len(counts) < len(design.segments):
        return None
    return round(sum(counts) * (1 - design.holdout))


def lock_plan(document: CampaignPlan, today: date) -> CampaignPlan:
    """Return the plan with its design locked; what a test does otherwise is told as a deviation.

    Raises
    ------
    EvaluationError
        ``plan_without_metrics``.
    DataError
        ``too_few_variants``.
    """
    if not document.design.metrics:
        raise EvaluationError("plan_without_metrics")
    if len(document.design.variants) < 2:
        raise DataError("too_few_variants", count=len(document.design.variants), minimum=2)
    return locked(document, today)


def unlock_plan(document: CampaignPlan) -> CampaignPlan:
    """Return the plan without its lock, so that its design can be changed."""
    return revise(document, lock=None)


def is_locked_unchanged(document: CampaignPlan) -> bool:
    """Return whether the plan is locked and its design is the one that was locked."""
    return document.lock is not None and document.lock.design_sha256 == design_hash(document.design)


def count_segments(dataset_id: str, column: str) -> tuple[tuple[str, int], ...]:
    """Return the values of a kept table's column with their customers, most first; "" for those without a value.

    Raises
    ------
    NotFound
        ``dataset_unknown``.
    DataError
        ``column_missing`` or ``too_many_segments``.
    """
    kept = datasets.opened(dataset_id)
    customer = next((guess.column for guess in kept.guess.guesses if guess.role == "customer"), None)
    path = datasets.path_of(kept.file.sha256)
    return column_counts(path, column, customer=None if customer == column else customer)


def segments_from_counts(document: D, counts: Iterable[tuple[str, int]]) -> D:
    """Return the document with a segment for each value: those it has by that name are counted anew, others added.

    Customers without a value make no segment.

    Raises
    ------
    EvaluationError
        ``plan_locked``.
    """
    segments = list(document.design.segments)
    for value, customers in counts:
        if not value:
            continue
        place = _place_of(value, segments)
        if place is None:
            new = free_id(value, [one.id for one in segments], otherwise="segment")
            segments.append(Segment(id=new, name=value, customers=customers))
        else:
            segments[place] = segments[place].model_copy(update={"customers": customers})
    return with_design(document, {"segments": tuple(segments)})


def _place_of(value: str, segments: Sequence[Segment]) -> int | None:
    wanted = value.casefold()
    for place, one in enumerate(segments):
        if wanted in (one.id, text_of(one.name, "fi").casefold(), text_of(one.name, "en").casefold()):
            return place
    return None


def work_out(
    document: CampaignTest, progress: Progress | None = None, *, files: Mapping[str, Path] | None = None
) -> CampaignResult:
    """Return a test's result from its tables and kept rows.

    Parameters
    ----------
    progress : callable, optional
        Is told the share that is done, 0..1. What it raises stops the work.
    files : mapping, optional
        Parquet file or folder by fingerprint; ``None``: those that are kept.

    Raises
    ------
    NotFound
        ``dataset_unknown`` when a table that the test names is not kept.
    DataError, EvaluationError
        As ``data.cells.cell_table`` and ``evaluators.campaigns.reading.read``.
    """
    from evaluators.campaigns.reading import read

    tell = progress or (lambda _: None)
    settings = document.settings
    tell(0.0)
    files = datasets.files_of(document) if files is None else files
    cells = cell_table(document, files)
    if not any(isinstance(send.source, CustomerRows) for send in document.sends):
        return read(document, cells)
    from data.over_time import day_tables
    from data.shuffles import shuffled_tables

    tell(0.2)
    segmented = any(cell.segment is not None for cell in cells.cells)
    halves = half_tables(document, files, settings.cross_fits, settings.seed) if segmented else None
    tell(0.3)
    days = day_tables(document, files)
    tell(0.4)
    shuffled = None
    if settings.certificate:
        shuffled = shuffled_tables(document, files, draws=settings.certificate, seed=settings.seed)
    result = read(
        document,
        cells,
        halves=halves,
        shuffled=shuffled,
        over_time=days,
        progress=lambda share: tell(0.4 + 0.6 * share),
    )
    tell(1.0)
    return result
