"""Candidates to add: a fair set at once, those that the fields allow by kind, and why the others are not possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from evaluators.segmentations.candidates import Candidate, table_of
from i18n.sentences import error_sentence
from reports.segmentations.context import SegmentationWords
from services import editing_segmentation_candidates as editing
from services import segmentation_candidates
from services.segmentation_offers import NotPossible, Offer, baselines
from ui import escape
from ui.panels.edits import change
from ui.panels.segmentations import candidates_own
from ui.panels.segmentations.candidates_names import with_names
from ui.panels.segmentations.page import SegmentationPage

if TYPE_CHECKING:
    from services.segmentations import CustomerFrame

GROUPS = {
    "behaviour": ("lifecycle", "rfm", "engagement", "goal", "content", "season"),
    "people": (
        "age", "income", "education", "job", "sex", "household", "geographic", "psychographic", "interests",
        "technographic", "hybrid", "other",
    ),
    "found": ("kmeans", "bisecting", "gaussian_mixture", "prototypes", "latent_class", "density"),
    "given": ("imported",),
    "baseline": ("no_segments", "random"),
}  # fmt: skip
CHOSEN = "offers-{}"
ENOUGH = 3  # candidates from which a comparison can be fair


def show(page: SegmentationPage, customers: CustomerFrame | None) -> None:
    """Draw everything that can be added."""
    t, document = page.t, page.document
    st.header(t("segmentation_page.offers.title"), anchor="add")
    st.write(t("segmentation_page.offers.why" if customers is not None else "segmentation_page.offers.bare"))
    if customers is None:
        _groups(page, baselines(document.candidates))
        candidates_own.show(page, customers)
        return
    found = segmentation_candidates.ready_made(document, customers)
    _fair(page, found.fair_set())
    _groups(page, found.offers)
    candidates_own.show(page, customers)
    _not_possible(page, found.not_possible)


def _fair(page: SegmentationPage, offers: tuple[Offer, ...]) -> None:
    """Offer a few unlike candidates with both baselines; to those who have enough, only a baseline that is missing."""
    enough = len(page.document.candidates) >= ENOUGH
    left = tuple(one for one in offers if not one.taken and (not enough or one.family in GROUPS["baseline"]))
    if not left:
        return
    t = page.t
    with st.container(border=True, key="fair-set"):
        st.markdown(f"**{t('segmentation_page.offers.fair')}**")
        st.write(t("segmentation_page.offers.fair.baselines" if enough else "segmentation_page.offers.fair.why"))
        st.markdown("\n".join(f"- {escape.markdown(name)}" for name in _names(page, left)))
        st.button(
            t.plural("segmentation_page.offers.fair.add", len(left), n=len(left)),
            key="fair-set-add",
            on_click=_add,
            args=(tuple(one.candidate for one in left),),
            type="secondary" if page.document.candidates else "primary",
        )


def _groups(page: SegmentationPage, offers: tuple[Offer, ...]) -> None:
    """Draw what is left to add, kind by kind, and one button for all that is chosen."""
    t = page.t
    chosen: list[Offer] = []
    for group, families in GROUPS.items():
        own = [one for family in families for one in offers if one.family == family and not one.taken]
        if own:
            names = dict(enumerate(_names(page, tuple(own))))
            picked = st.pills(
                t(f"segmentation_page.offers.{group}"),
                list(names),
                selection_mode="multi",
                format_func=lambda place, names=names: escape.label(names[place], 60),
                key=CHOSEN.format(f"{group}-{len(page.document.candidates)}"),
                help=t(f"segmentation_page.offers.{group}.help"),
            )
            chosen += [own[place] for place in picked or ()]
    for one in chosen:
        st.caption(_about(page, one))
    if chosen:
        st.button(
            t.plural("segmentation_page.offers.add", len(chosen), n=len(chosen)),
            key="offers-add",
            on_click=_add,
            args=(tuple(one.candidate for one in chosen),),
            type="primary",
        )


def _names(page: SegmentationPage, offers: tuple[Offer, ...]) -> list[str]:
    """Return what the offered candidates would be called."""
    words = _words(page, offers)
    return [words.candidates[f"offer-{place}"] for place in range(len(offers))]


def _words(page: SegmentationPage, offers: tuple[Offer, ...]) -> SegmentationWords:
    """Return words over the candidates on offer, as though the document had them."""
    there = tuple(
        with_names(page.document, one.candidate).model_copy(update={"id": f"offer-{place}"})
        for place, one in enumerate(offers)
    )
    return SegmentationWords(page.document.model_copy(update={"candidates": there, "names": ()}), None, page.t.language)


def _about(page: SegmentationPage, offer: Offer) -> str:
    """Return what a chosen candidate would give: its segments, or how it finds them."""
    t, words = page.t, _words(page, (offer,))
    name = escape.markdown(words.candidates["offer-0"])
    if table_of(offer.candidate) is None:
        said = t(f"segmentation_page.type.{offer.candidate.type}")
    else:
        said = escape.markdown(words.join(list(words.segments["offer-0"].values()), 12))
    return t("segmentation_page.offers.about", name=name, said=said)


def _add(candidates: tuple[Candidate, ...]) -> None:
    def edit(document):
        return editing.add_candidates(document, [with_names(document, one) for one in candidates])

    change(edit, "add_candidate")


def _not_possible(page: SegmentationPage, missing: tuple[NotPossible, ...]) -> None:
    t = page.t
    if not missing:
        return
    with st.expander(t.plural("segmentation_page.offers.impossible", len(missing), n=len(missing))):
        st.markdown("\n".join(f"- {_reason(page, one)}" for one in missing))


def _reason(page: SegmentationPage, one: NotPossible) -> str:
    t = page.t
    family = t(f"segmentation_page.family.{one.family}")
    if one.fault is None:
        return t("segmentation_page.offers.reason", family=family, reason=t(f"segmentation_page.needs.{one.family}"))
    facts = dict(one.fault.facts)
    if isinstance(field := facts.get("field"), str):
        facts["field"] = SegmentationWords(page.document, None, t.language).field(field)
    reason = escape.markdown(error_sentence(one.fault.code, facts, t.language))
    return t("segmentation_page.offers.reason", family=family, reason=reason)
