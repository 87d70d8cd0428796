"""Shared reports: a frozen snapshot under its token, as a page and as files. No session, cookie or script."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from html import escape

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from evaluators.errors import EvaluationError
from i18n import Language, texts
from reports import files
from services import sharing
from services.sharing import Shared
from web.frame import visitor_language
from web.notices import SHARE_HEADERS, notice

DOWNLOADS: dict[str, files.Kind] = {  # address below the token, in the order of the links
    "one-page.pdf": "pdf",
    "report.pdf": "pdf",
    "report.xlsx": "xlsx",
    "report.csv": "csv",
}
GONE = frozenset({"share_expired", "share_revoked"})
KEPT_FILES = 32  # a frozen report never changes, so what was made once is kept a while


def routes() -> list[BaseRoute]:
    """Return the routes of shared reports. They are plain functions: the server runs them beside its loop."""
    return [
        Route("/s/{token}.json", show_json, methods=["GET"]),
        Route("/s/{token}", show_page, methods=["GET"]),
        Route("/s/{token}/{file}", show_file, methods=["GET"]),
    ]


def show_page(request: Request) -> Response:
    """Show a shared report as a page."""
    token = request.path_params["token"]
    try:
        shared = sharing.open_share(token)
    except EvaluationError as fault:
        return _refusal(request, fault)
    return _answer(_Wish(token, "html", False, shared))


def show_json(request: Request) -> Response:
    """Give a shared document and its result as JSON."""
    token = request.path_params["token"]
    try:
        shared = sharing.open_share(token)
    except EvaluationError as fault:
        return JSONResponse({"error": fault.code}, _status(fault), headers=SHARE_HEADERS)
    return _answer(_Wish(token, "json", False, shared))


def show_file(request: Request) -> Response:
    """Give a shared report as a file."""
    token, file = request.path_params["token"], request.path_params["file"]
    kind = DOWNLOADS.get(file)
    if kind is None:
        return notice("share_unknown", 404, visitor_language(request.headers))
    try:
        shared = sharing.open_share(token)
    except EvaluationError as fault:
        return _refusal(request, fault)
    answer = _answer(_Wish(token, kind, file == "one-page.pdf", shared))
    answer.headers["content-disposition"] = f'attachment; filename="puntari-{file}"'
    return answer


@dataclass(frozen=True, slots=True)
class _Wish:
    """One file of one share. The share itself is no part of its identity: it is the same for the same token."""

    token: str
    kind: files.Kind
    one_page: bool
    shared: Shared = field(compare=False)


@lru_cache(maxsize=KEPT_FILES)
def _rendered(wish: _Wish) -> bytes:
    """Make one file of a share. Whether the share still stands has been asked before, each time."""
    shared = wish.shared
    content = files.render(
        shared.document, shared.result, shared.language, wish.kind, one_page=wish.one_page, show_names=shared.show_names
    )
    return _with_downloads(content, wish.token, shared.language) if wish.kind == "html" else content


def _with_downloads(page: bytes, token: str, language: Language) -> bytes:
    """Put links to the same report as files at the end of the page."""
    t = texts(language)
    links = " · ".join(
        f'<a href="{escape(token)}/{file}" rel="nofollow">{escape(t("share.file." + file.replace(".", "_")))}</a>'
        for file in DOWNLOADS
    )
    block = f'<p class="small downloads">{escape(t("share.files"))} {links}</p>\n</footer>'
    start, found, end = page.decode().rpartition("</footer>")
    return f"{start}{block}{end}".encode() if found else page


def _answer(wish: _Wish) -> Response:
    headers = {**SHARE_HEADERS, "content-language": wish.shared.language}
    return Response(_rendered(wish), media_type=files.MEDIA_TYPES[wish.kind], headers=headers)


def _refusal(request: Request, fault: EvaluationError) -> Response:
    status = _status(fault)
    return notice("share_gone" if status == 410 else "share_unknown", status, visitor_language(request.headers))


def _status(fault: EvaluationError) -> int:
    return 410 if fault.code in GONE else 404
