"""What the columns of a campaign's figures mean, from their headings and from what the user says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from data.campaign_words import METRICS, PLACES, is_rate, plain_heading
from evaluators.campaigns.design import MetricKind
from evaluators.documents import Label
from evaluators.errors import DataError

Meaning = Literal["segment", "variant", "customers", "sum", "squares", "rate", "unknown", "ignored"]


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownMetric:
    """A metric that a heading can name."""

    id: str
    names: tuple[str, ...]  # spellings, as ``plain_heading`` gives them
    kind: MetricKind
    better: Literal["more", "less"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignColumn:
    """What a column was taken for."""

    heading: str
    meaning: Meaning
    metric: str | None = None  # sum or squares: metric id
    kind: MetricKind | None = None  # sum or squares
    better: Literal["more", "less"] = "more"
    counted: str = ""  # customers: sent, delivered or recipients


def known_metrics(given: Sequence[tuple[str, Label, MetricKind, Literal["more", "less"]]]) -> tuple[KnownMetric, ...]:
    """Return the metrics that headings can name: a test's own by id and name, then those that mail tools print."""
    found = []
    for metric_id, name, kind, better in given:
        names = (name,) if isinstance(name, str) else (name.fi, name.en)
        spelt = {plain_heading(one)[0] for one in (metric_id, *names)} - {""}
        words = [one.spellings for one in METRICS.values() if spelt & set(one.spellings)]
        more = words[0] if len(words) == 1 else ()
        found.append(KnownMetric(id=metric_id, names=(*sorted(spelt), *more), kind=kind, better=better))
    own = {metric_id for metric_id, *_ in given}
    for metric_id, one in METRICS.items():
        if metric_id not in own:
            found.append(KnownMetric(id=metric_id, names=one.spellings, kind=one.kind, better=one.better))
    return tuple(found)


def campaign_columns(
    headings: Sequence[str], metrics: Sequence[KnownMetric], meanings: Mapping[str, str]
) -> tuple[CampaignColumn, ...]:
    """Return what each column is.

    Raises
    ------
    DataError
        ``columns_missing`` without variants or customers, ``column_meant_twice``.
    """
    columns = _nearest([_column(heading, metrics, meanings) for heading in headings])
    _check_columns(columns)
    return columns


def _column(heading: str, metrics: Sequence[KnownMetric], meanings: Mapping[str, str]) -> CampaignColumn:
    plain, squares = plain_heading(heading)
    said = meanings.get(heading)
    if said == "ignored":
        return CampaignColumn(heading=heading, meaning="ignored")
    if said is not None:
        plain, squares = said.removesuffix(":squares"), said.endswith(":squares")
    elif is_rate(heading):
        return CampaignColumn(heading=heading, meaning="rate")
    metric = next(
        (one for one in metrics if (plain == one.id if said is not None else plain in (one.id, *one.names))), None
    )
    own = next((name for name, words in PLACES.items() if plain == name or (said is None and plain in words)), None)
    if metric is not None and (own is None or squares):
        return CampaignColumn(
            heading=heading,
            meaning="squares" if squares else "sum",
            metric=metric.id,
            kind=metric.kind,
            better=metric.better,
        )
    if own == "segment":
        return CampaignColumn(heading=heading, meaning="segment")
    if own == "variant":
        return CampaignColumn(heading=heading, meaning="variant")
    if own is not None and not squares:
        return CampaignColumn(heading=heading, meaning="customers", counted=own)
    return CampaignColumn(heading=heading, meaning="unknown")


def _nearest(columns: Sequence[CampaignColumn]) -> tuple[CampaignColumn, ...]:
    """Keep one column of variants and one of segments: "variant" before "campaign", the others are not understood."""
    found = list(columns)
    for meaning in ("variant", "segment"):
        rank = {place: _rank(one.heading, meaning) for place, one in enumerate(columns) if one.meaning == meaning}
        for place, value in rank.items():
            if value > min(rank.values()):
                found[place] = CampaignColumn(heading=columns[place].heading, meaning="unknown")
    return tuple(found)


def _rank(heading: str, meaning: str) -> int:
    plain = plain_heading(heading)[0]
    words = PLACES[meaning]
    return words.index(plain) if plain in words else 0


def _check_columns(columns: Sequence[CampaignColumn]) -> None:
    headings = [one.heading for one in columns]
    seen: set[tuple[str, str | None, str]] = set()
    for one in columns:
        key = (one.meaning, one.metric, one.counted)
        if one.meaning not in ("unknown", "rate", "ignored") and key in seen:
            raise DataError("column_meant_twice", column=one.heading)
        seen.add(key)
    missing = [name for name in ("variant", "customers") if all(one.meaning != name for one in columns)]
    if missing:
        unknown = [one.heading for one in columns if one.meaning == "unknown"]
        expected = [*PLACES, *METRICS]
        raise DataError("columns_missing", missing=missing, unknown=unknown, available=headings, expected=expected)
