"""Rows as the rest of the program sees them: frozen, without a trace of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is about to be written as a revision."""

    document: str  # canonical JSON
    summary: str  # JSON with what lists show
    action: str = ""  # what was done, as a short code


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision:
    """One state of an evaluation. Never changed once written."""

    evaluation: str
    number: int  # within its evaluation, never used twice
    parent: int | None  # the state it was made from; None: the first
    document: str  # canonical JSON
    sha256: str  # of ``document``
    summary: str  # JSON with what lists show, so that they need not read documents
    at: datetime
    action: str  # what was done, as a short code; may be empty
    side: bool  # lost a race and was kept aside


@dataclass(frozen=True, slots=True, kw_only=True)
class Evaluation:
    """Where an evaluation stands."""

    id: str
    kind: str
    project: str | None
    head: int  # revision that is shown
    tip: int  # end of the line that redo follows; equal to ``head`` when there is nothing to redo
    revisions: int  # highest revision number so far, side revisions too
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """An evaluation with its head, as opening it needs it."""

    evaluation: Evaluation
    head: Revision
    redo: int | None  # revision that redo would show
    can_undo: bool
    version: Version | None  # newest saved version


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An evaluation in a list: no document is read for it."""

    evaluation: Evaluation
    summary: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A revision that somebody saved under a number."""

    evaluation: str
    number: int
    revision: int
    sha256: str
    label: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A frozen snapshot behind a secret address."""

    id: str
    evaluation: str
    revision: int
    document: str  # canonical JSON
    result: str  # JSON of the result, worked out when it was published
    language: str
    show_names: bool
    published_at: datetime
    expires_at: datetime | None  # None: valid until it is withdrawn
    revoked_at: datetime | None
    views: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Project:
    """What several evaluations are for."""

    id: str
    name: str
    goal: str
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """An uploaded table, kept as a file named by its hash."""

    id: str
    sha256: str
    name: str  # of the uploaded file; empty after deletion
    rows: int
    columns: str  # JSON: what is known of each column
    bytes: int  # of the kept file
    created_at: datetime
    deleted_at: datetime | None
