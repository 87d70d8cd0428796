"""A criterion's scale: its ends, bends and unit, or its grades and what each is worth."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from evaluators.documents import text_of
from evaluators.tools.document import Criterion
from evaluators.tools.scales import (
    BreakPoint,
    CountScale,
    Grade,
    GradeScale,
    NumberScale,
    PriceScale,
    Scale,
    StarsScale,
    YesNoScale,
)
from i18n import Texts, texts
from i18n.formats import number
from ui.panels import fields
from ui.panels.edits import Form, new_id, rebuilt
from ui.panels.weighing import WeighingPage

Change = Callable[..., bool]
TYPES = ("grades", "number", "yes_no", "count", "stars", "price")
GRADES = ("poor", "mediocre", "good", "very_good", "excellent")


def new_scale(kind: str) -> Scale:
    """Return a scale of a kind with its usual ends."""
    if kind == "grades":
        return GradeScale(grades=tuple(_new_grade(place, grade) for place, grade in enumerate(GRADES)))
    if kind == "number":
        return NumberScale(worst=0, best=100)
    return {"yes_no": YesNoScale, "count": CountScale, "stars": StarsScale, "price": PriceScale}[kind]()


def _new_grade(place: int, grade: str) -> Grade:
    name = {language: texts(language)(f"page.grade.{grade}") for language in ("fi", "en")}
    return Grade(id=grade, name=name, value=100 * place / (len(GRADES) - 1))


def show(page: WeighingPage, criterion: Criterion, change: Change) -> None:
    """Draw the editor of one criterion's scale."""
    t = page.t
    scale = criterion.scale
    fields.choice(
        t("page.scale"),
        page.scale_types,
        scale.type,
        lambda kind: kind and change(scale=new_scale(kind)),
        key=f"scale-{criterion.id}",
        name=lambda kind: t(f"page.scale.{kind}"),
        help=t("page.scale.change"),
        placeholder=t("page.choose"),
    )
    if scale.type == "grades":
        _grades(page, criterion, scale, change)
    elif scale.type == "yes_no":
        st.caption(t("page.scale.yes_no.worth"))
    else:
        _measured(page, criterion, scale, change)


def _measured(page: WeighingPage, criterion: Criterion, scale: Any, change: Change) -> None:
    t = page.t
    if scale.type == "price":
        st.caption(t("page.scale.price.unit", currency=page.document.need.scenario.currency))
    with st.grid(3, min_column_width=160):
        for end in ("worst", "best"):
            fields.decimal(
                t(f"page.scale.{end}"),
                getattr(scale, end),
                partial(_put_end, t, scale, change, end),
                key=f"scale-{criterion.id}-{end}",
                t=t,
            )
        if scale.type == "number":
            fields.text(
                t("page.scale.unit"),
                text_of(scale.unit, t.language),
                lambda unit: change(scale=rebuilt(scale, unit=unit)),
                key=f"scale-{criterion.id}-unit",
                placeholder=t("page.scale.unit.placeholder"),
            )
    st.caption(t("page.scale.ends.help"))
    if page.advanced:
        _bends(page, criterion, scale, change)


def _put_end(t: Texts, scale: Any, change: Change, end: str, figure: float) -> None:
    """Move an end; bends go, since they may no longer lie between the ends."""
    if figure == getattr(scale, "best" if end == "worst" else "worst"):
        st.error(t("page.scale.ends_differ"))
    else:
        change(scale=rebuilt(scale, points=(), **{end: figure}))


def _bends(page: WeighingPage, criterion: Criterion, scale: Any, change: Change) -> None:
    t = page.t
    st.markdown(f"**{t('page.scale.bends')}**", help=t("term.value_function.plain"))
    for point in scale.points:
        kept = tuple(other for other in scale.points if other != point)
        with st.container(horizontal=True, vertical_alignment="center"):
            figure, worth = number(point.x, t.language, None), number(point.value, t.language, None)
            st.markdown(t("page.scale.bend", figure=figure, worth=worth), width="content")
            st.button(
                t("page.remove"),
                key=f"bend-{criterion.id}-{point.x}",
                on_click=lambda kept=kept: change(scale=rebuilt(scale, points=kept)),
                type="tertiary",
            )
    form = Form(f"bend-{criterion.id}", t)
    with st.form(f"bend-{criterion.id}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        form.decimal("x", t("page.scale.bend.figure"))
        form.decimal("value", t("page.scale.bend.worth"))
        form.send(t("page.scale.bend.add"), partial(_add_bend, scale, change), type="secondary")


def _add_bend(scale: Any, change: Change, form: Form) -> bool:
    x = form.number("x", form.t("page.scale.bend.figure"))
    value = form.number("value", form.t("page.scale.bend.worth"), least=0, most=100)
    if not form.ok or x is None or value is None:
        return False
    if not min(scale.worst, scale.best) < x < max(scale.worst, scale.best):
        return form.refuse(form.t("page.scale.bend.outside"))
    points = sorted(
        (*scale.points, BreakPoint(x=x, value=value)), key=lambda point: point.x, reverse=scale.best < scale.worst
    )
    worths = [point.value for point in points]
    if worths != sorted(worths) or len({point.x for point in points}) != len(points):
        return form.refuse(form.t("page.scale.bend.order"))
    return change(scale=rebuilt(scale, points=tuple(points)))


def _grades(page: WeighingPage, criterion: Criterion, scale: GradeScale, change: Change) -> None:
    t = page.t
    st.caption(t("page.scale.grades.help"))
    for place, grade in enumerate(scale.grades):
        name, worth, remove = st.columns([3, 3, 1], vertical_alignment="bottom")
        with name:
            fields.text(
                t("page.scale.grade"),
                text_of(grade.name, t.language),
                lambda words, place=place: words.strip() and change(scale=_with(scale, place, name=words.strip())),
                key=f"grade-{criterion.id}-{grade.id}",
            )
        with worth:
            fields.slider(
                t("page.scale.grade.worth"),
                round(grade.value),
                partial(_put_worth, t, scale, change, place),
                key=f"grade-{criterion.id}-{grade.id}-value",
            )
        with remove:
            st.button(
                t("page.remove"),
                key=f"grade-{criterion.id}-{grade.id}-remove",
                disabled=len(scale.grades) <= 2,
                on_click=lambda grade=grade: change(scale=_without(scale, grade)),
                type="tertiary",
            )
    form = Form(f"grade-{criterion.id}", t)
    with st.form(f"grade-{criterion.id}", border=False), st.container(horizontal=True, vertical_alignment="bottom"):
        form.text("name", t("page.scale.grade.new"))
        form.decimal("value", t("page.scale.grade.worth"))
        form.send(t("page.scale.grade.add"), partial(_add_grade, scale, change), type="secondary")


def _with(scale: GradeScale, place: int, **changes: object) -> GradeScale:
    """Return the scale with one grade changed; the others give way so that values keep rising."""
    grades = list(scale.grades)
    grades[place] = rebuilt(grades[place], **changes)
    value = grades[place].value
    lower = [rebuilt(grade, value=min(grade.value, value)) for grade in grades[:place]]
    upper = [rebuilt(grade, value=max(grade.value, value)) for grade in grades[place + 1 :]]
    return rebuilt(scale, grades=(*lower, grades[place], *upper))


def _put_worth(t: Texts, scale: GradeScale, change: Change, place: int, value: int) -> None:
    grades = [(value if other == place else grade.value) for other, grade in enumerate(scale.grades)]
    lowest = min(grades[0], value)
    highest = max(grades[-1], value)
    if lowest == highest:
        st.error(t("page.scale.grade.flat"))
    else:
        change(scale=_with(scale, place, value=float(value)))


def _without(scale: GradeScale, grade: Grade) -> GradeScale:
    return rebuilt(scale, grades=tuple(other for other in scale.grades if other.id != grade.id))


def _add_grade(scale: GradeScale, change: Change, form: Form) -> bool:
    name = form.required("name", form.t("page.scale.grade.new"))
    value = form.number("value", form.t("page.scale.grade.worth"), least=0, most=100)
    if not form.ok or value is None:
        return False
    grades = sorted((*scale.grades, Grade(id=new_id("grade"), name=name, value=value)), key=lambda grade: grade.value)
    return change(scale=rebuilt(scale, grades=tuple(grades)))
