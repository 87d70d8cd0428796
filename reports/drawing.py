"""Pictures as SVG, drawn without a network and cleaned of everything that is not a shape or a text."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from xml.etree import ElementTree

from reports.blocks import Figure
from reports.charts.theme import sized, themed

SVG = "http://www.w3.org/2000/svg"
_SHAPES = frozenset({"svg", "g", "path", "rect", "line", "circle", "ellipse", "polyline", "polygon", "text", "tspan"})
_FRAME = frozenset({"defs", "clipPath", "linearGradient", "stop", "title"})
_PLACE = {"d", "x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "r", "rx", "ry", "dx", "dy", "width", "height", "points"}
_LINE = {"stroke", "stroke-width", "stroke-opacity", "stroke-dasharray", "stroke-dashoffset", "stroke-miterlimit"}
_ENDS = {"stroke-linecap", "stroke-linejoin", "fill", "fill-opacity", "opacity", "offset", "stop-color"}
_LETTERS = {"text-anchor", "font-family", "font-size", "font-weight", "font-style"}
_ATTRIBUTES = _PLACE | _LINE | _ENDS | _LETTERS | {"viewBox", "transform", "id", "clip-path", "display", "version"}
_OWN_REFERENCE = re.compile(r"url\(#([A-Za-z0-9_-]+)\)")


def svg(figure: Figure, width: int, *, dark: bool = False, prefix: str = "", font: str = "") -> str:
    """Return a figure as one ``<svg>`` element that carries its alternative text.

    Parameters
    ----------
    figure : Figure
    width : int
        Pixels; narrow drawings shorten their labels.
    dark : bool
        Ink for a dark background.
    prefix : str
        Put before every id, so that two drawings in one page do not meet.
    font : str
        Font family instead of the drawing's own; empty: keep it.
    """
    spec = themed(sized(figure.spec, width), dark=dark)
    root = ElementTree.fromstring(_drawn(json.dumps(spec)))  # noqa: S314 - the converter's own output, see _drawn
    _clean(root, prefix, font)
    root.set("role", "img")
    root.set("aria-label", figure.alt)
    ElementTree.register_namespace("", SVG)
    return ElementTree.tostring(root, encoding="unicode")


@lru_cache(maxsize=64)
def _drawn(spec: str) -> str:
    """Draw once per specification; a document type, which could name files or hosts, never comes out."""
    import vl_convert

    text: str = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    if "<!" in text:
        raise ValueError("a drawing must hold elements and text only")
    return text


def _clean(element: ElementTree.Element, prefix: str, font: str) -> None:
    """Keep known shapes and attributes; references only to the drawing's own parts."""
    for name, value in list(element.attrib.items()):
        kept = _kept(name, value, prefix)
        if kept is None:
            del element.attrib[name]
        else:
            element.attrib[name] = font if font and name == "font-family" else kept
    for child in list(element):
        if child.tag.removeprefix(f"{{{SVG}}}") not in _SHAPES | _FRAME:
            element.remove(child)
        else:
            _clean(child, prefix, font)


def _kept(name: str, value: str, prefix: str) -> str | None:
    if name not in _ATTRIBUTES:
        return None
    if name == "id":
        return prefix + value
    if "url(" in value:
        own = _OWN_REFERENCE.fullmatch(value)
        return f"url(#{prefix}{own[1]})" if own else None
    return value
