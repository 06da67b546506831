"""The text of the parts of a Word file, and the styles that say what is a heading, numbered or hidden."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from policies.importer.files.word_numbering import W, is_on, number, value

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BREAKS = {
    f"{W}tab": " ",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{W}softHyphen": "",
    f"{W}ptab": " ",
}
MAX_PARENTS = 20
MIN_SIZE = 5  # half-points: smaller letters cannot be read


@dataclass(frozen=True)
class Style:
    """`heading` is its level, 0 for none. `list_id` and `depth` are of its automatic numbers."""

    name: str = ""
    heading: int = 0
    list_id: str = ""
    depth: int = 0
    is_hidden: bool = False


def read_styles(root: Element | None) -> dict[str, Style]:
    elements = {e.get(f"{W}styleId", ""): e for e in root.iter(f"{W}style")} if root is not None else {}
    return {style_id: _style(element, elements) for style_id, element in elements.items()}


def _style(element: Element, elements: dict[str, Element]) -> Style:
    """The style with what it takes from those it is based on."""
    chain = [element]
    while (parent := elements.get(value(chain[-1].find(f"{W}basedOn")))) is not None and len(chain) < MAX_PARENTS:
        chain.append(parent)
    name = value(element.find(f"{W}name")).lower()
    named = [value(one.find(f"{W}name")).lower() for one in chain]
    headings = [int(match[1]) for one in named if (match := re.fullmatch(r"heading ([1-9])", one))]
    levels = [number(one, 9) + 1 for link in chain if (one := link.find(f"{W}pPr/{W}outlineLvl")) is not None]
    heading = next((level for level in (*headings, *levels) if level < 10), 1 if "title" in named else 0)
    lists = [one for link in chain if (one := link.find(f"{W}pPr/{W}numPr/{W}numId")) is not None]
    depths = [one for link in chain if (one := link.find(f"{W}pPr/{W}numPr/{W}ilvl")) is not None]
    hidden = next((one for link in chain if (one := link.find(f"{W}rPr/{W}vanish")) is not None), None)
    return Style(
        name,
        heading,
        value(lists[0]) if lists else "",
        number(depths[0]) if depths else max(heading - 1, 0),
        is_on(hidden),
    )


def hidden_reason(properties: Element | None, style: Style, on_colour: bool) -> str:
    """Why a reader cannot see a run; empty if it can be seen. `on_colour`: its paragraph or cell has a background."""
    if properties is None:
        return "hidden text" if style.is_hidden else ""
    vanish = properties.find(f"{W}vanish")
    if is_on(vanish) or (vanish is None and style.is_hidden):
        return "hidden text"
    is_white = value(properties.find(f"{W}color")).upper() in ("FFFFFF", "FEFEFE", "FDFDFD")
    if is_white and not on_colour and not has_background(properties):
        return "white text"
    size = properties.find(f"{W}sz")
    return "text too small to read" if size is not None and 0 < number(size, 20) < MIN_SIZE else ""


def has_background(properties: Element | None) -> bool:
    if properties is None:
        return False
    shading = properties.find(f"{W}shd")
    fill = shading.get(f"{W}fill", "auto").upper() if shading is not None else "AUTO"
    return fill not in ("AUTO", "FFFFFF") or properties.find(f"{W}highlight") is not None


def run_text(run: Element) -> Iterator[str]:
    for element in run:
        if element.tag == f"{W}t":
            yield element.text or ""
        elif element.tag == f"{W}br" and element.get(f"{W}type") in ("page", "column"):
            yield " "
        else:
            yield _BREAKS.get(element.tag, "")


def joined_runs(runs: list[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """Neighbours of one weight together."""
    joined: list[tuple[list[str], bool]] = []
    for text, bold in runs:
        if joined and joined[-1][1] == bold:
            joined[-1][0].append(text)
        else:
            joined.append(([text], bold))
    return (("".join(texts), bold) for texts, bold in joined)


def text_boxes(paragraph: Element) -> Iterator[Element]:
    """The contents of its text boxes. Word writes each twice, once for old versions."""
    seen = {id(box) for old in paragraph.iter(f"{_COMPATIBILITY}Fallback") for box in old.iter(f"{W}txbxContent")}
    return (box for box in paragraph.iter(f"{W}txbxContent") if id(box) not in seen)


def plain_text(element: Element) -> str:
    paragraphs = list(element.iter(f"{W}p")) or [element]
    return "\n".join(
        "".join(e.text or "" for e in paragraph.iter() if e.tag in (f"{W}t", f"{W}delText")) for paragraph in paragraphs
    )
