"""Untrusted text made safe to set into a prompt or a letter: one line, nothing hidden in it."""

import re
import unicodedata

# A joiner is needed inside scripts and emoji that use it; beside an ASCII character it only hides something.
_JOINER_OUT_OF_PLACE = re.compile(
    "(?<![^\x00-\x7f\u200c\u200d])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f\u200c\u200d])"
)
_JOINERS = "\u200c\u200d"
_HIDDEN_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
# Letters and marks that Unicode lists as default-ignorable: fillers, and variation selectors beyond the common two.
_HIDDEN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\uffa0\ufe00-\ufe0d\U000e0100-\U000e01ef]"
    "|(?<=[\ufe0e\ufe0f])[\ufe0e\ufe0f]"
)


def one_line(text: str) -> str:
    """`text` without control, bidi and invisible characters, every run of white space a single blank."""
    spaced = re.sub(r"\s+", " ", text)
    seen = _HIDDEN.sub("", "".join(c for c in spaced if not _hidden(c)))
    return re.sub(" +", " ", _JOINER_OUT_OF_PLACE.sub("", seen)).strip()


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words and ended by an ellipsis where something is missing."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip() + "…"


def _hidden(character: str) -> bool:
    return character not in _JOINERS and unicodedata.category(character) in _HIDDEN_CATEGORIES
