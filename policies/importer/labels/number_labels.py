"""The number labels of a document: "Section 4", "4.2.1", "§ 3", "(a)", "iv.", "1.a.iv", "第二条", "٣."."""

import re
from dataclasses import dataclass, replace

from policies.importer.labels.numerals import CAPITAL_ROMAN, CJK_NUMERALS, LETTER, OTHER_LETTERS, ROMAN, readings
from policies.importer.labels.units import CJK_ITEM_UNITS, CJK_UNITS, UNIT_RANKS, UNITS

DOTTED, DECIMAL, WORD = "dotted", "decimal", "word"

APPENDIX_OFFSET = 100  # A.3 becomes 101.3, since ids have only digits after the hyphen
MAX_TITLE_CHARS = 100
MAX_LABEL_CHARS = 80
SUFFIXES = {"bis": 2, "ter": 3, "quater": 4}
_MARK = (
    rf"\d{{1,3}}|[a-zA-Z]{{1,2}}|[ivxlc]{{2,9}}|[IVXLC]{{2,9}}|[{OTHER_LETTERS}{CJK_NUMERALS}]|[{CJK_NUMERALS}]{{2,6}}"
)
_WORDED = re.compile(
    rf"(?P<unit>(?:{UNITS})(?![^\W\d_])\.?|§{{1,2}})[ \t]{{0,9}}(?:(?:no\.?|nr\.?|№|#)[ \t]{{0,9}})?"
    r"(?:[LRD]\.?[ \t]{0,2}(?=\d))?"  # of a French code
    r"(?P<number>\d{1,4}(?:[.-]\d{1,4}){0,6}(?P<suffix>[ -]?(?:bis|ter|quater)\b|[a-z](?![\w]))?"
    r"|[IVXLC]{1,9}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|[A-Z])(?:[ºª°]|er\b|[eè]re\b)?"
    r"(?P<mark>[ \t]{0,9}[.:)\u2013\u2014-]{1,3}|(?=\s|$|[(\u0e00-\u1dff\u2e80-\uffef]))\s{0,9}",
    re.IGNORECASE,
)
_CJK_WORDED = re.compile(
    rf"(?:[第제]\s?(?P<article>\d{{1,4}}|[{CJK_NUMERALS}]{{1,6}})\s?[条條조]\s?)?[第제]\s?(?P<number>\d{{1,4}}|[{CJK_NUMERALS}]{{1,6}})\s?(?P<unit>{'|'.join(CJK_UNITS)})"
    rf"(?:[之의の](?P<below>\d{{1,2}}|[{CJK_NUMERALS}]{{1,2}}))?[.:\uff1a、\uff0e]?\s{{0,9}}"
)
_DOTTED = re.compile(
    r"(?P<number>(?:\d{1,3}|[A-Z])(?:[.\uff0e]\d{1,3}){1,7})(?P<items>(?:\([a-z]{1,4}\)){0,4})(?P<close>[.):\uff0e]?)(?:\s{1,9}|$)"
)
_MIXED = re.compile(
    r"(?P<number>(?:\d{1,3}|[A-Z])(?:\.\d{1,3}){0,6}(?:\.(?:[a-z]|[ivx]{1,5})\b|\((?:\d{1,2}|[A-Za-z]|[ivx]{1,5})\)){1,4})"
    r"[.):]?(?:\s{1,9}|$)"
)
_SINGLE = re.compile(
    rf"(?P<open>[(\uff08\[]?)(?P<mark>{_MARK})"
    rf"(?P<close>[.)\uff09\]、\uff0e\-](?=\s|$|[^\x00-\u02ff])|[.)\uff09\]、\uff0e])[ \t\u3000]{{0,9}}"
)
_CIRCLED = re.compile(r"(?P<mark>[\u2460-\u2473\u2474-\u2487\u3220-\u3229\u2776-\u277f])[.、]?[ \t\u3000]{0,9}")
_FOLLOWING = re.compile(r"\((?P<mark>\d{1,2}|[A-Za-z]|[ivx]{2,5}|[IVX]{2,5})\)(?:[ \t]{1,9}|(?=\())")
_IDEOGRAPHIC = re.compile(r"(?P<mark>\d{1,2})\u3000{1,3}(?=[^\x00-\u2dff])")
_BARE = re.compile(r"(?P<mark>\d{1,3}|[IVXLC]{2,9}|[IVX])[ \t]{1,9}(?=[^\W\d_a-z])")


@dataclass(frozen=True)
class Label:
    """`readings` are the possible styles, each with its numbers; `end` is the offset of the text after it. `outer` are
    the labels before it on the same line: (A) and (1) in "(A)(1)(a) text"."""

    readings: tuple[tuple[str, tuple[int, ...]], ...]
    end: int
    text: str
    unit: str = ""
    outer: "tuple[Label, ...]" = ()

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

    @property
    def rank(self) -> int:
        """That of a heading with this unit: parts are above chapters, and chapters above sections."""
        return UNIT_RANKS.get(self.unit, 22)

    def value(self, style: str) -> int | None:
        return next((numbers[-1] for name, numbers in self.readings if name == style), None)


def read_label(line: str, heading: bool = False) -> Label | None:
    """The label that a line begins with. A heading may have a bare number: "4 Appeals"."""
    head = line[: MAX_LABEL_CHARS + MAX_TITLE_CHARS]
    return (
        _worded(head, heading)
        or _cjk_worded(head)
        or _dotted(head)
        or _chained(head, _mixed(head) or _single(head))
        or (_from_mark(_BARE.match(head), "") if heading else None)
    )


def _worded(line: str, heading: bool) -> Label | None:
    worded = _WORDED.match(line)
    if worded is None or not _is_heading_label(worded, line, heading):
        return None
    numbers = _worded_numbers(worded["number"], worded["suffix"] or "")
    unit = worded["unit"].casefold().rstrip(".")
    return Label(((WORD, numbers),), worded.end(), worded.group().strip(), unit) if numbers else None


def _worded_numbers(text: str, suffix: str) -> tuple[int, ...]:
    if text[0].isdecimal():
        return inserted_numbers(text.removesuffix(suffix), suffix)
    if text in "IVX" or len(text) > 1:
        return next(((value,) for style, value in readings(text) if style not in (LETTER, "capital")), ())
    return (ord(text.lower()) - 96,)


def inserted_numbers(text: str, suffix: str) -> tuple[int, ...]:
    """With the number of a suffix at the end: 101 for 3a, 102 for 3b and 3 bis."""
    numbers = tuple(map(int, re.split("[.-]", text)))
    letter = suffix.strip(" -").lower()
    return (*numbers, APPENDIX_OFFSET + SUFFIXES.get(letter, ord(letter[0]) - 96)) if letter else numbers


def _is_heading_label(worded: "re.Match[str]", line: str, heading: bool) -> bool:
    """Whether it is a title, not a sentence such as "Section 4 applies to sellers"."""
    if worded["unit"][0].islower():
        return False
    rest = line[worded.end() :]
    begins_title = rest[:1].isupper() or rest[:1] in '("\u201c' or rest[:1] > "\u0370"
    return heading or bool(worded["mark"].strip()) or not rest or (begins_title and len(rest) < MAX_TITLE_CHARS)


def _cjk_worded(line: str) -> Label | None:
    worded = _CJK_WORDED.match(line)
    if worded is None:
        return None
    parts = [part for part in (worded["article"], worded["number"], worded["below"]) if part]
    numbers = tuple(next(value for _, value in readings(part)) for part in parts)
    if worded["unit"] in CJK_ITEM_UNITS and not worded["article"]:
        return Label(((worded["unit"], numbers[-1:]),), worded.end(), worded.group().strip())
    return Label(((WORD, numbers),), worded.end(), worded.group().strip(), worded["unit"])


def _dotted(line: str) -> Label | None:
    dotted = _DOTTED.match(line)
    if dotted is None:
        return None
    first, *others = re.split("[.\uff0e]", dotted["number"])
    is_closed = bool(dotted["close"] or len(others) > 1)
    if line[dotted.end() :][:1].islower() and not is_closed:
        return None  # "1.5 kg of tea"
    numbers = (int(first) if first.isdecimal() else APPENDIX_OFFSET + ord(first.lower()) - 96, *map(int, others))
    return Label(((DOTTED, numbers),), dotted.end(), dotted.group().strip())


def _mixed(line: str) -> Label | None:
    """1.a.iv, 4.2.b and 1(a)(i): absolute numbers with letters."""
    mixed = _MIXED.match(line)
    if mixed is None:
        return None
    numbers = mixed_path(mixed["number"])
    return Label(((DOTTED, numbers),), mixed.end(), mixed.group().strip()) if numbers else None


def mixed_path(text: str) -> tuple[int, ...]:
    """The numbers of a path: 4.2(b) and 4.2.b become (4, 2, 2); empty if it has a part that is no number. A letter that
    can be Roman is so behind another letter."""
    numbers: list[int] = []
    after_letter = False
    for part in re.findall(r"\w{1,5}", text):
        found = dict(readings(part))
        if not found:
            return ()
        is_roman = (after_letter or len(part) > 1) and bool(found.keys() & {ROMAN, CAPITAL_ROMAN})
        value = found.get(ROMAN, found.get(CAPITAL_ROMAN)) if is_roman else next(iter(found.values()))
        numbers.append((value or 0) + APPENDIX_OFFSET * (not numbers and not part.isdecimal()))
        after_letter = not part.isdecimal()
    return tuple(numbers)


def _single(line: str) -> Label | None:
    match = _CIRCLED.match(line)
    if match:
        return _from_mark(match, "()")
    match = _IDEOGRAPHIC.match(line)
    if match:
        return _from_mark(match, "")
    match = _SINGLE.match(line)
    if match is None or (match["open"] == "[" and not match["mark"].isdecimal()):
        return None  # "[x] Done" is a box
    ends_at_blank = match.end() == len(line) or line[match.end() - 1] in " \t\u3000"
    if not (ends_at_blank or line[match.end()] > "\u02ff" or (match["open"] and line[match.end()] == "(")):
        return None
    return _from_mark(match, "()" if match["open"] else "")


def _from_mark(match: "re.Match[str] | None", brackets: str) -> Label | None:
    if match is None:
        return None
    found = tuple((style + brackets, (value,)) for style, value in readings(match["mark"]))
    if len(match["mark"]) > 1:
        found = tuple(sorted(found, key=lambda reading: reading[0].startswith((LETTER, "capital()"))))
    return Label(found, match.end(), match.group().strip()) if found else None


def _chained(line: str, first: Label | None) -> Label | None:
    """The innermost of several labels: (a) of "(A)(1)(a) text" and of "2. (a) text"."""
    chain = [first] if first else []
    while chain and (match := _FOLLOWING.match(line[chain[-1].end :])):
        following = _from_mark(match, "()")
        if following is None:
            break
        chain.append(replace(following, end=chain[-1].end + following.end))
    if not chain:
        return None
    if len(chain) == 1:
        return chain[0]
    return replace(chain[-1], outer=tuple(chain[:-1]), text=line[: chain[-1].end].strip())
