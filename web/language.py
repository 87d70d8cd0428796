"""Choosing a language: a cookie for a year, then back to where the visitor was."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from i18n import LANGUAGES
from i18n.negotiation import LANGUAGE_COOKIE

COOKIE_SECONDS = 365 * 24 * 3600


def routes() -> list[BaseRoute]:
    """Return the route of the language switch."""
    return [Route("/language/{language}", choose, methods=["GET"])]


async def choose(request: Request) -> Response:
    """Set the language cookie and lead back."""
    language = request.path_params["language"]
    if language not in LANGUAGES:
        return PlainTextResponse("Not found", status_code=404)
    response = RedirectResponse(safe_target(request.query_params.get("next", "/")), status_code=303)
    response.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=COOKIE_SECONDS,
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    response.headers["cache-control"] = "no-store"
    return response


def safe_target(target: str) -> str:
    """Return ``target`` when it is a place on this server, else the start page.

    >>> safe_target("/tools?id=x"), safe_target("//evil.example"), safe_target("/\\\\evil.example")
    ('/tools?id=x', '/', '/')
    """
    outside = not target.startswith("/") or target.startswith(("//", "/\\"))
    odd = "\\" in target or not target.isprintable() or len(target) > 2000
    return "/" if outside or odd else target
