"""Moves between segments from an earlier to a later date, as a table whose cells are the deeper the more moved."""

from __future__ import annotations

from collections.abc import Sequence

from reports.charts.theme import ACCENT, INK, Spec, chart
from reports.segmentations.context import SegmentationWords

MOST_SEGMENTS = 12  # drawn; the table holds all of them


def moves_chart(words: SegmentationWords, names: Sequence[str], cells: Sequence[Spec]) -> Spec:
    """Return the matrix of moves.

    Parameters
    ----------
    words : SegmentationWords
    names : sequence of str
        Segments, in the order of the matrix.
    cells : sequence of dict
        before, after, share of those who were in the segment before, label within the cell, said in words, text.
    """
    order = list(names)
    axis: Spec = {"type": "nominal", "sort": order}
    x = {
        **axis,
        "field": "after",
        "title": words.t("segmentation_moves.after"),
        "axis": {"labelAngle": -40, "labelAlign": "right", "labelOverlap": False, "grid": False, "orient": "bottom"},
    }
    y = {
        **axis,
        "field": "before",
        "title": words.t("segmentation_moves.before"),
        "axis": {
            "labelAlign": "right",
            "grid": False,
            "titleAngle": 0,
            "titleAlign": "left",
            "titleX": -150,
            "titleY": -12,
        },
    }
    tooltip = [
        {"field": "before", "type": "nominal", "title": words.t("segmentation_moves.before")},
        {"field": "after", "type": "nominal", "title": words.t("segmentation_moves.after")},
        {"field": "text", "type": "nominal", "title": words.t("segmentation_column.customers")},
        {"field": "said", "type": "nominal", "title": words.t("segmentation_moves.share")},
    ]
    depth = {"domain": [0, 1], "range": [0.02, 0.6]}
    rect = {
        "mark": {"type": "rect", "color": ACCENT, "cornerRadius": 3},
        "encoding": {
            "x": x,
            "y": y,
            "opacity": {"field": "share", "type": "quantitative", "legend": None, "scale": depth},
            "tooltip": tooltip,
        },
    }
    stayed = {
        "transform": [{"filter": "datum.before == datum.after"}],
        "mark": {"type": "rect", "filled": False, "stroke": INK, "strokeWidth": 1.5, "cornerRadius": 3},
        "encoding": {"x": x, "y": y},
    }
    figures = {
        "mark": {"type": "text", "color": INK, "fontSize": 11},
        "encoding": {"x": x, "y": y, "text": {"field": "label", "type": "nominal"}},
    }
    return chart(words.language, list(cells), [rect, stayed, figures], height={"step": 34})
