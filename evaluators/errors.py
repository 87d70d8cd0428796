"""What can go wrong for a user, as one tree. Codes, not sentences: the sentence is made per language.

EvaluationError(code, **facts)      what a user can mend
├── DocumentError                   the document breaks its schema or its own rules
├── DataError                       a file or table cannot be used; facts name line, column, value
│   └── UnsafeFile                  refused before or while parsing
├── NotComputable                   the question has no answer on these data
├── Conflict                        somebody else changed the same thing first
├── NotFound                        nothing is kept under that name
└── MissingPart                     an optional part is not installed

Programming faults are not in here and are not caught: they are bugs.
"""

from __future__ import annotations


class EvaluationError(Exception):
    """A fault that the user can mend.

    Parameters
    ----------
    code : str
        Stable name of the fault; ``error.<code>`` is its message key in ``i18n``.
    **facts : object
        Name, value, limit and what exists, for the sentence.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code, facts)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        listed = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({listed})"


class DocumentError(EvaluationError):
    """The document breaks its schema or its own rules."""


class DataError(EvaluationError):
    """A file or table cannot be used."""


class UnsafeFile(DataError):
    """A file was refused before or while it was parsed."""


class NotComputable(EvaluationError):
    """The question has no answer on these data."""


class Conflict(EvaluationError):
    """Somebody else changed the same thing first."""


class NotFound(EvaluationError):
    """Nothing is kept under that name."""


class MissingPart(EvaluationError):
    """An optional part is not installed."""
