"""Text that a person can read: without control characters, and not blank."""

import re

# White space, and the characters that Unicode lists as invisible: fillers, joiners, selectors, marks of direction.
BLANK = re.compile(
    r"[\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e0fff]*"
)
CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


def is_blank(text: str) -> bool:
    """Whether a person sees nothing."""
    return BLANK.fullmatch(text) is not None


def check_text(text: str) -> str:
    """Raises ValueError if the text contains a control character or a lone surrogate."""
    found = CONTROL_CHARACTER.search(text)
    if found:
        raise ValueError(f"control character U+{ord(found[0]):04X} at offset {found.start()}: remove it")
    return text
