"""Rewrites what models write in place of JSON: Python's and JavaScript's literals, comments, raw line breaks.

Only what has one meaning is rewritten. Nothing is added: a missing bracket, comma or quote stays an error.
"""

import json
import re
from dataclasses import dataclass, field

MAX_CHARS = 200_000  # of one object; an answer on thirty clauses has 20,000
MAX_DEPTH = 64
LITERALS = {"true": "true", "True": "true", "false": "false", "False": "false", "null": "null", "None": "null"}
CLOSING = {"{": "}", "[": "]"}
SAME_IN_JSON = frozenset(rf"\{letter}" for letter in '"\\/bfnrt')
SPACES = " \t\r\n\ufeff\u00a0"
_WORD = re.compile(r"[\w$.+-]{1,400}")
_NUMBER = re.compile(
    r"(?P<sign>[+-]?)(?P<digits>[0-9]{1,300})?(?P<rest>\.[0-9]{0,300})?(?P<power>[eE][+-]?[0-9]{1,9})?"
)
_NAME = re.compile(r"[A-Za-z_$][\w$]{0,399}")
_ESCAPE_OR_QUOTE = re.compile(
    r"\\u[0-9a-fA-F]{4}|\\x(?P<short>[0-9a-fA-F]{2})|\\U00(?P<long>0[0-9a-fA-F]{5}|10[0-9a-fA-F]{4})|\\[^ux]|\\|\"",
    re.DOTALL,
)
_CONTROL = re.compile(r"[\x00-\x1f]")


@dataclass(frozen=True)
class NearObject:
    """`end` is the offset after the closing brace, 0 if there is none. `json` is the object as JSON, or None if it has
    no single meaning."""

    end: int
    json: str | None = None


@dataclass
class _Reader:
    """Reads one token after another and collects them as JSON."""

    text: str
    position: int
    limit: int
    open_brackets: list[str] = field(default_factory=list)
    tokens: list[str] = field(default_factory=list)
    broken: bool = False

    def read(self) -> NearObject:
        while self.position < self.limit:
            if not self._read_token():
                return NearObject(0)
            if not self.open_brackets:
                return NearObject(self.position, None if self.broken else "".join(self.tokens))
        return NearObject(0)

    def _read_token(self) -> bool:
        """False if the text ends inside the token, or if it is nested too deep."""
        character = self.text[self.position]
        if character in SPACES:
            self.position += 1
        elif character in "\"'":
            return self._read_string(character)
        elif character in "#/":
            return self._read_comment()
        elif character in "{[}]:,":
            self.position += 1
            return self._read_mark(character)
        else:
            self._read_word()
        return True

    def _read_mark(self, mark: str) -> bool:
        if mark in CLOSING:
            self.open_brackets.append(mark)
        elif mark in "}]":
            self.broken |= CLOSING[self.open_brackets.pop()] != mark
            if self.tokens[-1] == ",":
                self.tokens.pop()
        self.tokens.append(mark)
        return len(self.open_brackets) <= MAX_DEPTH

    def _read_string(self, quote: str) -> bool:
        end = _string_end(self.text, self.position + 1, quote)
        if end < 0:
            return False
        self.tokens.append(_json_string(self.text[self.position + 1 : end]))
        self.position = end + 1
        return True

    def _read_comment(self) -> bool:
        ends = {"/*": "*/", "//": "\n"}.get(self.text[self.position : self.position + 2])
        ends = "\n" if self.text[self.position] == "#" else ends
        if ends is None:
            self.broken = True
            self.position += 1
            return True
        end = self.text.find(ends, self.position + 2)
        self.position = end + len(ends)
        return end >= 0

    def _read_word(self) -> None:
        found = _WORD.match(self.text, self.position)
        word = found[0] if found else self.text[self.position]
        self.position += len(word)
        before_colon = _NAME.fullmatch(word) and self.text[self.position : self.position + 9].lstrip().startswith(":")
        token = json.dumps(word) if before_colon else LITERALS.get(word) or _json_number(word)
        self.broken |= token is None
        self.tokens.append(token or word)


def read_object(text: str, start: int) -> NearObject:
    """The object whose brace is at `start`. The JSON may still be wrong, for example where a comma is missing."""
    return _Reader(text, start, min(len(text), start + MAX_CHARS)).read()


def _string_end(text: str, start: int, quote: str) -> int:
    """The offset of the closing quote, -1 if there is none."""
    end = text.find(quote, start)
    while end >= 0:
        before = end
        while before > start and text[before - 1] == "\\":
            before -= 1
        if (end - before) % 2 == 0:
            return end
        end = text.find(quote, end + 1)
    return end


def _json_string(body: str) -> str:
    escaped = _ESCAPE_OR_QUOTE.sub(_json_escape, body)
    return '"' + _CONTROL.sub(lambda found: f"\\u{ord(found[0]):04x}", escaped) + '"'


def _json_escape(found: re.Match[str]) -> str:
    """An unknown escape is a backslash and the character, as in Python."""
    escape = found[0]
    if escape in SAME_IN_JSON or escape.startswith("\\u"):
        return escape
    if code := found["short"] or found["long"]:
        return json.dumps(chr(int(code, 16)))[1:-1]
    return {'"': '\\"', "\\'": "'", "\\\n": ""}.get(escape, "\\" + escape)


def _json_number(word: str) -> str | None:
    """`+1`, `.5` and `1.` as JSON; None if the word is no decimal number."""
    if word in ("NaN", "nan"):
        return "NaN"
    found = _NUMBER.fullmatch(word)
    if found is None or not (found["digits"] or len(found["rest"] or "") > 1):
        return None
    digits = found["digits"] or "0"
    if len(digits) > 1 and digits.startswith("0"):
        return None
    rest = found["rest"] if len(found["rest"] or "") > 1 else ""
    return f"{found['sign'].replace('+', '')}{digits}{rest}{found['power'] or ''}"
