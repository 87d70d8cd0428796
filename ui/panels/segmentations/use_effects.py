"""Use it, afterwards: what a campaign test measured in each segment comes back as evidence."""

from __future__ import annotations

import streamlit as st

from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.results import CampaignResult
from evaluators.documents import content_hash, text_of
from evaluators.errors import EvaluationError
from i18n.sentences import error_sentence
from reports.campaigns.context import DesignWords
from reports.segmentations.context import SegmentationWords
from reports.segmentations.using_campaigns import effects_blocks
from services import evaluations, results, segment_campaigns
from services.segment_campaigns import Matched
from ui import draw, escape, inputs, state
from ui.panels import fields
from ui.panels.edits import change
from ui.panels.segmentations.page import SegmentationPage
from ui.panels.segmentations.use_package import Used

KIND = "campaign-test"


def show(page: SegmentationPage, used: Used) -> None:
    """Draw the whole part."""
    t = page.t
    st.write(t("segmentation_page.use.effects.intro"))
    _now(page, used)
    heads = {one.id: one for one in evaluations.listed() if one.kind == KIND}
    if not heads:
        st.info(t("segmentation_page.use.effects.none"))
        return
    titles = {one: escape.label(text_of(head.title, t.language) or t("page.untitled")) for one, head in heads.items()}
    names = fields.named(titles)
    chosen = st.selectbox(
        t("segmentation_page.use.effects.test"),
        list(heads),
        index=None,
        format_func=names.get,
        key="use-test",
        placeholder=t("page.choose"),
    )
    test = None if chosen is None else evaluations.open_evaluation(chosen).document
    if not isinstance(test, CampaignTest):
        return
    result = _result(page, test)
    if result is not None:
        _take(page, used, test, result)


def _now(page: SegmentationPage, used: Used) -> None:
    """Draw the effects that are in use, and a way to take them away."""
    t, document = page.t, page.document
    effects = [one for one in document.effects if one.candidate == used.candidate]
    if not effects:
        return
    with st.container(border=True, key="use-effects-now"):
        st.markdown(f"**{t('segmentation_page.use.effects.now')}**")
        draw.blocks(effects_blocks(_words(page, used), used.candidate, effects), key="use-effects-now")
        for source in dict.fromkeys(one.source for one in effects if one.source):
            st.caption(escape.markdown(t("segmentation_page.use.effects.from", source=source)))
        st.button(
            t("segmentation_page.use.effects.remove"),
            key="use-effects-remove",
            on_click=_put,
            args=(used.candidate, ()),
            icon=":material/delete:",
            type="tertiary",
        )


def _words(page: SegmentationPage, used: Used) -> SegmentationWords:
    return SegmentationWords(page.document, used.result, page.t.language)


def _result(page: SegmentationPage, test: CampaignTest) -> CampaignResult | None:
    """Return a test's result; where it is not ready, offer to work it out."""
    t = page.t
    known = results.known_result(content_hash(test)) is not None
    if not known and not st.button(t("segmentation_page.use.effects.read"), key="use-test-read", type="primary"):
        return None
    said = t("segmentation_page.use.effects.reading")
    bar = st.progress(0.0, text=said)
    try:
        return results.result_of(test, lambda share: bar.progress(min(share, 1.0), text=said))
    except EvaluationError as fault:
        st.warning(error_sentence(fault.code, fault.facts, t.language))
        return None
    finally:
        bar.empty()


def _take(page: SegmentationPage, used: Used, test: CampaignTest, result: CampaignResult) -> None:
    """Draw which effect is taken and what it is in money; offer to take it into use."""
    t, words = page.t, DesignWords(test.design, page.t.language)
    readings = segment_campaigns.measured(result)
    if not readings:
        st.info(t("segmentation_page.use.effects.no_segments"))
        return
    said = {
        (variant, metric): t(
            "segmentation_page.use.effects.which.name",
            variant=words.name(variant, "variant"),
            metric=words.name(metric, "metric"),
        )
        for variant, metric in readings
    }
    with st.grid(2, min_column_width=240, vertical_alignment="bottom"):
        chosen = st.selectbox(
            t("segmentation_page.use.effects.which"),
            readings,
            format_func=lambda one: escape.label(said[one]),
            key="use-reading",
            placeholder=t("page.choose"),
        )
        worth = inputs.decimal(
            t("segmentation_page.use.effects.worth", currency=page.document.settings.currency),
            segment_campaigns.worth_of(test, chosen[1]),
            f"use-worth-{content_hash(test)[:12]}-{chosen[1]}",
            minimum=0,
            optional=True,
            help=t("segmentation_page.use.effects.worth.help"),
        )
    if not worth:
        st.info(t("segmentation_page.use.effects.need_worth"))
        return
    found = segment_campaigns.effects_of(test, result, variant=chosen[0], metric=chosen[1], worth=worth)
    title = text_of(test.title, t.language) or t("page.untitled")
    _preview(
        page,
        used,
        segment_campaigns.matched(
            used.result, used.candidate, found, names=used.names, source=f"{title}: {said[chosen]}"[:500]
        ),
    )


def _preview(page: SegmentationPage, used: Used, found: Matched) -> None:
    blocks = effects_blocks(
        _words(page, used),
        used.candidate,
        found.effects,
        strange=found.strange,
        unknown=found.unknown,
        untested=found.untested,
    )
    draw.blocks(blocks, key="use-effects")
    if found.effects:
        st.button(
            page.t("segmentation_page.use.effects.take"),
            key="use-effects-take",
            on_click=_put,
            args=(used.candidate, found.effects),
            type="primary",
            icon=":material/playlist_add_check:",
        )


def _put(candidate: str, effects: tuple) -> None:
    done = change(lambda document: segment_campaigns.put_effects(document, candidate, effects), "effects")
    if done and effects:
        state.tell(state.words()("segmentation_page.use.effects.taken"))
