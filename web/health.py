"""Whether the process lives, and whether it can serve."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from services import keeping

HEADERS = {"cache-control": "no-store"}


def routes() -> list[BaseRoute]:
    """Return the routes that watchers ask."""
    return [Route("/healthz", alive, methods=["GET"]), Route("/readyz", ready, methods=["GET"])]


async def alive(request: Request) -> Response:
    """Answer: the process runs."""
    return PlainTextResponse("ok", headers=HEADERS)


def ready(request: Request) -> Response:
    """Answer 200 when the database answers and the disk has room, else 503 with what is wrong."""
    found = keeping.readiness()
    state = {"ready": found.ready, "database": found.database, "room": found.room, "code": found.code}
    return JSONResponse(state, status_code=200 if found.ready else 503, headers=HEADERS)


def prepare() -> None:
    """Make the database or bring it up to date.

    Raises
    ------
    EvaluationError
        It cannot be used: unreachable, damaged, or made by a newer program.
    """
    keeping.store().prepare()


def close() -> None:
    """Stop long work and give the database back at the end of the process."""
    from services import measuring

    measuring.stop_all()
    keeping.close()
