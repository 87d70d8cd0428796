"""What every part of a first look needs: the words of the document, and figures and days of its fields."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from evaluators.segmentations.data_look import DataLook, FieldLook
from i18n import formats
from reports.segmentations.context import SegmentationWords
from reports.segmentations.names import feature_name


@dataclass(frozen=True)
class LookWords:
    """A look that is being put into words."""

    words: SegmentationWords
    look: DataLook

    def name(self, one: FieldLook) -> str:
        """Return what a column is called: its field's name, else the feature's or the column's own."""
        return feature_name(one.column, self.words.t) if one.field is None else self.words.field(one.field)

    def number(self, value: float) -> str:
        """Return a figure without more decimals than its size needs."""
        digits = 0 if abs(value) >= 100 or value == round(value) else 1 if abs(value) >= 10 else 2
        return formats.number(value, self.words.language, digits)

    def point(self, one: FieldLook, value: float) -> str:
        """Return a value of a field: days before the split as a date."""
        if one.kind == "date":
            return formats.date_text(self.look.split_on - timedelta(days=round(value)), self.words.language)
        return self.number(value)
