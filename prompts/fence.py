"""Text from outside, set into a prompt behind a mark that its author could not know, with nothing hidden in it."""

import re
import secrets
from dataclasses import dataclass

from prompts.untrusted import HIDDEN, one_line, shortened

BRACKETS = "⟦⟧"
LONGEST_NAME = 80
_REVEALED = re.compile(r"⟨U\+([0-9A-F]{4,6})⟩")


@dataclass(frozen=True)
class Fenced:
    """A block that a template prints as it is, line breaks and all; only a fence makes one."""

    text: str


@dataclass(frozen=True)
class Fence:
    """`mark` is drawn anew for each question to a model, so that no text can close the fence that it stands behind."""

    mark: str

    def around(self, name: str, text: str) -> Fenced:
        """`name` says what it is, such as `item c1, caption`; `text` is anybody's."""
        return Fenced(
            f"⟦{self.mark} {revealed(shortened(one_line(name), LONGEST_NAME))}⟧\n{revealed(text)}\n⟦{self.mark} end⟧"
        )


def draw() -> Fence:
    return Fence(secrets.token_hex(8))


def revealed(text: str) -> str:
    """`text` with each invisible, bidirectional or control character, and each bracket of a fence, told by its number:
    ⟨U+202E⟩. Line breaks and tabs stay."""
    unbroken = text.replace("\r\n", "\n")
    seen = HIDDEN.sub(_told, unbroken)
    return "".join(c if _plain(c) else _number(c) for c in seen)


def concealed(text: str) -> str:
    """What `revealed` was given, as far as a model repeated it."""
    return _REVEALED.sub(lambda found: _character(int(found[1], 16)) or found[0], text)


def _plain(character: str) -> bool:
    return character in "\n\t\u200c\u200d" or (character.isprintable() and character not in BRACKETS)


def _told(found: re.Match[str]) -> str:
    return "".join(map(_number, found[0]))


def _number(character: str) -> str:
    return f"⟨U+{ord(character):04X}⟩"


def _character(number: int) -> str:
    return chr(number) if number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else ""
