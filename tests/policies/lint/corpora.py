"""Small libraries to lint, and a similarity that counts shared words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations, groupby
from math import sqrt
from typing import Any

from domain.clause import Clause, ClauseKind, Reference, Relation
from domain.policy import PolicyDocument
from policies.checks.problem import Problem
from policies.library import Library
from policies.lint.lint_input import LabelCoverage, LintInput

TODAY = date(2026, 9, 14)


@dataclass(frozen=True)
class SharedWords:
    """The cosine of two texts' sets of words."""

    def cosines(self, texts: Sequence[str], others: Sequence[str]) -> list[list[float]]:
        return [[_cosine({*text.lower().split()}, {*other.lower().split()}) for other in others] for text in texts]

    def pairs(self, texts: Sequence[str], min_similarity: float) -> Iterator[tuple[int, int, float]]:
        rows = self.cosines(texts, texts)
        for n, m in combinations(range(len(texts)), 2):
            if rows[n][m] >= min_similarity:
                yield n, m, rows[n][m]


def _cosine(one: set[str], other: set[str]) -> float:
    return len(one & other) / sqrt(len(one) * len(other))


def clause(
    clause_id: str = "ABC-1",
    text: str = "Do not sell knives.",
    *,
    excepts: Sequence[str] = (),
    see: Sequence[str] = (),
    overrides: Sequence[str] = (),
    **changes: Any,
) -> Clause:
    targets = {Relation.EXCEPT: excepts, Relation.SEE: see, Relation.OVERRIDES: overrides}
    references = tuple(Reference(relation=relation, target=t) for relation, named in targets.items() for t in named)
    base = Clause(
        id=clause_id, policy_id="abc", version="1.0", title="Knives", text=text, kind=ClauseKind.RULE,
        references=references,
    )  # fmt: skip
    return base.model_copy(update=changes)


def definition(clause_id: str, title: str, text: str, **changes: Any) -> Clause:
    return clause(clause_id, text, title=title, kind=ClauseKind.DEFINITION, **changes)


def exception(clause_id: str, text: str = "Kitchen knives are excused where sold blunt.", **changes: Any) -> Clause:
    return clause(clause_id, text, kind=ClauseKind.EXCEPTION, **changes)


def lint_input(*clauses: Clause, markets: Sequence[str] = (), **changes: Any) -> LintInput:
    """A library of these clauses, with a document for each policy and version. `changes` are fields of the
    library or the input."""
    ordered = sorted(clauses, key=lambda c: (c.policy_id, c.version))
    documents = [
        PolicyDocument(id=policy, title="Goods", version=version, clauses=tuple(group))
        for (policy, version), group in groupby(ordered, key=lambda c: (c.policy_id, c.version))
    ]
    of_library = {name: changes.pop(name) for name in ("glossary", "vocabulary", "external") if name in changes}
    library = Library("Test corpus", tuple(documents), {code: f"Land {code}" for code in markets}, **of_library)
    return LintInput(library, TODAY, **changes)


def messages(find: Callable[[LintInput], Iterator[Problem]], corpus: LintInput) -> list[str]:
    return [str(problem) for problem in find(corpus)]


def label_coverage(clauses: Sequence[str] = (), facts: Sequence[str] = ()) -> LabelCoverage:
    return LabelCoverage(frozenset(clauses), frozenset(facts))


def sources(**texts: str) -> Mapping[str, str]:
    return {f"{name.replace('_', '-')}@1.0": text for name, text in texts.items()}
