"""The outline of a policy file: front matter and clauses as plain blocks with line numbers; knows markdown-it alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from policies.parsing.blocks import Block, Code, Item, Listing, Other, Paragraph, Section, Table
from policies.parsing.diagnostics import Complaints

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@dataclass(frozen=True)
class Outline:
    """`front` is the YAML between the fences, which begins on line 2; None where there is none."""

    front: str | None
    clauses: list[Section]


def read_outline(source: str, complaints: Complaints) -> Outline:
    front: str | None = None
    clauses: list[Section] = []
    here = Section(1, "")
    for block in _blocks(_parser().parse(source)):
        if block[0].type == "front_matter":
            front = block[0].content
        elif block[0].type == "heading_open":
            here = _descend(block, clauses, here, complaints)
        elif not _is_comment(block[0]):
            here.blocks.append(_block(block))
    return Outline(front, clauses)


@cache
def _parser() -> "MarkdownIt":
    from markdown_it import MarkdownIt
    from mdit_py_plugins.front_matter import front_matter_plugin

    return MarkdownIt("commonmark").enable("table").disable("reference").use(front_matter_plugin)


def _blocks(tokens: "list[Token]") -> "Iterator[list[Token]]":
    """The tokens of one outermost block after the other."""
    block: list[Token] = []
    for token in tokens:
        block.append(token)
        if token.level == 0 and token.nesting <= 0:
            yield block
            block = []


def _descend(heading: "list[Token]", clauses: list[Section], here: Section, complaints: Complaints) -> Section:
    """The section that a heading opens; headings before the first clause belong to the introduction."""
    section = Section(_line(heading[0]), _words(heading[1]))
    level = int(heading[0].tag[1])
    if level == 2:
        clauses.append(section)
    elif level == 3 and clauses:
        clauses[-1].parts.append(section)
    elif clauses:
        right = "use ## for a clause and ### for its parts"
        complaints.add(section.line, f'a heading of level {level} after the first clause ("{section.title}")', right)
        return here
    return section


def _block(tokens: "list[Token]") -> Block:
    head = tokens[0]
    line = _line(head)
    if head.type == "paragraph_open":
        return Paragraph(line, _words(tokens[1]), _sole_code(tokens[1]))
    if head.type in ("bullet_list_open", "ordered_list_open"):
        return _listing(tokens)
    if head.type == "table_open":
        return Table(line, tuple(_rows(tokens)))
    if head.type in ("fence", "code_block"):
        return Code(line, head.content.strip())
    return Other(line, _NAMES.get(head.type, head.type))


_NAMES = {"blockquote_open": "a quotation", "hr": "a rule across the page", "html_block": "HTML"}
_LIST_PARTS = ("bullet_list", "ordered_list", "list_item", "paragraph", "inline")


def _listing(tokens: "list[Token]") -> Block:
    items: list[Item] = []
    depth = -1
    for token in tokens:
        if not token.type.startswith(_LIST_PARTS):
            return Other(_line(token), "a heading, a quotation or code inside a list")
        if token.type.endswith("list_open") or token.type.endswith("list_close"):
            depth += token.nesting
        elif token.type == "list_item_open":
            marker = f"{token.info}." if token.info else "-"
            items.append(Item(_line(token), "", "", depth, marker))
        elif token.type == "inline":
            items[-1] = _longer(items[-1], token)
    return Listing(_line(tokens[0]), tuple(items))


def _longer(item: Item, inline: "Token") -> Item:
    text = f"{item.text} {_words(inline)}".strip()
    source = f"{item.source}\n{inline.content}".strip()
    return Item(item.line, text, source, item.depth, item.marker)


def _rows(tokens: "list[Token]") -> Iterator[tuple[int, tuple[str, ...]]]:
    cells: list[str] = []
    line = 0
    for token in tokens:
        if token.type == "tr_open":
            cells, line = [], _line(token)
        elif token.type == "inline":
            cells.append(_words(token))
        elif token.type == "tr_close":
            yield line, tuple(cells)


def _words(inline: "Token") -> str:
    """What a reader sees of a run of text, on one line."""
    spoken = ("text", "code_inline", "image")
    parts = (
        " " if t.type in ("softbreak", "hardbreak") else t.content if t.type in spoken else ""
        for t in inline.children or ()
    )
    return "".join(parts).strip()


def _sole_code(inline: "Token") -> str | None:
    children = inline.children or []
    return children[0].content if len(children) == 1 and children[0].type == "code_inline" else None


def _is_comment(token: "Token") -> bool:
    return token.type == "html_block" and token.content.startswith("<!--") and token.content.rstrip().endswith("-->")


def _line(token: "Token") -> int:
    return token.map[0] + 1 if token.map else 1
