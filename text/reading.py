"""Reads a text as the people do whom it addresses: plain letters, encodings undone, sentences whole."""

from text.decoding import decode
from text.joined_words import part_words
from text.layout import unwrap
from text.normalised_text import NormalisedText
from text.normalization import normalise
from text.spelling import respell
from text.subtitles import without_times


def read(text: str) -> NormalisedText:
    """Linear time; ordinary text stays as it is."""
    return part_words(respell(unwrap(without_times(decode(normalise(text))))))
