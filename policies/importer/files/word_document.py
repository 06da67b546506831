"""Writes a Word file as Markdown: what Word shows, with automatic numbers; what it hides is kept aside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from policies.importer.files.word_numbering import Numbering, W, is_on, number, read_numbering, value
from policies.importer.files.word_styles import (
    Style,
    has_background,
    hidden_reason,
    joined_runs,
    plain_text,
    read_styles,
    run_text,
    text_boxes,
)
from policies.importer.labels.inline import escape_markdown

INDENT = "    "
MAX_DEPTH = 60
_GROUPS = {
    f"{W}{tag}"
    for tag in ("ins", "moveTo", "hyperlink", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "bdo", "dir")
}
_DELETED = {f"{W}del", f"{W}moveFrom"}
_LINE_START = re.compile(r"(?m)^(?=[#>|~=+-]|[*]\s)")
_NUMBER_ALONE = re.compile(r"[^\W_]+(?:[.\uff0e][^\W_]+)*")
_NO_STYLE = Style()


@dataclass
class WordDocument:
    """`parts` are the XML parts by name. `lines` are written; `omitted` are texts by what they were."""

    parts: dict[str, Element]
    lines: list[str] = field(default_factory=list)
    omitted: dict[str, list[str]] = field(default_factory=dict)
    styles: dict[str, Style] = field(init=False)
    numbering: Numbering = field(init=False)

    def __post_init__(self) -> None:
        self.styles = read_styles(self.parts.get("styles"))
        lists = {style_id: style.list_id for style_id, style in self.styles.items() if style.list_id}
        self.numbering = read_numbering(self.parts.get("numbering"), lists)

    def markdown(self) -> str:
        body = self.parts["document"].find(f"{W}body")
        self._write_blocks(body if body is not None else self.parts["document"])
        self._write_notes()
        for name, part in self.parts.items():
            if re.match("header|footer", name):
                self._omit("headers and footers", plain_text(part))
            elif name == "comments":
                self._omit("comments", plain_text(part))
        return re.sub(r"\n{3,}", "\n\n", "\n".join(self.lines)).strip() + "\n"

    def _omit(self, name: str, text: str) -> None:
        if text.strip():
            self.omitted.setdefault(f"{name} of the document", []).append(text)

    def _write_blocks(self, parent: Element, depth: int = 0) -> None:
        for element in parent:
            if element.tag == f"{W}p":
                self._write_paragraph(element)
            elif element.tag == f"{W}tbl":
                self._write_table(element)
            elif element.tag in _DELETED:
                self._omit("deleted text", plain_text(element))
            elif element.tag in _GROUPS and depth < MAX_DEPTH:
                if "table of contents" in value(element.find(f"{W}sdtPr/{W}docPartObj/{W}docPartGallery")).lower():
                    self._omit("the table of contents", plain_text(element))
                else:
                    self._write_blocks(element, depth + 1)

    def _write_paragraph(self, element: Element) -> None:
        style = self._style(element)
        if re.fullmatch(r"toc \d", style.name):
            self._omit("the table of contents", plain_text(element))
            return
        text = self._paragraph_text(element, style)
        boxes = list(text_boxes(element))
        label, depth = self._label(element, style) if text else ("", 0)
        if text:
            self._write_line(text, label, depth, style.heading)
        for box in boxes:
            self._write_blocks(box)

    def _write_line(self, text: str, label: str, depth: int, heading: int) -> None:
        if label and label != "-" and (_NUMBER_ALONE.fullmatch(label) and ("." not in label or text[0].islower())):
            label += "."
        if heading:
            self.lines += [
                "",
                f"{'#' * min(heading, 6)} {' '.join([*([label] if label not in ('', '-') else []), *text.split()])}",
                "",
            ]
            return
        escaped = _LINE_START.sub(r"\\", text)
        if not label:
            self.lines += ["", *escaped.split("\n"), ""]
            return
        first, *rest = text.split("\n")
        indent = INDENT * depth
        self.lines += [f"{indent}{label} {first}", *(f"{indent}{' ' * (len(label) + 1)}{line}" for line in rest), ""]

    def _style(self, paragraph: Element) -> Style:
        return self.styles.get(value(paragraph.find(f"{W}pPr/{W}pStyle")), _NO_STYLE)

    def _label(self, paragraph: Element, style: Style) -> tuple[str, int]:
        """The automatic number and its depth. The paragraph's own list goes before that of its style."""
        properties = paragraph.find(f"{W}pPr/{W}numPr")
        own = properties.find(f"{W}numId") if properties is not None else None
        list_id = value(own) if own is not None else style.list_id
        own_depth = properties.find(f"{W}ilvl") if properties is not None else None
        depth = number(own_depth) if own_depth is not None else style.depth if own is None else 0
        return (self.numbering.next_label(list_id, depth), depth) if list_id not in ("", "0") else ("", 0)

    def _paragraph_text(self, paragraph: Element, style: Style, on_colour: bool = False) -> str:
        properties = paragraph.find(f"{W}pPr")
        runs = list(self._runs(paragraph, style, on_colour or has_background(properties)))
        pieces: list[str] = []
        for text, bold in joined_runs(runs):
            is_marked = bold and text.strip() and not set(text) & {"*", "\n"}
            pieces.append(text.replace(text.strip(), f"**{text.strip()}**", 1) if is_marked else text)
        lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
        return "\n".join(line for line in lines if line)

    def _runs(self, parent: Element, style: Style, on_colour: bool, depth: int = 0) -> Iterator[tuple[str, bool]]:
        """The visible texts, and whether each is bold."""
        for element in parent:
            if element.tag == f"{W}r":
                yield from self._run(element, style, on_colour)
            elif element.tag in _DELETED:
                self._omit("deleted text", plain_text(element))
            elif element.tag in _GROUPS and depth < MAX_DEPTH and not is_on(element.find(f"{W}sdtPr/{W}showingPlcHdr")):
                yield from self._runs(element, style, on_colour, depth + 1)

    def _run(self, run: Element, style: Style, on_colour: bool) -> Iterator[tuple[str, bool]]:
        properties = run.find(f"{W}rPr")
        own = self.styles.get(value(properties.find(f"{W}rStyle")), _NO_STYLE) if properties is not None else _NO_STYLE
        reason = hidden_reason(properties, own if own.is_hidden else style, on_colour)
        text = "".join(run_text(run))
        if properties is not None and (is_on(properties.find(f"{W}strike")) or is_on(properties.find(f"{W}dstrike"))):
            reason = reason or "text struck out"
        if reason:
            self._omit(reason, text)
            return
        if text:
            yield escape_markdown(text), properties is not None and is_on(properties.find(f"{W}b"))
        for kind, mark in (("footnote", ""), ("endnote", "e")):
            for reference in run.findall(f"{W}{kind}Reference"):
                yield f"[^{mark}{reference.get(f'{W}id', '')}]", False

    def _write_table(self, table: Element) -> None:
        self.lines.append("")
        above: list[str] = []
        for place, row in enumerate(table.iter(f"{W}tr")):
            above = list(self._cells(row, above))
            self.lines.append(f"| {' | '.join(above)} |")
            self.lines += ["|---" * len(above) + "|"] if not place else []
        self.lines.append("")

    def _cells(self, row: Element, above: list[str]) -> Iterator[str]:
        """The cells of a row; one that continues the cell above repeats its text."""
        for column, cell in enumerate(row.findall(f"{W}tc")):
            properties = cell.find(f"{W}tcPr")
            merge = properties.find(f"{W}vMerge") if properties is not None else None
            if merge is not None and value(merge) != "restart" and column < len(above):
                text = above[column]
            else:
                text = self._cell_text(cell, has_background(properties))
            yield text

    def _cell_text(self, cell: Element, on_colour: bool) -> str:
        texts = []
        for paragraph in cell.iter(f"{W}p"):
            style = self._style(paragraph)
            text = self._paragraph_text(paragraph, style, on_colour).replace("\n", " ")
            label = self._label(paragraph, style)[0]
            texts.append(f"{label} {text}".strip() if label != "-" else text)
        return "; ".join(text.rstrip(";") for text in texts if text).replace("|", "\\|")

    def _write_notes(self) -> None:
        for part, mark in (("footnotes", ""), ("endnotes", "e")):
            for note in self.parts.get(part, ()):
                if note.get(f"{W}type") in (None, "normal"):
                    paragraphs = (self._paragraph_text(p, self._style(p)) for p in note.iter(f"{W}p"))
                    text = " ".join(" ".join(paragraphs).split())
                    self.lines += ["", f"[^{mark}{note.get(f'{W}id', '')}]: {text}", ""] if text else []
