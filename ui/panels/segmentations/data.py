"""The step "data" of a segmentation."""

from __future__ import annotations

from ui.panels.segmentations.page import SegmentationPage


def show(page: SegmentationPage) -> None:
    """Draw the whole step."""
