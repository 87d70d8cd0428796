"""Step 3, criteria: templates, and what the tools are weighed by."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import streamlit as st

from evaluators.documents import text_of
from evaluators.tools.document import Criterion, Group
from services import editing, templates
from ui import escape
from ui.panels import fields, scale_editor
from ui.panels.edits import Form, change, new_id, rebuilt
from ui.panels.scale_editor import new_scale
from ui.panels.weighing import WeighingPage

DrawScale = Callable[[WeighingPage, Criterion, Callable[..., bool]], None]


def show(page: WeighingPage, draw_scale: DrawScale = scale_editor.show) -> None:
    """Draw the criteria and what adds one; ``draw_scale`` draws how a criterion is found out."""
    t = page.t
    st.header(t("page.criteria.title"), anchor="criteria")
    st.write(t("page.criteria.intro"))
    for criterion in page.document.criteria:
        _criterion(page, criterion, draw_scale)
    _add(page)
    if page.advanced:
        _groups(page)


def templates_of(page: WeighingPage) -> None:
    """Draw the ready sets of criteria: open while there are none, folded away after."""
    if not page.document.criteria:
        _templates(page)
        return
    with st.expander(page.t("page.criteria.template.change"), key="templates"):
        _templates(page)


def _templates(page: WeighingPage) -> None:
    t = page.t
    offered = {template.id: template for template in templates.templates_for(page.document)}
    with st.container():
        with st.container(horizontal=True, vertical_alignment="bottom"):
            chosen = st.selectbox(
                t("page.criteria.template"),
                list(offered),
                index=None,
                format_func=lambda key: text_of(offered[key].name, t.language),
                key="template",
                placeholder=t("page.criteria.template.placeholder"),
            )
            st.button(
                t("page.criteria.template.use"),
                key="template-use",
                disabled=chosen is None,
                on_click=_use_template,
                args=(chosen,),
                type="secondary" if page.document.criteria else "primary",
            )
        if chosen is not None:
            st.caption(escape.markdown(text_of(offered[chosen].description, t.language)))
        if page.document.criteria:
            st.caption(t("page.criteria.template.replaces"))


def _use_template(template_id: str) -> None:
    def edit(document):
        return editing.apply_template(document, templates.template_for(document, template_id))

    change(edit, "template")


def _criterion(page: WeighingPage, criterion: Criterion, draw_scale: DrawScale) -> None:
    t = page.t
    title = f"{escape.label(page.names.criteria[criterion.id])} · {page.scale_name(criterion)}"
    with st.expander(title, key=f"criterion-{criterion.id}", on_change="rerun") as details:
        if not details.open:
            return
        fields.text(
            t("page.name"),
            text_of(criterion.name, t.language),
            lambda name: name.strip() and _change(criterion.id, name=name.strip()),
            key=f"criterion-{criterion.id}-name",
        )
        fields.text(
            t("page.criteria.description"),
            text_of(criterion.description, t.language),
            lambda words: _change(criterion.id, description=words),
            key=f"criterion-{criterion.id}-description",
            area=True,
            placeholder=t("page.criteria.description.placeholder"),
        )
        draw_scale(page, criterion, partial(_change, criterion.id))
        if page.advanced:
            _place_and_rule(page, criterion)
        st.button(
            t("page.criteria.remove"),
            key=f"criterion-{criterion.id}-remove",
            on_click=_remove,
            args=(criterion.id,),
            type="tertiary",
            icon=":material/delete:",
        )


def _place_and_rule(page: WeighingPage, criterion: Criterion) -> None:
    t = page.t
    fields.choice(
        t("page.criteria.group"),
        tuple(page.names.groups),
        criterion.group,
        lambda group: _change(criterion.id, group=group),
        key=f"criterion-{criterion.id}-group",
        name=page.names.groups.__getitem__,
        placeholder=t("page.criteria.group.none"),
        optional=True,
    )
    if not page.rules:
        return
    fields.choice(
        t("page.criteria.rule"),
        page.rules,
        criterion.rule,
        lambda rule: _change(criterion.id, rule=rule),
        key=f"criterion-{criterion.id}-rule",
        name=lambda rule: t(f"page.rule.{rule}"),
        help=t("page.criteria.rule.help"),
        placeholder=t("page.criteria.rule.none"),
        optional=True,
    )


def _change(criterion_id: str, **changes: object) -> bool:
    def edit(document):
        old = document.criterion(criterion_id)
        return document if old is None else editing.change_criterion(document, rebuilt(old, **changes))

    return change(edit, "criterion")


def _remove(criterion_id: str) -> None:
    change(lambda document: editing.remove_criterion(document, criterion_id), "remove_criterion")


def _add(page: WeighingPage) -> None:
    t = page.t
    form = Form("new-criterion", t)
    with st.form("new-criterion"):
        st.markdown(f"**{t('page.criteria.add.title')}**")
        name, kind = st.columns(2)
        with name:
            form.text("name", t("page.name"), placeholder=t("page.criteria.add.placeholder"))
        with kind:
            form.choice(
                "type",
                t("page.scale"),
                page.scale_types,
                lambda kind: t(f"page.scale.{kind}"),
                help=t("page.scale.help"),
            )
        form.send(t("page.criteria.add"), partial(_add_criterion, page.criterion_type), type="secondary")


def _add_criterion(criterion_type: type[Criterion], form: Form) -> bool:
    name = form.required("name", form.t("page.name"))
    kind = form.required("type", form.t("page.scale"))
    if not form.ok:
        return False
    rule = "price" if kind == "price" else None
    criterion = criterion_type(id=new_id("criterion"), name=name, scale=new_scale(kind), rule=rule)
    return change(lambda document: editing.add_criterion(document, criterion), "add_criterion")


def _groups(page: WeighingPage) -> None:
    t = page.t
    with st.container(border=True):
        st.subheader(t("page.groups.title"), anchor="groups")
        st.caption(t("page.groups.why"))
        for group in page.document.groups:
            with st.container(horizontal=True, vertical_alignment="bottom"):
                fields.text(
                    t("page.groups.name"),
                    text_of(group.name, t.language),
                    lambda name, group=group: name.strip() and _put_group(rebuilt(group, name=name.strip())),
                    key=f"group-{group.id}",
                )
                st.button(
                    t("page.remove"),
                    key=f"group-{group.id}-remove",
                    on_click=_remove_group,
                    args=(group.id,),
                    type="tertiary",
                )
        form = Form("new-group", t)
        with st.form("new-group", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
            form.text("name", t("page.groups.name"), placeholder=t("page.groups.placeholder"))
            form.send(t("page.groups.add"), _add_group, type="secondary")


def _add_group(form: Form) -> bool:
    name = form.required("name", form.t("page.groups.name"))
    return form.ok and _put_group(Group(id=new_id("group"), name=name))


def _put_group(group: Group) -> bool:
    return change(lambda document: editing.put_group(document, group), "group")


def _remove_group(group_id: str) -> None:
    change(lambda document: editing.remove_group(document, group_id), "group")
