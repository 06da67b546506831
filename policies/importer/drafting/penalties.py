"""Reads an enforcement ladder from a penalty list or table: "1st offence: warning", "12 points: permanent ban"."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from domain.ladder import EnforcementAction
from policies.importer.structure.blocks import Block, BlockKind
from policies.importer.structure.passages import Passage

_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth".split()  # noqa: SIM905
_UNIT = r"offen[cs]es?|violations?|strikes?|breach(?:es)?|infractions?|infringements?|incidents?|times?"
_STEP = re.compile(
    rf"(?:on |for |after )?(?:the |a |your )?(?:(?P<ordinal>{'|'.join(_ORDINALS)})|(?P<number>\d{{1,3}})(?:st|nd|rd"
    rf"|th)?)(?: or more|\+)?"
    rf"\s?(?P<unit>{_UNIT}|points?)\b(?: or more)?[\s:,.|\u2013\u2014=-]{{1,6}}(?P<action>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_NUMBERED = re.compile(
    r"(?:offen[cs]e|violation|strike|breach)\s(?:no\.?\s|#)?(?P<number>\d{1,2})[\s:,.|\u2013\u2014=-]{1,6}(?P<action>\S.*)",
    re.I | re.S,
)
_HEADER = re.compile(rf"(?:number of |no\. of )?(?P<unit>{_UNIT}|points?|occurrence|count|level)", re.IGNORECASE)
_ACTIONS = (
    (EnforcementAction.REMOVAL, r"perma\w{0,6}|terminat\w{1,5}|removal|removed|expel\w{0,5}|clos(?:ed?|ure)"
        r"|\bdelet\w{1,4}|lifetime|indefinite"),
    (EnforcementAction.SUSPENSION, r"suspen\w{1,6}|\bban\b|\bbanned|\bblocked|deactivat\w{1,5}|freeze of the account"),
    (EnforcementAction.COMMISSION_FREEZE, r"commission|payout|payment|withh\w{1,6}|earnings|funds"),
    (EnforcementAction.FEATURE_LIMIT, r"restrict\w{0,6}|limit\w{0,6}|mut(?:e|ed|ing)\b|feature|visibility|cannot"
        r" post|demot\w{1,6}|\blive\b"),
    (EnforcementAction.WARNING, r"warn\w{0,5}|caution|strike|notice"),
    (EnforcementAction.EDUCATION, r"educat\w{1,5}|training|remind\w{0,5}|lesson|course|guidance|no action"),
)  # fmt: skip
_ACTION_PATTERNS = [(action, re.compile(pattern, re.IGNORECASE)) for action, pattern in _ACTIONS]
_DAYS = re.compile(
    r"(?P<number>\d{1,3}|one|two|three|four|six|seven)[\s-](?P<unit>hour|day|week|month|year)s?\b", re.IGNORECASE
)
_UNIT_DAYS = {"day": 1, "week": 7, "month": 30, "year": 365}
_NUMBER_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "seven": 7}
_WINDOW = re.compile(
    r"\b(?:within|in|over|rolling|last|past|every)\s(?:a\s|any\s|the\s)?(?:rolling\s|period of\s|last\s"
    r"|past\s)?(?P<span>[\w-]{1,8}[\s-](?:day|week|month|year)s?)\b",
    re.IGNORECASE,
)
MAX_STEP_CHARS = 300
MAX_LIST_CHARS = 5_000
ASSUMED_WINDOW, ASSUMED_APPEAL_DAYS = 365, 30


@dataclass(frozen=True)
class PenaltyStep:
    """`threshold` counts violations, or points."""

    threshold: int
    action: EnforcementAction
    days: int | None


@dataclass(frozen=True)
class PenaltyLadder:
    """`counts_points`: whether thresholds are points and not violations. `window_days` is None if the text names
    none."""

    steps: tuple[PenaltyStep, ...]
    counts_points: bool
    window_days: int | None

    def lines(self) -> Iterator[str]:
        """The fields of the clause. What the source does not say changes nothing that it says."""
        last = self.steps[-1]
        yield f"- **window_days**: {self.window_days or ASSUMED_WINDOW}"
        yield f"- **repeat_count**: {max(2, last.threshold if not self.counts_points else 99)}"
        yield f"- **repeat_action**: {last.action.label}"
        yield "- **skip_severity**: critical"
        yield f"- **skip_action**: {self.steps[0].action.label}"
        yield f"- **appeal_days**: {ASSUMED_APPEAL_DAYS}"

    def table(self) -> Iterator[str]:
        yield from ("### Ladder", "", "| points | action | days |", "|---|---|---|")
        yield from (f"| {step.threshold} | {step.action.label} | {step.days or ''} |" for step in self.steps)
        yield ""

    def note(self) -> str:
        assumed = ["appeal_days"] if self.window_days else ["window_days", "appeal_days"]
        counted = "" if self.counts_points else "; each violation counts one point"
        fields = f"{' and '.join(assumed)} and the repeat and skip fields"
        return f"the ladder was read from its text{counted}; {fields} are not in the source: check all of them"


def read_penalties(passage: Passage) -> PenaltyLadder | None:
    """None without at least two steps that rise in threshold and do not become milder."""
    steps: list[PenaltyStep] = []
    counts_points = False
    for unit, threshold, action_text in _steps(passage):
        action = next((action for action, pattern in _ACTION_PATTERNS if pattern.search(action_text)), None)
        if action is None:
            return None
        counts_points = unit.startswith("point")
        steps.append(PenaltyStep(threshold, action, _days(action_text)))
    rising = all(a.threshold < b.threshold and a.action <= b.action for a, b in pairwise(steps))
    if len(steps) < 2 or not rising:
        return None
    window = _WINDOW.search(" ".join(block.text for block in passage.blocks)[:5000])
    return PenaltyLadder(tuple(steps), counts_points, _days(window["span"]) if window else None)


def _steps(passage: Passage) -> Iterator[tuple[str, int, str]]:
    """Unit, threshold and action text of each step."""
    header: list[str] = []
    for block in passage.blocks:
        cells = [cell.strip() for cell in block.text.split(" | ")] if block.kind is BlockKind.ROW else []
        if cells and not header:
            header = cells
            continue
        if cells and len(cells) == len(header):
            yield from _table_steps(header, cells)
        elif not cells:
            header = []
            yield from steps_in(block)


def steps_in(block: Block) -> Iterator[tuple[str, int, str]]:
    text = "".join(piece.shown for piece in block.pieces)[:MAX_LIST_CHARS]
    for part in re.split(r"[;\n]|\.\s", text):
        yield from _step(part)


def _table_steps(header: list[str], cells: list[str]) -> Iterator[tuple[str, int, str]]:
    """Of a row whose first cell is the threshold, or of a row below a header of thresholds."""
    unit = _HEADER.match(header[0])
    number = re.match(r"(\d{1,3})\b", cells[0])
    if unit and number:
        yield unit["unit"].lower(), int(number[1]), " ".join(cells[1:])
    elif own := list(_step(f"{cells[0]}: {' '.join(cells[1:])}")):
        yield from own
    else:
        for title, cell in zip(header, cells, strict=True):
            yield from _step(f"{title}: {cell}")


def _step(text: str) -> Iterator[tuple[str, int, str]]:
    text = text.strip()[:MAX_STEP_CHARS]
    match = _STEP.match(text)
    if match:
        ordinal = match["ordinal"]
        yield (
            match["unit"].lower(),
            _ORDINALS.index(ordinal.lower()) + 1 if ordinal else int(match["number"]),
            match["action"],
        )
    elif match := _NUMBERED.match(text):
        yield "violation", int(match["number"]), match["action"]


def _days(text: str) -> int | None:
    match = _DAYS.search(text)
    if match is None:
        return None
    number = _NUMBER_WORDS.get(match["number"].lower()) or int(match["number"])
    unit = match["unit"].lower()
    return max(1, -(-number // 24)) if unit == "hour" else max(1, number * _UNIT_DAYS[unit])
