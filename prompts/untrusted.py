"""Makes untrusted text safe for a prompt or a letter: one line without hidden characters."""

import re

_JOINERS = "\u200c\u200d"
# A joiner is needed inside scripts and emoji that use it. Beside an ASCII character it only hides something.
_OUT_OF_PLACE = f"[{_JOINERS}](?:(?<![^\x00-\x7f{_JOINERS}][{_JOINERS}])|(?![^\x00-\x7f{_JOINERS}]))"
# Letters and marks that Unicode lists as ignorable: fillers, and variation selectors except the common two.
_IGNORABLE = "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u3164\uffa0\ufe00-\ufe0d\U000e0100-\U000e01ef]"
_REPEATED_SELECTOR = f"[\ufe0e\ufe0f](?=[{_JOINERS}]*[\ufe0e\ufe0f])"
_HIDDEN_PATTERNS = tuple(map(re.compile, (_IGNORABLE, _REPEATED_SELECTOR, _OUT_OF_PLACE)))
HIDDEN = re.compile("|".join((_IGNORABLE, _REPEATED_SELECTOR, _OUT_OF_PLACE)))


# A word with numbers, a number, or hexadecimal digits: nothing that can be read as a sentence.
_PLAIN_ID = re.compile(
    r"[A-Za-z]{1,16}(?:[-_.:]?[0-9]{1,12}){0,4}|[0-9]{1,24}|[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}"
)


def is_plain_id(name: str) -> bool:
    """Whether a name cannot hold words that speak to a model."""
    return _PLAIN_ID.fullmatch(name) is not None


def one_line(text: str) -> str:
    """Removes control, bidirectional and invisible characters, and turns each run of white space into one space."""
    line = re.sub(r"\s+", " ", text)
    if not line.isprintable():
        line = "".join(c for c in line if c.isprintable() or c in _JOINERS)
    if not line.isascii():
        for hidden in _HIDDEN_PATTERNS:
            line = hidden.sub("", line)
    return re.sub(" {2,}", " ", line).strip()


def shortened(text: str, limit: int) -> str:
    """At most `limit` characters. A longer text is cut between words and ends with an ellipsis."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    return (head.rsplit(" ", 1)[0] if " " in head else head).rstrip() + "…"
