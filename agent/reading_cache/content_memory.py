"""Remembers what contents say, so that a content that is posted again is not embedded and compared again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from agent.evidence.content import Readings, Segments
from agent.reading_cache.bounded_memory import BoundedMemory
from agent.reading_cache.keys import content_of, counted, digest_of
from domain.case import Case
from domain.clause import Clause
from domain.evidence import FoundPrecedent
from domain.finding import ShortlistedClause
from retrieval.index import RowSimilarity

BYTES_PER_ENTRY = 4_000
BYTES_PER_CHARACTER = 16  # of the content, with the places of what is read
BYTES_PER_RANKED_RULE, BYTES_PER_LISTED_RULE = 100, 3_000


@dataclass(frozen=True, eq=False)
class ContentReading:
    """What a content says, by any creator: its segments with their vectors and similarity, the rules that are nearest
    to it with their scores, the shortlist by items in other languages, and the most similar precedents. See
    `JudgeInput`."""

    readings: Readings
    parts: Segments
    vectors: NDArray[np.float32]
    similarity: RowSimilarity
    ranked: tuple[tuple[Clause, float], ...]
    unread_shortlist: tuple[ShortlistedClause, ...]
    precedents: tuple[FoundPrecedent, ...]

    @property
    def size(self) -> int:
        """Bytes, estimated: `python -m benchmarks.reading_cache` compares it with the memory of a process."""
        characters = sum(len(reading.source) for reading in self.readings.values())
        arrays = self.vectors.nbytes + self.similarity.nbytes
        rules = len(self.ranked) * BYTES_PER_RANKED_RULE + len(self.unread_shortlist) * BYTES_PER_LISTED_RULE
        return BYTES_PER_ENTRY + arrays + characters * BYTES_PER_CHARACTER + rules


@dataclass(frozen=True)
class ContentMemory:
    """`basis` identifies all that reads a content: the policies, the embedder, the precedents, the settings."""

    memory: BoundedMemory[ContentReading]
    basis: str

    def read(
        self, case: Case, in_force: Iterable[str], candidates: Iterable[str], read: Callable[[], ContentReading]
    ) -> ContentReading:
        """What `read` returns, or returned before. `in_force` and `candidates` are the keys of clauses, with their
        versions: a day counts by these. An error of `read` is raised, and nothing is remembered."""
        key = content_key(self.basis, case, in_force, candidates)
        found = self.memory.find(key)
        if found is not None:
            return found
        made = read()
        for shared in (made.vectors, made.similarity):
            shared.setflags(write=False)
        self.memory.keep(key, made, made.size)
        return made


def content_key(basis: str, case: Case, in_force: Iterable[str], candidates: Iterable[str]) -> str:
    return digest_of([basis, content_of(case), *counted(in_force), *counted(candidates)])
