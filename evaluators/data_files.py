"""Files that documents name by their content; the rows are kept outside the documents."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from evaluators.documents import Part, Text

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
Count = Annotated[int, Field(ge=0, le=10**12)]


class DataFile(Part):
    """A file by its content: another content is refused."""

    sha256: Sha256
    name: Text
    rows: Count
    columns: tuple[Text, ...]
