"""The script that Streamlit runs: navigation, language switch, then the page.

It stands here and not beside ``pages/``, so that no visitor reaches a page file without it.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

import streamlit as st

from i18n import LANGUAGES, Texts
from ui import navigation, state

PAGE_ICON = "⚖️"
# A primary button and a chosen option keep white text in both themes, so their ground is dark in both. A link in a
# caption is as dark as the caption: the accent colour is too light at a caption's 60 %.
STYLE = """<style>
.puntari-language{text-align:right;font-size:.9rem}
.puntari-language a,.puntari-language span{margin-left:.75rem;color:inherit}
.puntari-language span{font-weight:600}
[data-testid^="stBaseButton-primary"]{background:#137a73;border-color:#137a73;color:#fff}
[data-testid^="stBaseButton-primary"]:hover{background:#0f645f;border-color:#0f645f;color:#fff}
[data-testid="stMultiSelectTagsContainer"] [data-tag]{background:#137a73;color:#fff}
[data-testid="stCaptionContainer"] a{color:inherit}
</style>"""


def main() -> None:
    """Draw the frame and run the page of the address."""
    t = state.words()
    st.set_page_config(page_title=t("app.name"), page_icon=PAGE_ICON, layout="wide")
    page = st.navigation([navigation.page(name, t) for name in navigation.NAMES], position="top")
    state.begin_run(page.url_path)
    _language_switch(page.url_path, t)
    page.run()


def _language_switch(path: str, t: Texts) -> None:
    """Links to the same place in each language; the choice is a cookie that an own route sets."""
    query = urlencode(st.query_params.to_dict())
    here = quote(f"/{path}" + (f"?{query}" if query else ""), safe="")
    parts = [
        f'<span lang="{language}" aria-current="true">{t("language." + language)}</span>'
        if language == t.language
        else f'<a lang="{language}" hreflang="{language}" href="language/{language}?next={here}" target="_self">'
        f"{t('language.' + language)}</a>"
        for language in LANGUAGES
    ]
    label = t("language.choose")
    st.html(f'{STYLE}<nav class="puntari-language" aria-label="{label}">{"".join(parts)}</nav>')


main()
