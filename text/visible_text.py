"""Makes characters visible that would steer a terminal or hide in it: content may hold them, on purpose."""

import re

# Control characters (C0, C1, DEL), marks of direction, separators of lines and paragraphs, format characters, fillers,
# rare variation selectors, tags, and halves of surrogate pairs.
_STEERING = (
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff\ud800-\udfff"
)
# Some scripts and emoji need a joiner between two of their characters. Elsewhere it only hides something.
_JOINER_OUT_OF_PLACE = "(?<![^\x00-\x7f\u200c\u200d])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f\u200c\u200d])"
HIDDEN = re.compile(f"[\r{_STEERING}]|{_JOINER_OUT_OF_PLACE}")
NOT_ASCII = re.compile("[^\x20-\x7e\n]")


def visible(text: str) -> str:
    """`<U+202E>` in place of each such character. Tabs and line breaks stay, CR LF becomes LF."""
    if text.isascii() and text.isprintable():
        return text
    return HIDDEN.sub(_name, text.replace("\r\n", "\n"))


def ascii_json(text: str) -> str:
    r"""The same JSON in ASCII, with `\u202e` for a character: others stand inside strings only."""
    return NOT_ASCII.sub(_escape, text)


def _name(match: "re.Match[str]") -> str:
    return f"<U+{ord(match[0]):04X}>"


def _escape(match: "re.Match[str]") -> str:
    units = match[0].encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[at : at + 2].hex()}" for at in range(0, len(units), 2))
