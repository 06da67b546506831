r"""Regular expressions that take linear time on every text, by RE2.

For every pattern that reads text which a stranger wrote. What differs from `re`:

- No look-around, back-references, possessive quantifiers or atomic groups; no repetition above 1,000.
- `\w`, `\d` and `\s` know all scripts as in `re`, except `\W` and `\S` inside brackets. `\b` knows ASCII letters
  only, so it sees an edge inside "décode". For other scripts match `(?:^|[^\w])` before a group.
- `$` without `multiline` is the end of the text only, not the place before a last line break.
- One search is linear. Many matches are linear together only if a failed branch cannot read to the end of the text at
  each of them: bound its gaps, `.{0,80}` and not `.*`.
- A class of all scripts is large, and a bound copies it: `\w{1,64}` is 64 times `\w`. Write `\w+`, or `[0-9A-Za-z_]`.
- A search does not hold the interpreter, so other threads go on.

A pattern is compiled when it is first used. A wrong one raises ValueError then.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Any

WORD = r"\p{L}\p{N}_"
SPACE = r"\s\v\x1c-\x1f\x{85}\x{a0}\p{Z}"
CLASSES = {"w": WORD, "d": r"\p{Nd}", "s": SPACE}
TOKEN = re.compile(
    r"\\u(?P<code>[0-9a-fA-F]{4})|\\(?P<escaped>.)|(?P<bracket>\[\^?\]?|\])|(?P<from_zero>\{,(?=\d))", re.DOTALL
)
MAX_COMPILED = 1024
NO_SPAN = (-1, -1)


class LinearMatch:
    """Like `re.Match`: offsets are code points of the text, group 0 is the complete match."""

    __slots__ = ("_names", "_spans", "_text")

    def __init__(self, text: str, spans: tuple[tuple[int, int], ...], names: dict[str, int]) -> None:
        self._text, self._spans, self._names = text, spans, names

    def span(self, group: int | str = 0) -> tuple[int, int]:
        """(-1, -1) for a group that took no part."""
        return self._spans[self._names[group] if isinstance(group, str) else group]

    def start(self, group: int | str = 0) -> int:
        return self.span(group)[0]

    def end(self, group: int | str = 0) -> int:
        return self.span(group)[1]

    def __getitem__(self, group: int | str) -> str:
        """Empty for a group that took no part."""
        start, end = self.span(group)
        return self._text[start:end] if start >= 0 else ""

    def group(self, group: int | str = 0) -> str:
        return self[group]

    def groups(self) -> tuple[str, ...]:
        return tuple(self[group] for group in range(1, len(self._spans)))


@dataclass(frozen=True)
class LinearPattern:
    """A pattern of RE2 with the methods of `re.Pattern`."""

    pattern: str
    ignore_case: bool = False
    multiline: bool = False

    def search(self, text: str) -> LinearMatch | None:
        return next(self.finditer(text), None)

    def match(self, text: str) -> LinearMatch | None:
        """The match at the beginning of the text."""
        return next(self._matches(text, lambda encoded: [self._compiled.match(encoded)]), None)

    def fullmatch(self, text: str) -> LinearMatch | None:
        return next(self._matches(text, lambda encoded: [self._compiled.fullmatch(encoded)]), None)

    def finditer(self, text: str) -> Iterator[LinearMatch]:
        return self._matches(text, self._compiled.finditer)

    def findall(self, text: str) -> list[str]:
        """The complete matches, whatever groups the pattern has."""
        return [found[0] for found in self.finditer(text)]

    def sub(self, replacement: str | Callable[[LinearMatch], str], text: str) -> str:
        """A string replaces as it is written: backslashes mean nothing."""
        pieces: list[str] = []
        end = 0
        for found in self.finditer(text):
            pieces += text[end : found.start()], replacement if isinstance(replacement, str) else replacement(found)
            end = found.end()
        return "".join([*pieces, text[end:]])

    def split(self, text: str) -> list[str]:
        """What stands between the matches."""
        spans = [(0, 0), *(found.span() for found in self.finditer(text)), (len(text), len(text))]
        return [text[before[1] : after[0]] for before, after in pairwise(spans)]

    @property
    def _compiled(self) -> Any:
        return _compile(self.pattern, self.ignore_case, self.multiline)

    def _matches(self, text: str, find: Callable[[bytes], Iterable[Any]]) -> Iterator[LinearMatch]:
        encoded = text.encode("utf-8", errors="replace")  # a lone surrogate becomes one question mark
        is_ascii = len(encoded) == len(text)
        at, offset = 0, 0
        names: dict[str, int] | None = None
        for found in find(encoded):
            if not found or _is_inside_character(encoded, found.start()):
                continue
            if names is None:  # not for a text without a match, which is the most frequent
                names, groups = self._compiled.groupindex, range(self._compiled.groups + 1)
            offset += found.start() - at if is_ascii else len(encoded[at : found.start()].decode())
            at = found.start()
            yield LinearMatch(text, tuple(_spans(found, groups, encoded, offset, is_ascii)), names)


def linear_pattern(pattern: str, *, ignore_case: bool = False, multiline: bool = False) -> LinearPattern:
    """`multiline`: `^` and `$` also match at line breaks."""
    return LinearPattern(pattern, ignore_case=ignore_case, multiline=multiline)


def _spans(found: Any, groups: range, encoded: bytes, offset: int, is_ascii: bool) -> Iterator[tuple[int, int]]:
    """The code points of each group of a match that begins at the code point `offset`."""
    first = found.start()
    for group in groups:
        start, end = found.span(group)
        if start < 0:
            yield NO_SPAN
        elif is_ascii:
            yield start, end
        else:
            before = len(encoded[first:start].decode())
            yield offset + before, offset + before + len(encoded[start:end].decode())


def _is_inside_character(encoded: bytes, offset: int) -> bool:
    """RE2 finds empty matches between the bytes of a character, too."""
    return offset < len(encoded) and encoded[offset] & 0xC0 == 0x80


@lru_cache(maxsize=MAX_COMPILED)
def _compile(pattern: str, ignore_case: bool, multiline: bool) -> Any:
    import re2

    options = re2.Options()
    options.log_errors = False
    flags = ("i" if ignore_case else "") + ("m" if multiline else "")
    try:
        return re2.compile((f"(?{flags})" if flags else "") + _in_re2_syntax(pattern), options)
    except re2.error as error:
        raise ValueError(f"RE2 cannot compile {pattern!r}: {error}") from None


def _in_re2_syntax(pattern: str) -> str:
    in_brackets, pieces, end = False, [], 0
    for token in TOKEN.finditer(pattern):
        pieces.append(pattern[end : token.start()])
        end = token.end()
        if bracket := token["bracket"]:
            in_brackets = not bracket.endswith("]") if in_brackets else bracket.startswith("[")
        pieces.append(_translate(token, in_brackets))
    return "".join([*pieces, pattern[end:]])


def _translate(token: re.Match[str], in_brackets: bool) -> str:
    if token["code"]:
        return rf"\x{{{token['code']}}}"
    if token["from_zero"]:
        return token[0] if in_brackets else "{0,"
    letter = token["escaped"] or ""
    if letter in CLASSES:
        return CLASSES[letter] if in_brackets else f"[{CLASSES[letter]}]"
    if letter.lower() in CLASSES and not in_brackets:
        return f"[^{CLASSES[letter.lower()]}]"
    return r"\z" if letter == "Z" else token[0]
