"""Reads HTML entities and formatting tags as a browser shows them."""

import re
from html import unescape

from text.normalised_text import Edit, NormalisedText

MAX_NESTED_ENTITIES = 3
ENTITY = re.compile(r"&(?:#(?:[0-9]{1,40}|[xX][0-9a-fA-F]{1,40});?|[A-Za-z][A-Za-z0-9]{1,31};)")
BREAKING_TAGS = "br|p|div|li|ul|ol|tr|h[1-6]|center"
# The last two are those of subtitles.
INLINE_TAGS = "b|i|u|s|em|strong|span|font|small|big|mark|sub|sup|strike|del|ins|wbr|ruby|[cv](?:\\.[a-z0-9._-]{1,40})?"
TAG = re.compile(rf"<(?:/?(?:({BREAKING_TAGS})|{INLINE_TAGS})(?:\s[^<>]{{0,200}})?/?>|!--[^<>]{{0,200}}-->)", re.I)
TIMED_TAG = "<p begin="


def without_markup(read: NormalisedText) -> NormalisedText:
    """Linear time. Text without entities and tags stays as it is."""
    return _without_tags(_without_entities(read)) if "&" in read.text or "<" in read.text else read


def is_inside_word(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isalnum() and text[end : end + 1].isalnum()


def _without_entities(read: NormalisedText) -> NormalisedText:
    for _ in range(MAX_NESTED_ENTITIES):
        edits = [Edit(*found.span(), unescape(found[0])) for found in ENTITY.finditer(read.text)]
        hides = any(edit.text.isalnum() and edit.text.isascii() for edit in edits)
        if not edits:
            break
        read = read.replaced(edits).marked(hides)
    return read


def _without_tags(read: NormalisedText) -> NormalisedText:
    """Formatting tags are left out, and those that begin a line become line breaks, but not those of subtitles. Other
    tags stay, and so do comments outside words: people may see them."""
    if "<" not in read.text:
        return read
    line_break = "" if TIMED_TAG in read.text else "\n"
    return read.replaced(
        Edit(*tag.span(), line_break if tag[1] else "")
        for tag in TAG.finditer(read.text)
        if not tag[0].startswith("<!") or is_inside_word(read.text, *tag.span())
    )
