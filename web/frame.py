"""The page that carries the app: its language, its title, and the security headers of every answer."""

from __future__ import annotations

import base64
import hashlib
import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from i18n import Language, texts
from i18n.negotiation import LANGUAGE_COOKIE, negotiated

COMMON_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
_HOST = re.compile(r"[A-Za-z0-9.\-\[\]:]{1,255}")
_INLINE_SCRIPT = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_NO_SCRIPT = re.compile(rb"<noscript>.*?</noscript>", re.DOTALL)
# Tells the client where its server is: beside its static files. Left to guess, it asks under the page's address first.
_SERVER = b"<script>window.__streamlit={BACKEND_BASE_URL:new URL('./',location.href).href}</script>"
_CONDITIONAL = (b"if-none-match", b"if-modified-since", b"accept-encoding", b"range")


class AppFrame:
    """Add security headers to every answer, and language and content policy to the app's page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and complete its answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if "text/html" in headers.get("accept", ""):
            kept = [(name, value) for name, value in scope["headers"] if name not in _CONDITIONAL]
            scope = {**scope, "headers": kept}  # the page depends on the language: always sent whole and plain
        await self.app(scope, receive, _Answer(send, headers).send)


class _Answer:
    """One answer on its way out; an HTML page without a policy of its own is held back and completed."""

    def __init__(self, send: Send, request: Headers) -> None:
        self._send = send
        self._request = request
        self._start: Message | None = None
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message.setdefault("headers", []))
            for name, value in COMMON_HEADERS.items():
                headers.setdefault(name, value)
            message["headers"] = headers.raw
            if _is_app_page(headers):
                self._start = message
                return
        elif message["type"] == "http.response.body" and self._start is not None:
            self._body += message.get("body", b"")
            if message.get("more_body", False):
                return
            start, self._start = self._start, None
            body = self._complete(start, bytes(self._body))
            await self._send(start)
            message = {"type": "http.response.body", "body": body}
        await self._send(message)

    def _complete(self, start: Message, body: bytes) -> bytes:
        language = visitor_language(self._request)
        framed = _framed(body, language)
        headers = MutableHeaders(raw=start["headers"])
        headers["content-security-policy"] = content_policy(framed, self._request.get("host", ""))
        headers["cache-control"] = "no-store"
        headers["content-language"] = language
        for name in ("etag", "last-modified"):
            del headers[name]
        if body:
            headers["content-length"] = str(len(framed))
        start["headers"] = headers.raw
        return framed


def visitor_language(headers: Headers) -> Language:
    """Return the language for a request: cookie, browser, Finnish."""
    cookies = cookie_parser(headers.get("cookie", ""))
    return negotiated(cookies.get(LANGUAGE_COOKIE), headers.get("accept-language"))


def content_policy(page: bytes, host: str) -> str:
    """Return the content security policy of the app's page; its inline scripts are allowed by their hashes."""
    hashes = " ".join(
        f"'sha256-{base64.b64encode(hashlib.sha256(script).digest()).decode()}'"
        for script in _INLINE_SCRIPT.findall(page)
    )
    sockets = f" ws://{host} wss://{host}" if _HOST.fullmatch(host) else ""
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' 'wasm-unsafe-eval' {hashes}".rstrip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            f"connect-src 'self'{sockets}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def _is_app_page(headers: Headers) -> bool:
    return headers.get("content-type", "").startswith("text/html") and "content-security-policy" not in headers


def _framed(page: bytes, language: Language) -> bytes:
    t = texts(language)
    without = f"<noscript><p>{t('app.no_script')}</p></noscript>".encode()
    page = _NO_SCRIPT.sub(lambda _: without, page, count=1)
    for old, new in (
        (b'<html lang="en">', f'<html lang="{language}">'.encode()),
        (b"<title>Streamlit</title>", f"<title>{t('app.name')}</title>".encode() + _SERVER),
    ):
        page = page.replace(old, new, 1)
    return page
