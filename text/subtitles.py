"""Leaves the times, numbers and names of subtitles and transcripts aside, so that a sentence reads as it was said."""

import re
from collections.abc import Iterator, Sequence

from text.normalised_text import Edit, NormalisedText

STAMP = r"[0-9]{1,3}:[0-9]{2}(?::[0-9]{2})?(?:[.,][0-9]{1,3})?"
# What follows the times are settings of the cue; any other words are shown.
SETTINGS = r"(?:[ \t]{1,9}(?:align|line|position|size|region|vertical|[XY][12])[:=]\S{1,40}){0,8}[ \t]{0,9}\r?"
CUE_TIME = re.compile(rf"[ \t]{{0,9}}{STAMP}(?:[ \t]{{0,9}}-->[ \t]{{0,9}}|,){STAMP}{SETTINGS}")
LINE_STAMP = re.compile(
    rf"[ \t]{{0,9}}(?:\[{STAMP}\][ \t]?|(?:{STAMP}|\({STAMP}\))(?:[ \t]{{1,9}}[-\u2013][ \t]|[ \t]|:[ \t]|$))"
)
INLINE_PERIOD = re.compile(rf"(?:\b[0-9]{{1,6}}[ \t])?\b{STAMP}[ \t]{{0,9}}-->[ \t]{{0,9}}{STAMP}[ \t]?")
INLINE_STAMP = re.compile(rf"[\[<(]{STAMP}[\])>]|\b[0-9]{{1,2}}:[0-9]{{2}}:[0-9]{{2}}[.,][0-9]{{1,3}}")
SPEAKER = re.compile(r"(?:>>+ ?|- )?(?:[A-Z][A-Za-z0-9.'_-]{0,20} ?){1,3}: |>>+ ?|- ")
MESSAGE = re.compile(r"[^\s:]{1,20}(?: [^\s:]{1,20})?: ")
SOUND = re.compile(
    r"[\[(][ \t]?(?:music|applause|laughter|laughs|laughing|cheering|inaudible|silence|sighs|crosstalk|foreign|noise|"
    r"background noise|upbeat music|soft music|music playing)[ \t]?[\])] ?|[♪♫]+ ?",
    re.IGNORECASE,
)
INDEX = re.compile(r"[ \t]{0,9}[0-9]{1,6}[ \t]{0,9}\r?")
HEADER = re.compile(r"\ufeff?(?:WEBVTT|NOTE|STYLE|(?:Kind|Language): ?\S{1,20})")
CUE_NAME = re.compile(r"\S{1,40}[ \t]{0,9}\r?")
SONG_LABEL = re.compile(r"\[[a-z]{2,6}:[^\n\]]{0,200}\]")
# Files of Advanced SubStation Alpha: nine fields stand before the words.
DIALOGUE = re.compile(rf"Dialogue: ?[^,\s]{{0,20}},{STAMP},{STAMP},(?:[^,\s]{{0,40}},){{6}}")
SCRIPT_LINE = re.compile(r"\[[A-Za-z0-9+ ]{1,20}\][ \t]{0,9}\r?|(?:Format|Style):(?:[^,\n]{0,40},){4}[^\n]{0,400}")
OVERRIDE = re.compile(r"\{\\[^\s{}]{0,200}\}|\\[Nnh]")
LINE = re.compile(r"[^\n]+")
MIN_STAMPED_LINES = 2
STAMPED_SHARE = 0.3  # of the lines; a time stands on its own line above its words in some transcripts

Lines = Sequence[tuple[int, int]]


def without_times(read: NormalisedText) -> NormalisedText:
    """Linear time. Text without times and sounds stays as it is."""
    if ":" in read.text:
        read = _without_stamps(read)
    if any(mark in read.text for mark in "[(♪♫"):
        read = read.replaced(Edit(*found.span(), "") for found in SOUND.finditer(read.text))
    return read


def stripped(text: str, start: int, end: int) -> tuple[int, int]:
    line = text[start:end]
    return start + len(line) - len(line.lstrip()), end - len(line) + len(line.rstrip())


def _without_stamps(read: NormalisedText) -> NormalisedText:
    text = read.text
    lines = [found.span() for found in LINE.finditer(text)]
    if "Dialogue:" in text and any(DIALOGUE.match(text, *line) for line in lines):
        read = read.replaced(_dialogue_edits(text, lines))
        signs = OVERRIDE.finditer(read.text)
        return read.replaced(Edit(*found.span(), "" if found[0][0] == "{" else " ") for found in signs)
    if any(CUE_TIME.fullmatch(text, *line) for line in lines):
        read = read.replaced(_cue_edits(text, lines))
    else:
        stamps = [found.span() for line in lines if (found := LINE_STAMP.match(text, *line))]
        if len(stamps) >= max(MIN_STAMPED_LINES, STAMPED_SHARE * len(lines)):
            read = read.replaced(_stamp_edits(text, lines, stamps))
    read = read.replaced(Edit(*found.span(), "") for found in INLINE_PERIOD.finditer(read.text))
    return read.replaced(Edit(*found.span(), "") for found in INLINE_STAMP.finditer(read.text))


def _dialogue_edits(text: str, lines: Lines) -> Iterator[Edit]:
    """Joins the words of dialogue after dialogue. What describes the file is left out; other lines stay."""
    at, gap = 0, ""
    for line in lines:
        found = DIALOGUE.match(text, *line)
        if found:
            yield Edit(at, found.end(), gap)
        elif not SCRIPT_LINE.fullmatch(text, *line):
            yield Edit(at, line[0], "\n" if gap else "")
        else:
            continue
        at, gap = line[1], " " if found else "\n"
    yield Edit(at, len(text), "")


def _cue_edits(text: str, lines: Lines) -> Iterator[Edit]:
    """Leaves out all that stands between the words of two cues, and puts a space there."""
    is_time = [CUE_TIME.fullmatch(text, *line) is not None for line in lines]
    at, was_time = 0, False
    for line, time, before_time in zip(lines, is_time, [*is_time[1:], False], strict=True):
        is_name = before_time and not was_time and _is_cue_name(text, *line)
        start, end = stripped(text, *line)
        if not (time or is_name or start >= end or HEADER.fullmatch(text, start, end)):
            label = SPEAKER.match(text, start, end)
            yield Edit(at, label.end() if label else start, " " if at else "")
            at = end
        was_time = time
    yield Edit(at, len(text), "")


def _is_cue_name(text: str, start: int, end: int) -> bool:
    """A number, or a word after a blank line."""
    after_blank = text[max(0, start - 4) : start].count("\n") != 1
    return (CUE_NAME if after_blank else INDEX).fullmatch(text, start, end) is not None


def _stamp_edits(text: str, lines: Lines, stamps: Lines) -> Iterator[Edit]:
    """Leaves the stamps out. Lines of a transcript are joined; lines that name speakers are messages and stay apart."""
    ends = dict(stamps)
    speakers = sum(MESSAGE.match(text, end) is not None for end in ends.values())
    gap = "\n" if 2 * speakers > len(stamps) else " "
    at, before = 0, ""
    for start, end in lines:
        words = ends.get(start, start)
        if text[words:end].strip():
            yield Edit(at, words, before)
            at, before = end, "\n" if SONG_LABEL.match(text, start, end) else gap
