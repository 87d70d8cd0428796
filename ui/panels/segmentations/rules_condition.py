"""One comparison while it is changed: the field, how it is compared, and with what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from evaluators.segmentations.candidates import Candidate, Rfm
from evaluators.segmentations.rules.conditions import Condition, Rule
from i18n.formats import editable
from i18n.parsing import parse_number
from i18n.sentences import number_problem
from reports.segmentations.context import SegmentationWords
from reports.segmentations.rule_words import half_of
from services import segmentation_candidates
from services.segmentation_conditions import (
    ASKED,
    OPERATORS,
    compared_fields,
    kind_of,
    starting_condition,
    with_operator,
    with_values,
)
from ui import state
from ui.panels import fields
from ui.panels.segmentations.candidates_inputs import many
from ui.panels.segmentations.page import SegmentationPage

if TYPE_CHECKING:
    from services.segmentations import CustomerFrame

Take = Callable[[Rule | None], bool]
BETWEEN_VALUES = ";"  # a comma is a decimal one
MOST_OFFERED = 50


def start(page: SegmentationPage, candidate: Candidate, customers: CustomerFrame | None, field: str) -> Condition:
    """Return what a new comparison of a field begins with."""
    if isinstance(candidate, Rfm):
        return starting_condition(field, "number", highest=candidate.parts)
    facts = None if customers is None else segmentation_candidates.facts_of(page.document, customers, field)
    return starting_condition(field, kind_of(page.document, field), facts)


def show(
    page: SegmentationPage,
    candidate: Candidate,
    given: Condition,
    take: Take,
    *,
    key: str,
    words: SegmentationWords,
    customers: CustomerFrame | None,
    removable: bool,
) -> None:
    """Draw the comparison in a row; what is chosen is taken at once."""
    t, kind = page.t, kind_of(page.document, given.field)
    shown = _as_listed(given, kind)
    known = compared_fields(page.document, candidate)
    with st.grid(4 if removable else 3, min_column_width=150, vertical_alignment="bottom"):
        fields.choice(
            t("segmentation_page.rules.field"),
            known if given.field in known else (*known, given.field),
            given.field,
            lambda field: field and take(start(page, candidate, customers, field)),
            key=f"{key}-field",
            name=words.field,
            placeholder=t("page.choose"),
        )
        operators = OPERATORS[kind] if shown.operator in OPERATORS[kind] else (*OPERATORS[kind], shown.operator)
        fields.choice(
            t("segmentation_page.rules.operator"),
            operators,
            shown.operator,
            lambda operator: (
                operator and take(with_operator(shown, operator, start(page, candidate, customers, given.field)))
            ),
            key=f"{key}-operator",
            name=lambda operator: t(f"segmentation_page.operator.{operator}"),
            placeholder=t("page.choose"),
        )
        _value(page, shown, kind, take, key=key, customers=customers)
        if removable:
            st.button(
                t("segmentation_page.rules.condition.remove"),
                key=f"{key}-remove",
                on_click=take,
                args=(None,),
                type="tertiary",
            )


def _as_listed(given: Condition, kind: str) -> Condition:
    """Return a comparison as the list of operators knows it: one of some values, yes or no."""
    if kind == "category" and given.operator == "eq":
        return Condition(field=given.field, operator="in", values=(given.value,))
    half = half_of(given)
    if kind == "yes_no" and half is not None:
        return Condition(field=given.field, operator="eq", value=float(half == "yes"))
    return given


def _value(
    page: SegmentationPage, given: Condition, kind: str, take: Take, *, key: str, customers: CustomerFrame | None
) -> None:
    t, label = page.t, page.t("segmentation_page.rules.value")
    if given.operator in ASKED:
        st.empty()
    elif kind == "yes_no" and given.operator == "eq":
        fields.choice(
            label,
            (1.0, 0.0),
            given.value,
            lambda value: value is not None and take(with_values(given, (value,))),
            key=f"{key}-value",
            name=lambda value: t("word.yes" if value else "word.no"),
            placeholder=t("page.choose"),
        )
    elif kind == "category" or given.texts():
        _texts(page, given, take, key=key, customers=customers)
    elif given.operator in ("between", "in", "not_in"):
        _numbers(page, given, take, key=key)
    else:
        fields.decimal(
            label, given.numbers()[0], lambda value: take(with_values(given, (value,))), key=f"{key}-value", t=t
        )


def _texts(page: SegmentationPage, given: Condition, take: Take, *, key: str, customers: CustomerFrame | None) -> None:
    """Draw the values there are, the commonest first; others can be typed."""
    facts = None if customers is None else segmentation_candidates.facts_of(page.document, customers, given.field)
    offered = [] if facts is None else [value for value, _ in facts.values[:MOST_OFFERED]]
    many(
        page.t("segmentation_page.rules.values"),
        offered,
        given.texts(),
        lambda values: values and take(with_values(given, values)),
        key=f"{key}-values",
        name=str,
        accept_new_options=True,
        placeholder=page.t("page.choose"),
    )


def _numbers(page: SegmentationPage, given: Condition, take: Take, *, key: str) -> None:
    """Draw several numbers in one field, apart by semicolons; two for a range."""
    t, kept = page.t, f"{BETWEEN_VALUES} ".join(editable(one, page.t.language) for one in given.numbers())
    ranged, unread = given.operator == "between", f"{key}-values-unread"
    if not st.session_state.get(unread):
        st.session_state[f"{key}-values"] = kept
    st.text_input(
        t("segmentation_page.rules.range" if ranged else "segmentation_page.rules.numbers"),
        key=f"{key}-values",
        on_change=partial(_read, key, given, take),
        autocomplete="off",
    )
    if problem := st.session_state.get(unread):
        st.caption(f":red[{problem}]")


def _read(key: str, given: Condition, take: Take) -> None:
    """Hand readable numbers over; otherwise keep what was typed and say why."""
    t = state.words()
    parsed = [parse_number(one) for one in st.session_state[f"{key}-values"].split(BETWEEN_VALUES)]
    problems = [number_problem(one, t.language) for one in parsed if one.value is None]
    values: Sequence[float] = [one.value for one in parsed if one.value is not None]
    if not problems and given.operator == "between" and (len(values) != 2 or values[0] > values[1]):
        problems = [t("segmentation_page.rules.range.problem")]
    st.session_state[f"{key}-values-unread"] = problems[0] if problems else ""
    if not problems:
        fields.handed(lambda found: take(with_values(given, found)), values)
