"""Small documents for the tests of catalogue rules, cells and prices."""

from __future__ import annotations

from datetime import date

from evaluators.tools.document import Criterion, Evaluator, Tool, ToolEvaluation
from evaluators.tools.facts import Fact
from evaluators.tools.need import Estimate, ExchangeRate, Need, Scenario
from evaluators.tools.scales import CountScale, Grade, GradeScale, PriceScale, StarsScale, YesNoScale

AS_OF = date(2026, 11, 22)
DOLLARS = ExchangeRate(currency="USD", rate=Estimate(value=0.9), seen=date(2026, 11, 1))


def grades(*ids: str) -> GradeScale:
    """Evenly spaced grades."""
    last = len(ids) - 1
    return GradeScale(grades=tuple(Grade(id=name, name=name, value=100 * k / last) for k, name in enumerate(ids)))


GENERIC = grades("poor", "mediocre", "good", "very_good", "excellent")
SUPPORT = grades("none", "limited", "business_hours", "extended", "round_the_clock")
SCALES = {
    "price": PriceScale(worst=300, best=0),
    "ease_of_use": GENERIC,
    "support": SUPPORT,
    "integrations": CountScale(best=20),
    "segmentation": CountScale(best=6),
    "personalization": GENERIC,
    "ab_testing": GENERIC,
    "privacy_eu": GENERIC,
    "finnish": YesNoScale(),
    "free_start": GENERIC,
    "reviews": StarsScale(),
}


def fact(topic: str, kind: str, confidence: str, seen: str | None, value: dict, place: int = 1) -> Fact:
    """A catalogue fact in the catalogue's own terms."""
    return Fact(
        id=f"{topic}-{place}",
        topic=topic,
        value=value,
        seen=seen or "",
        source_kind=kind,
        confidence=confidence,
        source_url=f"https://example.org/{topic}/{place}",
    )


def facts(topic: str, *rows: tuple) -> tuple[Fact, ...]:
    """Several facts on one topic: (kind, confidence, seen, value)."""
    return tuple(fact(topic, *row, place=place) for place, row in enumerate(rows, start=1))


def scenario(**changes) -> Scenario:
    """5,000 contacts, 20,000 sends, one seat, one year, dollars at 0.90."""
    return Scenario(**({"years": 1, "exchange_rates": (DOLLARS,)} | changes))


def document(
    *tools: Tool, rules: tuple[str, ...] = (), criteria: tuple[Criterion, ...] = (), **fields
) -> ToolEvaluation:
    """A document with one criterion per rule, on the scales above."""
    ruled = tuple(Criterion(id=rule, name=rule, rule=rule, scale=SCALES[rule]) for rule in rules)
    fields.setdefault("need", Need(scenario=scenario()))
    people = tuple(Evaluator(id=name, name=name) for name in ("anna", "bert"))
    return ToolEvaluation(as_of=AS_OF, tools=tools, criteria=ruled + criteria, evaluators=people, **fields)


def tool(name: str, *known: Fact) -> Tool:
    """A tool with frozen facts."""
    return Tool(id=name, name=name, facts=known)
