"""Takes away what belongs to the page and not to the words: hard line breaks and hyphens at them."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from text.normalised_text import Edit, NormalisedText
from text.subtitles import LINE, stripped

MARKED_END = ".!?…:;,。\uff01\uff1f"
LIST_ITEM = re.compile(r"[-*•·\u2013—#@>✓✔✅➡→▪◦‣]|[0-9]{1,3}[.)]|https?:")
COMPOUND = re.compile(
    "all|anti|co|cross|ex|extra|half|high|inter|ever|long|low|multi|non|over|part|post|pre|re|self|semi|short|super|two|well"
)
# No sentence ends with these words, whatever the next line begins with.
OPEN_END = re.compile("a|an|the|my|your|his|her|our|their|its|of|and|or|with|from|than|because|every")
QUOTED = re.compile(r"(?m)^>[> ]{0,8}")
MIN_QUOTED_LINES = 2
MIN_WRAPPED_CHARS = 12  # of a line that ends because the next word did not fit
MIN_WIDTH = 30  # from here on, lines of equal length are wrapped even where the next begins with a capital
MIN_LINES = 3


def unwrap(read: NormalisedText) -> NormalisedText:
    """Linear time. A text of one line stays as it is."""
    if "\n" not in read.text:
        return read
    quoted = [Edit(*found.span(), "") for found in QUOTED.finditer(read.text)]
    read = read.replaced(quoted) if len(quoted) >= MIN_QUOTED_LINES else read
    return read.replaced(_joins(read.text))


def _joins(text: str) -> Iterator[Edit]:
    """A space for each line break inside a sentence; nothing for a hyphen and the line break after it."""
    for paragraph in re.finditer(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*", text):
        spans = [stripped(text, *line.span()) for line in LINE.finditer(text, *paragraph.span())]
        spans = [span for span in spans if span[0] < span[1]]
        is_wrapped = _is_wrapped(text, spans)
        is_sentence = bool(spans) and not text[spans[0][0]].islower()
        for (start, end), (after, after_end) in pairwise(spans):
            line, following = text[start:end], text[after:after_end]
            if LIST_ITEM.match(following) or (line[-1] in MARKED_END and not line.endswith(",")):
                continue
            if len(line) > 2 and line[-1] in "-\u2010" and line[-2].isalpha() and following[0].islower():
                compound = COMPOUND.fullmatch(line[:-1].rpartition(" ")[2].lower()) is not None
                yield Edit(end - (not compound), after, "")
            elif is_wrapped or _is_open(line) or (is_sentence and _is_cut(line, following)):
                is_hashtag = line.rpartition(" ")[2].startswith("#")
                yield Edit(end, after, text[end:after] if is_hashtag else " ")


def _is_open(line: str) -> bool:
    word = line.rpartition(" ")[2]
    return word != "A" and OPEN_END.fullmatch(word.lower()) is not None


def _is_cut(line: str, following: str) -> bool:
    return len(line) >= MIN_WRAPPED_CHARS and following[0].islower()


def _is_wrapped(text: str, lines: Sequence[tuple[int, int]]) -> bool:
    """Whether each line is as long as it can be: the first word of the next did not fit."""
    width = max((end - start for start, end in lines), default=0)
    return (
        len(lines) >= MIN_LINES
        and width >= MIN_WIDTH
        and all(end - start + 1 + _first_word(text, *after) > width for (start, end), after in pairwise(lines))
    )


def _first_word(text: str, start: int, end: int) -> int:
    """Its length."""
    return len(text[start:end].split(" ", 1)[0])
