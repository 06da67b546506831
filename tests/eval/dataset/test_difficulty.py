import pytest

from eval.dataset.difficulty import difficulty
from tests.eval.metrics.test_baselines import CALM, CURES, PRICES
from tests.eval.samples import dataset, labelled, material

LIBRARY = material().library


def test_words_that_give_everything_away_are_seen() -> None:
    split = {"dev": [c.id for c in (*CURES[:5], *CALM[:5])], "test": [c.id for c in (*CURES[5:], *CALM[5:])]}
    found = difficulty(dataset(*CURES, *CALM, split=split), LIBRARY)
    assert (found.dev_to_test, found.over_all, found.violations) == (1.0, 1.0, 8)


def test_without_a_split_there_is_nothing_to_carry_over() -> None:
    assert difficulty(dataset(*CURES, *CALM), LIBRARY).dev_to_test is None


def test_a_word_that_only_the_broken_clause_has_is_telltale() -> None:
    cases = (
        labelled("a", "violation", "HLT-1", text="what ILLNESS is this"),  # only HLT-1 has it
        labelled("b", "violation", "HLT-1", text="such goods, not mine"),  # DEF-1 has goods, PRC-1 has not
        labelled("c", "violation", "PRC-1", text="cure an illness"),  # a word of another clause
        labelled("d", "no_violation", text="an illness"),
    )
    found = difficulty(dataset(*cases), LIBRARY)
    assert (found.telltale, found.violations) == (("a",), 3)


def test_the_rule_with_the_nearest_words_is_right_for_some() -> None:
    cases = (
        labelled("a", "violation", "HLT-1", text="they cure an illness"),
        labelled("b", "violation", "HLT-1", text="the former price"),
        labelled("c", "violation", "PRC-1", text="invent it"),
        *PRICES[:1],
        *CALM[:2],
    )
    assert difficulty(dataset(*cases), LIBRARY).nearest_clause == pytest.approx(3 / 4)
