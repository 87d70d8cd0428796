"""Refuses what another site makes a browser send: unsafe requests and websockets need our own origin."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
CLOSED_PATHS = frozenset({"/_stcore/metrics"})  # open to everybody otherwise


class SameOrigin:
    """Let through safe requests, requests of our own pages, and programs that are not browsers."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on or refuse it."""
        if scope["type"] == "http" and scope["path"].rstrip("/") in CLOSED_PATHS:
            await PlainTextResponse("Not found", status_code=404)(scope, receive, send)
        elif _is_checked(scope) and not is_own(Headers(scope=scope)):
            await _refuse(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def is_own(headers: Headers) -> bool:
    """Say whether a request comes from our own page, or from no page at all."""
    if headers.get("sec-fetch-site", "none") in ("cross-site", "same-site"):
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    hosts = (headers.get("host"), headers.get("x-forwarded-host"))
    return bool(origin != "null" and urlsplit(origin).netloc in hosts)


def _is_checked(scope: Scope) -> bool:
    return scope["type"] == "websocket" or (scope["type"] == "http" and scope["method"] not in SAFE_METHODS)


async def _refuse(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008, "reason": "origin"})
    else:
        await PlainTextResponse("Forbidden: this request came from another site.", 403)(scope, receive, send)
