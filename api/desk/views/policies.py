"""Versions of a clause with what changed between them, and the problems of the policies."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import pairwise

from agent.corpus import Corpus
from agent.evidence.embedding_similarity import EmbeddingSimilarity
from domain.clause import Clause
from policies.checks.check import check_library
from policies.diff.change import ClauseChange
from policies.diff.comparison import compare_sides
from policies.diff.side import Side
from policies.library import Library
from policies.lint.lint import LintFinding, lint, read_allowances
from policies.lint.lint_input import LintInput
from policies.parsing.external_rules import RULES_FILE
from policies.parsing.source_locations import read_source_locations
from retrieval.clause_texts import embedding_texts

CHECK = "check"  # the name of what `policies check` finds, beside the names of lint rules


@dataclass(frozen=True)
class ClauseVersion:
    """`change` is what differs from the version before; None for the first, and if nothing does."""

    clause: Clause
    change: ClauseChange | None
    is_first: bool

    def in_force(self, on: date) -> bool:
        started = self.clause.effective_from is None or self.clause.effective_from <= on
        return started and (self.clause.effective_to is None or self.clause.effective_to >= on)


class PolicyProblems:
    """What check and lint find in the policies; found once a day, because it takes about a second."""

    def __init__(self, corpus: Corpus) -> None:
        self._corpus = corpus
        self.on_day = lru_cache(maxsize=1)(self._find)

    def _find(self, on: date) -> tuple[LintFinding, ...]:
        """Without those that the owner allows; the check's first."""
        corpus = self._corpus
        library, folder = corpus.library, corpus.settings.policies
        sources = {} if (folder / RULES_FILE).is_file() else read_source_locations(folder).sources
        texts = embedding_texts(library.post_clauses)[0]
        lint_input = LintInput(
            library=library,
            on=on,
            sources={key: source.text for key, source in sources.items()},
            similarity=EmbeddingSimilarity(corpus.index, texts, corpus.embedder),
        )
        checked = (LintFinding(CHECK, problem) for problem in check_library(library))
        linted = (found for found in lint(lint_input, read_allowances(folder)) if found.allowed is None)
        return (*checked, *linted)


def versions_of(library: Library, clause_id: str) -> tuple[ClauseVersion, ...]:
    """The newest first."""
    clauses = library.versions(clause_id)
    first = [ClauseVersion(clause, None, is_first=True) for clause in clauses[:1]]
    later = [ClauseVersion(new, _change(library, old, new), is_first=False) for old, new in pairwise(clauses)]
    return tuple(reversed([*first, *later]))


def problems_about(findings: Sequence[LintFinding], clause_id: str) -> tuple[LintFinding, ...]:
    return tuple(found for found in findings if found.problem.where.partition("@")[0] == clause_id)


def days_of_change(library: Library) -> tuple[date, ...]:
    """On which a clause starts, the newest first."""
    return tuple(sorted({clause.effective_from for clause in library.clauses if clause.effective_from}, reverse=True))


def _change(library: Library, old: Clause, new: Clause) -> ClauseChange | None:
    return next(iter(compare_sides(_side(library, old), _side(library, new)).clauses), None)


def _side(library: Library, clause: Clause) -> Side:
    """Of this clause alone."""
    version = (clause.policy_id, clause.version)
    document = next(document for document in library.documents if (document.id, document.version) == version)
    return Side("", library.name, library.markets, (document.model_copy(update={"clauses": (clause,)}),))
