"""How far words alone predict the labels of a dataset: a high value says that its cases are too easy."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.clause import Clause, ClauseKind
from eval.dataset.dataset import Dataset
from eval.dataset.near_duplicates import case_text
from eval.metrics.agreement import Prediction
from eval.metrics.baselines import Cases, bag_of_words_outcome, cross_validated
from policies.library import Library

WORD = re.compile(r"\w\w+")


@dataclass(frozen=True)
class Difficulty:
    """Shares between 0 and 1. `dev_to_test` and `cross_validated`: accuracy of a bag of words on the outcome, trained
    on dev and tested on test (None without a split), and over five folds of all cases. `nearest_clause_accuracy`: the
    share of violations whose most similar rule, by words, is a violated one. `giveaway_cases`: violations that share
    with a violated clause a word that no other clause has."""

    dev_to_test: float | None
    cross_validated: float
    nearest_clause_accuracy: float
    violations: int
    giveaway_cases: tuple[str, ...]


def measure_difficulty(dataset: Dataset, library: Library) -> Difficulty:
    cases, dev, test = (
        [labelled for labelled in some if labelled.gold.outcome]
        for some in (dataset.cases, dataset.cases_in("dev"), dataset.cases_in("test"))
    )
    violations = [labelled for labelled in cases if labelled.gold.violated]
    return Difficulty(
        _accuracy(test, bag_of_words_outcome(dev, test)) if dev and test else None,
        _accuracy(cases, cross_validated(bag_of_words_outcome, cases)),
        _nearest_clause_accuracy(violations, [c for c in library.post_clauses if c.kind is ClauseKind.RULE]),
        len(violations),
        _giveaway_cases(violations, library.post_clauses),
    )


def _accuracy(cases: Cases, predictions: Sequence[Prediction]) -> float:
    return sum(case.gold.outcome is p.outcome for case, p in zip(cases, predictions, strict=True)) / len(cases)


def _nearest_clause_accuracy(violations: Cases, rules: Sequence[Clause]) -> float:
    """By the cosine of TF-IDF over words, of title and text."""
    if not violations or not rules:
        return 0.0
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(token_pattern=WORD.pattern)
    clauses = vectorizer.fit_transform([_clause_text(clause) for clause in rules])
    cases = vectorizer.transform([case_text(labelled) for labelled in violations])
    nearest = (cases @ clauses.T).toarray().argmax(axis=1)
    return sum(rules[n].id in case.gold.violated for n, case in zip(nearest, violations, strict=True)) / len(violations)


def _giveaway_cases(violations: Cases, clauses: Sequence[Clause]) -> tuple[str, ...]:
    """Versions of a clause count as one clause."""
    ids_by_word: dict[str, set[str]] = {}
    for clause in clauses:
        for word in _words(_clause_text(clause)):
            ids_by_word.setdefault(word, set()).add(clause.id)
    unique = {word: next(iter(ids)) for word, ids in ids_by_word.items() if len(ids) == 1}
    return tuple(c.id for c in violations if {unique.get(word) for word in _words(case_text(c))} & {*c.gold.violated})


def _clause_text(clause: Clause) -> str:
    return f"{clause.title}\n{clause.text}"


def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.casefold()))
