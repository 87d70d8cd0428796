"""Shared links: frozen for ever, found by the hash of their token alone, gone when withdrawn or expired."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta

import pytest

from evaluators.documents import revise
from evaluators.errors import EvaluationError, NotFound
from services import clock, evaluations, keeping, results, sharing
from services.results import result_of

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_link_shows_what_was_published_whatever_happens_after(document, monkeypatch):
    evaluation_id = evaluations.create(document)
    result = result_of(document)
    published = sharing.publish(evaluation_id, language="fi", show_names=True)
    evaluations.edit(evaluation_id, revise(document, title="later"), base_revision=1)
    evaluations.delete(evaluation_id)
    results.forget_results()
    monkeypatch.setattr("services.sharing.result_of", None)  # a link is never worked out again
    shared = sharing.open_share(published.token)
    assert shared.document == document
    assert shared.result == result
    assert repr(shared.result) == repr(result), "types too, not only values"
    assert (shared.language, shared.show_names) == ("fi", True)
    assert published.url_path == f"/s/{published.token}"


def test_the_token_itself_is_not_kept(document):
    published = sharing.publish(evaluations.create(document), language="en")
    assert len(published.token) == 43, "256 bits as address-safe text"
    file = keeping.store().file
    keeping.close()
    assert file is not None
    kept = b"".join(path.read_bytes() for path in file.parent.iterdir())
    assert published.token.encode() not in kept
    with sqlite3.connect(file) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(share)")]
    connection.close()
    assert "token" not in columns
    assert "token_sha256" in columns


def test_expiry_is_thirty_days_unless_said_otherwise(document):
    evaluation_id = evaluations.create(document)
    with clock.stopped(NOON):
        usual = sharing.publish(evaluation_id, language="fi")
        endless = sharing.publish(evaluation_id, language="fi", days=None)
    assert usual.expires_at == NOON + timedelta(days=30)
    with clock.stopped(NOON + timedelta(days=30) - timedelta(seconds=1)):
        sharing.open_share(usual.token)
    with clock.stopped(NOON + timedelta(days=30)), pytest.raises(NotFound, match="share_expired"):
        sharing.open_share(usual.token)
    with clock.stopped(NOON + timedelta(days=9_000)):
        assert sharing.open_share(endless.token).expires_at is None


@pytest.mark.parametrize("days", [0, -1, 4_000])
def test_days_outside_the_limits(document, days):
    with pytest.raises(EvaluationError, match="share_days_outside"):
        sharing.publish(evaluations.create(document), language="fi", days=days)


def test_withdrawn_is_gone_at_once_and_for_good(document):
    evaluation_id = evaluations.create(document)
    published = sharing.publish(evaluation_id, language="fi")
    sharing.open_share(published.token)
    with clock.stopped(NOON):
        sharing.revoke(published.id)
    sharing.revoke(published.id)
    with pytest.raises(NotFound, match="share_revoked"):
        sharing.open_share(published.token)
    head = sharing.shares(evaluation_id)[0]
    assert (head.revoked_at, head.open, head.views) == (NOON, False, 1)


@pytest.mark.parametrize("token", ["", "x", "a" * 43, "ä" * 43, "a" * 100_000])
def test_unknown_tokens(token):
    with pytest.raises(NotFound, match="share_unknown"):
        sharing.open_share(token)


def test_reading_goes_on_when_views_cannot_be_counted(document, monkeypatch):
    published = sharing.publish(evaluations.create(document), language="fi")
    store = keeping.store()

    def full():
        raise EvaluationError("database_full")

    monkeypatch.setattr(store, "writing", full)
    assert sharing.open_share(published.token).document == document


def test_only_known_evaluations_are_published():
    with pytest.raises(NotFound, match="evaluation_unknown"):
        sharing.publish("nothing", language="fi")
