"""Names in words: of a candidate that has none, of a field from a log, of a segment that the engine proposes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from evaluators.documents import text_of
from evaluators.segmentations.candidates import Candidate, Imported, LifecycleStages, NoSegments, Random, Rfm, Rules
from evaluators.segmentations.results import SegmentFound
from evaluators.segmentations.rules.lifecycle import lifecycle_table
from evaluators.segmentations.rules.names import NamePart, SegmentName, lifecycle_claims, propose_names, rfm_claims
from evaluators.segmentations.rules.profiles import SegmentProfile
from evaluators.segmentations.rules.rfm_table import rfm_table
from evaluators.segmentations.rules.rule_table import RuleTable
from i18n import Texts, formats
from reports.words import LONGEST_NAME, capital, plain

Naming = Callable[[str], str]


@dataclass(frozen=True)
class Names:
    """How fields are called while candidates and segments are named."""

    field: Naming  # from a field's id to what it is called
    feature: Naming  # from a field's id to the column or feature it holds
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


def table_of(candidate: Candidate) -> RuleTable | None:
    """Return the table of rules that a candidate is written as; ``None`` for the others."""
    if isinstance(candidate, Rules):
        return candidate.table
    if isinstance(candidate, LifecycleStages):
        return lifecycle_table(candidate.stages)
    return (candidate.table or rfm_table(candidate.parts)) if isinstance(candidate, Rfm) else None


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
        said = capital(", ".join(_part(one, names) for one in name.parts))
    else:
        said = t("segment_name.like_everybody")
    return said if name.number is None else t("segment_name.numbered", name=said, number=name.number)


def value_text(value: float | str, t: Texts) -> str:
    """Return what a field is compared with."""
    if isinstance(value, str):
        return plain(value, LONGEST_NAME)
    return formats.number(value, t.language, 0 if value == round(value) else None)


def _part(part: NamePart, names: Names) -> str:
    t = names.t
    own = f"segment_name.{part.code}.{names.feature(part.field)}"
    if part.code in ("high", "low") and t.has(own):
        return t(own)
    values = [value_text(one, t) for one in part.values]
    shown = formats.EN_DASH.join(values) if part.code == "between" else formats.join(values, t.language)
    return t(f"segment_name.part.{part.code}", field=names.field(part.field), value=shown)


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
