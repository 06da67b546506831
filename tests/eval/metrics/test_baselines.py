import pytest

from domain.errors import InputError
from domain.verdict import Outcome
from eval.metrics.baselines import Cases, bag_of_words, commonest, folded, outcome_by_words
from eval.runs.prediction import Answer
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
CALM = [labelled(f"n{n}", "no_violation", text=f"{good} looks green") for n, good in enumerate(GOODS)]
LEARNED = [*CURES, *PRICES, *CALM]
ASKED = [labelled(text, None, text=text) for text in ("brush heals asthma", "half price pillow", "chair looks green")]


def test_the_commonest_outcome_brings_its_commonest_clauses() -> None:
    mixed = [*CURES[:2], PRICES[0], *CALM[:2], labelled("r", "needs_review")]
    assert commonest(mixed, ASKED) == (Answer(Outcome.VIOLATION, frozenset({"HLT-1"})),) * 3


def test_words_tell_outcomes_and_clauses_that_they_go_with() -> None:
    assert bag_of_words(LEARNED, ASKED) == (
        Answer(Outcome.VIOLATION, frozenset({"HLT-1"})),
        Answer(Outcome.VIOLATION, frozenset({"PRC-1"})),
        Answer(Outcome.NO_VIOLATION),
    )
    assert [answer.violated for answer in outcome_by_words(LEARNED, ASKED)] == [frozenset()] * 3


def test_where_there_is_one_outcome_words_say_it() -> None:
    assert bag_of_words(CALM, ASKED) == (Answer(Outcome.NO_VIOLATION),) * 3


def learned_from(learned: Cases, asked: Cases) -> tuple[Answer, ...]:
    """Answers with the ids it learned from."""
    return (Answer(None, frozenset(case.id for case in learned)),) * len(asked)


def test_no_case_is_answered_by_itself_its_twin_or_its_group() -> None:
    cases = [
        labelled("post", "no_violation", text=POST),
        *(labelled(f"o{n}", "no_violation", text=text, group="g" if n else None) for n, text in enumerate(OTHERS)),
        labelled("copy", "no_violation", text=EDITED),
    ]
    unseen = {
        case.id: {other.id for other in cases} - answer.violated
        for case, answer in zip(cases, folded(learned_from, cases), strict=True)
    }
    assert unseen == {
        "post": {"post", "copy"},
        "copy": {"post", "copy"},
        "o0": {"o0"},
        "o1": {"o1", "o2"},
        "o2": {"o1", "o2"},
    }


def test_cases_that_are_all_alike_teach_nothing() -> None:
    with pytest.raises(InputError, match="2 cases, all alike: a baseline needs at least two that are not; add some"):
        folded(commonest, [CURES[0], CURES[0]])
