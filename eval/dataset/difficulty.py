"""How far words alone come on a dataset: a high figure says that its cases are too easy."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from domain.clause import Clause, ClauseKind
from eval.dataset.dataset import Dataset
from eval.dataset.near_duplicates import words_of
from eval.metrics.baselines import Cases, folded, outcome_by_words
from eval.runs.prediction import Answer
from policies.library import Library

WORD = re.compile(r"\w\w+")


@dataclass(frozen=True)
class Difficulty:
    """`dev_to_test` and `over_all` are the bag of words' accuracy in the outcome: learned from dev and asked on test
    (None without a split), and over five folds of all cases. `nearest_clause` is the share of violations whose nearest
    rule by the words of its text is one they break; `telltale` are the violations that share a word with a clause they
    break that no other clause has."""

    dev_to_test: float | None
    over_all: float
    nearest_clause: float
    violations: int
    telltale: tuple[str, ...]


def difficulty(dataset: Dataset, library: Library) -> Difficulty:
    cases, dev, test = (
        [labelled for labelled in some if labelled.gold.outcome]
        for some in (dataset.cases, dataset.of_part("dev"), dataset.of_part("test"))
    )
    broken = [labelled for labelled in cases if labelled.gold.violated]
    return Difficulty(
        _accuracy(test, outcome_by_words(dev, test)) if dev and test else None,
        _accuracy(cases, folded(outcome_by_words, cases)),
        _nearest(broken, [clause for clause in library.clauses if clause.kind is ClauseKind.RULE]),
        len(broken),
        _telltale(broken, library.clauses),
    )


def _accuracy(cases: Cases, answers: Sequence[Answer]) -> float:
    return sum(labelled.gold.outcome is said.outcome for labelled, said in zip(cases, answers, strict=True)) / len(
        cases
    )


def _nearest(broken: Cases, rules: Sequence[Clause]) -> float:
    """By the cosine of TF-IDF over words, of title and text."""
    if not broken or not rules:
        return 0.0
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(token_pattern=WORD.pattern)
    clauses = words.fit_transform([_text(clause) for clause in rules])
    leading = (words.transform([words_of(labelled) for labelled in broken]) @ clauses.T).toarray().argmax(axis=1)
    return sum(rules[at].id in case.gold.violated for at, case in zip(leading, broken, strict=True)) / len(broken)


def _telltale(broken: Cases, clauses: Sequence[Clause]) -> tuple[str, ...]:
    """Versions of one clause count as one."""
    having: dict[str, set[str]] = {}
    for clause in clauses:
        for word in _words(_text(clause)):
            having.setdefault(word, set()).add(clause.id)
    alone = {word: next(iter(ids)) for word, ids in having.items() if len(ids) == 1}
    return tuple(c.id for c in broken if {alone.get(word) for word in _words(words_of(c))} & {*c.gold.violated})


def _text(clause: Clause) -> str:
    return f"{clause.title}\n{clause.text}"


def _words(text: str) -> frozenset[str]:
    return frozenset(WORD.findall(text.casefold()))
