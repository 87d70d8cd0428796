"""A segmentation to take along: all that puts new customers in its segments, and nothing of any person."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from evaluators.data_files import Count, DataFile, Sha256
from evaluators.documents import Document, Id, Label, Text, known_ids, parse_document, unique_ids
from evaluators.errors import DocumentError
from evaluators.segmentations.candidates import Aging
from evaluators.segmentations.document import SegmentationEvaluation
from evaluators.segmentations.fields import CustomerField
from evaluators.segmentations.models.assigner import Assigner, field_names
from evaluators.segmentations.package_checks import check_model
from evaluators.segmentations.package_parts import (
    FEWEST_TOLD,
    OrderMeaning,
    PackagedField,
    PackagedSegment,
    PeopleMeaning,
    StandIn,
)
from evaluators.segmentations.rules.rule_table import RuleTable
from evaluators.segmentations.source import CustomerTable, DataSource, OrderLog

KIND = "segment-package"
UNSEALED = "0" * 64
Table = Literal["customers", "orders"]


class SegmentPackage(Document):
    """One candidate of a segmentation evaluation, with what new tables have to look like."""

    kind: Literal["segment-package"] = "segment-package"
    schema_version: Literal[1] = 1
    candidate: Id  # of the evaluation
    candidate_name: Label = ""
    segments: Annotated[tuple[PackagedSegment, ...], Field(min_length=1, max_length=200)]
    rest: Count = 0  # customers at making without a segment, or in one that is too small to be told
    rules: RuleTable | None = None  # the way: either rules or a model
    model: Annotated[Assigner, Field(discriminator="kind")] | None = None
    way_sha256: Sha256  # of what decides a label; the same stands in SQL made of it
    stand_in: StandIn | None = None  # None: the way is the segmentation itself
    fields: Annotated[tuple[PackagedField, ...], Field(max_length=1_000)] = ()  # that the way reads
    customers: PeopleMeaning | None = None  # None: no customer table is needed
    orders: OrderMeaning | None = None  # None: no order log is needed
    seasons: bool = False  # the log is also asked when customers buy
    window_days: Annotated[int, Field(ge=1, le=3_650)] = 91
    aging: Annotated[tuple[Aging, ...], Field(max_length=400)] = ()  # moves that are not changes of behaviour
    counted_on: date  # day that the customers at making were counted to
    made_on: date
    package_version: Text
    checksum: Sha256 = UNSEALED  # of everything else

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        segments = unique_ids("segments", [one.id for one in self.segments])
        fields = unique_ids("fields", [one.id for one in self.fields])
        if 0 < self.rest < FEWEST_TOLD:
            raise ValueError(f"rest: fewer than {FEWEST_TOLD} customers are not told")
        if (self.rules is None) == (self.model is None):
            raise ValueError("rules or model: one of the two is needed")
        if self.rules is not None and [one.id for one in self.rules.segments] != [one.id for one in self.segments]:
            raise ValueError("segments: not those of the rules, in their order")
        if self.model is not None:
            check_model(self.model, len(self.segments))
        if set(self.reads) != fields:
            raise ValueError(f"fields: {', '.join(sorted(fields)) or 'none'}; the way reads: {', '.join(self.reads)}")
        if not self.tables:
            raise ValueError("customers or orders: at least one table is needed")
        known_ids("fields.origin", {one.origin for one in self.fields}, set(self.tables))
        known_ids("aging", {one for move in self.aging for one in (move.before, move.after)}, segments)
        return self

    @property
    def way(self) -> RuleTable | Assigner:
        """What puts customers in segments."""
        found = self.rules if self.rules is not None else self.model
        if found is None:
            raise ValueError("a package has rules or a model")
        return found

    @property
    def reads(self) -> tuple[str, ...]:
        """Ids of the fields that the way reads."""
        way = self.way
        return way.fields() if isinstance(way, RuleTable) else field_names(way)

    @property
    def tables(self) -> tuple[Table, ...]:
        """Tables that have to be given."""
        given: dict[Table, object] = {"customers": self.customers, "orders": self.orders}
        return tuple(name for name, one in given.items() if one is not None)

    @property
    def counted(self) -> int | None:
        """Customers at making; ``None`` where a group was too small to be told."""
        counts = [one.customers for one in self.segments]
        known = [one for one in counts if one is not None]
        return sum(known) + self.rest if len(known) == len(counts) else None


def sealed(package: SegmentPackage) -> SegmentPackage:
    """Return the package with its checksum."""
    return package.model_copy(update={"checksum": _checksum(_plain(package))})


def package_json(package: SegmentPackage) -> str:
    """Return the package as a file's text, a key on each line so that two of them can be compared."""
    return json.dumps(_plain(package), sort_keys=True, ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def read_package(text: str | bytes) -> SegmentPackage:
    """Read a package and check that nothing in it has changed since it was made.

    Raises
    ------
    DocumentError
        As ``evaluators.documents.parse_document``; ``package_checksum_broken``.
    """
    package = parse_document(text, {KIND: SegmentPackage}, {})
    plain = _plain(package)
    given = json.loads(text.decode("utf-8-sig") if isinstance(text, bytes) else text)
    if given != plain or _checksum(plain) != package.checksum:
        raise DocumentError("package_checksum_broken", checksum=package.checksum[:12])
    return package


def is_package(content: bytes) -> bool:
    """Say whether a file means to be a package, whole or not."""
    try:
        values = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError):
        return False
    return isinstance(values, dict) and values.get("kind") == KIND


def tables_of(package: SegmentPackage, files: dict[Table, DataFile], on: date) -> SegmentationEvaluation:
    """Return a document over new tables in which the package's fields have their meaning.

    Parameters
    ----------
    files : dict
        Each table that the package needs.
    on : date
        Day that is counted to: what happened before it is known.
    """
    people = orders = None
    if package.customers is not None:
        people = CustomerTable(file=files["customers"], **_values(package.customers))
    if package.orders is not None:
        orders = OrderLog(file=files["orders"], **_values(package.orders))
    data = DataSource(
        customers=people, orders=orders, split_on=on, window_days=package.window_days, seasons=package.seasons
    )
    fields = tuple(CustomerField(id=one.id, column=one.source, kind=one.kind) for one in package.fields)
    return SegmentationEvaluation(as_of=on, data=data, fields=fields)


def _values(part: PeopleMeaning | OrderMeaning) -> dict[str, Any]:
    return {name: getattr(part, name) for name in type(part).model_fields}


def _plain(package: SegmentPackage) -> dict[str, Any]:
    return package.model_dump(mode="json")


def _checksum(values: dict[str, Any]) -> str:
    decides = {name: one for name, one in values.items() if name != "checksum"}
    text = json.dumps(decides, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()
