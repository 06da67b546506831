"""Untrusted text made safe to set into a prompt or a letter: one line, nothing hidden in it."""

import re

_JOINERS = "\u200c\u200d"
# A joiner is needed inside scripts and emoji that use it; beside an ASCII character it only hides something.
_OUT_OF_PLACE = f"[{_JOINERS}](?:(?<![^\x00-\x7f{_JOINERS}][{_JOINERS}])|(?![^\x00-\x7f{_JOINERS}]))"
# What Unicode lists as ignorable among letters and marks: fillers, and variation selectors beyond the common two.
_IGNORABLE = "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\uffa0\ufe00-\ufe0d\U000e0100-\U000e01ef]"
_REPEATED_SELECTOR = f"[\ufe0e\ufe0f](?=[{_JOINERS}]*[\ufe0e\ufe0f])"
_EACH = tuple(map(re.compile, (_IGNORABLE, _REPEATED_SELECTOR, _OUT_OF_PLACE)))
HIDDEN = re.compile("|".join((_IGNORABLE, _REPEATED_SELECTOR, _OUT_OF_PLACE)))


def one_line(text: str) -> str:
    """`text` without control, bidi and invisible characters, every run of white space a single blank."""
    line = re.sub(r"\s+", " ", text)
    if not line.isprintable():
        line = "".join(c for c in line if c.isprintable() or c in _JOINERS)
    if not line.isascii():
        for hidden in _EACH:
            line = hidden.sub("", line)
    return re.sub(" {2,}", " ", line).strip()


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters, cut between words and ended by an ellipsis where something is missing."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip() + "…"
