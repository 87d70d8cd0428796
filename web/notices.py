"""Small pages for a link that leads nowhere: both languages, no script, nothing loaded."""

from __future__ import annotations

from html import escape

from starlette.responses import HTMLResponse

from i18n import LANGUAGES, Language, texts

SHARE_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "cache-control": "private, no-store",
    "x-robots-tag": "noindex, nofollow, noarchive",
}
_STYLE = """:root{color-scheme:light dark}
body{font:1.05rem/1.6 system-ui,sans-serif;margin:12vh auto;max-width:36rem;padding:0 1.25rem}
h1{font-size:1.5rem;line-height:1.3;margin:0 0 .5rem}
section+section{margin-top:2.5rem;padding-top:2rem;border-top:1px solid #8886}
p{margin:0}"""


def notice(key: str, status: int, language: Language) -> HTMLResponse:
    """Return the page ``notice.<key>`` with the visitor's language first and the other below it."""
    ordered = sorted(LANGUAGES, key=lambda other: other != language)
    sections = "".join(_section(key, one, "h1" if one == language else "h2") for one in ordered)
    t = texts(language)
    title = f"{escape(t(f'notice.{key}.title'))} · {escape(t('app.name'))}"
    page = (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">'
        f"<title>{title}</title><style>{_STYLE} h2{{font-size:1.2rem;margin:0 0 .5rem}}</style></head>"
        f"<body><main>{sections}</main></body></html>\n"
    )
    return HTMLResponse(page, status_code=status, headers=SHARE_HEADERS)


def _section(key: str, language: Language, heading: str) -> str:
    t = texts(language)
    title, text = escape(t(f"notice.{key}.title")), escape(t(f"notice.{key}.text"))
    return f'<section lang="{language}"><{heading}>{title}</{heading}><p>{text}</p></section>'
