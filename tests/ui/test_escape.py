"""User text stays text in Streamlit's Markdown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.escape import label, markdown, shortened

JOINER = "\N{WORD JOINER}"


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("plain text, 12,5 € (a-b)", "plain text, 12,5 € (a-b)"),
        ("**bold** _it_ `code`", r"\*\*bold\*\* \_it\_ \`code\`"),
        ("![p](http://x/p.png)", rf"!\[p\](http:{JOINER}//x/p.png)"),
        ("HTTPS://x.fi", f"HTTPS:{JOINER}//x.fi"),
        ("www.x.fi", f"www{JOINER}.x.fi"),
        ("myynti@x.fi", f"myynti@{JOINER}x.fi"),
        ("<img src=x>", r"\<img src=x\>"),
        (":red[x]", r"\:red\[x\]"),
        (":smile:", f":{JOINER}smile:"),
        (":material/home:", f":{JOINER}material/home:"),
        ("a -> b", f"a -{JOINER}\\> b"),
        ("$x$ &amp; a|b", r"\$x\$ \&amp; a\|b"),
        ("# head", r"\# head"),
        ("- item", r"\- item"),
        ("1. item", r"1\. item"),
        ("1.5 items", "1.5 items"),
        ("a\nb\t c", "a b c"),
        ("a\\", "a\\\\"),
    ],
)
def test_active_signs_are_escaped(text, escaped):
    assert markdown(text) == escaped


@given(st.text(max_size=300))
def test_nothing_but_escapes_is_added(text):
    plain = "".join(text.split()).replace("\\", "").replace(JOINER, "")
    assert "".join(markdown(text).split()).replace("\\", "").replace(JOINER, "") == plain


def test_long_text_is_cut():
    assert len(shortened("x" * 10_000)) == 300
    assert label("x" * 10_000, 20) == "x" * 19 + "…"
