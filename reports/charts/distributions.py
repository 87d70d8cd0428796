"""How customers spread over the values of one field: a small bar for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from reports.charts.theme import ACCENT, INK, Spec, chart

if TYPE_CHECKING:
    from reports.segmentations.context import SegmentationWords


def distribution_chart(words: SegmentationWords, bars: Sequence[tuple[str, float]]) -> Spec:
    """Return horizontal bars in the order given.

    Parameters
    ----------
    bars : sequence of (str, float)
        Name and share of each.
    """
    values = [{"name": name, "share": share, "text": words.share(share)} for name, share in bars]
    axis = {"labelAlign": "right", "grid": False, "labelFontSize": 11}
    y: Spec = {"field": "name", "type": "nominal", "sort": [name for name, _ in bars], "title": None, "axis": axis}
    most = max(share for _, share in bars)
    x: Spec = {"field": "share", "type": "quantitative", "axis": None, "scale": {"domain": [0, 1.25 * most]}}
    tooltip = [
        {"field": "name", "type": "nominal", "title": words.t("data_look.column.value")},
        {"field": "text", "type": "nominal", "title": words.t("data_look.column.share")},
    ]
    marks: Spec = {
        "mark": {"type": "bar", "color": ACCENT, "cornerRadiusEnd": 2, "height": {"band": 0.75}},
        "encoding": {"x": x, "y": y, "tooltip": tooltip},
    }
    shares: Spec = {
        "mark": {"type": "text", "align": "left", "dx": 4, "color": INK, "fontSize": 11},
        "encoding": {"x": x, "y": y, "text": {"field": "text", "type": "nominal"}},
    }
    return chart(words.language, values, [marks, shares], height={"step": 22})
