import pytest

from eval.dataset.check import check_dataset
from eval.dataset.check_context import build_check_context
from eval.dataset.dataset import BUNDLED, read_dataset
from policies.checks.problem import Level
from policies.corpus_path import BUNDLED_CORPUS as PACK
from tests.eval.dataset.test_near_duplicates import EDITED, OTHERS, POST
from tests.eval.samples import check_context, labelled

GOOD = [labelled(f"k{n}", "no_violation", text=text, near_misses=["HLT-1"]) for n, text in enumerate(OTHERS)]


def test_problems_are_unique_and_sorted_by_level_and_line() -> None:
    bad = [labelled(f"b{n}", "violation", "X-1", "X-1", text=f"{'abcdefghijk'[n] * 9}") for n in range(11)]
    duplicates = [labelled("t1", "no_violation", text=POST), labelled("t2", "no_violation", text=EDITED)]
    problems = check_dataset(check_context(*duplicates, *bad))
    assert [(p.level, p.where) for p in problems] == [
        *((Level.ERROR, f"set/cases.jsonl:{line}") for line in range(3, 14)),
        (Level.WARNING, "set/cases.jsonl:2"),
    ]


def test_only_a_full_dataset_must_be_complete() -> None:
    assert check_dataset(check_context(*GOOD)) == ()
    messages = {problem.message for problem in check_dataset(check_context(*GOOD, full=True))}
    assert {"the cases have no split", "no case violates HLT-1", "no case must pass"} <= messages


@pytest.mark.slow
def test_texts_of_a_very_large_dataset_are_not_compared() -> None:
    cases = [labelled(f"c{n}", "no_violation", text=POST) for n in range(20_001)]
    assert [str(problem) for problem in check_dataset(check_context(*cases))] == [
        "warning: set: more than 20,000 cases: near-duplicates and copies of examples were not searched; check a "
        "sample of the cases, too"
    ]


@pytest.mark.slow
def test_bundled_cases_have_no_errors() -> None:
    problems = check_dataset(build_check_context(read_dataset(BUNDLED), PACK))
    assert [str(problem) for problem in problems if problem.level is Level.ERROR] == []
