"""Fences untrusted text in a prompt with a random mark that its author cannot know, and shows hidden characters."""

import re
import secrets
from dataclasses import dataclass

from prompts.untrusted import HIDDEN, one_line, shortened

BRACKETS = "⟦⟧"
MAX_NAME_CHARS = 80
_ESCAPED = re.compile(r"⟨U\+([0-9A-F]{4,6})⟩")


@dataclass(frozen=True)
class FencedText:
    """A block that a template prints unchanged, with its line breaks. Only a `Fence` makes one."""

    text: str


@dataclass(frozen=True)
class Fence:
    """`mark` is random and new for each prompt, so that no text can close its own fence."""

    mark: str

    def wrap(self, name: str, text: str) -> FencedText:
        """`name` says what the text is, such as `item c1, caption`. Both may be untrusted."""
        safe_name = escape_hidden(shortened(one_line(name), MAX_NAME_CHARS))
        return FencedText(f"⟦{self.mark} {safe_name}⟧\n{escape_hidden(text)}\n⟦{self.mark} end⟧")


def new_fence() -> Fence:
    return Fence(secrets.token_hex(8))


def escape_hidden(text: str) -> str:
    """Replaces each invisible, bidirectional or control character, and each fence bracket, by its code point, such as
    ⟨U+202E⟩. Line breaks and tabs stay."""
    visible = HIDDEN.sub(lambda found: "".join(map(_escape, found[0])), text.replace("\r\n", "\n"))
    return "".join(c if _is_plain(c) else _escape(c) for c in visible)


def unescape_hidden(text: str) -> str:
    """Undoes `escape_hidden` in text that a model repeated."""
    return _ESCAPED.sub(lambda found: _character(int(found[1], 16)) or found[0], text)


def _is_plain(character: str) -> bool:
    return character in "\n\t\u200c\u200d" or (character.isprintable() and character not in BRACKETS)


def _escape(character: str) -> str:
    return f"⟨U+{ord(character):04X}⟩"


def _character(number: int) -> str:
    return chr(number) if number <= 0x10FFFF and not 0xD800 <= number <= 0xDFFF else ""
