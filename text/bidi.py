"""Reads text with bidirectional controls in the order in which a person sees it."""

import re
import unicodedata

CONTROLS = re.compile("[\u202a-\u202e\u2066-\u2069]")
EMBEDDINGS = "\u202a\u202b\u202d\u202e"
ISOLATES = "\u2066\u2067\u2068"
POP, POP_ISOLATE, LEFT_TO_RIGHT, RIGHT_TO_LEFT = "\u202c", "\u2069", "\u202d", "\u202e"
MAX_DEPTH = 16  # of overrides inside overrides; more are read as they stand


class _Reader:
    """Collects the offsets of the visible characters of a text in reading order."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.order: list[int] = []
        self.reversed_any = False
        self.open: list[tuple[str, int, bool]] = []  # control, where it began in `order`, right to left inside

    def control(self, character: str) -> None:
        if character in EMBEDDINGS or character in ISOLATES:
            if len(self.open) < MAX_DEPTH:
                self.open.append((character, len(self.order), self._direction(character)))
        elif character == POP and self.open and self.open[-1][0] in EMBEDDINGS:
            self._close()
        elif character == POP_ISOLATE and any(kind in ISOLATES for kind, _, _ in self.open):
            while self._close() not in ISOLATES:
                pass

    def close_all(self) -> None:
        while self.open:
            self._close()

    def _direction(self, character: str) -> bool:
        if character in (LEFT_TO_RIGHT, RIGHT_TO_LEFT):
            return character == RIGHT_TO_LEFT
        return character not in ISOLATES and bool(self.open) and self.open[-1][2]

    def _close(self) -> str:
        """Turns what is inside if its direction is not that around it."""
        kind, start, right_to_left = self.open.pop()
        around = bool(self.open) and self.open[-1][2]
        inside = self.order[start:]
        if right_to_left != around and self._is_left_to_right_script(inside):
            self.order[start:] = inside[::-1]
            self.reversed_any = True
        return kind

    def _is_left_to_right_script(self, offsets: list[int]) -> bool:
        """Right-to-left scripts read as they stand in either direction."""
        kinds = [unicodedata.bidirectional(self.text[n]) for n in offsets]
        return kinds.count("R") + kinds.count("AL") <= kinds.count("L")


def reading_order(text: str) -> tuple[list[int], bool]:
    """The offsets of all characters but the controls, in the order in which they are read, and whether an override
    changed that order. Linear time; a line break ends every override."""
    reader, at = _Reader(text), 0
    for found in re.finditer("[\u202a-\u202e\u2066-\u2069\n]", text):
        reader.order.extend(range(at, found.start()))
        at = found.end()
        if found[0] == "\n":
            reader.close_all()
            reader.order.append(found.start())
        else:
            reader.control(found[0])
    reader.order.extend(range(at, len(text)))
    reader.close_all()
    return reader.order, reader.reversed_any
