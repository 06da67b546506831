"""How hard a text is to read, by counting."""

import re

HARD = 60.0
UNSPACED = frozenset({"th", "zh", "ja", "lo", "km", "my"})


def lix(text: str) -> float:
    """Words a sentence plus the percentage of words of more than six letters: Björnsson's LIX (1968), which needs no
    dictionary. About 30 is easy, 40 a newspaper, 50 a textbook, 60 a law. 0 where there are no words."""
    words = re.findall(r"[^\W\d_]+", text)
    sentences = max(1, len(re.findall(r"[.!?:;\u2026]+(?=\s|$)|\n+(?=\S)", text.strip())))
    if not words:
        return 0.0
    return len(words) / sentences + 100 * sum(len(word) > 6 for word in words) / len(words)


def readable(text: str, locale: str) -> bool:
    """True too where a script does without spaces, for then words cannot be counted."""
    return locale in UNSPACED or lix(text) <= HARD
