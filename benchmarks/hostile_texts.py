"""Texts on which a pattern that backtracks takes long: repeated pieces of the pattern, and of every kind of text."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from re import _compiler as compiler  # type: ignore[attr-defined]
from re import _constants as ops
from re import _parser as parser
from typing import Any

from benchmarks.pattern_sources import AnyPattern

PIECES = (
    *(
        "a",
        "A",
        "1",
        " ",
        "\n",
        "\t",
        "-",
        "_",
        ".",
        ",",
        "(",
        "[",
        "<",
        "&",
        "*",
        "`",
        '"',
        "\u201c",
        "\u4e2d",
        "\u00e9",
    ),
    *(
        "skip_",
        "ha",
        "x ",
        "a.",
        "a-",
        "a@",
        "1.",
        "1 ",
        "1,",
        "#x",
        "aB",
        "A-1 ",
        "a, ",
        "%41",
        "\\u0041",
        "&#65;",
        "<a ",
    ),
    *("(a", "\n ", " \n\n", "[a](", "**a", "| ", "it is ", "A b ", "aGVsbG8gd29ybGQ"),
)
NEAR_MISS = "\x01\n"
MAX_PIECES = 24
REPEATS = {ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT}
CLASS_SAMPLES = "a1 A_-.\n\u4e2d"


def hostile_texts(pattern: AnyPattern, characters: int) -> Iterator[str]:
    """Each of about `characters` characters, with an end that a complete match does not expect."""
    pieces = [*PIECES, *islice(_pieces_of(pattern.pattern), MAX_PIECES)]
    for prefix, piece in dict.fromkeys(("", each) if isinstance(each, str) else each for each in pieces):
        yield prefix + piece * (characters // len(piece)) + NEAR_MISS


def _pieces_of(source: str | bytes) -> Iterator[tuple[str, str]]:
    """What comes before a repetition, and the text that it repeats."""
    text = source.decode("latin-1") if isinstance(source, bytes) else source
    try:
        parsed = parser.parse(text)
    except (re.error, OverflowError):  # of RE2 only
        yield from (("", word) for word in re.findall(r"\w{2,}", text))
        return
    pieces = [*_repetitions(parsed, ""), *(("", word) for word in _literals(parsed))]
    step = max(1, len(pieces) // MAX_PIECES)
    yield from (piece for piece in pieces[::step] if piece[1])


def _repetitions(nodes: Iterable[Any], before: str) -> Iterator[tuple[str, str]]:
    for node in nodes:
        op, value = node
        if op in REPEATS:
            if value[1] > 2:
                yield before, _sample(value[2])
                yield "", before + _sample(value[2])
            yield from _repetitions(value[2], before)
        for inner in _inner(node):
            yield from _repetitions(inner, before)
        before += _sample([node])


def _inner(node: Any) -> Sequence[Any]:
    """The sequences within a group, an alternative or an assertion."""
    op, value = node
    match op:
        case ops.SUBPATTERN:
            return [value[3]]
        case ops.ATOMIC_GROUP:
            return [value]
        case ops.BRANCH:
            return list(value[1])
    return []


def _sample(nodes: Iterable[Any]) -> str:
    """A short text that the nodes match; assertions are left out."""
    return "".join(map(_sample_one, nodes))


def _sample_one(node: Any) -> str:
    op, value = node
    match op:
        case ops.LITERAL:
            return chr(value)
        case ops.NOT_LITERAL:
            return "a" if value != ord("a") else "b"
        case ops.ANY:
            return "a"
        case ops.IN:
            return _sample_class(node)
        case _ if op in REPEATS:
            times: int = max(1, min(value[0], 50))
            return _sample(value[2]) * times
    return _sample(inner[0]) if (inner := _inner(node)) else ""


def _sample_class(node: Any) -> str:
    """A character that a class in brackets matches."""
    state = parser.State()
    state.str = ""
    matches = compiler.compile(parser.SubPattern(state, [node])).match
    named = [value if op is ops.LITERAL else value[0] for op, value in node[1] if op in (ops.LITERAL, ops.RANGE)]
    characters: list[str] = [*CLASS_SAMPLES, *map(chr, named)]
    return next((c for c in characters if matches(c)), "")


def _literals(nodes: Iterable[Any]) -> Iterator[str]:
    """Each run of two or more plain characters, alone and before a blank."""
    run = ""
    for node in [*nodes, (None, None)]:
        if node[0] is ops.LITERAL:
            run += chr(node[1])
            continue
        if len(run) > 1:
            yield from (run, run + " ")
        run = ""
        for inner in _inner(node) if node[0] else ():
            yield from _literals(inner)
        if node[0] in REPEATS:
            yield from _literals(node[1][2])
