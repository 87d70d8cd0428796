"""Which language a visitor gets."""

from __future__ import annotations

import pytest

from i18n.negotiation import negotiated


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        (None, None, "fi"),
        (None, "", "fi"),
        (None, "en-GB,en;q=0.9", "en"),
        (None, "fi-FI,fi;q=0.9,en;q=0.8", "fi"),
        (None, "de,sv;q=0.9,en;q=0.1", "en"),
        (None, "de", "fi"),
        (None, "en;q=0", "fi"),
        (None, "en;q=x,fi", "fi"),
        (None, "en-US", "en"),
        ("fi", "en", "fi"),
        ("en", "fi", "en"),
        ("<script>", "en", "en"),
    ],
)
def test_choice_then_browser_then_finnish(chosen, accepted, language):
    assert negotiated(chosen, accepted) == language
