"""Fitting: what is learned, what is refused, and where the thresholds fall."""

import itertools

import numpy as np
import pytest
from numpy.typing import NDArray

from agent.judges.classifier.model import FittedModelMismatch, TooFewPrecedents
from agent.judges.classifier.training import fit
from domain.evidence import Precedent

CURES = ("cures your cough", "heals a fever", "ends the flu for good")
PILLS = ("slimming pill", "fat burner drops", "appetite patch")
DAYS = ("lovely walk", "new kettle", "my garden", "Sunday lunch")


def market(each: int) -> list[Precedent]:
    """`each` precedents that break HLT-1, as many that break WGT-1, three times as many that break nothing."""
    lines = itertools.product(range(each), (("HLT-1", CURES), ("WGT-1", PILLS), *[("", DAYS)] * 3))
    return [
        Precedent(id=f"{n}", text=f"{texts[n % len(texts)]} number {row}", violated=(clause_id,) if clause_id else ())
        for n, (row, (clause_id, texts)) in enumerate(lines)
    ]


def noise(count: int) -> NDArray[np.float32]:
    vectors = np.random.default_rng(0).normal(size=(count, 6))
    unit: NDArray[np.float32] = (vectors / np.linalg.norm(vectors, axis=1, keepdims=True)).astype(np.float32)
    return unit


def test_what_precedents_broke_is_told_of_new_texts() -> None:
    precedents = market(30)
    model = fit(precedents, noise(len(precedents)))
    said = model.predict(["This cures a cough", "Slimming pill!", "A walk in my garden"], noise(3))
    assert [p >= model.outcome_threshold for p in said.any_violation] == [True, True, False]
    assert {i: [bool(lead >= 1) for lead in leads[:2]] for i, leads in said.leads.items()} == {
        "HLT-1": [True, False],
        "WGT-1": [False, True],
    }


def test_fitting_twice_gives_the_same_model() -> None:
    precedents = market(20)
    first, second = (fit(precedents, noise(len(precedents))) for _ in range(2))
    np.testing.assert_array_equal(first.weights, second.weights)
    np.testing.assert_array_equal(first.intercepts, second.intercepts)
    assert (first.outcome_threshold, first.clause_thresholds) == (second.outcome_threshold, second.clause_thresholds)


def test_a_single_rule_is_broken_whenever_anything_is() -> None:
    precedents = [p for p in market(40) if p.violated != ("WGT-1",)]
    model = fit(precedents, noise(len(precedents)))
    said = model.predict(["It cures you", "A new kettle"], noise(2))
    np.testing.assert_allclose(said.clauses["HLT-1"], said.any_violation * 41 / 42)
    np.testing.assert_allclose(said.leads["HLT-1"], [2, 2])


def test_a_clause_with_too_few_precedents_is_left_to_others() -> None:
    precedents = [*market(25), *[Precedent(id=f"rare-{n}", text="win a prize", violated=("GIV-1",)) for n in range(19)]]
    assert list(fit(precedents, noise(len(precedents))).clause_thresholds) == ["HLT-1", "WGT-1"]


def test_too_few_precedents_are_counted_in_the_refusal() -> None:
    precedents = [p for p in market(20) if p.violated != ("WGT-1",)][1:]
    with pytest.raises(TooFewPrecedents, match=r"at least 20 .* here are 19 and 60: label more cases"):
        fit(precedents, noise(len(precedents)))


def test_no_precedents_are_too_few() -> None:
    with pytest.raises(TooFewPrecedents, match="here are 0 and 0"):
        fit([], noise(0))


def test_vectors_of_other_texts_are_refused() -> None:
    with pytest.raises(FittedModelMismatch, match=r"100 texts need vectors of shape \(100, 6\), not \(99, 6\)"):
        fit(market(20), noise(99))


def test_texts_that_share_no_words_are_judged_by_their_vectors() -> None:
    """Each text its own script: the vocabulary is empty."""
    precedents = [Precedent(id=str(n), text=chr(0x4E00 + n), violated=("A-1",) if n % 2 else ()) for n in range(60)]
    vectors = np.array([[n % 2, 1 - n % 2] for n in range(60)], dtype=np.float32)
    said = fit(precedents, vectors).predict(["?", "!"], vectors[:2])
    assert said.any_violation[0] < 0.2 < 0.8 < said.any_violation[1]
