"""The blocks that a policy file is made of, each with the line it begins on, counted from 1."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Paragraph:
    """`text` is what a reader sees; `code` where the whole paragraph is one span in backticks."""

    line: int
    text: str
    code: str | None = None


@dataclass(frozen=True)
class Item:
    """A line of a list: `source` as it was typed, `depth` 0 for the outermost list."""

    line: int
    text: str
    source: str
    depth: int
    marker: str


@dataclass(frozen=True)
class Listing:
    line: int
    items: tuple[Item, ...]

    @property
    def text(self) -> str:
        return "\n".join(f"{'  ' * item.depth}{item.marker} {item.text}" for item in self.items)


@dataclass(frozen=True)
class Table:
    """`rows` are a line number and the cells' texts; the first is the head."""

    line: int
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True)
class Code:
    line: int
    text: str


@dataclass(frozen=True)
class Other:
    """A block that has no place in a policy, by the name that a writer would give it."""

    line: int
    name: str


Block = Paragraph | Listing | Table | Code | Other


@dataclass(frozen=True)
class Section:
    """A heading, the blocks up to the next heading, and the sections below it."""

    line: int
    title: str
    blocks: list[Block] = field(default_factory=list)
    parts: list["Section"] = field(default_factory=list)
