"""Report blocks on a Streamlit page. User text reaches the page escaped, always."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from typing import Any, assert_never

import streamlit as st

from reports.blocks import (
    Block,
    Bullets,
    Column,
    Explanation,
    Facts,
    Figure,
    Heading,
    Sentence,
    Table,
    TableCell,
    Tone,
)
from reports.charts.theme import themed
from ui.escape import markdown

TABLE_STYLE = """<style>
.puntari-table{overflow-x:auto;max-width:100%}
.puntari-table table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums;font-size:.94rem}
.puntari-table caption{text-align:left;font-size:.875rem;padding:0 0 .4rem;caption-side:top;opacity:.85}
.puntari-table th,.puntari-table td{padding:.4rem .65rem;text-align:left;vertical-align:top;
 border-bottom:1px solid color-mix(in srgb,currentColor 18%,transparent)}
.puntari-table td,.puntari-table th[scope=row]{overflow-wrap:break-word;min-width:4.5rem;max-width:26rem}
.puntari-table td:not(.n){min-width:7rem}
.puntari-table th[scope=row]{font-weight:600}
.puntari-table .n{text-align:right;white-space:nowrap;overflow-wrap:normal}
.puntari-table .muted{opacity:.75}
.puntari-table .good,.puntari-table .warning{font-weight:600}
.puntari-table .unknown{font-style:italic}
.puntari-key{font-size:.875rem;opacity:.8;margin:.5rem 0 0}
.puntari-key div{margin:.15rem 0}
.puntari-key dt{display:inline;font-weight:600}
.puntari-key dd{display:inline;margin:0}
</style>"""


VERDICT_STYLE = """<style>
.puntari-verdict{margin:0;padding:1rem 1.25rem 1.1rem;border-radius:.6rem;max-width:54rem;overflow-wrap:anywhere;
 background:color-mix(in srgb,currentColor 5%,transparent);border-left:6px solid #1c7f78}
.puntari-verdict.close{border-left-style:dashed}
.puntari-verdict.open{border-left-style:dotted}
.puntari-verdict.open,.puntari-verdict.single,.puntari-verdict.none{
 border-left-color:color-mix(in srgb,currentColor 50%,transparent)}
.puntari-verdict p{margin:0}
.puntari-verdict .level{font-size:.875rem;font-weight:600;margin-bottom:.25rem}
.puntari-verdict .lead{font-size:1.3rem;line-height:1.4}
</style>"""
GAUGE = {"clear": "●●● ", "leads": "●●○ ", "close": "●○○ ", "open": "○○○ "}


def blocks(parts: Iterable[Block], key: str = "") -> None:
    """Draw report blocks in their order; ``key`` keeps charts of two lists on one page apart."""
    for index, block in enumerate(parts):
        draw(block, f"{key}-{index}")


def folded(parts: Sequence[Block], key: str, *, unfolded: int = 1) -> None:
    """Draw report blocks; what stands under third-level headings after the first few is folded away."""
    starts = [place for place, block in enumerate(parts) if isinstance(block, Heading) and block.level == 3]
    if len(starts) <= unfolded:
        blocks(parts, key)
        return
    ends = [*starts[1:], next((place for place, block in _last(parts, starts)), len(parts))]
    blocks(parts[: ends[unfolded - 1]], key)
    for start, end in list(zip(starts, ends, strict=True))[unfolded:]:
        heading = parts[start]
        with st.expander(markdown(heading.text), key=f"fold-{key}-{heading.anchor}", on_change="rerun") as fold:
            if fold.open:
                blocks(parts[start + 1 : end], f"{key}-{start}")
    blocks(parts[ends[-1] :], f"{key}-end")


def _last(parts: Sequence[Block], starts: Sequence[int]) -> Iterator[tuple[int, Block]]:
    """Yield what no longer belongs to the last third-level heading: headings above it, and explanations."""
    after = starts[-1] + 1 if starts else len(parts)
    for place, block in enumerate(parts[after:], after):
        if isinstance(block, Explanation) or (isinstance(block, Heading) and block.level < 3):
            yield place, block


def draw(block: Block, key: str = "") -> None:
    """Draw one block."""
    match block:
        case Heading():
            _heading(block)
        case Sentence():
            _sentence(block)
        case Bullets():
            mark = "1." if block.numbered else "-"
            st.markdown("\n".join(f"{mark} {markdown(item)}" for item in block.items))
        case Facts():
            _facts(block)
        case Table():
            st.html(TABLE_STYLE + table_html(block))
        case Figure():
            _figure(block, key)
        case Explanation():
            _explanation(block)
        case _:
            assert_never(block)


def verdict_html(block: Sentence) -> str:
    """Return the verdict with its level in words; border and dots only repeat what the words say."""
    gauge = f'<span aria-hidden="true">{GAUGE.get(block.look, "")}</span>'
    level = f'<p class="level">{gauge}{escape(block.label)}</p>' if block.label else ""
    return f'<div class="puntari-verdict {block.look}">{level}<p class="lead">{escape(block.text)}</p></div>'


def table_html(table: Table) -> str:
    """Return a table as HTML: the first cell of a row is its heading, figures are set right."""
    heads = "".join(_head(column) for column in table.columns)
    rows = "".join(f"<tr>{_row(row, table.columns)}</tr>" for row in table.rows)
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    return (
        f'<div class="puntari-table" role="region" tabindex="0" aria-label="{escape(table.caption)}">'
        f"<table>{caption}<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>{_key(table.columns)}"
    )


def _key(columns: tuple[Column, ...]) -> str:
    """Explain the headings that need it, under the table: a hint on hover is out of reach of fingers and keys."""
    said = "".join(
        f"<div><dt>{escape(column.text)}</dt> <dd>{escape(column.explanation)}</dd></div>"
        for column in columns
        if column.explanation
    )
    return f'<dl class="puntari-key">{said}</dl>' if said else ""


def _head(column: Column) -> str:
    return f'<th scope="col"{_classes(column.numeric)}>{escape(column.text)}</th>'


def _row(cells: tuple[TableCell, ...], columns: tuple[Column, ...]) -> str:
    parts = []
    for index, (cell, column) in enumerate(zip(cells, columns, strict=True)):
        tag = 'th scope="row"' if index == 0 else "td"
        parts.append(f"<{tag}{_classes(column.numeric, cell.mark)}>{escape(cell.text)}</{tag[:2]}>")
    return "".join(parts)


def _classes(numeric: bool, mark: str = "") -> str:
    names = " ".join(name for name in ("n" if numeric else "", mark) if name)
    return f' class="{names}"' if names else ""


def _heading(block: Heading) -> None:
    setter = {1: st.title, 2: st.header, 3: st.subheader}[block.level]
    setter(markdown(block.text), anchor=block.anchor or False)


def _sentence(block: Sentence) -> None:
    text = markdown(block.text)
    match block.tone:
        case Tone.LEAD:
            st.html(VERDICT_STYLE + verdict_html(block))
        case Tone.PLAIN:
            st.markdown(text)
        case Tone.MUTED:
            st.caption(text)
        case Tone.GOOD:
            st.success(text)
        case Tone.WARNING:
            st.warning(text)
        case Tone.OPEN:
            st.info(text)
        case _:
            assert_never(block.tone)


def _facts(block: Facts) -> None:
    with st.container(horizontal=True, gap="medium"):
        for fact in block.items:
            st.metric(
                markdown(fact.label),
                markdown(fact.value),
                help=markdown(fact.explanation) if fact.explanation else None,
                width="content",
            )


def _figure(block: Figure, key: str) -> None:
    # The page's own ink: when the browser turns light or dark, nothing runs here, and texts must stay legible.
    spec = themed(block.spec, dark=st.context.theme.type == "dark", ink="currentColor")
    # The sentence in ``alt`` speaks for the chart; each bar and tick by itself would only be noise to a listener.
    config = spec.get("config", {})
    spec = {**spec, "config": {**config, **narrowing(config), "mark": {**config.get("mark", {}), "aria": False}}}
    st.vega_lite_chart(spec, alt=block.alt, width="stretch", key=f"figure-{block.name}{key}")
    if block.caption:
        st.caption(markdown(block.caption))


def narrowing(config: dict[str, Any]) -> dict[str, Any]:
    """Return axis and legend settings that shorten labels by themselves where the chart is as narrow as a phone."""
    narrow = "containerSize()[0] < 480"
    return {
        "axis": {**config.get("axis", {}), "labelLimit": {"expr": f"{narrow} ? 104 : 190"}},
        "legend": {**config.get("legend", {}), "columns": {"expr": f"{narrow} ? 1 : 2"}},
    }


def _explanation(block: Explanation) -> None:
    with st.expander(markdown(block.title)):
        st.markdown(markdown(block.text))
        if block.formula:
            st.markdown(markdown(block.formula))
        if block.source:
            st.caption(markdown(block.source))
