from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from agent.quality.bootstrap import Estimate
from agent.settings import Settings
from domain.verdict import Outcome
from eval.dataset.dataset import DatasetProtocol
from eval.metrics.agreement import Prediction
from eval.runs.agreement_by_slice import NoLabelledOutcomes, measure_agreement, require_outcomes, split_agreement
from eval.runs.run import UnknownSplit
from signals.errors import SignalsFileError
from tests.agent.judges.shop import CORPUS
from tests.eval.metrics.test_baselines import COMPLIANT, CURES
from tests.eval.samples import dataset, labelled

PERFECT = Estimate(1.0, 1.0, 1.0)
VIOLATION = Prediction(Outcome.VIOLATION, frozenset({"HLT-1"}))
NO_VIOLATION = Prediction(Outcome.NO_VIOLATION)
CASE: dict[str, Any] = {"market": "US", "content_date": "2026-06-01"}
CASES = (
    labelled("cure", "violation", "CLM-1", text="this tea cured my diabetes in two weeks", **CASE),
    labelled("taste", "no_violation", text="this tea tastes of lemon and honey", **CASE),
    labelled("odd", "no_violation", text="gummies with no added sugar", **CASE | {"market": "XX"}),
)
SPLIT = {"dev": ["cure", "taste"], "test": ["odd"]}


def settings(folder: Path) -> Settings:
    return Settings(data_dir=folder, policies=CORPUS)


def ignore_progress(done: int, total: int) -> None: ...


def test_judge_and_baselines_are_measured_on_the_same_cases() -> None:
    tagged = [case.model_copy(update={"tags": frozenset({"plain"})}) for case in CURES]
    split = {
        "dev": [c.id for c in (*CURES[:5], *COMPLIANT[:4])],
        "test": [c.id for c in (*CURES[5:], *COMPLIANT[4:])],
    }
    predictions = [VIOLATION] * 3 + [NO_VIOLATION] * 4
    agreement = split_agreement(dataset(*tagged, *COMPLIANT, split=split), "test", "judge", predictions)
    assert (agreement.split, agreement.errors) == ("test", {})
    assert [(one.name, one.cases) for one in agreement.slices] == [("all", 7), ("plain", 3)]
    estimates = agreement.slices[0].estimates
    assert list(estimates) == ["judge", "majority", "bag of words"]
    assert estimates["judge"]["kappa"] == PERFECT
    assert (estimates["judge"]["accuracy"].value, estimates["judge"]["exact_set"].value) == (1.0, 1.0)
    assert estimates["judge"]["accuracy"].low == pytest.approx(0.646, abs=0.001)  # Wilson's, of seven cases
    accuracy = estimates["majority"]["accuracy"]  # dev has more violations
    assert accuracy.value == pytest.approx(3 / 7)
    assert estimates["bag of words"]["accuracy"].value == 1.0


def test_failed_case_is_wrong_and_reported() -> None:
    predictions = [VIOLATION] * 7 + [Prediction(None, error="no policy that day")] + [NO_VIOLATION] * 8
    agreement = split_agreement(dataset(*CURES, *COMPLIANT), "all", "judge", predictions)
    assert agreement.errors == {"c7": "no policy that day"}
    estimates = agreement.slices[0].estimates["judge"]
    assert [estimates[name].value for name in ("accuracy", "error_rate", "exact_set")] == [15 / 16, 1 / 16, 7 / 8]


def test_dataset_without_outcomes_is_refused() -> None:
    with pytest.raises(NoLabelledOutcomes, match="Set labels relevant clauses, not outcomes: choose another"):
        require_outcomes(dataset(labelled("a", None), protocol=DatasetProtocol.RETRIEVAL))
    message = r"a has no gold outcome \(1 such cases in all\): clausewise eval check set l"
    with pytest.raises(NoLabelledOutcomes, match=message):
        require_outcomes(dataset(labelled("a", None), *COMPLIANT))
    require_outcomes(dataset(*COMPLIANT))


def test_each_split_is_adjudicated(tmp_path: Path) -> None:
    calls: list[tuple[int, int]] = []
    agreements = measure_agreement(
        dataset(*CASES, split=SPLIT), None, settings(tmp_path), "auto", lambda *call: calls.append(call)
    )
    dev, test = agreements
    assert [(one.split, one.slices[0].cases, list(one.errors)) for one in (dev, test)] == [
        ("dev", 2, []),
        ("test", 1, ["odd"]),
    ]
    assert test.errors["odd"].startswith('unknown market "XX"')
    estimates = dev.slices[0].estimates["rules+local"]
    assert [estimates[name].value for name in ("accuracy", "kappa", "exact_set")] == [1.0, 1.0, 1.0]
    assert calls[-3:] == [(1, 2), (2, 2), (1, 1)]


def test_creators_of_the_dataset_replace_the_configured_ones(tmp_path: Path) -> None:
    (tmp_path / "creators.yaml").write_text("creators: [")
    with_creators = replace(dataset(*CASES), folder=tmp_path)
    with pytest.raises(SignalsFileError, match=r"creators\.yaml: "):
        list(measure_agreement(with_creators, None, settings(tmp_path / "data"), "auto", ignore_progress))


def test_unknown_split_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnknownSplit, match=r'Set has no split "tets": write dev or test \(did you mean "test"\?\)'):
        list(measure_agreement(dataset(*CASES, split=SPLIT), "tets", settings(tmp_path), "auto", ignore_progress))
