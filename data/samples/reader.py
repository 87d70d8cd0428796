"""Reads the samples: a document each, and the tables that it names."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from pydantic import ValidationError

from evaluators.campaigns.experiment import CampaignTest
from evaluators.campaigns.plan import CampaignPlan
from evaluators.documents import Id, LocalText, Part, parse_document, problems_of
from evaluators.errors import DataError, DocumentError
from evaluators.kinds import KINDS
from evaluators.segmentations.document import SegmentationEvaluation

FOLDER = Path(__file__).resolve().parent


class Sample(Part):
    """A campaign or a segmentation to look at and change."""

    id: Id
    file: str  # of the document, beside this module
    name: LocalText
    description: LocalText
    document: CampaignTest | CampaignPlan | SegmentationEvaluation
    tables: tuple[str, ...] = ()  # files beside this module that the document names

    def contents(self) -> dict[str, bytes]:
        """Return the tables by their names."""
        return {name: (FOLDER / name).read_bytes() for name in self.tables}


@cache
def samples() -> tuple[Sample, ...]:
    """Return the shipped samples in their order, read once.

    Raises
    ------
    DataError
        ``template_broken`` with the file, the place in it and the reason.
    """
    listed = tomllib.loads((FOLDER / "samples.toml").read_text(encoding="utf-8"))["samples"]
    return tuple(_sample(entry) for entry in listed)


def _sample(entry: dict[str, object]) -> Sample:
    file = str(entry.get("file", f"{entry['id']}.json"))
    try:
        document = parse_document((FOLDER / file).read_bytes(), KINDS, {})
        return Sample.model_validate({**entry, "file": file, "document": document})
    except DocumentError as fault:
        raise DataError("template_broken", file=file, place="document", reason=fault.code) from fault
    except ValidationError as fault:
        first = problems_of(fault)[0]
        raise DataError("template_broken", file=file, place=first["place"], reason=first["reason"]) from fault
