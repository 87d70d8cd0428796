"""Report blocks on a page: every kind draws, and user text stays text."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from reports.blocks import Column, Sentence, Table, TableCell, Tone
from ui.draw import table_html, verdict_html

HOSTILE = '<script>alert(1)</script> **b** "q" ' + "x" * 10_000


def _page():
    from reports.blocks import (
        Bullets,
        Column,
        Explanation,
        Fact,
        Facts,
        Figure,
        Heading,
        Sentence,
        Table,
        TableCell,
        Tone,
    )
    from ui.draw import blocks

    name = "<script>alert(1)</script> **b**"
    spec = {"mark": "bar", "data": {"values": [{"a": 1}]}, "encoding": {"x": {"field": "a", "type": "quantitative"}}}
    parts = [
        *(Heading(text=name, level=level, anchor=f"h{level}") for level in (1, 2, 3)),
        *(Sentence(text=name, tone=tone, label="level", look="close") for tone in Tone),
        Bullets(items=(name, "two")),
        Bullets(items=(name,), numbered=True),
        Facts(items=(Fact(label=name, value="12 %", explanation=name),)),
        Table(caption=name, columns=(Column(text=name, explanation=name),), rows=((TableCell(text=name),),), name="t"),
        Figure(spec=spec, alt="A bar", caption=name, name="bars"),
        Explanation(title=name, text=name, formula="w = p / P", source="a book"),
    ]
    blocks(parts, "one")
    blocks(parts[-2:], "two")


def test_every_block_draws_and_nothing_of_the_user_is_active():
    page = AppTest.from_function(_page).run()
    assert not page.exception
    for element in (
        *page.title,
        *page.header,
        *page.subheader,
        *page.markdown,
        *page.caption,
        *page.success,
        *page.info,
    ):
        assert not re.search(r"(?<!\\)<script|(?<!\\)\*\*b", element.value), element.value
    for element in page.html:
        assert "<script" not in element.value
    assert [metric.value for metric in page.metric] == ["12 %"]
    assert len(page.get("vega_lite_chart")) == 2


def test_a_table_says_what_it_shows():
    table = Table(
        caption="Prices",
        columns=(Column(text="Tool"), Column(text="€", numeric=True, explanation="a month")),
        rows=((TableCell(text=HOSTILE), TableCell(text="12,5", number=12.5, mark="warning")),),
        name="prices",
    )
    html = table_html(table)
    assert "<caption>Prices</caption>" in html
    assert html.count('scope="col"') == 2
    assert html.count('scope="row"') == 1
    assert '<td class="n warning">12,5</td>' in html
    assert "<dd>a month</dd>" in html
    assert "<script" not in html


def test_cells_that_do_not_fit_the_columns_are_a_bug():
    table = Table(caption="", columns=(Column(text="a"),), rows=((TableCell(text="1"), TableCell(text="2")),), name="t")
    with pytest.raises(ValueError, match="shorter"):
        table_html(table)


def test_the_verdict_says_its_level_in_words():
    html = verdict_html(Sentence(text=HOSTILE, tone=Tone.LEAD, label="Close", look="close"))
    assert "Close</p>" in html
    assert '<span aria-hidden="true">●○○ </span>' in html
    assert "<script" not in html
