"""The tokens of a check's source: which values it reads, which names its macros bring in, where its numbers end."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

ROOTS = ("facts", "signals", "case")

_MACROS = frozenset({"all", "exists", "exists_one", "filter", "map"})
_TOKEN = re.compile(
    r"""(?P<comment> //[^\n]*)
    | (?P<string> [bB]?[rR](?:\"{3}.*?\"{3} | '{3}.*?'{3} | "[^"\n]*" | '[^'\n]*')
                | [bB]?(?:\"{3}(?:\\.|[^\\])*?\"{3} | '{3}(?:\\.|[^\\])*?'{3})
                | [bB]?(?:"(?:\\.|[^"\\\n])*" | '(?:\\.|[^'\\\n])*'))
    | (?P<number> 0[xX][0-9a-fA-F]+u? | [0-9]*\.[0-9]+(?:[eE][+-]?[0-9]+)? | [0-9]+(?:[eE][+-]?[0-9]+|[uU])?)
    | (?P<name> [A-Za-z_][A-Za-z0-9_]*)
    | (?P<mark> \S)
    | (?P<space> \s+)""",
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True)
class Token:
    """`end` is the offset behind it in the source."""

    kind: str
    text: str
    end: int


def tokens(source: str) -> list[Token]:
    """What the source is made of, without spaces and comments."""
    found = (Token(str(match.lastgroup), match.group(), match.end()) for match in _TOKEN.finditer(source))
    return [token for token in found if token.kind not in ("comment", "space")]


def names_read(row: list[Token]) -> tuple[str, ...]:
    """The dotted names read off a root, each once: `facts.price`, also where it is written `facts["price"]`."""
    starts = (i for i, t in enumerate(row) if t.text in ROOTS and (i == 0 or row[i - 1].text != "."))
    return tuple(dict.fromkeys(".".join([row[i].text, *_members(row, i + 1)]) for i in starts))


def names_bound(row: list[Token]) -> set[str]:
    """The names that macros bring in, such as x in `facts.prices.exists(x, x > 9)`."""
    quads = zip(row, row[1:], row[2:], row[3:], strict=False)
    return {c.text for a, b, c, d in quads if a.text in _MACROS and b.text == "(" and d.text == ","}


def with_decimals(source: str, row: list[Token]) -> str:
    """The source with its whole numbers as decimals, save those in brackets, which pick from a list."""
    for i in reversed(range(len(row))):
        picks = i > 0 and row[i - 1].text == "[" and _text(row, i + 1) == "]"
        if row[i].text.isdecimal() and not picks:
            source = f"{source[: row[i].end]}.0{source[row[i].end :]}"
    return source


def _members(row: list[Token], i: int) -> Iterator[str]:
    """The members from position i on; the name of a method is none."""
    while i + 1 < len(row):
        if row[i].text == "." and _text(row, i + 2) != "(":
            yield row[i + 1].text
            i += 2
        elif row[i].text == "[" and row[i + 1].kind == "string":
            yield row[i + 1].text.strip("\"'")
            i += 3
        else:
            return


def _text(row: list[Token], i: int) -> str:
    return row[i].text if i < len(row) else ""
