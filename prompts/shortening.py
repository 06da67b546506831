"""Shortens a long clause to its passages nearest a post, and estimates tokens."""

import re
from collections import Counter
from math import log

from prompts.untrusted import one_line

MAX_CLAUSE_TOKENS = 600  # the longest clause of the bundled policies has 300
BYTES_PER_TOKEN = 4  # of English; other alphabets have more bytes and more tokens for a letter
PASSAGE_WORDS = 60
OMITTED = "[…]"
WORD = re.compile(r"\w\w+")
SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+")


def text_tokens(*texts: str) -> int:
    """An estimate, rather too high than too low."""
    return -(-sum(len(text.encode(errors="replace")) for text in texts) // BYTES_PER_TOKEN)


def nearest_passages(text: str, post: str) -> str:
    """The text in one line; of a longer one than `MAX_CLAUSE_TOKENS` its beginning and the passages that share the most
    telling words with the post, in their order, with a mark where something was left out."""
    line = one_line(text)
    if text_tokens(line) <= MAX_CLAUSE_TOKENS:
        return line
    passages = _passages(line)
    words = [Counter(_words(passage)) for passage in passages]
    frequency = Counter(word for counted in words for word in counted)
    wanted = set(_words(post))

    def score(number: int) -> float:
        return sum(log(1 + len(passages) / frequency[word]) for word in wanted & words[number].keys())

    room = MAX_CLAUSE_TOKENS - text_tokens(passages[0])
    chosen = {0}
    for number in sorted(range(1, len(passages)), key=lambda number: (-score(number), number)):
        tokens = text_tokens(passages[number])
        if tokens <= room:
            chosen.add(number)
            room -= tokens
    return _joined(passages, chosen)


def _joined(passages: list[str], chosen: set[int]) -> str:
    parts: list[str] = []
    for number, passage in enumerate(passages):
        if number in chosen:
            parts.append(passage)
        elif not parts or parts[-1] != OMITTED:
            parts.append(OMITTED)
    return " ".join(parts)


def _passages(line: str) -> list[str]:
    """Sentences, joined or cut to at most `PASSAGE_WORDS` words."""
    passages: list[list[str]] = [[]]
    for sentence in SENTENCE_END.split(line):
        words = sentence.split()
        for start in range(0, len(words), PASSAGE_WORDS):
            part = words[start : start + PASSAGE_WORDS]
            if len(passages[-1]) + len(part) > PASSAGE_WORDS:
                passages.append([])
            passages[-1] += part
    return [" ".join(passage) for passage in passages if passage]


def _words(text: str) -> list[str]:
    """With plural endings removed, which is enough to count shared words."""
    return [word.removesuffix("s") for word in WORD.findall(text.lower())]
