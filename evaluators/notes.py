"""Remarks on a result: codes and facts, never text, since two languages need them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    """How much a note matters to the reader."""

    INFO = "info"
    WARNING = "warning"
    BLOCKING = "blocking"


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One remark; ``note.<code>`` is its message key in ``i18n``.

    A fact that is a tool, criterion or evaluator is given by its id and named in the report.
    """

    code: str
    severity: Severity = Severity.INFO
    facts: Mapping[str, object] = field(default_factory=dict)
