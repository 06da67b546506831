import math

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, cohen_kappa_score, f1_score

from domain.verdict import Outcome
from eval.metrics.confusion import WIDTH, measures, tally
from eval.runs.prediction import Answer
from tests.eval.samples import labelled

V, N, R = Outcome
pairs = st.lists(st.tuples(st.sampled_from(Outcome), st.sampled_from(Outcome)), min_size=2, max_size=30)


def found(*answered: tuple[Outcome, Outcome | None]) -> dict[str, float]:
    cases = [labelled(str(n), gold, *(["HLT-1"] if gold is V else [])) for n, (gold, _) in enumerate(answered)]
    answers = [Answer(said, frozenset({"HLT-1"} if said is V else ())) for _, said in answered]
    return {
        name: float(value)
        for name, value in measures(tally([case.gold for case in cases], answers).sum(axis=0)).items()
    }


@given(pairs)
def test_kappa_f1_and_accuracy_are_those_of_scikit_learn(answered: list[tuple[Outcome, Outcome]]) -> None:
    gold, said = zip(*answered, strict=True)
    assume(len({*gold}) > 1)
    ours = found(*answered)
    assert ours["accuracy"] == pytest.approx(accuracy_score(gold, said))
    assert ours["kappa"] == pytest.approx(cohen_kappa_score(gold, said))
    assert ours["macro_f1"] == pytest.approx(f1_score(gold, said, average="macro", zero_division=0.0))


def test_every_measure_by_hand() -> None:
    ours = found((V, V), (V, V), (V, N), (V, R), (N, N), (N, V), (R, R), (R, V), (R, None), (N, None))
    assert ours == pytest.approx(
        {
            "kappa": (0.4 - 0.28) / (1 - 0.28),  # 4 right of 10; by chance 4*4 + 3*2 + 3*2 of 100
            "macro_f1": (4 / 8 + 2 / 5 + 2 / 5) / 3,
            "accuracy": 0.4,
            "decided": 0.6,
            "accuracy_decided": 3 / 5,
            "exact_set": 2 / 4,
            "missed": 1 / 4,
            "false_alarms": 1 / 3,
            "left_to_people": 1 / 3,
            "errors": 0.2,
        }
    )


def test_what_nothing_can_be_said_of_is_not_a_number() -> None:
    ours = found((V, V), (V, None))
    assert {name for name, value in ours.items() if math.isnan(value)} == {"kappa", "false_alarms", "left_to_people"}


def test_an_alternative_set_is_as_exact_as_the_first() -> None:
    case = labelled("a", "violation", "A", alternatives=[["A", "B"]])
    exact = [tally([case.gold], [Answer(V, frozenset(names))])[0, -1] for names in ("A", "AB", "B", "")]
    assert exact == [1, 1, 0, 0]


def test_sums_of_any_shape_are_measured_at_once() -> None:
    rows = np.arange(2 * 3 * WIDTH, dtype=float).reshape(2, 3, WIDTH)
    at_once = measures(rows)
    for place in np.ndindex(2, 3):
        assert {name: value[place] for name, value in at_once.items()} == pytest.approx(
            {name: float(value) for name, value in measures(rows[place]).items()}
        )
