"""Finds the words that a model quotes in the items of a post."""

import re
from bisect import bisect_right
from itertools import accumulate

from domain.case import Case, ContentKind
from domain.finding import DraftQuote
from prompts.fence import unescape_hidden

WORD = re.compile(r"\S+")
QUOTE_MARKS = "\"'\u201c\u201d\u2018\u2019\u00ab\u00bb\u201e \n"


def locate_quote(item_id: str, text: str, case: Case) -> DraftQuote:
    """The quote as it is written in the named item or, where it is missing there, in another; white space may differ.
    What the creator wrote comes before comments. A quote found in no item is returned unchanged, and the citation
    check rejects it."""
    words = unescape_hidden(text).strip(QUOTE_MARKS).split()
    items = sorted(case.content, key=lambda item: (item.id != item_id, item.kind is ContentKind.COMMENT))
    for item in items if words else ():
        if found := _find_words(" ".join(words), item.text):
            start, end = found
            return DraftQuote(item_id=item.id, text=item.text[start:end], start=start)
    return DraftQuote(item_id=item_id, text=text)


def _find_words(quote: str, text: str) -> tuple[int, int] | None:
    """The span of the quote, whose words have one space between them, in a text with any white space between words.
    Linear, unlike a pattern."""
    words = [*WORD.finditer(text)]
    begins = [0, *accumulate(len(word[0]) + 1 for word in words)]  # of each word in the text with single spaces
    at = " ".join(word[0] for word in words).find(quote)
    if at < 0:
        return None

    def source(position: int) -> int:
        number = bisect_right(begins, position) - 1
        return words[number].start() + position - begins[number]

    return source(at), source(at + len(quote) - 1) + 1
