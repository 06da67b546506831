"""The automatic numbers of a Word file: what Word shows before a numbered paragraph."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from policies.importer.labels.numerals import CAPITAL, CAPITAL_ROMAN, CJK, DECIMAL, LETTER, ROMAN, write

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAX_LEVEL = 8
_FORMATS = {
    "lowerLetter": LETTER, "upperLetter": CAPITAL, "lowerRoman": ROMAN, "upperRoman": CAPITAL_ROMAN,
    "chineseCounting": CJK, "chineseCountingThousand": CJK, "ideographDigital": CJK, "japaneseCounting": CJK,
    "taiwaneseCounting": CJK, "koreanCounting": "hangul", "ideographTraditional": "stems", "russianLower": "cyrillic",
    "russianUpper": "cyrillics", "thaiLetters": "thai", "arabicAbjad": "abjad", "arabicAlpha": "hijai",
    "hebrew1": "hebrew", "hebrew2": "hebrew", "aiueo": "katakana", "iroha": "iroha", "ganada": "hangul",
}  # fmt: skip
_DIGITS = {"thaiNumbers": "๐๑๒๓๔๕๖๗๘๙", "hindiNumbers": "०१२३४५६७८९"}
BULLET, NONE = "bullet", "none"


def value(element: Element | None, default: str = "") -> str:
    return element.get(f"{W}val", default) if element is not None else default


def number(element: Element | None, default: int = 0) -> int:
    text = value(element)
    return int(text) if re.fullmatch(r"-?[0-9]{1,6}", text) else default


def is_on(element: Element | None) -> bool:
    """Whether a switch such as <w:vanish/> is there and not set to false."""
    return element is not None and value(element) not in ("0", "false", "off", "none")


@dataclass(frozen=True)
class Level:
    start: int = 1
    style: str = DECIMAL
    text: str = ""
    restarts: bool = True
    is_legal: bool = False

    def show(self, count: int) -> str:
        if self.style == "decimalZero":
            return f"{count:02}"
        if self.style in _DIGITS:
            return str(count).translate(str.maketrans("0123456789", _DIGITS[self.style]))
        return write(count, _FORMATS.get(self.style, DECIMAL))


@dataclass
class Numbering:
    """`lists` are the levels by list id and depth; `shared` is the definition whose counters a list uses; `restarts`
    are the new starts of a list by depth. `counters` hold the last number at each depth."""

    lists: dict[str, dict[int, Level]]
    shared: dict[str, str]
    restarts: dict[str, dict[int, int]]
    counters: dict[str, dict[int, int]] = field(default_factory=dict)
    started: set[tuple[str, int]] = field(default_factory=set)

    def next_label(self, list_id: str, depth: int) -> str:
        """The number of the next paragraph at this depth; `-` for a bullet, empty without a number."""
        levels = self.lists.get(list_id, {})
        level = levels.get(depth)
        if level is None or level.style == NONE:
            return ""
        if level.style == BULLET:
            return "-"
        counts = self.counters.setdefault(self.shared[list_id], {})
        self._count(counts, list_id, depth, level)
        for deeper in [other for other in counts if other > depth and levels.get(other, level).restarts]:
            del counts[deeper]

        def shown(match: "re.Match[str]") -> str:
            other = int(match[1]) - 1
            shown_level = levels.get(other, Level())
            count = counts.get(other, shown_level.start)
            return str(count) if level.is_legal else shown_level.show(count)

        return re.sub(r"%([1-9])", shown, level.text).strip()

    def _count(self, counts: dict[int, int], list_id: str, depth: int, level: Level) -> None:
        restart = self.restarts.get(list_id, {}).get(depth)
        if restart is not None and (list_id, depth) not in self.started:
            counts[depth] = restart
        else:
            counts[depth] = counts.get(depth, level.start - 1) + 1
        self.started.add((list_id, depth))


def read_numbering(root: Element | None, style_lists: dict[str, str]) -> Numbering:
    """`style_lists` are the list ids of numbering styles."""
    if root is None:
        return Numbering({}, {}, {})
    definitions = {e.get(f"{W}abstractNumId", ""): e for e in root.iter(f"{W}abstractNum")}
    used = {e.get(f"{W}numId", ""): value(e.find(f"{W}abstractNumId")) for e in root.iter(f"{W}num")}
    shared = {list_id: _resolved(name, definitions, used, style_lists) for list_id, name in used.items()}
    numbering = Numbering({}, shared, {})
    for element in root.iter(f"{W}num"):
        list_id = element.get(f"{W}numId", "")
        definition = definitions.get(shared[list_id])
        levels = _levels(definition.iter(f"{W}lvl")) if definition is not None else {}
        numbering.lists[list_id] = levels | _levels(element.iter(f"{W}lvl"))
        numbering.restarts[list_id] = {
            int(override.get(f"{W}ilvl", "0")): number(override.find(f"{W}startOverride"))
            for override in element.iter(f"{W}lvlOverride")
            if override.find(f"{W}startOverride") is not None and override.get(f"{W}ilvl", "0").isdecimal()
        }
    return numbering


def _resolved(name: str, definitions: dict[str, Element], used: dict[str, str], style_lists: dict[str, str]) -> str:
    """The definition itself, if it only names a style with the levels."""
    definition = definitions.get(name)
    link = value(definition.find(f"{W}numStyleLink")) if definition is not None else ""
    return used.get(style_lists.get(link, ""), name) if link else name


def _levels(elements: Iterable[Element]) -> dict[int, Level]:
    levels = {}
    for element in elements:
        depth = element.get(f"{W}ilvl", "")
        if depth.isdecimal() and int(depth) <= MAX_LEVEL:
            levels[int(depth)] = Level(
                number(element.find(f"{W}start"), 1),
                value(element.find(f"{W}numFmt"), "decimal"),
                value(element.find(f"{W}lvlText")),
                value(element.find(f"{W}lvlRestart")) != "0",
                is_on(element.find(f"{W}isLgl")),
            )
    return levels
