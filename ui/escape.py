"""User text as text: Streamlit's Markdown is active in labels, captions and messages alike."""

from __future__ import annotations

import re

_JOINER = "\N{WORD JOINER}"
_REPLACED = re.compile(
    r":(?=[A-Za-z0-9_+/-]+:)|-(?=[->])|<(?=[-=])|[>~](?==)"
    r"|(?<=http):(?=//)|(?<=https):(?=//)|(?<=www)(?=\.)|@(?=[\w-])",
    re.IGNORECASE,
)
"""What Streamlit turns into emoji, icons, arrows and links even where it is escaped: an invisible joiner parts it."""
_ACTIVE = re.compile(r"[\\`*_\[\]<>~$&|]|:(?=[A-Za-z])|^(?:[#+=-]|[0-9]+[.)](?=\s|$))")


def markdown(text: str) -> str:
    """Return ``text`` so that Streamlit's Markdown shows it letter for letter on one line.

    >>> markdown("*a* <b> [c](d) :smile: 1:2").replace(chr(0x2060), "^")
    '\\\\*a\\\\* \\\\<b\\\\> \\\\[c\\\\](d) :^smile: 1:2'
    """
    parted = _REPLACED.sub(lambda found: found[0] + _JOINER, " ".join(text.split()))
    return _ACTIVE.sub(lambda found: f"{found[0][:-1]}\\{found[0][-1]}", parted)


def label(text: str, longest: int = 80) -> str:
    """Return ``text`` cut to a label's length and escaped."""
    return markdown(shortened(text, longest))


def shortened(text: str, longest: int = 300) -> str:
    """Return ``text`` on one line, cut at ``longest`` characters with an ellipsis."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"
