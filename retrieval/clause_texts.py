"""The texts of a clause that are embedded: its own text, complete and by segment, and its examples."""

from collections.abc import Sequence
from dataclasses import dataclass

from domain.clause import Clause
from retrieval.segments import segments


@dataclass(frozen=True)
class ClauseRows:
    """A clause's rows in the index. `text`, `violating` and `compliant` are adjacent, in this order."""

    text: slice
    violating: slice
    compliant: slice

    @property
    def searchable(self) -> slice:
        """The rows that content is compared with to find the clause."""
        return slice(self.text.start, self.violating.stop)


def clause_text(clause: Clause) -> str:
    """Title and text, without repeating a title with which the text begins."""
    return clause.text if clause.text.startswith(clause.title) else f"{clause.title}\n{clause.text}"


def embedding_texts(clauses: Sequence[Clause]) -> tuple[tuple[str, ...], dict[str, ClauseRows]]:
    """The texts to embed, and each clause's rows in them by clause key."""
    texts: list[str] = []
    rows: dict[str, ClauseRows] = {}
    for clause in clauses:
        spans = []
        for group in (_clause_texts(clause), clause.violating_examples, clause.compliant_examples):
            spans.append(slice(len(texts), len(texts) + len(group)))
            texts.extend(group)
        rows[clause.key] = ClauseRows(*spans)
    return tuple(texts), rows


def _clause_texts(clause: Clause) -> tuple[str, ...]:
    """The complete text. For a clause without violating examples also each sentence or list item, because the embedder
    may truncate a long text and gives little weight to a single sentence in it."""
    if clause.violating_examples:
        return (clause_text(clause),)
    parts = tuple(segment.text for line in clause.text.splitlines() for segment in segments(line))
    return (clause_text(clause), *(parts if len(parts) > 1 else ()))
