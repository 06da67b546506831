"""Scores how much a sentence talks about the judging of its post instead of what is sold, by its meaning."""

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agent.judges.embedded.language import unsupported_language
from retrieval.embedder import Embedder, Vectors
from retrieval.segments import segments

STATEMENTS = Path(__file__).with_name("review_talk.toml")
NEAREST = 3  # statements and ordinary lines that count, because a sentence resembles only some

# Scores, chosen on the development cases; docs/llm.md reports the test cases. From TALK on, a sentence is about the
# review: of the labelled cases without an injection, 5 of 805 have one. From MAY_TALK on, it may speak to who
# reviews. Sentences in a language that the embedder cannot read are nearer to each other and have their own value.
TALK = 0.03
MAY_TALK, MAY_TALK_UNREAD = -0.062, 0.0

LONGEST_WORD = 40
MIN_LETTERS = 0.5

TalkScores = NDArray[np.float32]
CountedLines = tuple[Vectors, NDArray[np.intp]]
"""Unit vectors (lines, dimensions), and how often each line occurs (lines,)."""


@dataclass(frozen=True)
class ReviewTalk:
    """`ordinary` gives the vectors (lines, dimensions) of lines that do not talk about a review; a few that resemble
    such talk are added."""

    embedder: Embedder
    ordinary: Callable[[], Vectors]
    _texts: dict[str, bool] = field(default_factory=dict, init=False, repr=False, compare=False)

    def scores(self, vectors: Vectors) -> TalkScores:
        """(n,) for unit vectors (n, dimensions): mean similarity to the nearest statements, minus that to the nearest
        ordinary lines."""
        (statements, once), (ordinary, times) = self._statements, self._ordinary
        scores: TalkScores = _nearest(vectors @ statements.T, once) - _nearest(vectors @ ordinary.T, times)
        return scores

    def read(self, texts: Sequence[str], vectors: Vectors) -> tuple[TalkScores, list[bool]]:
        """(n,): the scores above the value from which a sentence may speak to who reviews the post; and whether each
        talks about a review, which is never said of a language that the embedder cannot read."""
        unread = np.array([self._unread(text) for text in texts], dtype=bool)
        scores = self.scores(vectors)
        margins: TalkScores = scores - np.where(unread, MAY_TALK_UNREAD, MAY_TALK).astype(np.float32)
        return margins, ((scores >= TALK) & ~unread).tolist()

    def margin_of(self, texts: Sequence[str]) -> float:
        """The largest of the sentences of these texts; 0 or more if one may speak to who reviews."""
        parts = [part.text for text in texts for part in segments(text)]
        return float(self.read(parts, self.embedder.embed(parts))[0].max()) if parts else -1.0

    def in_text(self, text: str) -> bool:
        """Whether a sentence of the text talks about a review. Remembered: the same few precedents are similar to most
        cases."""
        if text not in self._texts:
            parts = [part.text for part in segments(text)]
            self._texts[text] = any(self.found(parts, self.embedder.embed(parts)))
        return self._texts[text]

    def found(self, texts: Sequence[str], vectors: Vectors) -> list[bool]:
        """Whether each text, with its vector, talks about a review. Not in a language that the embedder cannot read."""
        above = (self.scores(vectors) >= TALK).tolist() if texts else []
        return [found and not self._unread(text) for text, found in zip(texts, above, strict=True)]

    def _unread(self, text: str) -> bool:
        languages = self.embedder.languages
        return languages is not None and unsupported_language(text, languages) is not None

    @cached_property
    def _statements(self) -> CountedLines:
        return _counted(self.embedder.embed(read_statements()))

    @cached_property
    def _ordinary(self) -> CountedLines:
        return _counted(np.concatenate([self.ordinary(), self.embedder.embed(read_ordinary_lines())]))


def read_statements() -> tuple[str, ...]:
    return tuple(text for kind in _read()["kind"] for text in kind["texts"])


def read_ordinary_lines() -> tuple[str, ...]:
    return tuple(_read()["ordinary"])


def _read() -> dict[str, Any]:
    return tomllib.loads(STATEMENTS.read_text(encoding="utf-8"))


def is_prose(text: str) -> bool:
    """Whether the text consists of words. Encoded text does not: it may tell a model something that it hides from the
    embedder."""
    characters = "".join(text.split())
    letters = sum(character.isalpha() for character in characters)
    return letters >= MIN_LETTERS * len(characters) and all(len(word) <= LONGEST_WORD for word in text.split())


def _counted(vectors: Vectors) -> CountedLines:
    """Each different line once: the bundled policies are there twice where they are those that decide."""
    times: dict[bytes, int] = {}
    first: list[int] = []
    for row, vector in enumerate(vectors):
        key = vector.tobytes()
        first += [] if key in times else [row]
        times[key] = times.get(key, 0) + 1
    return vectors[first], np.array([*times.values()], dtype=np.intp)


def _nearest(similarity: TalkScores, times: NDArray[np.intp]) -> TalkScores:
    """(n, lines) to (n,): the mean of the nearest, of which a line that occurs several times counts as often. Zeros
    where there are no lines."""
    if not similarity.size:
        return np.zeros(len(similarity), dtype=np.float32)
    count = min(NEAREST, similarity.shape[1])
    columns = np.argpartition(similarity, -count, axis=1)[:, -count:]
    values = np.take_along_axis(similarity, columns, axis=1)
    order = np.argsort(-values, axis=1)
    values, weights = np.take_along_axis(values, order, axis=1), times[np.take_along_axis(columns, order, axis=1)]
    counted = np.clip(NEAREST - (weights.cumsum(axis=1) - weights), 0, weights)
    nearest: TalkScores = ((values * counted).sum(axis=1) / counted.sum(axis=1)).astype(np.float32)
    return nearest
