"""HTTP beside the pages: shared reports, downloads, language, health, and the headers of every answer."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.middleware import Middleware
from starlette.routing import BaseRoute

from web import health, language, shares
from web.frame import AppFrame
from web.origin import SameOrigin

__all__ = ["lifespan", "middleware", "routes"]


def routes() -> list[BaseRoute]:
    """Return all routes that are not pages."""
    return [*health.routes(), *language.routes(), *shares.routes()]


def middleware() -> list[Middleware]:
    """Return what every request passes, outermost first."""
    return [Middleware(AppFrame), Middleware(SameOrigin)]


@asynccontextmanager
async def lifespan(app: object) -> AsyncIterator[None]:
    """Make the database ready before the first visitor; a database that cannot be used stops the start."""
    from anyio import to_thread

    await to_thread.run_sync(health.prepare)
    yield
    await to_thread.run_sync(health.close)
