from collections.abc import Iterable

from eval.dataset import split_leakage
from eval.dataset.check_context import TrainingText
from eval.dataset.dataset import DatasetProtocol
from policies.checks.problem import Level, Problem
from tests.eval.dataset.test_near_duplicates import EDITED, EXAMPLE, OTHERS, POST
from tests.eval.samples import check_context, labelled

RETRIEVE = DatasetProtocol.RETRIEVE


def listed(problems: Iterable[Problem]) -> list[tuple[Level, str, str]]:
    return [(problem.level, problem.where, problem.message) for problem in problems]


def test_each_case_is_in_one_split_and_each_id_is_a_case() -> None:
    cases = [labelled(name, "no_violation") for name in "abc"]
    context = check_context(*cases, split={"dev": ["a", "a", "x"], "test": ["b", "x"]})
    assert listed(split_leakage.misassigned_cases(context)) == [
        (Level.ERROR, "set/split.json", "a is listed 2 times"),
        (Level.ERROR, "set/split.json", "x is not a case"),
        (Level.ERROR, "set/cases.jsonl:3", "c is in no split"),
    ]
    assert list(split_leakage.misassigned_cases(check_context(*cases))) == []


def test_held_out_clause_in_dev_is_reported() -> None:
    cases = (
        labelled("a", "violation", "HLT-1"),
        labelled("b", "no_violation", near_misses=["HLT-1"]),
        labelled("c", "no_violation", exception="HLT-2"),
        labelled("d", "violation", "HLT-1"),
    )
    context = check_context(
        *cases, split={"dev": ["a", "b", "c"], "test": ["d"], "held_out": ["HLT-1", "HLT-2", "DEF-1"]}
    )
    assert listed(split_leakage.leaked_clauses(context)) == [
        (Level.ERROR, "set/cases.jsonl:1", "a reveals HLT-1 in dev, which split.json holds out"),
        (Level.ERROR, "set/cases.jsonl:2", "b reveals HLT-1 in dev, which split.json holds out"),
        (Level.ERROR, "set/cases.jsonl:3", "c reveals HLT-2 in dev, which split.json holds out"),
        (Level.ERROR, "set/split.json", "DEF-1 is held out but is neither a rule nor an exception of the corpus"),
    ]


CASES = tuple(labelled(str(n), "no_violation", text=text) for n, text in enumerate([POST, *OTHERS, EDITED]))
LAST = "set/cases.jsonl:5"


def test_near_duplicates_across_splits_are_an_error() -> None:
    ((level, where, message),) = listed(
        split_leakage.near_duplicate_cases(check_context(*CASES, split={"dev": ["0", "1"], "test": ["2", "3", "4"]}))
    )
    assert (level, where) == (Level.ERROR, LAST)
    assert message.startswith("4 is a near-duplicate of 0 in line 1 (similarity 0.")
    assert message.endswith(", in the other split")


def test_near_duplicates_within_a_split_are_a_warning() -> None:
    assert [
        (level, where) for level, where, _ in listed(split_leakage.near_duplicate_cases(check_context(*CASES)))
    ] == [(Level.WARNING, LAST)]


def test_near_duplicates_are_ignored_in_text_datasets() -> None:
    assert list(split_leakage.near_duplicate_cases(check_context(*CASES, protocol=RETRIEVE))) == []


def test_cases_of_one_group_or_of_two_scopes_may_be_alike() -> None:
    split = {"dev": ["a"], "test": ["b"]}
    for one, other in (({"group": "g"}, {"group": "g"}), ({"scope": "s"}, {"scope": "t"})):
        cases = (labelled("a", "no_violation", text=POST, **one), labelled("b", "no_violation", text=POST, **other))
        assert list(split_leakage.near_duplicate_cases(check_context(*cases, split=split))) == []


def test_copied_training_text_is_reported() -> None:
    case = labelled("a", "no_violation", text=f"{POST}. {EXAMPLE}")
    texts = [TrainingText("LIV-1@1", EXAMPLE), TrainingText("LIV-1@1", "in half sizes")]
    for full, level in ((True, Level.ERROR), (False, Level.WARNING)):
        ((reported, where, message),) = listed(
            split_leakage.copied_training_texts(check_context(case, training_texts=texts, full=full))
        )
        assert (reported, where) == (level, "set/cases.jsonl:1")
        assert (
            "% of a text that judges learn from (“I'm taking a ten minute break now, back at half past, the ca…”"
            in message
        )
        assert message.endswith(", LIV-1@1)")
