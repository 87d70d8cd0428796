"""Who gets what: the control first, then the messages that are tried against it."""

from __future__ import annotations

from typing import get_args

import streamlit as st

from evaluators.campaigns.design import Variant
from evaluators.documents import text_of
from i18n.formats import percent as percent_text
from services import editing_campaigns
from ui import escape
from ui.panels import fields
from ui.panels.campaigns.metric_presets import both
from ui.panels.campaigns.page import CampaignPage
from ui.panels.edits import Form, change, rebuilt

STRATEGIES: tuple[str, ...] = get_args(Variant.model_fields["strategy"].annotation)


def show(page: CampaignPage) -> None:
    """Draw the variants."""
    t, variants = page.t, page.document.design.variants
    st.header(t("campaign_page.variants.title"), anchor="variants")
    st.write(t("campaign_page.variants.why"))
    if not variants:
        st.button(t("campaign_page.variants.begin"), key="variants-begin", on_click=_begin, type="primary")
    for place, variant in enumerate(variants):
        _variant(page, variant, place)
    if len(variants) == 1:
        st.info(t("campaign_page.variants.one"))
    _add(page)


def with_first_variants(document):
    """Return the document with a control that gets nothing and one message."""
    added = editing_campaigns.add_variant(document, both("campaign_page.variant.control"), strategy="nothing")
    return editing_campaigns.add_variant(added, both("campaign_page.variant.message"))


def _begin() -> None:
    change(with_first_variants, "add_variant")


def _variant(page: CampaignPage, variant: Variant, place: int) -> None:
    t = page.t
    with st.container(border=True, key=f"variant-{variant.id}"):
        role = t("campaign_page.variant.is_control") if place == 0 else t("campaign_page.variant.is_tried")
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"**{role}** :small[{_share(page, variant)}]", width="content")
            _buttons(page, variant, place)
        with st.grid(3, min_column_width=200, vertical_alignment="bottom"):
            fields.text(
                t("page.name"),
                text_of(variant.name, t.language),
                lambda name: name.strip() and _change(variant.id, name=name.strip()),
                key=f"variant-{variant.id}-name",
            )
            fields.choice(
                t("campaign_page.variant.strategy"),
                STRATEGIES,
                variant.strategy,
                lambda strategy: strategy and _strategy(variant.id, strategy),
                key=f"variant-{variant.id}-strategy",
                name=lambda strategy: t(f"campaign_page.strategy.{strategy}"),
                help=t("campaign_page.variant.strategy.help"),
                placeholder=t("page.choose"),
            )
            _figures(page, variant)


def _share(page: CampaignPage, variant: Variant) -> str:
    """Say which share of the customers a variant gets, after the holdout."""
    design = page.document.design
    share = variant.split / sum(one.split for one in design.variants) * (1 - design.holdout)
    return page.t("campaign_page.variant.share", share=percent_text(share, page.t.language))


def _figures(page: CampaignPage, variant: Variant) -> None:
    t, design = page.t, page.document.design
    if variant.strategy == "one_segment":
        fields.choice(
            t("campaign_page.variant.only_segment"),
            tuple(segment.id for segment in design.segments),
            variant.only_segment,
            lambda segment: _change(variant.id, only_segment=segment),
            key=f"variant-{variant.id}-segment",
            name=page.words.name,
            optional=True,
            placeholder=t("page.choose") if design.segments else t("campaign_page.variant.only_segment.none"),
            disabled=not design.segments,
        )
    fields.decimal(
        t("campaign_page.variant.send_cost", currency=design.money.currency),
        variant.send_cost,
        lambda cost: _change(variant.id, send_cost=cost),
        key=f"variant-{variant.id}-cost",
        t=t,
        least=0,
        most=10**9,
    )
    if page.advanced or variant.split != 1:
        fields.decimal(
            t("campaign_page.variant.split"),
            variant.split,
            lambda split: split and _change(variant.id, split=split),
            key=f"variant-{variant.id}-split",
            t=t,
            least=0.001,
            most=10**6,
            help=t("campaign_page.variant.split.help"),
        )


def _buttons(page: CampaignPage, variant: Variant, place: int) -> None:
    t = page.t
    with st.container(horizontal=True, horizontal_alignment="right", width="content"):
        if place > 0:
            st.button(
                t("campaign_page.variant.to_control"),
                key=f"variant-{variant.id}-control",
                on_click=_to_control,
                args=(variant.id,),
                type="tertiary",
            )
        st.button(
            t("page.remove"),
            key=f"variant-{variant.id}-remove",
            on_click=_remove,
            args=(variant.id,),
            type="tertiary",
            help=t("campaign_page.variant.remove.help", name=escape.label(page.words.name(variant.id))),
        )


def _strategy(variant_id: str, strategy: str) -> bool:
    only = {} if strategy == "one_segment" else {"only_segment": None}
    return _change(variant_id, strategy=strategy, **only)


def _change(variant_id: str, **changes: object) -> bool:
    def edit(document):
        old = next((one for one in document.design.variants if one.id == variant_id), None)
        return document if old is None else editing_campaigns.put_variant(document, rebuilt(old, **changes))

    return change(edit, "variant")


def _to_control(variant_id: str) -> None:
    change(lambda document: editing_campaigns.move_variant(document, variant_id, 0), "variant")


def _remove(variant_id: str) -> None:
    change(lambda document: editing_campaigns.remove_variant(document, variant_id), "remove_variant")


def _add(page: CampaignPage) -> None:
    t = page.t
    form = Form("new-variant", t)
    with st.form("new-variant", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        form.text("name", t("campaign_page.variants.add"), placeholder=t("campaign_page.variants.add.placeholder"))
        form.send(t("page.add"), _add_variant, type="secondary")


def _add_variant(form: Form) -> bool:
    name = form.required("name", form.t("campaign_page.variants.add"))
    return form.ok and change(lambda document: editing_campaigns.add_variant(document, name), "add_variant")
