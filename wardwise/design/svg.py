"""Clean a drawn SVG so that it may stand inside a page under a strict content security policy."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET  # only pictures that this process drew are parsed

VERSION = "1"
SVG = "http://www.w3.org/2000/svg"
ELEMENTS = frozenset({"svg", "g", "path", "line", "rect", "circle", "text", "tspan", "defs", "clipPath"})
PLACES = frozenset(
    {"d", "transform", "x", "y", "x1", "x2", "y1", "y2", "r", "cx", "cy", "dx", "dy", "width", "height"}
)
PAINT = frozenset({"fill", "fill-opacity", "opacity", "stroke", "stroke-dasharray", "stroke-opacity", "stroke-width"})
LETTERS = frozenset({"font-size", "font-style", "font-weight", "text-anchor"})
ATTRIBUTES = PLACES | PAINT | LETTERS | {"viewBox", "id", "clip-path", "clip-rule"}
LONG_NUMBER = re.compile(r"-?\d+\.\d{2,}")


def cleaned(text: str, *, name: str, title: str, description: str) -> str:
    """Keep shapes and letters only; no style, script, link or foreign content. `name` makes the ids unique."""
    root = ET.fromstring(text)  # noqa: S314
    keep(root, name)
    for side in ("width", "height"):
        root.attrib.pop(side, None)
    root.attrib |= {"role": "img", "aria-labelledby": f"{name}-t", "font-family": "Atkinson Hyperlegible, sans-serif"}
    heading = ET.Element(f"{{{SVG}}}title", {"id": f"{name}-t"})
    heading.text = title
    root.insert(0, heading)
    if description:
        root.attrib["aria-describedby"] = f"{name}-d"
        words = ET.Element(f"{{{SVG}}}desc", {"id": f"{name}-d"})
        words.text = description
        root.insert(1, words)
    return as_html(root)


def as_html(root: ET.Element) -> str:
    ET.register_namespace("", SVG)
    text = ET.tostring(root, encoding="unicode", short_empty_elements=True)
    return text.replace(f' xmlns="{SVG}"', "", 1)  # HTML knows the namespace by the element's name


def keep(element: ET.Element, name: str) -> None:
    for child in list(element):
        if tag(child) not in ELEMENTS or is_invisible(child):
            element.remove(child)
        else:
            keep(child, name)
    for attribute, value in list(element.attrib.items()):
        if attribute not in ATTRIBUTES or "javascript" in value.lower():
            del element.attrib[attribute]
        elif attribute == "id":
            element.attrib["id"] = f"{name}-{value}"
        elif "url(" in value:
            element.attrib[attribute] = re.sub(r"url\([\"']?#([^)\"']+)[\"']?\)", rf"url(#{name}-\1)", value)
        elif attribute in PLACES:
            element.attrib[attribute] = LONG_NUMBER.sub(lambda found: f"{float(found[0]):.1f}", value)


def tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def is_invisible(element: ET.Element) -> bool:
    """Empty groups and paths that Vega leaves behind: a third of the bytes."""
    if element.attrib.get("display") == "none":
        return True
    name = tag(element)
    if name == "g":
        for child in list(element):
            if is_invisible(child):
                element.remove(child)
        return len(element) == 0
    return name == "path" and (element.attrib.get("d", "") in ("", "M0,0h0v0h0Z") or is_unpainted(element))


def is_unpainted(element: ET.Element) -> bool:
    return "background" in element.attrib.get("class", "") and not {"fill", "stroke"} & set(element.attrib)
