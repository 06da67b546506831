"""Parts words that are written without spaces: by capitals, underscores or points."""

import re

from text.normalised_text import Edit, NormalisedText

CAPITALISED = re.compile(r"(?<![A-Za-z0-9_@/.])(?:[A-Z][a-z]{1,20}){4,}(?![A-Za-z0-9_@/.])")
CAPITAL = re.compile(r"(?<=[a-z])(?=[A-Z])")
# Fewer words are the name of an account, a file or a host.
MARKED = re.compile(
    r"(?<![\w@#/.:-])(?:[A-Za-z]{1,20}_){4,}[A-Za-z]{1,20}(?![\w@/.-])"
    r"|(?<![\w@#/.:-])(?!www\.)(?:[A-Za-z]{1,20}\.){5,}[A-Za-z]{2,20}(?![\w@/-])"
)
MIN_WORD_CHARS = 3  # on average; initials are shorter


def part_words(read: NormalisedText) -> NormalisedText:
    """Linear time. Such words are no disguise."""
    read = read.replaced(Edit(*found.span(), CAPITAL.sub(" ", found[0])) for found in CAPITALISED.finditer(read.text))
    if "_" not in read.text and read.text.count(".") < 5:
        return read
    return read.replaced(
        Edit(*found.span(), re.sub(r"[_.]", " ", found[0]))
        for found in MARKED.finditer(read.text)
        if len(found[0]) >= MIN_WORD_CHARS * len(re.split(r"[_.]", found[0]))
    )
