"""Reads a text as the people do whom it addresses: plain letters, encodings undone, sentences whole."""

from text.decoding import decode
from text.layout import unwrap
from text.normalised_text import NormalisedText
from text.normalization import normalise
from text.spelling import respell


def read(text: str) -> NormalisedText:
    """Linear time; ordinary text stays as it is."""
    return respell(unwrap(decode(normalise(text))))
