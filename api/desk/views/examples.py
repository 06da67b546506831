"""The examples of a clause nearest to a post: those that the decision names, or else the nearest in meaning."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from domain.clause import Clause
from domain.finding import ShortlistedClause
from retrieval.embedder import Embedder, Vectors
from retrieval.index import ClauseIndex

MAX_EXAMPLES = 2  # of either side
MAX_EMBEDDED = 4  # clauses of a page whose quote is embedded: each takes some milliseconds
MAX_CHARS = 300  # of an embedded quote: an example is a sentence or two
MAX_COMPARED_CHARS = 2_000  # of a post, by its words
WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Nearest:
    violating: tuple[str, ...] = ()
    compliant: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class NearestExamples:
    """`index` has the vectors of all examples of today's policies."""

    index: ClauseIndex
    embedder: Embedder

    def by_meaning(self, quotes: Sequence[tuple[Clause, str]]) -> dict[str, Nearest]:
        """By the id of the clause, for the first clauses that the index has and their quotes."""
        known = [(clause, text[:MAX_CHARS]) for clause, text in quotes if self._has(clause) and text.strip()]
        known = known[:MAX_EMBEDDED]
        vectors = self.embedder.embed([text for _, text in known]) if known else ()
        return {clause.id: self._nearest(clause, vector) for (clause, _), vector in zip(known, vectors, strict=True)}

    def _has(self, clause: Clause) -> bool:
        rows = self.index.rows.get(clause.key)
        if rows is None:
            return False
        sizes = (rows.violating.stop - rows.violating.start, rows.compliant.stop - rows.compliant.start)
        return sizes == (len(clause.violating_examples), len(clause.compliant_examples))

    def _nearest(self, clause: Clause, vector: Vectors) -> Nearest:
        vectors = self.index.vectors(clause.key)
        return Nearest(
            _best(clause.violating_examples, vectors.violating @ vector),
            _best(clause.compliant_examples, vectors.compliant @ vector),
        )


def by_words(clause: Clause, texts: Iterable[str]) -> Nearest:
    """Those that share the largest part of their words with the texts."""
    known = {word for text in texts for word in _word_set(text[:MAX_COMPARED_CHARS])}

    def shared(example: str) -> float:
        found = _word_set(example)
        return len(found & known) / len(found | known) if found else 0.0

    examples = (clause.violating_examples, clause.compliant_examples)
    return Nearest(*(_best(side, [shared(example) for example in side]) for side in examples))


def named_first(listed: ShortlistedClause, nearest: Nearest) -> Nearest:
    """The decision has compared all examples, and names the nearest of either side."""
    sides = ((listed.violating_example, nearest.violating), (listed.compliant_example, nearest.compliant))
    ordered = (dict.fromkeys([*([named.text] if named else []), *others]) for named, others in sides)
    return Nearest(*(tuple(side)[:MAX_EXAMPLES] for side in ordered))


def _best(examples: Sequence[str], scores: Iterable[float]) -> tuple[str, ...]:
    """The highest score first; of equal ones, in the order of the policy."""
    ranked = sorted(zip(examples, scores, strict=True), key=lambda pair: -pair[1])
    return tuple(example for example, _ in ranked[:MAX_EXAMPLES])


def _word_set(text: str) -> set[str]:
    return set(WORD.findall(text.lower()))
