import pytest

from domain.errors import InputError
from domain.verdict import Outcome
from eval.metrics.agreement import Prediction
from eval.metrics.baselines import Cases, bag_of_words, bag_of_words_outcome, cross_validated, majority
from tests.eval.dataset.test_near_duplicates import EDITED, OTHERS, POST
from tests.eval.samples import labelled

GOODS = (
    "jasmine tea in paper bags",
    "beeswax balm from Oslo",
    "soap cut by hand",
    "two skeins of merino wool",
    "wood glue for chairs",
    "climbing rope, sixty metres",
    "desk lamp with dimmer",
    "velvet sofa for cats",
)
CURES = [labelled(f"c{n}", "violation", "HLT-1", text=f"{good} heals asthma") for n, good in enumerate(GOODS)]
PRICES = [labelled(f"p{n}", "violation", "PRC-1", text=f"half price {good}") for n, good in enumerate(GOODS)]
COMPLIANT = [labelled(f"n{n}", "no_violation", text=f"{good} looks green") for n, good in enumerate(GOODS)]
TRAIN = [*CURES, *PRICES, *COMPLIANT]
TEST = [labelled(text, None, text=text) for text in ("brush heals asthma", "half price pillow", "chair looks green")]


def test_majority_outcome_has_its_most_common_clauses() -> None:
    mixed = [*CURES[:2], PRICES[0], *COMPLIANT[:2], labelled("r", "needs_review")]
    assert majority(mixed, TEST) == (Prediction(Outcome.VIOLATION, frozenset({"HLT-1"})),) * 3


def test_bag_of_words_learns_outcomes_and_clauses() -> None:
    assert bag_of_words(TRAIN, TEST) == (
        Prediction(Outcome.VIOLATION, frozenset({"HLT-1"})),
        Prediction(Outcome.VIOLATION, frozenset({"PRC-1"})),
        Prediction(Outcome.NO_VIOLATION),
    )
    assert [prediction.violated for prediction in bag_of_words_outcome(TRAIN, TEST)] == [frozenset()] * 3


def test_single_outcome_is_always_predicted() -> None:
    assert bag_of_words(COMPLIANT, TEST) == (Prediction(Outcome.NO_VIOLATION),) * 3


def training_ids(train: Cases, test: Cases) -> tuple[Prediction, ...]:
    """Predictions that name the ids of the training cases."""
    return (Prediction(None, frozenset(case.id for case in train)),) * len(test)


def test_no_case_is_predicted_from_itself_its_near_duplicate_or_its_group() -> None:
    cases = [
        labelled("post", "no_violation", text=POST),
        *(labelled(f"o{n}", "no_violation", text=text, group="g" if n else None) for n, text in enumerate(OTHERS)),
        labelled("copy", "no_violation", text=EDITED),
    ]
    unseen = {
        case.id: {other.id for other in cases} - prediction.violated
        for case, prediction in zip(cases, cross_validated(training_ids, cases), strict=True)
    }
    assert unseen == {
        "post": {"post", "copy"},
        "copy": {"post", "copy"},
        "o0": {"o0"},
        "o1": {"o1", "o2"},
        "o2": {"o1", "o2"},
    }


def test_equal_cases_are_refused() -> None:
    with pytest.raises(InputError, match="2 cases, all alike: a baseline needs at least two that differ; add some"):
        cross_validated(majority, [CURES[0], CURES[0]])
