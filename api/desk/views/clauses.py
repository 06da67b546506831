"""Clauses as the desk shows them: in the version of the case's day, with the examples nearest to a text."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from domain.clause import Clause, ClauseKind
from policies.library import Library

MAX_EXAMPLES = 2  # of either side
WORD = re.compile(r"\w+")
MAX_COMPARED_CHARS = 2_000  # of a post: an example is a sentence or two


@dataclass(frozen=True)
class PolicySection:
    """The clauses of one policy that are in force, in the order of the document."""

    policy_id: str
    title: str
    version: str
    clauses: tuple[Clause, ...]


def policy_sections(
    library: Library, on: date, market: str | None, scope: str | None = None
) -> tuple[PolicySection, ...]:
    titles = {(document.id, document.version): document.title for document in library.documents}
    in_force = library.in_force(on, market, scope)
    return tuple(
        PolicySection(policy_id, titles.get((policy_id, version), policy_id), version, tuple(clauses))
        for (policy_id, version), clauses in groupby(in_force, key=lambda clause: (clause.policy_id, clause.version))
    )


def rules_in_force(library: Library, on: date, market: str | None, scope: str | None = None) -> tuple[Clause, ...]:
    return tuple(clause for clause in library.in_force(on, market, scope) if clause.kind is ClauseKind.RULE)


def nearest_examples(examples: Sequence[str], texts: Iterable[str]) -> tuple[str, ...]:
    """Those that share the largest part of their words with the texts, best first."""
    known = {word for text in texts for word in _word_set(text[:MAX_COMPARED_CHARS])}

    def shared(example: str) -> float:
        found = _word_set(example)
        return len(found & known) / len(found | known) if found else 0.0

    return tuple(sorted(examples, key=shared, reverse=True)[:MAX_EXAMPLES])


def _word_set(text: str) -> set[str]:
    return set(WORD.findall(text.lower()))
