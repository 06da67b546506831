"""Writes an HTML page as Markdown: headings, lists with the numbers that a browser shows, tables and footnotes."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from policies.importer.files.html_elements import Element
from policies.importer.files.html_tables import table_rows
from policies.importer.files.html_tree import HtmlPage
from policies.importer.labels.inline import escape_markdown
from policies.importer.labels.numerals import CAPITAL, CAPITAL_ROMAN, CJK, DECIMAL, LETTER, ROMAN, write

_LIST_TYPES = {"a": LETTER, "A": CAPITAL, "i": ROMAN, "I": CAPITAL_ROMAN}
_CSS_TYPES = {
    "lower-alpha": LETTER, "lower-latin": LETTER, "upper-alpha": CAPITAL, "upper-latin": CAPITAL, "lower-roman": ROMAN,
    "upper-roman": CAPITAL_ROMAN, "cjk-ideographic": CJK, "cjk-decimal": CJK, "simp-chinese-informal": CJK,
    "thai-alphabetic": "thai", "lower-greek": "greek", "hebrew": "hebrew", "katakana": "katakana", "hangul": "hangul",
}  # fmt: skip
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s{0,9}:\s{0,9}([a-z-]{3,30})", re.I)
_BLOCK_NAMES = (
    "address article blockquote body caption center dd details div dl dt fieldset figcaption figure form h1 h2 h3"
    " h4 h5 h6"
    " header hgroup html li main ol p pre section summary table tbody ul"
)
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_NOTE_MARK = re.compile(r"[\[(]?([0-9]{1,3}|[*\u2020\u2021\u00a7a-z])[\])]?")
_BACK_LINKS = frozenset("\u21a9 \u21a9\ufe0e \u21a9\ufe0f \u2191 ^ \u21b5 \u2934 back".split())  # noqa: SIM905
_SUPERSCRIPTS = str.maketrans("0123456789", "\u2070\u00b9\u00b2\u00b3\u2074\u2075\u2076\u2077\u2078\u2079")
_SAFE_ADDRESS = re.compile(r"[^\s()<>\"\\]{1,2000}")
_LINE_START = re.compile(r"(?m)^(?=[#>|~=+-]|[*]\s)")
INDENT = "    "
_DOCS_LIST = re.compile(r"\blst-kix_\w{1,40}-([0-8])\b")


def html_to_markdown(page: HtmlPage) -> str:
    writer = _Writer(_footnotes(page.body), _headings(page.body))
    writer.write_blocks(page.body, "")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(writer.lines)).strip() + "\n"


def _headings(body: Element) -> dict[str, str]:
    """The headings by the ids that lead to them."""
    found: dict[str, str] = {}
    for element in body.walk():
        if re.fullmatch("h[1-6]", element.tag):
            found |= {inner.attributes["id"]: element.text for inner in element.walk() if inner.attributes.get("id")}
    return found


def _footnotes(body: Element) -> dict[str, str]:
    """The mark of each footnote by the id of its element: what a short link in the text leads to."""
    targets = {e.attributes["id"]: e for e in body.walk() if e.attributes.get("id")}
    marks: dict[str, str] = {}
    for element in body.walk():
        address = element.attributes.get("href", "")
        mark = _NOTE_MARK.fullmatch(element.text) if element.tag == "a" and address.startswith("#") else None
        target = targets.get(address[1:]) if mark else None
        if mark and target and target.tag in ("p", "li", "div", "aside", "dd", "section"):
            marks.setdefault(address[1:], mark[1])
    return marks


@dataclass
class _Writer:
    """`notes` are the marks of footnotes by id; `headings` are their texts by id."""

    notes: dict[str, str]
    headings: dict[str, str]
    lines: list[str] = field(default_factory=list)

    def write_blocks(self, element: Element, indent: str) -> None:
        """The blocks of an element; text between them becomes paragraphs."""
        inline: list[Element | str] = []
        for child in element.children:
            if isinstance(child, Element) and (child.tag in _BLOCKS or self._holds_block(child)):
                self._paragraph(inline, indent)
                inline = []
                self._write_block(child, indent)
            else:
                inline.append(child)
        self._paragraph(inline, indent)

    @staticmethod
    def _holds_block(element: Element) -> bool:
        return any(inner.tag in _BLOCKS for inner in element.walk())

    def _write_block(self, element: Element, indent: str) -> None:
        note = self.notes.get(element.attributes.get("id", ""))
        if note:
            self._write_note(element, note)
        elif re.fullmatch("h[1-6]", element.tag):
            self.lines += ["", f"{'#' * int(element.tag[1])} {' '.join(self._inline(element).split())}", ""]
        elif element.tag in ("ul", "ol"):
            self._write_list(element, indent)
        elif element.tag == "table":
            self._write_table(element, indent)
        elif element.tag == "pre":
            self.lines += ["", "```", *("".join(element._texts()).replace("```", "'''").split("\n")), "```", ""]
        else:
            self.write_blocks(element, indent)

    def _write_note(self, element: Element, mark: str) -> None:
        text = " ".join(self._inline(element).split())
        text = re.sub(
            rf"^(?:\[\^{re.escape(mark)}\]|{re.escape(mark)}|\u2070?{mark.translate(_SUPERSCRIPTS)})[.):]?\s{{1,9}}",
            "",
            text,
        )
        self.lines += ["", f"[^{mark}]: {text}", ""]

    def _paragraph(self, inline: "list[Element | str]", indent: str) -> None:
        text = self._inline(Element("", {}, inline))
        lines = [" ".join(line.split()) for line in text.split("\n")]
        if any(lines):
            self.lines += ["", *(indent + _LINE_START.sub(r"\\", line) for line in lines if line), ""]

    def _write_list(self, element: Element, indent: str) -> None:
        items = [child for child in element.children if isinstance(child, Element)]
        indent += INDENT * _level(element)
        labels = _item_labels(element, [item for item in items if item.tag == "li"])
        for item in items:
            if item.tag != "li":
                self._write_block(item, indent)
                continue
            label = next(labels)
            if item.attributes.get("id", "") in self.notes:
                self._write_note(item, self.notes[item.attributes["id"]])
                continue
            start = len(self.lines)
            self.write_blocks(item, indent + INDENT)
            written = [line for line in self.lines[start:] if line]
            if written:
                written[0] = f"{indent}{label} {written[0].strip()}"
                self.lines[start:] = written

    def _write_table(self, table: Element, indent: str) -> None:
        rows = table_rows(table)
        if max(map(len, rows), default=0) < 2 or any(self._is_layout(cell) for row in rows for cell in row):
            for row in rows:
                for cell in dict.fromkeys(map(id, row)):
                    self.write_blocks(next(c for c in row if id(c) == cell), indent)
            return
        self.lines.append("")
        for number, row in enumerate(rows):
            cells = ("; ".join(map(str.strip, self._cell(cell).split("\n"))).replace("|", "\\|") for cell in row)
            self.lines.append(f"| {' | '.join(cells)} |")
            self.lines += ["|---" * len(row) + "|"] if not number else []
        self.lines.append("")

    @staticmethod
    def _is_layout(cell: Element) -> bool:
        return any(inner.tag in ("h1", "h2", "h3", "h4", "table") for inner in cell.walk())

    def _cell(self, cell: Element) -> str:
        writer = _Writer(self.notes, self.headings)
        writer.write_blocks(cell, "")
        return "\n".join(line for line in writer.lines if line)

    def _inline(self, element: Element) -> str:
        return "".join(map(self._inline_part, element.children))

    def _inline_part(self, part: "Element | str") -> str:
        if isinstance(part, str):
            return escape_markdown(re.sub(r"\s+", " ", part))
        text = self._inline(part)
        if part.tag == "br":
            return "\n"
        if part.tag == "img":
            return escape_markdown(part.attributes.get("alt", ""))
        if part.tag == "a":
            return self._link(part, text)
        if part.tag in ("b", "strong") and text.strip() and "**" not in text and "\n" not in text:
            return text.replace(text.strip(), f"**{text.strip()}**", 1)
        if part.tag == "sup" and text.strip().isdecimal():
            return text.translate(_SUPERSCRIPTS)
        return f"\u201c{text}\u201d" if part.tag == "q" else text

    def _link(self, link: Element, text: str) -> str:
        address = link.attributes.get("href", "").strip()
        if address[1:] in self.notes and address.startswith("#"):
            return f"[^{self.notes[address[1:]]}]"
        if address.startswith("#") and text.strip() in _BACK_LINKS:
            return ""
        if address.startswith("#"):
            heading = self.headings.get(address[1:])
            address = "#" + re.sub(r"\W+", "-", heading) if heading else ""
        is_plain = bool(text.strip()) and not set(text) & set("[]\n") and bool(_SAFE_ADDRESS.fullmatch(address))
        return f"[{text}]({address})" if is_plain else text


def _item_labels(element: Element, items: list[Element]) -> Iterator[str]:
    """The labels that a browser shows, by `start`, `reversed`, `value` and `type`."""
    if element.tag == "ul":
        yield from ("-" for _ in items)
        return
    is_reversed = "reversed" in element.attributes
    number = _integer(element.attributes.get("start", ""), len(items) if is_reversed else 1)
    for item in items:
        number = _integer(item.attributes.get("value", ""), number)
        style = _style(item) or _style(element) or DECIMAL
        yield f"{write(number, style)}."
        number += -1 if is_reversed else 1


def _style(element: Element) -> str:
    named = _LIST_STYLE.search(element.attributes.get("style", "")[:1000])
    return _CSS_TYPES.get(named[1].lower(), "") if named else _LIST_TYPES.get(element.attributes.get("type", ""), "")


def _level(element: Element) -> int:
    """The level of a list of Google Docs, which writes inner lists beside the outer ones."""
    named = _DOCS_LIST.search(element.attributes.get("class", "")[:300])
    return int(named[1]) if named else 0


def _integer(text: str, default: int) -> int:
    return int(text) if re.fullmatch(r"-?[0-9]{1,4}", text.strip()) else default
