import pytest

from eval.dataset.check import check_dataset
from eval.dataset.check_context import gather_material
from eval.dataset.dataset import BUNDLED, read_dataset
from policies.checks.problem import Level
from policies.corpus_path import BUNDLED as PACK
from tests.eval.dataset.test_near_duplicates import EDITED, OTHERS, POST
from tests.eval.samples import labelled, material

SOUND = [labelled(f"k{n}", "no_violation", text=text, near=["HLT-1"]) for n, text in enumerate(OTHERS)]


def test_problems_come_once_errors_first_lines_in_their_order() -> None:
    bad = [labelled(f"b{n}", "violation", "X-1", "X-1", text=f"{'abcdefghijk'[n] * 9}") for n in range(11)]
    twins = [labelled("t1", "no_violation", text=POST), labelled("t2", "no_violation", text=EDITED)]
    problems = check_dataset(material(*twins, *bad))
    assert [(p.level, p.where) for p in problems] == [
        *((Level.ERROR, f"set/cases.jsonl:{line}") for line in range(3, 14)),
        (Level.WARNING, "set/cases.jsonl:2"),
    ]


def test_only_what_calls_itself_full_must_be() -> None:
    assert check_dataset(material(*SOUND)) == ()
    messages = {problem.message for problem in check_dataset(material(*SOUND, full=True))}
    assert {"the cases have no split", "no case breaks HLT-1", "no case must pass"} <= messages


@pytest.mark.slow
def test_nothing_is_wrong_with_the_bundled_cases() -> None:
    problems = check_dataset(gather_material(read_dataset(BUNDLED), PACK))
    assert [str(problem) for problem in problems if problem.level is Level.ERROR] == []
