import pytest

from domain.verdict import Outcome
from eval.dataset.dataset import DatasetProtocol
from eval.metrics.bootstrap import Figure
from eval.runs.agreement import NothingToAgreeWith, agreement, require_outcomes
from eval.runs.prediction import Answer
from tests.eval.metrics.test_baselines import CALM, CURES
from tests.eval.samples import dataset, labelled

SURE = Figure(1.0, 1.0, 1.0)
BROKEN, KEPT = Answer(Outcome.VIOLATION, frozenset({"HLT-1"})), Answer(Outcome.NO_VIOLATION)


def test_the_judge_stands_beside_the_baselines_on_the_same_cases() -> None:
    tagged = [case.model_copy(update={"tags": frozenset({"plain"})}) for case in CURES]
    split = {"dev": [c.id for c in (*CURES[:5], *CALM[:4])], "test": [c.id for c in (*CURES[5:], *CALM[4:])]}
    found = agreement(dataset(*tagged, *CALM, split=split), "test", "judge", [BROKEN] * 3 + [KEPT] * 4)
    assert (found.part, [(s.name, s.cases) for s in found.slices], found.errors) == (
        "test",
        [("all", 7), ("plain", 3)],
        {},
    )
    whole = found.slices[0].figures
    assert list(whole) == ["judge", "commonest", "bag of words"]
    assert [whole["judge"][name] for name in ("kappa", "accuracy", "exact_set")] == [SURE] * 3
    share = whole["commonest"]["accuracy"]  # dev knows more violations
    assert share.value == pytest.approx(3 / 7)
    assert whole["bag of words"]["accuracy"] == SURE


def test_a_case_that_could_not_be_decided_is_wrong_and_told() -> None:
    answers = [BROKEN] * 7 + [Answer(None, error="no law that day")] + [KEPT] * 8
    found = agreement(dataset(*CURES, *CALM), "all", "judge", answers)
    assert found.errors == {"c7": "no law that day"}
    figures = found.slices[0].figures["judge"]
    assert [figures[name].value for name in ("accuracy", "errors", "exact_set")] == [15 / 16, 1 / 16, 7 / 8]


def test_what_has_no_outcomes_is_refused() -> None:
    with pytest.raises(NothingToAgreeWith, match="Set labels what should be found, not an outcome: choose another"):
        require_outcomes(dataset(labelled("a", None), protocol=DatasetProtocol.RETRIEVAL))
    with pytest.raises(
        NothingToAgreeWith, match=r"a has no gold outcome \(1 such in all\): clausewise eval check set n"
    ):
        require_outcomes(dataset(labelled("a", None), *CALM))
    require_outcomes(dataset(*CALM))
