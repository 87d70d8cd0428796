"""Fields that candidates need beside the common ones: several of many, and lists of names of the document."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import streamlit as st

from evaluators.segmentations.candidates import Candidate
from services import editing_segmentation_candidates as editing
from ui import state
from ui.panels import fields
from ui.panels.edits import change
from ui.panels.fields import Receive
from ui.panels.segmentations.page import SegmentationPage


def many(
    label: str, options: Sequence[Any], value: Sequence[Any], receive: Receive, *, key: str,
    name: Callable[[Any], str], **more: Any,
) -> None:  # fmt: skip
    """Draw a list of which any number may be chosen; what is chosen and no longer there stays until it is taken out."""
    listed = [*options, *(one for one in value if one not in options)]
    shown = dict(zip(listed, fields.distinct([name(one) for one in listed]), strict=True))
    st.session_state[key] = list(value)
    st.multiselect(
        label,
        listed,
        format_func=lambda one: shown.get(one) or name(one),
        key=key,
        on_change=_send,
        args=(key, receive),
        **more,
    )


def _send(key: str, receive: Receive) -> None:
    fields.handed(receive, tuple(st.session_state[key]))


def fold(title: str, key: str, *, icon: str | None = None) -> Any:
    """Return an expander that stays open while its title changes; a title is part of what it is to the browser."""
    st.session_state[key] = st.session_state.get(f"{key}-open", False)
    return st.expander(title, key=key, on_change=_folded, args=(key,), icon=icon)


def _folded(key: str) -> None:
    st.session_state[f"{key}-open"] = bool(st.session_state[key])


def of_kinds(page: SegmentationPage, *kinds: str) -> tuple[str, ...]:
    """Return the fields that may segment and are of some kinds."""
    return tuple(one.id for one in page.document.fields if one.role == "input" and one.kind in kinds)


def set_of(candidate_id: str, **changes: Any) -> bool:
    """Change settings of a candidate; what was said of segments that are no more goes, which is told."""
    copy = state.opened()
    before = 0 if copy is None else editing.said_of_segments(copy.document, candidate_id)
    done = change(lambda document: editing.change_candidate(document, candidate_id, **changes), "candidate")
    tell_of_lost(candidate_id, before)
    return done


def tell_of_lost(candidate_id: str, before: int) -> None:
    """Tell how many names, actions and targets went with segments that are no more."""
    copy = state.opened()
    lost = before - (before if copy is None else editing.said_of_segments(copy.document, candidate_id))
    if lost > 0:
        state.tell(state.words().plural("segmentation_page.candidate.lost", lost, n=lost))


def key_of(candidate: Candidate, *parts: object) -> str:
    """Return a widget key that is the candidate's own."""
    return "-".join(str(part) for part in ("candidate", candidate.id, *parts))
