"""Takes away what belongs to the page and not to the words: subtitle times, time stamps, hard line breaks, hyphens."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from text.normalised_text import Edit, NormalisedText

STAMP = r"[0-9]{1,3}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]{1,3})?"
CUE_TIME = re.compile(rf"[ \t]{{0,9}}{STAMP}[ \t]{{0,9}}-->[ \t]{{0,9}}{STAMP}[^\n]{{0,200}}")
LINE_STAMP = re.compile(
    rf"[ \t]{{0,9}}(?:{STAMP}|\[{STAMP}\]|\({STAMP}\))(?:[ \t]{{1,9}}[-\u2013][ \t]|[ \t]|:[ \t]|$)"
)
INLINE_STAMP = re.compile(rf"[\[<(]{STAMP}[\])>]|\b[0-9]{{1,2}}:[0-9]{{2}}:[0-9]{{2}}[.,][0-9]{{1,3}}")
SPEAKER = re.compile(r"(?:>>+ ?|- )?(?:[A-Z][A-Za-z0-9.'_-]{0,20} ?){1,3}: |>>+ ?|- ")
MESSAGE = re.compile(r"[^\s:]{1,20}(?: [^\s:]{1,20})?: ")
SOUND = re.compile(
    r"[\[(][ \t]?(?:music|applause|laughter|laughs|laughing|cheering|inaudible|silence|sighs|crosstalk|foreign|noise|"
    r"background noise|upbeat music|soft music|music playing)[ \t]?[\])] ?|[♪♫]+ ?",
    re.IGNORECASE,
)
INDEX = re.compile(r"[ \t]{0,9}[0-9]{1,6}[ \t]{0,9}\r?")
HEADER = re.compile(r"\ufeff?(?:WEBVTT|NOTE|STYLE|Kind:|Language:)[^\n]{0,200}")
LINE = re.compile(r"[^\n]+")
MIN_STAMPED_LINES = 2
STAMPED_SHARE = 0.3  # of the lines; a time stands on its own line above its words in some transcripts

MARKED_END = ".!?…:;,。\uff01\uff1f"
LIST_ITEM = re.compile(r"[-*•·\u2013—#@>✓✔✅➡→▪◦‣]|[0-9]{1,3}[.)]|https?:")
COMPOUNDS = (
    *(
        "all",
        "anti",
        "co",
        "cross",
        "ex",
        "extra",
        "half",
        "high",
        "inter",
        "ever",
        "long",
        "low",
        "multi",
        "non",
        "over",
    ),
    *("part", "post", "pre", "re", "self", "semi", "short", "super", "two", "well"),
)
MIN_WRAPPED_CHARS = 12  # of a line that ends because the next word did not fit
MIN_WIDTH = 30  # from here on, lines of equal length are wrapped even where the next begins with a capital
MIN_LINES = 3


def unwrap(read: NormalisedText) -> NormalisedText:
    """Linear time. A text of one line without times stays as it is."""
    if ":" in read.text:
        read = _without_times(read)
    if "[" in read.text or "(" in read.text or "♪" in read.text or "♫" in read.text:
        read = read.replaced(Edit(*found.span(), "") for found in SOUND.finditer(read.text))
    if "\n" in read.text:
        read = read.replaced(_joins(read.text))
    return read


def _without_times(read: NormalisedText) -> NormalisedText:
    text = read.text
    lines = [found.span() for found in LINE.finditer(text)]
    if "-->" in text and any(CUE_TIME.match(text, *line) for line in lines):
        read = read.replaced(_cue_edits(text, lines))
    else:
        stamps = [found.span() for line in lines if (found := LINE_STAMP.match(text, *line))]
        if len(stamps) >= max(MIN_STAMPED_LINES, STAMPED_SHARE * len(lines)):
            read = read.replaced(_stamp_edits(text, lines, stamps))
    return read.replaced(Edit(*found.span(), "") for found in INLINE_STAMP.finditer(read.text))


def _cue_edits(text: str, lines: Sequence[tuple[int, int]]) -> Iterator[Edit]:
    """Leaves out all that stands between the words of two cues, and puts a space there."""
    is_time = [CUE_TIME.match(text, *line) is not None for line in lines]
    at, was_time = 0, False
    for line, time, before_time in zip(lines, is_time, [*is_time[1:], False], strict=True):
        is_name = before_time and not was_time and _is_cue_name(text, *line)
        start, end = _stripped(text, *line)
        if not (time or is_name or start >= end or HEADER.fullmatch(text, start, end)):
            label = SPEAKER.match(text, start, end)
            yield Edit(at, label.end() if label else start, " " if at else "")
            at = end
        was_time = time
    yield Edit(at, len(text), "")


def _is_cue_name(text: str, start: int, end: int) -> bool:
    """A number, or a line after a blank one."""
    return INDEX.fullmatch(text, start, end) is not None or text[max(0, start - 4) : start].count("\n") != 1


def _stamp_edits(text: str, lines: Sequence[tuple[int, int]], stamps: Sequence[tuple[int, int]]) -> Iterator[Edit]:
    """Leaves the stamps out. Lines of a transcript are joined; lines that name speakers are messages and stay apart."""
    ends = dict(stamps)
    speakers = sum(MESSAGE.match(text, end) is not None for end in ends.values())
    gap = "\n" if 2 * speakers > len(stamps) else " "
    at = 0
    for start, end in lines:
        words = ends.get(start, start)
        if text[words:end].strip():
            yield Edit(at, words, gap if at else "")
            at = end


def _joins(text: str) -> Iterator[Edit]:
    """A space for each line break inside a sentence; nothing for a hyphen and the line break after it."""
    for paragraph in re.finditer(r"[^\n]*\S[^\n]*(?:\n[^\n]*\S[^\n]*)*", text):
        spans = [_stripped(text, *line.span()) for line in LINE.finditer(text, *paragraph.span())]
        spans = [span for span in spans if span[0] < span[1]]
        is_wrapped = _is_wrapped(text, spans)
        is_sentence = bool(spans) and not text[spans[0][0]].islower()
        for (start, end), (after, after_end) in pairwise(spans):
            line, following = text[start:end], text[after:after_end]
            if LIST_ITEM.match(following) or (line[-1] in MARKED_END and not line.endswith(",")):
                continue
            if len(line) > 2 and line[-1] in "-\u2010" and line[-2].isalpha() and following[0].islower():
                compound = line[:-1].rpartition(" ")[2].lower() in COMPOUNDS
                yield Edit(end - (not compound), after, "")
            elif is_wrapped or (is_sentence and len(line) >= MIN_WRAPPED_CHARS and following[0].islower()):
                is_hashtag = line.rpartition(" ")[2].startswith("#")
                yield Edit(end, after, text[end:after] if is_hashtag else " ")


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


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    line = text[start:end]
    return start + len(line) - len(line.lstrip()), end - len(line) + len(line.rstrip())
