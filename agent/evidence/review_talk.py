"""Scores how much a sentence talks about the judging of its post instead of what is sold, by its meaning."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from agent.judges.language import unsupported_language
from retrieval.embedder import Embedder, Vectors
from retrieval.segments import segments

STATEMENTS = Path(__file__).with_name("review_talk.toml")
NEAREST = 3  # statements and ordinary lines that count, because a sentence resembles only some

# Of the compliant development cases without a labelled injection, 3 in 100 have a sentence from TALK on; 25 and 10 in
# 100 have one from the doubtful scores on. `benchmarks/prompt_injection.py` reports the test cases.
TALK = 0.02
DOUBTFUL = (-0.12, -0.05)

LONGEST_WORD = 40
MIN_LETTERS = 0.5

TalkScores = NDArray[np.float32]


@dataclass(frozen=True)
class ReviewTalk:
    """`ordinary` gives the vectors (lines, dimensions) of lines that do not talk about a review."""

    embedder: Embedder
    ordinary: Callable[[], Vectors]
    _texts: dict[str, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    def scores(self, vectors: Vectors) -> TalkScores:
        """(n,) for unit vectors (n, dimensions): mean similarity to the nearest statements, minus that to the nearest
        ordinary lines."""
        scores: TalkScores = _nearest(vectors @ self._statements.T) - _nearest(vectors @ self._ordinary.T)
        return scores

    def in_text(self, text: str) -> bool:
        """Whether a sentence of the text talks about a review. Remembered: the same few precedents are similar to most
        cases."""
        if text not in self._texts:
            parts = [part.text for part in segments(text)]
            self._texts[text] = any(self.found(parts, self.embedder.embed(parts)))
        return self._texts[text]

    def found(self, texts: Sequence[str], vectors: Vectors) -> list[bool]:
        """Whether each text, with its vector, talks about a review. Not in a language that the embedder cannot read."""
        languages = self.embedder.languages
        above = (self.scores(vectors) >= TALK).tolist() if texts else []
        return [
            found and (languages is None or unsupported_language(text, languages) is None)
            for text, found in zip(texts, above, strict=True)
        ]

    @cached_property
    def _statements(self) -> Vectors:
        return self.embedder.embed(read_statements())

    @cached_property
    def _ordinary(self) -> Vectors:
        return self.ordinary()


def read_statements() -> tuple[str, ...]:
    kinds = tomllib.loads(STATEMENTS.read_text(encoding="utf-8"))["kind"]
    return tuple(text for kind in kinds for text in kind["texts"])


def is_prose(text: str) -> bool:
    """Whether the text consists of words. Encoded text does not: it may tell a model something that it hides from the
    embedder."""
    characters = "".join(text.split())
    letters = sum(character.isalpha() for character in characters)
    return letters >= MIN_LETTERS * len(characters) and all(len(word) <= LONGEST_WORD for word in text.split())


def _nearest(similarity: TalkScores) -> TalkScores:
    """(n, lines) to (n,); zeros where there are no lines."""
    if not similarity.size:
        return np.zeros(len(similarity), dtype=np.float32)
    count = min(NEAREST, similarity.shape[1])
    nearest: TalkScores = np.partition(similarity, -count, axis=1)[:, -count:].mean(axis=1)
    return nearest
