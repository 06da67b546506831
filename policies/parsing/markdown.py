"""Markdown read as plain blocks and sections with line numbers. The only file that imports markdown-it."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING

from policies.parsing.diagnostics import Diagnostics

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


MAX_CHARACTERS = 2_000_000
MAX_BRACKETS = 20_000  # each may begin a link and is tried as one
_NAMES = {"blockquote_open": "a quotation", "hr": "a horizontal rule", "html_block": "HTML"}
_LIST_PARTS = ("bullet_list", "ordered_list", "list_item", "paragraph", "inline")


@dataclass(frozen=True)
class Paragraph:
    """`text` is what a reader sees; `code` is set if the whole paragraph is one span in backticks."""

    line: int
    text: str
    code: str | None = None


@dataclass(frozen=True)
class ListItem:
    """An item of a list: `source` is its Markdown, `depth` is 0 in the outermost list."""

    line: int
    text: str
    source: str
    depth: int
    marker: str


@dataclass(frozen=True)
class ListBlock:
    line: int
    items: tuple[ListItem, ...]

    @property
    def text(self) -> str:
        return "\n".join(f"{'  ' * item.depth}{item.marker} {item.text}" for item in self.items)


@dataclass(frozen=True)
class Table:
    """`rows` are pairs of line number and cell texts; the first row is the header."""

    line: int
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class CodeBlock:
    line: int
    text: str


@dataclass(frozen=True)
class UnsupportedBlock:
    """A block that a policy must not contain; `name` is for messages, such as `a quotation`."""

    line: int
    name: str


Block = Paragraph | ListBlock | Table | CodeBlock | UnsupportedBlock


@dataclass(frozen=True)
class Section:
    """A heading, the blocks up to the next heading, and the sections below it."""

    line: int
    title: str
    blocks: list[Block] = field(default_factory=list)
    subsections: list["Section"] = field(default_factory=list)


@dataclass(frozen=True)
class Outline:
    """`front_matter` is the YAML between the --- lines, from line 2 on; None without it."""

    front_matter: str | None
    clauses: list[Section]


def read_outline(source: str, diagnostics: Diagnostics) -> Outline:
    """Raises CorpusErrors for a source over the limits."""
    for name, number, limit in (
        ("characters", len(source), MAX_CHARACTERS),
        ("opening brackets", source.count("["), MAX_BRACKETS),
    ):
        if number > limit:
            diagnostics.add(1, f"the policy has {number:,} {name}", f"split it into policies of at most {limit:,}")
    diagnostics.raise_errors()
    front_matter: str | None = None
    clauses: list[Section] = []
    section = Section(1, "")
    for block in _blocks(_parser().parse(source)):
        if block[0].type == "front_matter":
            front_matter = block[0].content
        elif block[0].type == "heading_open":
            section = _open_section(block, clauses, section, diagnostics)
        elif not _is_comment(block[0]):
            section.blocks.append(_block(block))
    return Outline(front_matter, clauses)


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt
    from mdit_py_plugins.front_matter import front_matter_plugin

    return MarkdownIt("commonmark").enable("table").disable("reference").use(front_matter_plugin)


def _blocks(tokens: "list[Token]") -> "Iterator[list[Token]]":
    """The tokens of each outermost block."""
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


def _open_section(
    heading: "list[Token]", clauses: list[Section], current: Section, diagnostics: Diagnostics
) -> Section:
    """The section that a heading opens. Headings before the first clause belong to the introduction."""
    section = Section(_line(heading[0]), _visible_text(heading[1]))
    level = int(heading[0].tag[1])
    if level == 2:
        clauses.append(section)
    elif level == 3 and clauses:
        clauses[-1].subsections.append(section)
    elif clauses:
        remedy = "use ## for a clause and ### for its sections"
        diagnostics.add(section.line, f'a heading of level {level} after the first clause ("{section.title}")', remedy)
        return current
    return section


def _block(tokens: "list[Token]") -> Block:
    head = tokens[0]
    line = _line(head)
    if head.type == "paragraph_open":
        return Paragraph(line, _visible_text(tokens[1]), _only_code(tokens[1]))
    if head.type in ("bullet_list_open", "ordered_list_open"):
        return _list_block(tokens)
    if head.type == "table_open":
        return Table(line, tuple(_rows(tokens)))
    if head.type in ("fence", "code_block"):
        return CodeBlock(line, head.content.strip())
    return UnsupportedBlock(line, _NAMES.get(head.type, head.type))


def _list_block(tokens: "list[Token]") -> Block:
    items: list[ListItem] = []
    depth = -1
    for token in tokens:
        if not token.type.startswith(_LIST_PARTS):
            return UnsupportedBlock(_line(token), "a heading, a quotation or code inside a list")
        if token.type.endswith("list_open") or token.type.endswith("list_close"):
            depth += token.nesting
        elif token.type == "list_item_open":
            marker = f"{token.info}." if token.info else "-"
            items.append(ListItem(_line(token), "", "", depth, marker))
        elif token.type == "inline":
            items[-1] = _extended(items[-1], token)
    return ListBlock(_line(tokens[0]), tuple(items))


def _extended(item: ListItem, inline: "Token") -> ListItem:
    text = f"{item.text} {_visible_text(inline)}".strip()
    source = f"{item.source}\n{inline.content}".strip()
    return ListItem(item.line, text, source, item.depth, item.marker)


def _rows(tokens: "list[Token]") -> Iterator[tuple[int, tuple[str, ...]]]:
    cells: list[str] = []
    line = 0
    for token in tokens:
        if token.type == "tr_open":
            cells, line = [], _line(token)
        elif token.type == "inline":
            cells.append(_visible_text(token))
        elif token.type == "tr_close":
            yield line, tuple(cells)


def _visible_text(inline: "Token") -> str:
    """The text that a reader sees, on one line."""
    visible = ("text", "code_inline", "image")
    parts = (
        " " if t.type in ("softbreak", "hardbreak") else t.content if t.type in visible else ""
        for t in inline.children or ()
    )
    return "".join(parts).strip()


def _only_code(inline: "Token") -> str | None:
    children = inline.children or []
    return children[0].content if len(children) == 1 and children[0].type == "code_inline" else None


def _is_comment(token: "Token") -> bool:
    return token.type == "html_block" and token.content.startswith("<!--") and token.content.rstrip().endswith("-->")


def _line(token: "Token") -> int:
    return token.map[0] + 1 if token.map else 1
