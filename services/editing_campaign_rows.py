"""From the columns of a kept table to a test: a source with guessed roles, and the design that the values suggest."""

from __future__ import annotations

from collections.abc import Sequence

from data.campaign_words import is_control, is_harm, is_nothing
from data.column_counts import column_counts
from data.column_types import EXAMPLE_CHARACTERS
from data.role_guess import MOST_ARMS, Guess
from data.table_files import ColumnFacts
from evaluators.campaigns.design import Group, Grouping, Metric, Segment, Variant
from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.source import BETWEEN, CustomerRows, Roles
from evaluators.documents import text_of
from evaluators.errors import DataError
from services.datasets import KeptTable, path_of
from services.editing_campaign_design import with_design
from services.editing_campaign_parts import remove_segment
from services.parts import free_id, required


def rows_from_guess(kept: KeptTable) -> CustomerRows | None:
    """Return a source with the roles that the columns suggest, to be confirmed; ``None``: no column of variants."""
    roles = kept.guess.roles
    return None if roles is None else CustomerRows(file=kept.file, roles=roles)


def design_from_roles(document: CampaignTest, send_id: str, kept: KeptTable, roles: Roles) -> CampaignTest:
    """Take a send's figures from a kept table, and make what the design lacks from the values of its columns.

    A design that has variants, segments or metrics keeps them: values are matched with their names and ids, and
    values that match none stay without a meaning until the user gives one. Segments of which no value is left make
    room for those of the column. In an empty list of variants one that sounds like a control (no e-mail,
    vertailuryhmä) comes first. Where several columns are crossed to segments, each column is a grouping of them.

    Raises
    ------
    NotFound
        ``part_unknown``; ``dataset_unknown`` when the table is not kept any more.
    DataError
        ``column_missing``; ``too_many_variants`` or ``too_many_segments`` when the column has more values than a
        design takes.
    DocumentError
        ``document_invalid``.
    """
    required(document.sends, send_id)
    arms = values_of(kept, roles.variant)
    groups = values_of(kept, *roles.segment_columns) if roles.segment else ()
    if len(arms) > MOST_ARMS:
        raise DataError("too_many_variants", column=roles.variant, count=len(arms), limit=MOST_ARMS)
    variants = document.design.variants or _variants(arms)
    if groups and not _matched(groups, document.design.segments):
        for one in document.design.segments:
            document = remove_segment(document, one.id)
    segments = document.design.segments or _segments(groups, roles.segment_columns)
    metrics = document.design.metrics or _metrics(kept.guess.guesses, roles)
    known = {one.id for one in metrics}
    roles = roles.model_copy(
        update={
            "variants": roles.variants or _matched(arms, variants),
            "segments": _known_groups(roles, groups, segments),
            "metrics": {name: column for name, column in roles.metrics.items() if name in known},
        }
    )
    source = CustomerRows(file=kept.file, roles=roles)
    sends = tuple(one.model_copy(update={"source": source}) if one.id == send_id else one for one in document.sends)
    fields: dict[str, object] = {"variants": variants, "segments": segments, "metrics": metrics}
    if groups and not document.design.segments:
        fields["segmented_by"] = BETWEEN.join(roles.segment_columns)
        fields["groupings"] = _groupings(groups, segments, roles.segment_columns)
    return with_design(document, fields, sends=sends)


def values_of(kept: KeptTable, column: str, *also: str) -> tuple[str, ...]:
    """Return the values of a table's column: as they were seen at reading where that is all of them, else counted.

    Several columns are crossed: their values stand together.

    Raises
    ------
    NotFound
        ``dataset_unknown``.
    DataError
        ``column_missing`` or ``too_many_segments``.
    """
    facts = next((one for one in kept.columns if one.name == column), None)
    if facts is not None and _all_seen(facts) and not also:
        return tuple(sorted(facts.examples))
    counted = column_counts(path_of(kept.file.sha256), column, *also)
    return tuple(sorted(value for value, _ in counted if value))


def _all_seen(facts: ColumnFacts) -> bool:
    """Return whether examples are all values, uncut and written as an engine writes them."""
    whole = all(len(value) < EXAMPLE_CHARACTERS for value in facts.examples)
    return facts.type in ("text", "integer") and len(facts.examples) == facts.distinct and whole


def _variants(values: Sequence[str]) -> tuple[Variant, ...]:
    ordered = sorted(values, key=lambda value: not is_control(value))
    return tuple(
        Variant(id=one, name=value, strategy="nothing" if is_nothing(value) else "same")
        for one, value in zip(_ids(ordered, "variant"), ordered, strict=True)
    )


def _segments(values: Sequence[str], columns: Sequence[str]) -> tuple[Segment, ...]:
    names = [_said(value, columns) for value in values]
    return tuple(Segment(id=one, name=name) for one, name in zip(_ids(names, "segment"), names, strict=True))


def _said(value: str, columns: Sequence[str]) -> str:
    """Return a segment's name: crossed values say which column each is of, since 1 and 0 alone say nothing."""
    parts = value.split(BETWEEN)
    if len(columns) < 2 or len(parts) != len(columns):
        return value
    return BETWEEN.join(f"{column} {part}" for column, part in zip(columns, parts, strict=True))


def _groupings(values: Sequence[str], segments: Sequence[Segment], columns: Sequence[str]) -> tuple[Grouping, ...]:
    """Return a grouping for each of several crossed columns that has at least two values."""
    if len(columns) < 2 or any(len(value.split(BETWEEN)) != len(columns) for value in values):
        return ()
    found = []
    for place, ident in enumerate(_ids(columns, "grouping")):
        members: dict[str, list[str]] = {}
        for value, segment in zip(values, segments, strict=True):
            members.setdefault(value.split(BETWEEN)[place], []).append(segment.id)
        if len(members) < 2:
            continue
        groups = tuple(
            Group(id=one, name=f"{columns[place]} {value}", segments=tuple(own))
            for one, (value, own) in zip(_ids(list(members), "group"), members.items(), strict=True)
        )
        found.append(Grouping(id=ident, name=columns[place], groups=groups))
    return tuple(found)


def _metrics(guesses: Sequence[Guess], roles: Roles) -> tuple[Metric, ...]:
    """Return a metric for each that the roles name; a guess by column says of what kind it is."""
    kinds = {guess.column: guess.kind for guess in guesses if guess.kind}
    return tuple(
        Metric(
            id=name,
            name=column,
            kind=kinds.get(column, "mean"),
            better="less" if is_harm(column) else "more",
        )
        for name, column in roles.metrics.items()
    )


def _known_groups(roles: Roles, values: Sequence[str], segments: Sequence[Segment]) -> dict[str, str]:
    """Return which segment each value is: as the roles say, else by name."""
    by_name = {_said(value, roles.segment_columns).casefold(): value for value in values}
    matched = _matched([*by_name, *(value for value in values if value.casefold() not in by_name)], segments)
    found = {by_name.get(name, name): segment for name, segment in matched.items()}
    known = {one.id for one in segments}
    return {value: segment for value, segment in roles.segments.items() if segment in known} or found


def _ids(values: Sequence[str], otherwise: str) -> list[str]:
    taken: list[str] = []
    for value in values:
        taken.append(free_id(value, taken, otherwise=otherwise))
    return taken


def _matched(values: Sequence[str], parts: Sequence[Variant] | Sequence[Segment]) -> dict[str, str]:
    """Return which part each value names, by id or by a name in either language; values that name none are left."""
    names: dict[str, str] = {}
    for part in parts:
        for name in (part.id, text_of(part.name, "fi"), text_of(part.name, "en")):
            names.setdefault(name.casefold().strip(), part.id)
    return {value: names[value.casefold().strip()] for value in values if value.casefold().strip() in names}
