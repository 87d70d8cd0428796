"""Shared links: a frozen snapshot of document and result behind a secret address."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from evaluators.documents import Language
from evaluators.errors import EvaluationError, NotFound
from evaluators.kinds import AnyDocument, AnyResult
from services import clock
from services.documents import parse
from services.frozen import frozen_text, thawed
from services.keeping import store
from services.opened import standing
from services.results import needs_long_work, result_of
from settings import settings
from storage.records import Share

TOKEN_BYTES = 32
TOKEN_LENGTH = 43  # of 32 bytes as address-safe text


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A link that was just made. Its address is shown now and never again: only its hash is kept."""

    id: str
    token: str
    url_path: str
    expires_at: datetime | None  # None: valid until it is withdrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareHead:
    """A link in the list of an evaluation's links."""

    id: str
    revision: int  # state of the evaluation that it shows
    language: Language
    show_names: bool
    published_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    views: int
    open: bool  # neither withdrawn nor expired


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What stands behind a link."""

    id: str
    document: AnyDocument
    result: AnyResult  # as it was worked out when the link was made
    language: Language
    show_names: bool
    published_at: datetime
    expires_at: datetime | None


def publish(evaluation_id: str, *, language: Language, days: int | None = 30, show_names: bool = False) -> Published:
    """Freeze an evaluation as it stands, and its result, behind a new secret address.

    Parameters
    ----------
    days : int or None
        How long the link is valid; ``None``: until it is withdrawn.
    show_names : bool
        Whether evaluators' names are shown.

    Raises
    ------
    EvaluationError
        ``share_days_outside``; ``segmentation_not_measured``; what ``result_of`` raises when there is no result to
        share.
    NotFound
        ``evaluation_unknown`` or ``evaluation_deleted``.
    """
    most = settings().share_days_most
    if days is not None and not 1 <= days <= most:
        raise EvaluationError("share_days_outside", days=days, low=1, high=most)
    with store().reading() as work:
        head = standing(work, evaluation_id).head
    document = parse(head.document)
    if needs_long_work(document):
        raise EvaluationError("segmentation_not_measured")
    at = clock.now()
    share = Share(
        id=secrets.token_hex(8),
        evaluation=evaluation_id,
        revision=head.number,
        document=head.document,
        result=frozen_text(result_of(document)),
        language=language,
        show_names=show_names,
        published_at=at,
        expires_at=None if days is None else at + timedelta(days=days),
        revoked_at=None,
        views=0,
    )
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with store().writing() as work:
        work.shares.add(share, token=token)
    return Published(id=share.id, token=token, url_path=f"/s/{token}", expires_at=share.expires_at)


def shares(evaluation_id: str) -> tuple[ShareHead, ...]:
    """Return an evaluation's links, newest first; withdrawn and expired ones too."""
    with store().reading() as work:
        found = work.shares.of(evaluation_id)
    return tuple(_head(share) for share in found)


def revoke(share_id: str) -> None:
    """Withdraw a link at once, for good.

    Raises
    ------
    NotFound
        ``share_unknown``.
    """
    with store().writing() as work:
        work.shares.get(share_id)
        work.shares.revoke(share_id, at=clock.now())


def open_share(token: str) -> Shared:
    """Return what stands behind a link, and count the view.

    Raises
    ------
    NotFound
        ``share_unknown``, ``share_expired`` or ``share_revoked``.
    """
    if len(token) != TOKEN_LENGTH or not token.isascii():
        raise NotFound("share_unknown")
    with store().reading() as work:
        share = work.shares.find(token)
    if share.revoked_at is not None:
        raise NotFound("share_revoked", at=share.revoked_at)
    if share.expires_at is not None and share.expires_at <= clock.now():
        raise NotFound("share_expired", at=share.expires_at)
    _count_view(share.id)
    return Shared(
        id=share.id,
        document=parse(share.document),
        result=thawed(share.result),
        language=_language(share),
        show_names=share.show_names,
        published_at=share.published_at,
        expires_at=share.expires_at,
    )


def _count_view(share_id: str) -> None:
    """Count a view; a busy or full database does not keep the reader out."""
    try:
        with store().writing() as work:
            work.shares.count_view(share_id)
    except EvaluationError as fault:
        if fault.code not in ("database_busy", "database_full"):
            raise


def _head(share: Share) -> ShareHead:
    expired = share.expires_at is not None and share.expires_at <= clock.now()
    return ShareHead(
        id=share.id,
        revision=share.revision,
        language=_language(share),
        show_names=share.show_names,
        published_at=share.published_at,
        expires_at=share.expires_at,
        revoked_at=share.revoked_at,
        views=share.views,
        open=share.revoked_at is None and not expired,
    )


def _language(share: Share) -> Language:
    return "en" if share.language == "en" else "fi"
