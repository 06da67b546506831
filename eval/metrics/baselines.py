"""Baselines: the majority label, and a bag of words trained on labelled cases."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from domain.errors import InputError
from domain.verdict import Outcome
from eval.dataset.labelled_case import LabelledCase
from eval.dataset.near_duplicates import case_text, near_duplicates
from eval.metrics.agreement import Prediction

Cases = Sequence[LabelledCase]
Baseline = Callable[[Cases, Cases], tuple[Prediction, ...]]
FOLDS, SEED, MIN_PROBABILITY = 5, 7, 0.5


def majority(train: Cases, test: Cases) -> tuple[Prediction, ...]:
    """For every case, the most common outcome of `train` and the most common violated clauses with that outcome."""
    ((outcome, _),) = Counter(labelled.gold.outcome for labelled in train).most_common(1)
    sets = Counter(frozenset(case.gold.violated) for case in train if case.gold.outcome is outcome)
    ((violated, _),) = sets.most_common(1)
    return (Prediction(outcome, violated),) * len(test)


def bag_of_words_outcome(train: Cases, test: Cases) -> tuple[Prediction, ...]:
    """Logistic regression over TF-IDF of words; predicts no clauses."""
    from sklearn.linear_model import LogisticRegression

    outcomes = [labelled.gold.outcome or "" for labelled in train]
    if len({*outcomes}) == 1:
        return majority(train, test)
    train_vectors, test_vectors = _vectors(train, test)
    regression = LogisticRegression(C=10, class_weight="balanced", max_iter=1000).fit(train_vectors, outcomes)
    return tuple(Prediction(Outcome(outcome)) for outcome in regression.predict(test_vectors))


def bag_of_words(train: Cases, test: Cases) -> tuple[Prediction, ...]:
    """One more regression for each clause. A violation violates the probable clauses, or else the most probable one."""
    predictions = bag_of_words_outcome(train, test)
    sets = _predict_clauses(train, test)
    return tuple(
        replace(prediction, violated=violated) if prediction.outcome is Outcome.VIOLATION else prediction
        for prediction, violated in zip(predictions, sets, strict=True)
    )


def cross_validated(baseline: Baseline, cases: Cases) -> tuple[Prediction, ...]:
    """Each case predicted by training on the other folds. Cases of a group, and near-duplicates, share a fold. Raises
    InputError where the cases form fewer than two such groups."""
    from sklearn.model_selection import GroupKFold

    groups = _linked_groups(cases)
    if len({*groups.tolist()}) < 2:
        raise InputError(f"{len(cases)} cases, all alike: a baseline needs at least two that differ; add some")
    predictions: list[Prediction | None] = [None] * len(cases)
    folds = GroupKFold(min(FOLDS, len({*groups.tolist()})), shuffle=True, random_state=SEED)
    for train, test in folds.split(groups, groups=groups):
        predicted = baseline([cases[row] for row in train], [cases[row] for row in test])
        for row, prediction in zip(test, predicted, strict=True):
            predictions[row] = prediction
    return tuple(prediction for prediction in predictions if prediction)


def _predict_clauses(train: Cases, test: Cases) -> tuple[frozenset[str], ...]:
    names = sorted({name for labelled in train for name in labelled.gold.violated})
    if not names:
        return (frozenset(),) * len(test)
    train_vectors, test_vectors = _vectors(train, test)
    labels = ([name in labelled.gold.violated for labelled in train] for name in names)
    probabilities = np.column_stack([_probabilities(train_vectors, column, test_vectors) for column in labels])
    chosen = ({*np.flatnonzero(row >= MIN_PROBABILITY), int(row.argmax())} for row in probabilities)
    return tuple(frozenset(names[place] for place in places) for places in chosen)


def _probabilities(train_vectors: Any, labels: Sequence[bool], test_vectors: Any) -> NDArray[np.float64]:
    from sklearn.linear_model import LogisticRegression

    if all(labels):
        return np.ones(test_vectors.shape[0])
    regression = LogisticRegression(C=10, class_weight="balanced", solver="liblinear").fit(train_vectors, labels)
    return np.asarray(regression.predict_proba(test_vectors)[:, 1])


def _vectors(train: Cases, test: Cases) -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectorizer = TfidfVectorizer(sublinear_tf=True)
    train_vectors = vectorizer.fit_transform([case_text(labelled) for labelled in train])
    return train_vectors, vectorizer.transform([case_text(labelled) for labelled in test])


def _linked_groups(cases: Cases) -> NDArray[np.int64]:
    """(cases,): a group number each, equal for cases that are linked by a group or by being near-duplicates."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    first: dict[str, int] = {}
    pairs = [(first.setdefault(case.group, row), row) for row, case in enumerate(cases) if case.group is not None]
    pairs += [(one, other) for one, other, _ in near_duplicates([case_text(labelled) for labelled in cases])]
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(len(cases), len(cases)))
    return np.asarray(connected_components(graph, directed=False)[1], dtype=np.int64)
