"""What every evaluation document shares: strict fields, canonical JSON, a content hash, upgrades."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from math import isfinite
from typing import Annotated, Any, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from evaluators.errors import DocumentError

Language = Literal["fi", "en"]

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,63}$")]
MAXIMUM_TEXT = 10_000
MAXIMUM_DOCUMENT_BYTES = 2_000_000
LARGEST_FIGURE = 1e15  # so that no product of a few figures leaves the number range


def _clean(text: str) -> str:
    """Normal form C without NUL and half surrogate pairs, so that equal-looking texts are equal and can be kept."""
    return unicodedata.normalize("NFC", text.replace("\x00", "").encode(errors="ignore").decode())


# The length is that of the cleaned text: normal form C can be longer or shorter than what was given.
Text = Annotated[str, AfterValidator(_clean), StringConstraints(max_length=MAXIMUM_TEXT)]
Finite = Annotated[float, Field(ge=-LARGEST_FIGURE, le=LARGEST_FIGURE, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Part(BaseModel):
    """Base of everything inside a document: immutable, nothing unknown accepted."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LocalText(Part):
    """A shipped text in both languages. A user's own text is a plain ``Text`` instead."""

    fi: Text
    en: Text


Label = LocalText | Text


def text_of(label: Label, language: Language) -> str:
    """Return a label's text in one language; a user's own text is the same in both."""
    if isinstance(label, str):
        return label
    return label.fi if language == "fi" else label.en


def unique_ids(place: str, ids: Sequence[str]) -> set[str]:
    """Return the ids as a set; ``ValueError`` naming those that stand twice."""
    found = set(ids)
    if len(found) != len(ids):
        doubled = sorted({one for one in ids if ids.count(one) > 1})
        raise ValueError(f"{place}: the same id twice: {', '.join(doubled)}")
    return found


def known_ids(place: str, used: Iterable[str], available: set[str]) -> None:
    """Raise ``ValueError`` naming the used ids that do not exist, and those that do."""
    missing = sorted(set(used) - available)
    if missing:
        raise ValueError(f"{place}: unknown {', '.join(missing)}; there are: {', '.join(sorted(available)) or 'none'}")


class Document(Part):
    """One question with everything that decides its answer."""

    kind: str
    schema_version: int
    title: Label = ""


D = TypeVar("D", bound=Document)


def canonical_json(document: Document) -> str:
    """Return the document as canonical JSON: sorted keys, no spaces, UTF-8 text, finite numbers."""
    return json.dumps(
        document.model_dump(mode="json"),
        sort_keys=True,
        ensure_ascii=False,
        separators=(",", ":"),
        allow_nan=False,
    )


def content_hash(document: Document) -> str:
    """Return the sha256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical_json(document).encode()).hexdigest()


def revise(document: D, **changes: object) -> D:
    """Return a validated copy of ``document`` with some fields replaced.

    Raises
    ------
    DocumentError
        ``document_invalid`` when the changed document breaks its own rules.
    """
    values = {name: getattr(document, name) for name in type(document).model_fields}
    return _validated(type(document), values | changes)


Upgrade = Callable[[dict[str, Any]], dict[str, Any]]


def parse_document(text: str | bytes, kinds: Mapping[str, type[D]], upgrades: Mapping[tuple[str, int], Upgrade]) -> D:
    """Read a document from JSON, bringing an older schema version up to date first.

    Parameters
    ----------
    text : str or bytes
        JSON of at most ``MAXIMUM_DOCUMENT_BYTES``.
    kinds : mapping
        Document class for each ``kind``.
    upgrades : mapping
        ``(kind, version)`` to a function that gives the next version's JSON object.

    Raises
    ------
    DocumentError
        ``document_too_large``, ``document_not_json``, ``document_kind_unknown``,
        ``document_version_unknown`` or ``document_invalid`` with the places and reasons.
    """
    raw = text.encode(errors="surrogatepass") if isinstance(text, str) else text
    if len(raw) > MAXIMUM_DOCUMENT_BYTES:
        raise DocumentError("document_too_large", size=len(raw), limit=MAXIMUM_DOCUMENT_BYTES)
    values = _json_object(raw)
    kind = values.get("kind")
    if not isinstance(kind, str) or kind not in kinds:
        raise DocumentError("document_kind_unknown", kind=str(kind)[:80], available=sorted(kinds))
    model = kinds[kind]
    newest = model.model_fields["schema_version"].default
    while (version := values.get("schema_version")) != newest:
        step = upgrades.get((kind, version)) if isinstance(version, int) else None
        if step is None:
            raise DocumentError("document_version_unknown", version=str(version)[:80], newest=newest)
        values = step(values)
    return _validated(model, values)


_HALF_PAIR = re.compile(rb"\\u[dD][89a-fA-F]")


def _json_object(raw: bytes) -> dict[str, Any]:
    try:
        values = json.loads(
            raw.decode("utf-8-sig"),
            object_pairs_hook=_unique,
            parse_constant=_refuse_constant,
            parse_float=_finite,
        )
        if _HALF_PAIR.search(raw):  # half a surrogate pair cannot be written again
            json.dumps(values, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as fault:
        raise DocumentError("document_not_json", reason=str(fault)[:200]) from fault
    if not isinstance(values, dict):
        raise DocumentError("document_not_json", reason=f"top level is {type(values).__name__}")
    return values


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(f"key twice: {next(name for name in names if names.count(name) > 1)}")
    return found


def _refuse_constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


def _finite(figure: str) -> float:
    value = float(figure)
    return value if isfinite(value) else _refuse_constant(figure[:20])


def _validated(model: type[D], values: Mapping[str, object]) -> D:
    try:
        return model.model_validate(values)
    except ValidationError as fault:
        raise DocumentError("document_invalid", problems=problems_of(fault)) from fault


def problems_of(fault: ValidationError) -> list[dict[str, str]]:
    """Return the first ten places of a validation fault with their reasons."""
    return [
        {"place": ".".join(str(step) for step in problem["loc"]) or "document", "reason": problem["msg"][:300]}
        for problem in fault.errors(include_url=False, include_input=False)[:10]
    ]
