"""Names in words: of a candidate that has none, of a field from a log, of a segment that the engine proposes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from evaluators.documents import text_of
from evaluators.segmentations.candidates import (
    Candidate,
    Imported,
    LifecycleStages,
    NoSegments,
    Random,
    Rfm,
    Rules,
    table_of,
)
from evaluators.segmentations.results import SegmentFound
from evaluators.segmentations.rules.conditions import ORDERS
from evaluators.segmentations.rules.names import NamePart, SegmentName, lifecycle_claims, propose_names, rfm_claims
from evaluators.segmentations.rules.profiles import SegmentProfile
from evaluators.segmentations.rules.rule_table import RuleTable
from i18n import Texts, formats
from reports.words import LONGEST_NAME, capital, plain

Naming = Callable[[str], str]
YES = frozenset({("eq", 1.0), ("ge", 1.0), ("gt", 0.0)})
NO = frozenset({("eq", 0.0), ("lt", 1.0), ("le", 0.0)})
"""Comparisons that take those who say yes, and no, where 1 is yes and 0 is no."""


@dataclass(frozen=True)
class Names:
    """How fields are called while candidates and segments are named."""

    field: Naming  # from a field's id to what it is called
    feature: Naming  # from a field's id to the column or feature it holds
    is_yes_no: Callable[[str], bool]  # whether the field with this id says yes or no
    t: Texts


def candidate_name(candidate: Candidate, names: Names) -> str:
    """Return what a candidate without a name is called: what it is, and by what or into how many."""
    t = names.t
    if isinstance(candidate, Rules):
        family = t(f"segmentation_family.{candidate.family}")
        fields = [names.field(one) for one in candidate.table.fields()[:3]]
        return t("segmentation_type.by", name=family, fields=formats.join(fields, t.language)) if fields else family
    if isinstance(candidate, Rfm):
        return t("segmentation_type.rfm", parts=candidate.parts)
    if isinstance(candidate, Imported):
        return t("segmentation_type.imported", field=names.field(candidate.field))
    name = t(f"segmentation_type.{candidate.type}")
    segments = getattr(candidate, "segments", None)
    return name if segments is None else t.plural("segmentation_type.into", segments, name=name, n=segments)


def feature_name(code: str, t: Texts) -> str:
    """Return what a feature worked out from a log is called; a column's own name otherwise."""
    key = f"segmentation_feature.{code}"
    return t(key) if t.has(key) else plain(code.replace("_", " "), LONGEST_NAME)


def segment_names(candidate: Candidate, found: Sequence[SegmentFound], names: Names) -> list[tuple[str, str]]:
    """Return the ids of a candidate's segments with what they are called where nobody has named them.

    Where the rules or the imported labels come with names, these; otherwise what the engine proposes, and before
    anything is measured what the rules alone say.
    """
    if isinstance(candidate, NoSegments):
        return [("s1", names.t("segment_name.all"))]
    if isinstance(candidate, Random):
        return _counted("segment_name.random", candidate.segments, names.t)
    table = table_of(candidate)
    written = {} if table is None else _written(table, names.t)
    if found:
        given = ((one.segment, plain(one.given_name, LONGEST_NAME), one.proposed) for one in found)
        return [
            (segment, written.get(segment) or name or proposed_name(proposed, names, _stands_for(table, segment)))
            for segment, name, proposed in given
        ]
    if table is None:
        return _counted("segment_name.segment", getattr(candidate, "segments", 0), names.t)
    said = zip(table.segments, _by_rules_alone(candidate, table), strict=True)
    return [
        (one.id, written.get(one.id) or proposed_name(name, names, _stands_for(table, one.id))) for one, name in said
    ]


def proposed_name(name: SegmentName, names: Names, rest: str = "") -> str:
    """Return a proposed name in words.

    Parameters
    ----------
    name : SegmentName
    names : Names
    rest : str
        "others" or "unknown" for a segment that takes whom the rules leave over.
    """
    t = names.t
    if name.base is not None:
        base = f"segment_name.{name.base}"
        said = t(base) if t.has(base) else plain(name.base, LONGEST_NAME)
    elif rest and not name.parts:
        said = t(f"segment_name.{rest}")
    elif name.parts:
        said = capital(", ".join(_parts(name.parts, names)))
    else:
        said = t("segment_name.like_everybody")
    return said if name.number is None else t("segment_name.numbered", name=said, number=name.number)


def value_text(value: float | str, t: Texts) -> str:
    """Return what a field is compared with."""
    if isinstance(value, str):
        return plain(value, LONGEST_NAME)
    return formats.number(value, t.language, 0 if value == round(value) else None)


def yes_or_no(code: str, values: Sequence[float | str]) -> Literal["yes", "no"] | None:
    """Return which half of a yes/no field a comparison takes; ``None``: neither, or both."""
    compared = (code, *values)
    return "yes" if compared in YES else "no" if compared in NO else None


def _parts(parts: Sequence[NamePart], names: Names) -> Iterator[str]:
    """Yield what is said of each field; two limits of one name it once."""
    before: NamePart | None = None
    for part in parts:
        again = before is not None and before.field == part.field and {before.code, part.code} <= set(ORDERS)
        yield _part(part, names, again=again)
        before = part


def _part(part: NamePart, names: Names, *, again: bool) -> str:
    t = names.t
    own = f"segment_name.{part.code}.{names.feature(part.field)}"
    if part.code in ("high", "low") and t.has(own):
        return t(own)
    half = yes_or_no(part.code, part.values) if names.is_yes_no(part.field) else None
    if half is not None:
        return t("segment_name.part.eq", field=names.field(part.field), value=t(f"word.{half}"))
    values = [value_text(one, t) for one in part.values]
    shown = formats.EN_DASH.join(values) if part.code == "between" else formats.join(values, t.language)
    return t(f"segment_name.part.{part.code}", field="" if again else names.field(part.field), value=shown).strip()


def _written(table: RuleTable, t: Texts) -> dict[str, str]:
    named = ((one.id, plain(text_of(one.name, t.language), LONGEST_NAME)) for one in table.segments)
    return {segment: name for segment, name in named if name}


def _stands_for(table: RuleTable | None, segment: str) -> str:
    if table is None:
        return ""
    return "others" if segment == table.otherwise else "unknown" if segment == table.unknown else ""


def _by_rules_alone(candidate: Candidate, table: RuleTable) -> tuple[SegmentName, ...]:
    bare = [
        SegmentProfile(label=label, customers=0, numbers={}, categories={}) for label, _ in enumerate(table.segments)
    ]
    claims = rfm_claims(candidate.fields) if isinstance(candidate, Rfm) else None
    claims = lifecycle_claims(candidate.stages) if isinstance(candidate, LifecycleStages) else claims
    return propose_names(bare, table=table, claims=claims)


def _counted(key: str, count: int, t: Texts) -> list[tuple[str, str]]:
    return [(f"s{number}", t(key, number=number)) for number in range(1, count + 1)]
