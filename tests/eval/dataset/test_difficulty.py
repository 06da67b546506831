import pytest

from eval.dataset.difficulty import measure_difficulty
from tests.eval.metrics.test_baselines import COMPLIANT, CURES, PRICES
from tests.eval.samples import check_context, dataset, labelled

LIBRARY = check_context().library


def test_easy_cases_have_full_accuracy() -> None:
    split = {"dev": [c.id for c in (*CURES[:5], *COMPLIANT[:5])], "test": [c.id for c in (*CURES[5:], *COMPLIANT[5:])]}
    found = measure_difficulty(dataset(*CURES, *COMPLIANT, split=split), LIBRARY)
    assert (found.dev_to_test, found.cross_validated, found.violations) == (1.0, 1.0, 8)


def test_dev_to_test_needs_a_split() -> None:
    assert measure_difficulty(dataset(*CURES, *COMPLIANT), LIBRARY).dev_to_test is None


def test_word_of_the_violated_clause_only_gives_the_case_away() -> None:
    cases = (
        labelled("a", "violation", "HLT-1", text="what ILLNESS is this"),  # only HLT-1 has it
        labelled("b", "violation", "HLT-1", text="such goods, not mine"),  # DEF-1 has goods, PRC-1 has not
        labelled("c", "violation", "PRC-1", text="cure an illness"),  # a word of another clause
        labelled("d", "no_violation", text="an illness"),
    )
    found = measure_difficulty(dataset(*cases), LIBRARY)
    assert (found.giveaway_cases, found.violations) == (("a",), 3)


def test_nearest_clause_accuracy_is_a_share_of_violations() -> None:
    cases = (
        labelled("a", "violation", "HLT-1", text="they cure an illness"),
        labelled("b", "violation", "HLT-1", text="the former price"),
        labelled("c", "violation", "PRC-1", text="invent it"),
        *PRICES[:1],
        *COMPLIANT[:2],
    )
    assert measure_difficulty(dataset(*cases), LIBRARY).nearest_clause_accuracy == pytest.approx(3 / 4)
