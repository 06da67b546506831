"""Finds the JSON objects of a model's text outside its reasoning, in time proportional to the text."""

import json
from dataclasses import dataclass, field
from typing import Any

from llm.answers.near_json import read_object
from text.linear_patterns import linear_pattern

MAX_UNCLOSED = 16  # braces in prose that no brace closes: each may be read to the end of the text
MAX_INVALID = 200  # objects that are none, such as {x} in formulas
MAX_DIGITS = 300
CUT_OFF = "it ends in the middle of its JSON object"
BROKEN = "its JSON object is not valid JSON"

# The marks with which models begin and end their reasoning.
MARK_NAMES = r"(?:seed:)?(?:think|thinking|thoughts?|reasoning|reflection|analysis|scratchpad)"
OPENING = (
    rf"<{MARK_NAMES}(?: [^<>]{{0,80}})?>|\[think\]"
    r"|\u25c1think\u25b7|<\|begin_of_thought\|>|<\|start_thinking\|>|<\|inner_prefix\|>|<unused94>"
    r"|<\|channel\|> ?(?:analysis|commentary)|<\|channel>thought|<details type=.reasoning.[^<>]{0,80}>"
)
CLOSING = (
    rf"</{MARK_NAMES}>|\[/think\]|\u25c1/think\u25b7|<\|end_of_thought\|>|<\|end_thinking\|>|<\|inner_suffix\|>|<unused95>"
    r"|<\|channel\|> ?final[^{]{0,40}<\|message\|>|<channel\|>|</details>|assistantfinal"
)
REASONING_MARK = linear_pattern(rf"(?P<opening>{OPENING})|(?P<closing>{CLOSING})", ignore_case=True)


@dataclass
class FoundObjects:
    """The outermost objects of a text outside its reasoning. `reasoning` is its last block, None if there is none;
    `is_open` if its end is missing. `problem`: an object could not be read."""

    objects: list[dict[str, Any]] = field(default_factory=list)
    reasoning: str | None = None
    is_open: bool = False
    problem: str = ""
    unclosed: int = 0
    invalid: int = 0

    @property
    def is_readable(self) -> bool:
        return self.problem != CUT_OFF and self.unclosed <= MAX_UNCLOSED and self.invalid <= MAX_INVALID

    def read(self, text: str, position: int, end: int) -> int:
        """Reads the objects that begin before `end`. Returns the offset after the last one, at least `end`."""
        while self.is_readable:
            start = text.find("{", position, end)
            if start < 0:
                break
            value, position = _read(text, start)
            if not position:
                position = start + 1
                self.unclosed += 1
                self.problem = CUT_OFF if text[position : position + 99].lstrip().startswith(('"', "'")) else ""
            elif isinstance(value, dict):
                self.objects.append(value)
            else:
                self.invalid += 1
                self.problem = BROKEN if ":" in text[start:position] else self.problem
        return max(position, end)


def find_objects(text: str, *, marks: bool = True) -> FoundObjects:
    """Without `marks`, the marks of reasoning are text like any other."""
    found, position, reasoning_from = FoundObjects(), 0, -1
    for mark in REASONING_MARK.finditer(text) if marks else ():
        if reasoning_from < 0:
            position = found.read(text, position, mark.start())
        if mark.start() < position:  # it stands in an object
            continue
        if mark["opening"]:
            reasoning_from = mark.end() if reasoning_from < 0 else reasoning_from
        elif reasoning_from < 0:  # the template of the model wrote the opening mark
            found = FoundObjects(reasoning=text[: mark.start()], unclosed=found.unclosed, invalid=found.invalid)
        else:
            found.reasoning, reasoning_from = text[reasoning_from : mark.start()], -1
        position = mark.end()
    if reasoning_from >= 0:
        found.reasoning, found.is_open = text[reasoning_from:], True
    else:
        found.read(text, position, len(text))
    return found


def _read(text: str, start: int) -> tuple[Any, int]:
    """The object whose brace is at `start`, None if it is not valid, and the offset after it, 0 if it has no end."""
    try:
        return _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):
        near = read_object(text, start)
    try:
        return (_DECODER.decode(near.json) if near.json else None), near.end
    except (ValueError, RecursionError):
        return None, near.end


def _integer(digits: str) -> int | float:
    """Python refuses to read thousands of digits; as a float they are infinite."""
    return int(digits) if len(digits) <= MAX_DIGITS else float(digits)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Raises ValueError if a field has two different values."""
    fields: dict[str, Any] = {}
    for name, value in pairs:
        if name in fields and fields[name] != value:
            raise ValueError(f"{name} is given twice")
        fields[name] = value
    return fields


_DECODER = json.JSONDecoder(strict=False, parse_int=_integer, object_pairs_hook=_unique)
