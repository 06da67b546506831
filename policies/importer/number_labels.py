"""The number labels of a document: "Section 4", "4.2.1", "§ 3", "(a)", "iv."."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

DOTTED, DECIMAL, LETTER, CAPITAL, ROMAN, WORD = "dotted", "decimal", "letter", "capital", "roman", "word"

APPENDIX_OFFSET = 100  # A.3 becomes 101.3, since ids have only digits after the hyphen
_UNITS = "section|sec|article|art|clause|chapter|part|rule|principle|guideline|schedule|annex|appendix|title"
_WORDED = re.compile(
    rf"(?P<unit>(?:{_UNITS})\b\.?|§+)\s*(?P<number>\d+(?:\.\d+)*|[IVXLC]+|[A-Z])(?P<mark>\s*[.:)\u2013\u2014-]+|(?=\s|$))\s*",
    re.IGNORECASE,
)
_DOTTED = re.compile(
    r"(?P<number>(?:\d{1,3}|[A-Z])(?:\.\d{1,3})+)(?:\([a-z]\))?[.):]?(?:\s+|$)(?=$|[A-Z\"\u201c\u2018'(\[*_«¿¡À-Þ])"
)
_SINGLE = re.compile(r"(?P<open>\(?)(?P<mark>\d{1,3}|[a-zA-Z]|[ivxlc]{2,5}|[IVXLC]{2,5})(?P<close>[.)])(?:\s+|$)")
_BARE = re.compile(r"(?P<mark>\d{1,3})\s+(?=[A-Z])")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


@dataclass(frozen=True)
class Label:
    """`readings` are the possible styles, each with its numbers; `end` is the offset of the text after it."""

    readings: tuple[tuple[str, tuple[int, ...]], ...]
    end: int
    text: str
    unit: str = ""

    @property
    def is_absolute(self) -> bool:
        """Whether it gives the position in the whole document, not only in a list."""
        return self.readings[0][0] in (DOTTED, WORD)

    @property
    def numbers(self) -> tuple[int, ...]:
        return self.readings[0][1]

    @property
    def starts_list(self) -> bool:
        """Whether it can be the first of a list."""
        return any(numbers[-1] <= 1 for _, numbers in self.readings)

    def value(self, style: str) -> int | None:
        return next((numbers[-1] for name, numbers in self.readings if name == style), None)


def read_label(line: str, heading: bool = False) -> Label | None:
    """The label that a line begins with. A heading may have a bare number: "4 Appeals"."""
    worded = _WORDED.match(line)
    if worded and _is_heading_label(worded, line, heading):
        unit = worded["unit"].casefold().rstrip(".")
        return Label(((WORD, _numbers(worded["number"])),), worded.end(), worded.group().strip(), unit)
    dotted = _DOTTED.match(line)
    if dotted:
        return Label(((DOTTED, _numbers(dotted["number"])),), dotted.end(), dotted.group().strip())
    single = _SINGLE.match(line) or (_BARE.match(line) if heading else None)
    if single:
        brackets = "()" if single.groupdict().get("open") else ""
        readings = tuple((style + brackets, numbers) for style, numbers in _readings(single["mark"]))
        return Label(readings, single.end(), single.group().strip())
    return None


def _is_heading_label(worded: "re.Match[str]", line: str, heading: bool) -> bool:
    """Whether it is a title, not a sentence such as "Section 4 applies to sellers"."""
    if not worded["unit"][0].isupper() and worded["unit"][0] != "§":
        return False
    rest = line[worded.end() :]
    return heading or bool(worded["mark"].strip()) or not rest or (rest[0].isupper() and len(rest) < 100)


def _readings(mark: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    if mark.isdigit():
        yield DECIMAL, (int(mark),)
        return
    if len(mark) == 1:
        yield (LETTER if mark.islower() else CAPITAL), (ord(mark.lower()) - 96,)
    if set(mark.lower()) <= set(_ROMAN):
        yield ROMAN + ("" if mark.islower() else "s"), (roman(mark),)


def _numbers(text: str) -> tuple[int, ...]:
    first, *rest = text.split(".")
    if first.isdigit() or rest:
        return (int(first) if first.isdigit() else APPENDIX_OFFSET + ord(first.lower()) - 96, *map(int, rest))
    if set(text.lower()) <= set(_ROMAN) and (len(text) > 1 or text in "IVX"):
        return (roman(text),)
    return (ord(text.lower()) - 96,)


def roman(text: str) -> int:
    values = [_ROMAN[letter] for letter in text.lower()]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-value if value < following else value for value, following in pairs)
