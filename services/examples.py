"""Example evaluations, one click away: opening one makes a copy that can be changed freely."""

from __future__ import annotations

from data.templates import Example, examples
from evaluators.documents import Language
from evaluators.errors import NotFound
from services.evaluations import create

__all__ = ["Example", "examples", "open_example"]


def open_example(example_id: str, language: Language) -> str:
    """Keep a copy of an example as an evaluation of one's own; return its id.

    Raises
    ------
    NotFound
        ``example_unknown`` with the ids that exist.
    """
    shipped = examples(language)
    for example in shipped:
        if example.id == example_id:
            return create(example.document)
    raise NotFound("example_unknown", example=example_id[:80], available=[example.id for example in shipped])
