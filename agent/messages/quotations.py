"""Words in quotation marks, and a text without those that it may quote."""

import re
from collections.abc import Sequence

QUOTED = re.compile(
    r"[\u201c\u201e\u00ab\u201d\"\u300c]([^\u201c\u201d\u201e\u00ab\u00bb\"\u300c\u300d]+)[\u201d\u201c\u00bb\"\u300d]"
)
NEVER_QUOTED = frozenset("<>`[]{}|\\")
EDGE = " .,;:!?\u2026"


def is_quoted_from(words: str, sources: Sequence[str]) -> bool:
    """Whether a source has these words, whatever their case, white space and punctuation at either end."""
    wanted = _folded(words).strip(EDGE)
    return any(wanted in _folded(source) for source in sources)


def without_quotations(text: str, sources: Sequence[str], mark: str) -> str:
    """`text` with `mark` for each quotation from the sources; one that holds markup stays."""
    folded = tuple(map(_folded, sources))

    def replaced(found: re.Match[str]) -> str:
        wanted = _folded(found[1]).strip(EDGE)
        quoted = not NEVER_QUOTED & set(found[1]) and any(wanted in source for source in folded)
        return f'"{mark}"' if quoted else found[0]

    return QUOTED.sub(replaced, text)


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()
