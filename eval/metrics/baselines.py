"""What needs no understanding: the commonest outcome, and a bag of words that learned from labelled cases."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.errors import InputError
from domain.verdict import Outcome
from eval.dataset.labelled_case import LabelledCase
from eval.dataset.near_duplicates import twins, words_of
from eval.runs.prediction import Answer

Cases = Sequence[LabelledCase]
Baseline = Callable[[Cases, Cases], tuple[Answer, ...]]
FOLDS, SEED, LIKELY = 5, 7, 0.5


def commonest(learned: Cases, asked: Cases) -> tuple[Answer, ...]:
    """The commonest gold of `learned`, outcome before clauses, for every case."""
    ((outcome, _),) = Counter(labelled.gold.outcome for labelled in learned).most_common(1)
    sets = Counter(frozenset(case.gold.violated) for case in learned if case.gold.outcome is outcome)
    ((violated, _),) = sets.most_common(1)
    return (Answer(outcome, violated),) * len(asked)


def outcome_by_words(learned: Cases, asked: Cases) -> tuple[Answer, ...]:
    """A logistic regression over TF-IDF of words; names no clauses."""
    from sklearn.linear_model import LogisticRegression

    outcomes = [labelled.gold.outcome or "" for labelled in learned]
    if len({*outcomes}) == 1:
        return commonest(learned, asked)
    known, new = _vectors(learned, asked)
    regression = LogisticRegression(C=10, class_weight="balanced", max_iter=1000)
    return tuple(Answer(Outcome(said)) for said in regression.fit(known, outcomes).predict(new))


def bag_of_words(learned: Cases, asked: Cases) -> tuple[Answer, ...]:
    """With a regression more for each clause: a violation breaks the likely ones, and always the likeliest."""
    found = outcome_by_words(learned, asked)
    sets = _clauses_by_words(learned, asked)
    return tuple(
        replace(answer, violated=broken) if answer.outcome is Outcome.VIOLATION else answer
        for answer, broken in zip(found, sets, strict=True)
    )


def folded(baseline: Baseline, cases: Cases) -> tuple[Answer, ...]:
    """Each case answered by what was learned from other folds; cases of one group, and near-duplicates, share one."""
    from sklearn.model_selection import GroupKFold

    groups = _groups(cases)
    if len({*groups.tolist()}) < 2:
        raise InputError(f"{len(cases)} cases, all alike: a baseline needs at least two that are not; add some")
    answers: list[Answer | None] = [None] * len(cases)
    folds = GroupKFold(min(FOLDS, len({*groups.tolist()})), shuffle=True, random_state=SEED)
    for learned, asked in folds.split(groups, groups=groups):
        answered = baseline([cases[row] for row in learned], [cases[row] for row in asked])
        for row, answer in zip(asked, answered, strict=True):
            answers[row] = answer
    return tuple(answer for answer in answers if answer)


def _clauses_by_words(learned: Cases, asked: Cases) -> tuple[frozenset[str], ...]:
    names = sorted({name for labelled in learned for name in labelled.gold.violated})
    if not names:
        return (frozenset(),) * len(asked)
    known, new = _vectors(learned, asked)
    columns = ([name in labelled.gold.violated for labelled in learned] for name in names)
    likely = np.column_stack([_chance(known, column, new) for column in columns])
    chosen = ({*np.flatnonzero(row >= LIKELY), int(row.argmax())} for row in likely)
    return tuple(frozenset(names[place] for place in places) for places in chosen)


def _chance(known: Any, broken: Sequence[bool], new: Any) -> NDArray[np.float64]:
    from sklearn.linear_model import LogisticRegression

    if all(broken):
        return np.ones(new.shape[0])
    regression = LogisticRegression(C=10, class_weight="balanced", solver="liblinear")
    return np.asarray(regression.fit(known, broken).predict_proba(new)[:, 1])


def _vectors(learned: Cases, asked: Cases) -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(sublinear_tf=True)
    known = words.fit_transform([words_of(labelled) for labelled in learned])
    return known, words.transform([words_of(labelled) for labelled in asked])


def _groups(cases: Cases) -> NDArray[np.int64]:
    """A number a case; the same for cases that hang together."""
    from scipy.sparse import coo_array  # type: ignore[import-untyped]
    from scipy.sparse.csgraph import connected_components  # type: ignore[import-untyped]

    first: dict[str, int] = {}
    pairs = [(first.setdefault(case.group, row), row) for row, case in enumerate(cases) if case.group is not None]
    pairs += [(one, other) for one, other, _ in twins([words_of(labelled) for labelled in cases])]
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(cases), len(cases)))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)
