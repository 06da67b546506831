"""What of a clause is embedded: its words, whole and by segment, and its examples."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.clause import Clause
from retrieval.segments import segments


@dataclass(frozen=True)
class ClauseRows:
    """Where a clause's rows stand in the index: `words`, `positives` and `negatives` follow on each other."""

    words: slice
    positives: slice
    negatives: slice

    @property
    def found_by(self) -> slice:
        """The rows that content may come near to for the clause to be found."""
        return slice(self.words.start, self.positives.stop)


def clause_words(clause: Clause) -> str:
    """Title and text, the title once where the text begins with it."""
    return clause.text if clause.text.startswith(clause.title) else f"{clause.title}\n{clause.text}"


def lay_out(clauses: Sequence[Clause]) -> tuple[tuple[str, ...], dict[str, ClauseRows]]:
    """The texts to embed, and by clause key where its own stand among them."""
    texts: list[str] = []
    rows: dict[str, ClauseRows] = {}
    for clause in clauses:
        spans = []
        for part in (_windows(clause), clause.violating_examples, clause.compliant_examples):
            spans.append(slice(len(texts), len(texts) + len(part)))
            texts.extend(part)
        rows[clause.key] = ClauseRows(*spans)
    return tuple(texts), rows


def _windows(clause: Clause) -> tuple[str, ...]:
    """The whole; and where no example speaks for the clause, each sentence or item of a list too, since an embedder
    may cut a long whole off and blurs what is said once in it."""
    if clause.violating_examples:
        return (clause_words(clause),)
    parts = tuple(segment.text for line in clause.text.splitlines() for segment in segments(line))
    return (clause_words(clause), *(parts if len(parts) > 1 else ()))
