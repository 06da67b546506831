"""Finds English phrases in rot13 or written from their end, by the words that most English phrases hold."""

import re
import string

Spans = list[tuple[int, int]]

COMMON_WORDS = frozenset(
    (
        *(
            "the",
            "and",
            "you",
            "for",
            "with",
            "this",
            "that",
            "your",
            "are",
            "was",
            "have",
            "from",
            "not",
            "but",
            "all",
        ),
        *("can", "has", "our", "two", "his", "her", "they", "will", "just", "like", "what", "when", "about", "been"),
        *(
            "more",
            "get",
            "now",
            "into",
            "week",
            "weeks",
            "month",
            "day",
            "days",
            "these",
            "them",
            "than",
            "then",
            "out",
        ),
        *("who", "how", "use", "used", "only", "after", "every"),
        *("rules", "ignore", "policy", "violation", "approved", "instructions"),
    )
)
LETTERS = string.ascii_uppercase + string.ascii_lowercase
ROT13 = str.maketrans(LETTERS, LETTERS[13:26] + LETTERS[:13] + LETTERS[39:] + LETTERS[26:39])
ROTATED_WORDS = frozenset(word.translate(ROT13) for word in COMMON_WORDS | {"my", "it", "is", "to"})
WORDS_BOTH_WAYS = {"are", "was", "not", "now", "day"}  # from their end, these are words of some language
REVERSED_WORDS = frozenset(word[::-1] for word in (COMMON_WORDS | {"my"}) - WORDS_BOTH_WAYS)
MIN_COMMON_WORDS = 2
MIN_COMMON_SHARE = 0.25
PHRASE = re.compile(r"[^.!?:;\n\s][^.!?:;\n]{7,}")


def rotated_phrases(text: str) -> Spans:
    return _phrases(text, ROTATED_WORDS)


def reversed_phrases(text: str) -> Spans:
    return _phrases(text, REVERSED_WORDS)


def _phrases(text: str, words: frozenset[str]) -> Spans:
    """The phrases with several of `words` and hardly an ordinary word."""
    phrases = (found for found in PHRASE.finditer(text) if _has_words(found[0].lower(), words))
    return [(phrase.start(), phrase.start() + len(phrase[0].rstrip())) for phrase in phrases]


def _has_words(phrase: str, words: frozenset[str]) -> bool:
    found = [word.strip(string.punctuation) for word in phrase.split()]
    hits, ordinary = sum(map(words.__contains__, found)), sum(map(COMMON_WORDS.__contains__, found))
    return hits >= MIN_COMMON_WORDS and hits >= MIN_COMMON_SHARE * len(found) and 2 * ordinary < hits
