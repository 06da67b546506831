import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score

from domain.verdict import Outcome
from eval.metrics.agreement import WIDTH, Prediction, confusion_rows, metrics
from tests.eval.samples import labelled

V, N, R = Outcome
Pair = tuple[Outcome, Outcome | None]
pairs_strategy = st.lists(st.tuples(st.sampled_from(Outcome), st.sampled_from(Outcome)), min_size=2, max_size=30)


def metric_values(*pairs: Pair) -> dict[str, float]:
    """The metrics of pairs of gold and predicted outcome."""
    cases = [labelled(str(n), gold, *(["HLT-1"] if gold is V else [])) for n, (gold, _) in enumerate(pairs)]
    predictions = [Prediction(outcome, frozenset({"HLT-1"} if outcome is V else ())) for _, outcome in pairs]
    sums = confusion_rows([case.gold for case in cases], predictions).sum(axis=0)
    return {name: float(value) for name, value in metrics(sums).items()}


@given(pairs_strategy)
def test_kappa_f1_and_accuracy_equal_scikit_learn(pairs: list[tuple[Outcome, Outcome]]) -> None:
    gold, predicted = zip(*pairs, strict=True)
    assume(len({*gold}) > 1)
    values = metric_values(*pairs)
    assert values["accuracy"] == pytest.approx(accuracy_score(gold, predicted))
    assert values["kappa"] == pytest.approx(cohen_kappa_score(gold, predicted))
    assert values["macro_f1"] == pytest.approx(f1_score(gold, predicted, average="macro", zero_division=0.0))


def test_every_metric_by_hand() -> None:
    values = metric_values((V, V), (V, V), (V, N), (V, R), (N, N), (N, V), (R, R), (R, V), (R, None), (N, None))
    assert values == pytest.approx(
        {
            "kappa": (0.4 - 0.28) / (1 - 0.28),  # 4 of 10 correct; by chance 4*4 + 3*2 + 3*2 of 100
            "macro_f1": (4 / 8 + 2 / 5 + 2 / 5) / 3,
            "accuracy": 0.4,
            "decided": 0.6,
            "accuracy_decided": 3 / 5,
            "exact_set": 2 / 4,
            "missed_violation_rate": 1 / 4,
            "false_positive_rate": 1 / 3,
            "review_recall": 1 / 3,
            "error_rate": 0.2,
        }
    )


def test_undefined_metric_is_nan() -> None:
    values = metric_values((V, V), (V, None))
    undefined = {name for name, value in values.items() if math.isnan(value)}
    assert undefined == {"kappa", "false_positive_rate", "review_recall"}


def test_alternative_set_is_exact() -> None:
    case = labelled("a", "violation", "A", alternatives=[["A", "B"]])
    exact = [confusion_rows([case.gold], [Prediction(V, frozenset(names))])[0, -1] for names in ("A", "AB", "B", "")]
    assert exact == [1, 1, 0, 0]


def test_violation_without_labelled_clauses_does_not_count_for_the_exact_set() -> None:
    golds = [labelled("a", "violation", "A").gold, labelled("b", "violation").gold]
    predictions = [Prediction(V, frozenset("A")), Prediction(V)]
    assert metrics(confusion_rows(golds, predictions).sum(axis=0))["exact_set"] == 1


def test_case_without_outcome_is_refused() -> None:
    with pytest.raises(ValueError, match="without a gold outcome"):
        confusion_rows([labelled("a", None).gold], [Prediction(V)])


def test_sums_of_any_shape_are_accepted() -> None:
    rows = np.arange(2 * 3 * WIDTH, dtype=float).reshape(2, 3, WIDTH)
    at_once = metrics(rows)
    for place in np.ndindex(2, 3):
        assert {name: value[place] for name, value in at_once.items()} == pytest.approx(
            {name: float(value) for name, value in metrics(rows[place]).items()}
        )
