"""Joins a text that stays on the screen: the same paragraph in successive frames becomes one, from its first frame to
its last."""

from collections.abc import Sequence
from dataclasses import replace
from difflib import SequenceMatcher

from agent.evidence.media.read_file import ReadText

SAME = 0.9  # of the letters: a moving background changes one here and there
MAX_COMPARED_CHARS = 400


def join_repeated(frames: Sequence[Sequence[ReadText]]) -> tuple[ReadText, ...]:
    """`frames`: the texts of each frame, in order of time. The wording is that of the first frame."""
    found = list[ReadText]()
    shown = list[int]()  # positions in `found` of the texts of the frame before
    for frame in frames:
        now = list[int]()
        for text in frame:
            place = next((n for n in shown if n not in now and _same(found[n], text)), None)
            if place is None:
                place = len(found)
                found.append(text)
            else:
                found[place] = replace(found[place], end_ms=text.end_ms)
            now.append(place)
        shown = now
    return tuple(found)


def _same(one: ReadText, other: ReadText) -> bool:
    first, second = _letters(one.text), _letters(other.text)
    if first == second:
        return True
    if _digits(first) != _digits(second):  # 5 kg and 9 kg are two claims
        return False
    matcher = SequenceMatcher(None, first, second, autojunk=False)
    return matcher.real_quick_ratio() >= SAME and matcher.quick_ratio() >= SAME and matcher.ratio() >= SAME


def _digits(text: str) -> str:
    return "".join(c for c in text if c.isdigit())


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())[:MAX_COMPARED_CHARS]
