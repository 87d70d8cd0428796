"""A small evaluation with its result made by hand, so that every part of a report has something to say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from evaluators.documents import LocalText, content_hash
from evaluators.notes import Note, Severity
from evaluators.results import Interval, Provenance
from evaluators.tools.document import Criterion, Decision, Evaluator, Group, Tool, ToolEvaluation
from evaluators.tools.facts import Fact, SourceKind, Topic
from evaluators.tools.need import MustHave, Need, Scenario
from evaluators.tools.results import (
    Cell,
    CellState,
    Changes,
    CriterionWeight,
    Domination,
    EvaluatorView,
    Exclusion,
    Level,
    MethodRanking,
    Methods,
    MustHaveFinding,
    Price,
    Question,
    RemovalFlip,
    ScoreFlip,
    Statement,
    Team,
    ToolResult,
    ToolScore,
    Verdict,
    WeightFlip,
)
from evaluators.tools.scales import CountScale, Grade, GradeScale, NumberScale, PriceScale, YesNoScale

DAY = date(2026, 11, 1)
TOOLS = ("brevo", "klaviyo", "custobar")
WEIGHTS = {"ease": 0.35, "price": 0.3, "integrations": 0.2, "minutes": 0.1, "finnish": 0.05}
VALUES = {
    "brevo": (75.0, 80.0, 60.0, 40.0, 100.0),
    "klaviyo": (50.0, 40.0, 90.0, 80.0, 0.0),
    "custobar": (50.0, 50.0, 20.0, 50.0, 100.0),
}
RAW: dict[str, tuple[float | str | bool | None, ...]] = {
    "brevo": ("good", 60.0, 6.0, 36.5, True),
    "klaviyo": ("fair", 180.0, 9.0, 12.0, False),
    "custobar": ("fair", None, 2.0, 30.0, True),
}


def document(**changes: Any) -> ToolEvaluation:
    """Return the evaluation with some fields replaced."""
    grades = (("poor", "Heikko", "Poor", 0.0), ("fair", "Kohtalainen", "Fair", 50.0), ("good", "Hyvä", "Good", 75.0))
    ease = GradeScale(
        grades=(
            *(Grade(id=name, name=LocalText(fi=fi, en=en), value=value) for name, fi, en, value in grades),
            Grade(id="excellent", name=LocalText(fi="Erinomainen", en="Excellent"), value=100.0),
        )
    )
    names = {"ease": ("Helppokäyttöisyys", "Ease of use"), "price": ("Hinta", "Price")}
    names |= {"integrations": ("Integraatiot", "Integrations"), "minutes": ("Oppimisaika", "Time to learn")}
    names |= {"finnish": ("Suomenkielinen tuki", "Support in Finnish")}
    minutes = NumberScale(unit=LocalText(fi="min", en="min"), worst=60, best=0)
    scales = {"ease": ease, "price": PriceScale(), "integrations": CountScale(), "minutes": minutes}
    fields: dict[str, Any] = {
        "title": LocalText(fi="Uutiskirjetyökalu verkkokauppaan", en="A newsletter tool for the web shop"),
        "question": LocalText(fi="Mikä työkalu segmentoi parhaiten?", en="Which tool segments best?"),
        "as_of": DAY,
        "catalogue_version": "2026.11",
        "need": Need(
            scenario=Scenario(),
            budget_month=150,
            must_haves=(MustHave(id="eu", kind="eu_hosting"), MustHave(id="own-1", kind="own", name="Demo-tili €")),
        ),
        "tools": (
            Tool(id="brevo", name="Brevo"),
            Tool(id="klaviyo", name="Klaviyo"),
            Tool(id="custobar", name="Custobar"),
            Tool(id="old", name="Vanha työkalu"),
        ),
        "groups": (Group(id="use", name=LocalText(fi="Käyttö", en="Use")),),
        "criteria": tuple(
            Criterion(
                id=name,
                name=LocalText(fi=fi, en=en),
                scale=scales.get(name, YesNoScale()),
                group="use" if name in {"ease", "minutes"} else None,
            )
            for name, (fi, en) in names.items()
        ),
        "evaluators": (Evaluator(id="anna-k", name="Anna Testaaja"), Evaluator(id="it", name="IT-osasto")),
    }
    return ToolEvaluation(**(fields | changes))


def result(level: Level = Level.CLOSE, doc: ToolEvaluation | None = None, **changes: Any) -> ToolResult:
    """Return a result of a level that fits the document, with some fields replaced."""
    doc = doc or document()
    if level in {Level.SINGLE, Level.NONE}:
        return replace(_thin(level, doc), **changes)
    whole = ToolResult(
        provenance=_provenance(doc),
        verdict=_verdict(level),
        ranking=_ranking(),
        criteria=_criteria(),
        cells=_cells(),
        prices=_prices(),
        must_haves=_must_haves(),
        excluded=(Exclusion(tool="old", reason="must_have", must_have="eu", within_budget=None),),
        pairwise_winning=((0.0, 0.634, 0.9), (0.366, 0.0, 0.7), (0.1, 0.3, 0.0)),
        changes=_changes(),
        questions=_questions(),
        dominations=(Domination(winner="brevo", loser="custobar", certain=False),),
        methods=_methods(),
        team=_team(),
        consistency=(Note(code="best_worst_deviation", facts={"deviation": 0.0431}),),
        notes=(Note(code="price_old", severity=Severity.WARNING, facts={"tool": "klaviyo"}),),
    )
    return replace(whole, **changes)


def _provenance(doc: ToolEvaluation) -> Provenance:
    return Provenance(
        document_hash=content_hash(doc),
        schema_version=1,
        package_version="0.1.0",
        seed=20_240_901,
        draws=100_000,
        as_of=DAY,
        catalogue_version="2026.11",
        methods=("additive", "smaa2", "topsis"),
    )


def _verdict(level: Level) -> Verdict:
    shares = {Level.CLEAR: 0.9712, Level.LEADS: 0.8613, Level.CLOSE: 0.6342, Level.OPEN: 0.4444}
    return Verdict(
        level=level,
        leader="brevo",
        runner_up="klaviyo",
        first_share=shares[level],
        runner_up_share=0.4112 if level is Level.OPEN else 1 - shares[level] - 0.01,
        error=0.0015,
        points_to_change=None if level is Level.CLEAR else 7.04,
        overturning=() if level is Level.CLEAR else ("price",),
        point_leader="klaviyo" if level is Level.OPEN else None,
        notes=(Note(code="inside_simulation_error"),) if level is Level.OPEN else (),
    )


def _score(tool: str, rank: int, places: tuple[float, float, float]) -> ToolScore:
    contributions = tuple(weight * value for weight, value in zip(WEIGHTS.values(), VALUES[tool], strict=True))
    score = sum(contributions)
    return ToolScore(
        tool=tool,
        rank=rank,
        score=score,
        contributions=contributions,
        low=score - 8.25,
        median=score - 0.5,
        high=score + 7.75,
        unknown_weight=0.3 if tool == "custobar" else 0.0,
        rank_acceptability=places,
        error=0.0015,
        central_weights=None if tool == "custobar" else tuple(WEIGHTS.values()),
        confidence=None if tool == "custobar" else 0.81,
    )


def _ranking() -> tuple[ToolScore, ...]:
    places = ((0.6342, 0.3, 0.0658), (0.3558, 0.5, 0.1442), (0.01, 0.2, 0.79))
    scores = [_score(tool, rank, place) for rank, (tool, place) in enumerate(zip(TOOLS, places, strict=True), 1)]
    return tuple(sorted(scores, key=lambda score: -score.score))


def _criteria() -> tuple[CriterionWeight, ...]:
    stable = {"price": Interval(low=0.12, high=1.0), "integrations": Interval(low=0.0, high=0.41)}
    return tuple(
        CriterionWeight(
            criterion=name,
            group="use" if name in {"ease", "minutes"} else None,
            weight=weight,
            within=weight / 0.45 if name in {"ease", "minutes"} else weight,
            stable=stable.get(name, Interval(low=0.0, high=1.0)),
        )
        for name, weight in WEIGHTS.items()
    )


def _cells() -> tuple[Cell, ...]:
    cells = []
    for tool in (*TOOLS, "old"):
        for index, criterion in enumerate(WEIGHTS):
            raw = RAW[tool][index] if tool in RAW else None
            value = VALUES[tool][index] if tool in VALUES else 50.0
            state = CellState.UNKNOWN if raw is None else CellState.KNOWN
            if (tool, criterion) == ("custobar", "price"):
                state = CellState.QUOTE_ONLY
            if (tool, criterion) == ("klaviyo", "integrations"):
                state = CellState.CONFLICT
            cells.append(_cell(tool, criterion, state, raw, value))
    return tuple(cells)


def _cell(tool: str, criterion: str, state: CellState, raw: float | str | bool | None, value: float) -> Cell:
    said = () if raw is None else (_statement(criterion, raw, value),)
    low, high = raw, raw
    if state is CellState.CONFLICT:
        other = replace(said[0], raw=4.0, value=Interval(low=40, high=40), kind="dataset", origin="catalogue", by=None)
        said, low, high = (*said, other), 4.0, 9.0
    numbers = None if isinstance(raw, bool) else low, None if isinstance(raw, bool) else high
    return Cell(
        tool=tool,
        criterion=criterion,
        state=state,
        value=value,
        assumed=raw is None,
        low=max(0.0, value - 10),
        high=min(100.0, value + 10),
        raw=raw,
        raw_low=numbers[0],
        raw_high=numbers[1],
        clipped=False,
        stale=tool == "klaviyo",
        weak=criterion == "minutes",
        statements=said,
    )


def _statement(criterion: str, raw: float | str | bool, value: float) -> Statement:
    return Statement(
        origin="evidence",
        reference="e1",
        kind="own_trial",
        raw=raw,
        raw_low=None,
        raw_high=None,
        value=Interval(low=value, high=value),
        source="https://example.org/hinnat?a=1&b=<b>2</b>",
        seen=None if criterion == "minutes" else date(2026, 3, 9),
        by="anna-k",
        stale=criterion == "minutes",
        weak=criterion == "minutes",
        used=True,
    )


def _price(tool: str, state: CellState, amounts: tuple[float, float, float] | None, **more: Any) -> Price:
    low, point, high = amounts or (None, None, None)
    fields: dict[str, Any] = {"plan": None, "converted": False, "value_without_price": 61.234, "efficient": False}
    return Price(
        tool=tool,
        state=state,
        point=point,
        low=low,
        high=high,
        total=None if point is None else point * 36,
        **(fields | {"within_budget": None} | more),
    )


def _prices() -> tuple[Price, ...]:
    notes = (Note(code="price_lower_bound", severity=Severity.WARNING, facts={"tool": "klaviyo", "plan": "Email"}),)
    return (
        _price("brevo", CellState.KNOWN, (55.5, 62.4, 80.0), within_budget=0.998, efficient=True, plan="Business"),
        _price("klaviyo", CellState.INTERVAL, (150, 1234.5, 2000.0), within_budget=0.31, converted=True, notes=notes),
        _price("custobar", CellState.QUOTE_ONLY, None, value_without_price=40.0),
        _price("old", CellState.UNKNOWN, None, value_without_price=50.0),
    )


def _must_haves() -> tuple[MustHaveFinding, ...]:
    fact = Fact(
        id="f1",
        topic=Topic.PRIVACY_EU,
        value={"hosting": "EU"},
        source_kind=SourceKind.DATASET,
        confidence="medium",
    )
    rows = [("brevo", "yes", "yes"), ("klaviyo", "unknown", "yes"), ("custobar", "yes", "no"), ("old", "no", "unknown")]
    return tuple(
        MustHaveFinding(
            tool=tool,
            must_have=must,
            answer=answer,
            by_team=must == "own-1",
            facts=(fact,) if must == "eu" else (),
            source="",
        )
        for tool, *answers in rows
        for must, answer in zip(("eu", "own-1"), answers, strict=True)
    )


def _changes() -> Changes:
    moved = dict(WEIGHTS) | {"price": 0.2296, "integrations": 0.2704}
    flips = (
        ScoreFlip(
            tool="brevo",
            criterion="price",
            rival="klaviyo",
            from_value=80.0,
            to_value=50.2,
            from_raw=60.0,
            to_raw=149.4,
            assumed=False,
        ),
        ScoreFlip(
            tool="klaviyo",
            criterion="ease",
            rival="klaviyo",
            from_value=50.0,
            to_value=75.0,
            from_raw="fair",
            to_raw="good",
            assumed=False,
        ),
        ScoreFlip(
            tool="custobar",
            criterion="minutes",
            rival="custobar",
            from_value=50.0,
            to_value=99.0,
            from_raw=None,
            to_raw=0.6,
            assumed=True,
        ),
        ScoreFlip(
            tool="klaviyo",
            criterion="finnish",
            rival="klaviyo",
            from_value=0.0,
            to_value=100.0,
            from_raw=False,
            to_raw=True,
            assumed=False,
        ),
    )
    return Changes(
        weight=WeightFlip(
            rival="klaviyo", points=7.04, weights=tuple(moved.values()), euclidean=0.08, largest_single=0.07
        ),
        scores=flips,
        removals=(RemovalFlip(criterion="price", leader="klaviyo"),),
        nothing_can=False,
    )


def _questions() -> tuple[Question, ...]:
    return (
        Question(tool="custobar", criterion="price", worth=2.345, can_change=True, state=CellState.QUOTE_ONLY),
        Question(tool="klaviyo", criterion="integrations", worth=0.8, can_change=True, state=CellState.CONFLICT),
        Question(tool="brevo", criterion="minutes", worth=0.01, can_change=False, state=CellState.KNOWN),
    )


def _methods() -> Methods:
    def ranking(method: Any, scores: tuple[float, ...] | None, ranks: tuple[float, ...] | None, **more: Any) -> Any:
        leader = None if ranks is None else TOOLS[ranks.index(min(ranks))]
        fields: dict[str, Any] = {"leader": leader, "decoy_changes": False, "compromise": ()}
        return MethodRanking(method=method, scores=scores, ranks=ranks, **(fields | more))

    return Methods(
        rankings=(
            ranking("additive", (70.5, 55.5, 45.0), (1.0, 2.0, 3.0)),
            ranking("weighted_product", (66.1, 40.0, 40.0), (1.0, 2.5, 2.5)),
            ranking("promethee2", (0.31, -0.11, -0.2), (1.0, 2.0, 3.0)),
            ranking("vikor", (0.1, 0.0, 1.0), (2.0, 1.0, 3.0), decoy_changes=True, compromise=("klaviyo", "brevo")),
            ranking("topsis", None, None, decoy_changes=None, notes=(Note(code="method_no_spread"),)),
        ),
        agreement=0.8125,
        same_leader=False,
    )


def _team() -> Team:
    views = (
        EvaluatorView(
            evaluator="anna-k",
            leader="brevo",
            scores=(72.0, 50.0, 44.0),
            ranks=(1.0, 2.0, 3.0),
            own_weights=True,
            own_scores=9,
        ),
        EvaluatorView(
            evaluator="it",
            leader="klaviyo",
            scores=(60.0, 64.0, 44.0),
            ranks=(2.0, 1.0, 3.0),
            own_weights=True,
            own_scores=0,
        ),
    )
    return Team(
        views=views, agreement=0.75, p_value=0.1667, from_weights=0.71, from_scores=0.29, discuss=("price", "ease")
    )


def _thin(level: Level, doc: ToolEvaluation) -> ToolResult:
    """Return a result in which fewer than two tools are left."""
    left = level is Level.SINGLE
    single = replace(_score("brevo", 1, (1.0, 0.0, 0.0)), rank_acceptability=(1.0,))
    verdict = Verdict(
        level=level,
        leader="brevo" if left else None,
        runner_up=None,
        first_share=1.0 if left else None,
        runner_up_share=None,
        error=None,
        points_to_change=None,
        overturning=(),
        point_leader=None,
        notes=() if left else (Note(code="no_tool_left", severity=Severity.WARNING, facts={"excluded": 4}),),
    )
    out = [tool.id for tool in doc.tools if not (left and tool.id == "brevo")]
    return ToolResult(
        provenance=_provenance(doc),
        verdict=verdict,
        ranking=(single,) if left else (),
        criteria=tuple(replace(one, stable=None) for one in _criteria()),
        cells=_cells(),
        prices=_prices(),
        must_haves=_must_haves(),
        excluded=tuple(Exclusion(tool=one, reason="budget", must_have=None, within_budget=0.004) for one in out),
        pairwise_winning=((0.0,),) if left else (),
        changes=None,
        questions=(),
        dominations=(),
        methods=None,
        team=None,
        consistency=(),
        notes=(),
    )


def decided() -> ToolEvaluation:
    """Return the evaluation with a recorded decision."""
    decision = Decision(tool="brevo", decided_on=DAY, reason="Paras hinta", follow_up_on=date(2027, 5, 1))
    return document(decision=decision)
