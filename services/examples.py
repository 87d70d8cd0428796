"""Example evaluations, one click away: opening one makes a copy that can be changed freely."""

from __future__ import annotations

from data.samples import Sample, samples
from data.templates import Example, examples
from evaluators.documents import Language
from evaluators.errors import NotFound
from services import datasets
from services.evaluations import create

__all__ = ["Example", "Sample", "examples", "offered", "open_example"]


def offered(language: Language) -> tuple[Example | Sample, ...]:
    """Return everything there is to look at: tool evaluations first, then campaigns and segmentations."""
    return (*examples(language), *samples())


def open_example(example_id: str, language: Language) -> str:
    """Keep a copy of an example as an evaluation of one's own; return its id. The tables of a sample are kept too.

    Raises
    ------
    NotFound
        ``example_unknown`` with the ids that exist.
    """
    shipped = offered(language)
    for example in shipped:
        if example.id == example_id:
            for name, content in example.contents().items() if isinstance(example, Sample) else ():
                datasets.add(content, name)
            return create(example.document)
    raise NotFound("example_unknown", example=example_id[:80], available=[example.id for example in shipped])
