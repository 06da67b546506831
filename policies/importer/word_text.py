"""The text of the parts of a Word file, without regard to their looks."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from policies.importer.word_numbering import W

_COMPATIBILITY = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BREAKS = {
    f"{W}tab": " ",
    f"{W}br": "\n",
    f"{W}cr": "\n",
    f"{W}noBreakHyphen": "-",
    f"{W}softHyphen": "",
    f"{W}ptab": " ",
}


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
