"""What the pages share in a session: language, the evaluation in the address, saving, undo, conflicts.

A tab edits the copy it has seen. The copy is renewed when the page changes, after a save, and after undo; when
another tab was faster, the save is told so and both sides are kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import streamlit as st

from evaluators.errors import Conflict, EvaluationError, NotFound
from evaluators.kinds import AnyDocument
from i18n import Language, Texts, texts
from i18n.negotiation import LANGUAGE_COOKIE, negotiated
from i18n.sentences import error_sentence
from services import evaluations
from services.conflicts import Keep
from services.evaluations import Opened

_COPY, _CONFLICT, _GENERATION, _PAGE, _NEWS = "_copy", "_conflict", "_generation", "_page", "_news"


@dataclass(frozen=True, slots=True)
class OpenConflict:
    """An edit that came second; it is kept aside until somebody chooses."""

    evaluation_id: str
    side_revision: int


def language() -> Language:
    """Return the visitor's language: the cookie's, else the browser's, else Finnish."""
    accepted = st.context.headers.get("Accept-Language") or st.context.locale
    return negotiated(st.context.cookies.get(LANGUAGE_COOKIE), accepted)


def words() -> Texts:
    """Return all texts in the visitor's language."""
    return texts(language())


def begin_run(page: str) -> None:
    """Start a run of ``page``: on a new page the tab takes a fresh copy, and pending news are told."""
    if st.session_state.get(_PAGE) != page:
        st.session_state[_PAGE] = page
        refresh()
    for news in st.session_state.pop(_NEWS, ()):
        st.toast(news)


def tell(message: str) -> None:
    """Show a short message at the start of the next run."""
    st.session_state[_NEWS] = (*st.session_state.get(_NEWS, ()), message)


def current_id() -> str | None:
    """Return the id of the evaluation in the address (``?id=``), or ``None``."""
    return st.query_params.get("id") or None


def opened() -> Opened | None:
    """Return this tab's copy of the evaluation in the address; ``None`` when there is none (said on the page)."""
    evaluation_id = current_id()
    if evaluation_id is None:
        return None
    copy: Opened | None = st.session_state.get(_COPY)
    if copy is not None and copy.id == evaluation_id:
        return copy
    try:
        copy = evaluations.open_evaluation(evaluation_id)
    except NotFound as fault:
        st.warning(error_sentence(fault.code, fault.facts, language()))
        return None
    st.session_state[_COPY] = copy
    return copy


def refresh() -> None:
    """Forget this tab's copy, so that the newest one is opened, and let its fields start anew."""
    st.session_state.pop(_COPY, None)
    st.session_state[_GENERATION] = st.session_state.get(_GENERATION, 0) + 1


def widget_key(*parts: object) -> str:
    """Return a widget key from ids. It changes when the document changed under the fields (undo, merge, restore)."""
    return "-".join(str(part) for part in (*parts, current_id() or "none", st.session_state.get(_GENERATION, 0)))


def commit(document: AnyDocument, action: str = "") -> Opened | None:
    """Save an edit of this tab's copy at once.

    Returns
    -------
    Opened or None
        The new copy; the present one when nothing changed; ``None`` when somebody else was faster (see
        ``open_conflict``) or the edit was refused, which is said on the page.
    """
    copy = opened()
    if copy is None or document == copy.document:
        return copy
    try:
        saved = evaluations.edit(copy.id, document, base_revision=copy.revision, action=action)
    except Conflict as fault:
        st.session_state[_CONFLICT] = OpenConflict(copy.id, int(str(fault.facts["mine"])))
        refresh()
        return None
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, language()))
        return None
    st.session_state[_COPY] = saved
    return saved


def apply(edit: Callable[..., AnyDocument], *args: object, action: str = "", **facts: object) -> Opened | None:
    """Run a pure edit on this tab's copy and save it; a refused edit is said on the page."""
    copy = opened()
    if copy is None:
        return None
    try:
        document = edit(copy.document, *args, **facts)
    except EvaluationError as fault:
        st.error(error_sentence(fault.code, fault.facts, language()))
        return None
    return commit(document, action)


def undo() -> None:
    """Take the last edit back."""
    _move(evaluations.undo)


def redo() -> None:
    """Do the edit again that was taken back."""
    _move(evaluations.redo)


def open_conflict() -> OpenConflict | None:
    """Return the conflict that waits for a choice on the evaluation in the address, or ``None``."""
    conflict: OpenConflict | None = st.session_state.get(_CONFLICT)
    return conflict if conflict is not None and conflict.evaluation_id == current_id() else None


def resolve_conflict(keep: Keep) -> None:
    """Settle the open conflict: keep ``mine``, ``theirs`` or ``merge``. A merge that is impossible is said."""
    conflict = open_conflict()
    if conflict is None:
        return
    try:
        evaluations.resolve_conflict(conflict.evaluation_id, conflict.side_revision, keep)
    except EvaluationError as fault:
        tell(error_sentence(fault.code, fault.facts, language()))
        return
    st.session_state.pop(_CONFLICT, None)
    refresh()


def _move(step: Callable[[str], Opened]) -> None:
    evaluation_id = current_id()
    if evaluation_id is None:
        return
    try:
        copy = step(evaluation_id)
    except EvaluationError as fault:
        tell(error_sentence(fault.code, fault.facts, language()))
        return
    refresh()
    st.session_state[_COPY] = copy
