"""The lock of a plan, and what is not as it was planned."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from evaluators.campaigns.design import Design
from evaluators.campaigns.plan import CampaignPlan, Lock
from evaluators.campaigns.plan_results import Deviation
from evaluators.documents import revise

NAMED_BY = ("id", "metric")  # what tells the entries of a list apart, first that they have
FIRST_COUNTS = ("metrics", "variants")  # lists whose first entry has a part of its own


def design_hash(design: Design) -> str:
    """Return the sha256 of a design's canonical JSON, in hexadecimal."""
    text = json.dumps(
        design.model_dump(mode="json"), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )
    return hashlib.sha256(text.encode()).hexdigest()


def locked(document: CampaignPlan, on: date) -> CampaignPlan:
    """Return the plan with its design locked as it stands."""
    return revise(document, lock=Lock(design_sha256=design_hash(document.design), locked_on=on))


def deviations(planned: Design, now: Design) -> tuple[Deviation, ...]:
    """Return everything that is not as it was planned: metrics, arms, splits, segments, window, looks, money.

    There is none just when the two designs are equal. The order of entries counts too: the first variant is the
    control, and the first metric decides where no other is named.
    """
    before, after = planned.model_dump(mode="json"), now.model_dump(mode="json")
    return tuple(_compared("", before, after))


def _compared(place: str, before: object, after: object) -> Iterator[Deviation]:
    if before == after:
        return
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys([*before, *after]):
            yield from _compared(f"{place}.{key}" if place else str(key), before.get(key), after.get(key))
        return
    if isinstance(before, Sequence) and isinstance(after, Sequence):
        name = _name_of([*before, *after])
        if name is not None:
            yield from _entries(place, before, after, name)
            return
    yield Deviation(place=place, before=before, after=after)


def _entries(place: str, before: Sequence[object], after: Sequence[object], name: str) -> Iterator[Deviation]:
    """Compare lists entry by entry, by name; what is new or gone is told by the whole entry."""
    was, now = _by_name(before, name), _by_name(after, name)
    for key in dict.fromkeys([*was, *now]):
        if key in was and key in now:
            yield from _compared(f"{place}.{key}", was[key], now[key])
        else:
            yield Deviation(place=f"{place}.{key}", before=was.get(key), after=now.get(key))
    reordered = [key for key in was if key in now] != [key for key in now if key in was]
    if reordered or (place in FIRST_COUNTS and [*was][:1] != [*now][:1]):
        yield Deviation(place=place, before=tuple(was), after=tuple(now))


def _by_name(entries: Sequence[object], name: str) -> dict[str, object]:
    found: dict[str, object] = {}
    for entry in entries:
        key = str(entry[name]) if isinstance(entry, Mapping) else ""
        count = sum(one == key or one.startswith(f"{key}#") for one in found)
        found[f"{key}#{count + 1}" if count else key] = entry
    return found


def _name_of(entries: Sequence[object]) -> str | None:
    """Return the field that tells entries of a list apart, or ``None`` when they are plain values."""
    for name in NAMED_BY:
        if entries and all(isinstance(entry, Mapping) and name in entry for entry in entries):
            return name
    return None
