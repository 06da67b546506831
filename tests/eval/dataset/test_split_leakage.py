from collections.abc import Iterable

from eval.dataset import split_leakage
from eval.dataset.check_context import Sample
from eval.dataset.dataset import DatasetProtocol
from policies.checks.problem import Level, Problem
from tests.eval.dataset.test_near_duplicates import EDITED, EXAMPLE, OTHERS, POST
from tests.eval.samples import labelled, material

PLAIN = DatasetProtocol.RETRIEVE


def told(problems: Iterable[Problem]) -> list[tuple[Level, str, str]]:
    return [(problem.level, problem.where, problem.message) for problem in problems]


def test_each_case_is_in_one_part_and_each_id_is_a_case() -> None:
    cases = [labelled(name, "no_violation") for name in "abc"]
    held = material(*cases, split={"dev": ["a", "a", "x"], "test": ["b", "x"]})
    assert told(split_leakage.misplaced_cases(held)) == [
        (Level.ERROR, "set/split.json", "a is given 2 times"),
        (Level.ERROR, "set/split.json", "x is no case"),
        (Level.ERROR, "set/cases.jsonl:3", "c is in no part"),
    ]
    assert list(split_leakage.misplaced_cases(material(*cases))) == []


def test_dev_shows_no_clause_that_is_held_out() -> None:
    cases = (
        labelled("a", "violation", "HLT-1"),
        labelled("b", "no_violation", near=["HLT-1"]),
        labelled("c", "no_violation", exception="HLT-2"),
        labelled("d", "violation", "HLT-1"),
    )
    held = material(*cases, split={"dev": ["a", "b", "c"], "test": ["d"], "held_out": ["HLT-1", "HLT-2", "DEF-1"]})
    assert told(split_leakage.shown_clauses(held)) == [
        (Level.ERROR, "set/cases.jsonl:1", "a shows HLT-1 in dev, which split.json holds out"),
        (Level.ERROR, "set/cases.jsonl:2", "b shows HLT-1 in dev, which split.json holds out"),
        (Level.ERROR, "set/cases.jsonl:3", "c shows HLT-2 in dev, which split.json holds out"),
        (Level.ERROR, "set/split.json", "DEF-1 is held out but is neither a rule nor an exception of the corpus"),
    ]


CASES = tuple(labelled(str(n), "no_violation", text=text) for n, text in enumerate([POST, *OTHERS, EDITED]))
LAST = "set/cases.jsonl:5"


def test_twins_that_the_split_parts_are_an_error() -> None:
    ((level, where, message),) = told(
        split_leakage.twin_cases(material(*CASES, split={"dev": ["0", "1"], "test": ["2", "3", "4"]}))
    )
    assert (level, where) == (Level.ERROR, LAST)
    assert message.startswith("4 is nearly 0 in line 1 (similarity 0.")
    assert message.endswith(", and the split parts them")


def test_twins_of_one_part_are_a_warning() -> None:
    assert [(level, where) for level, where, _ in told(split_leakage.twin_cases(material(*CASES)))] == [
        (Level.WARNING, LAST)
    ]


def test_twins_among_the_texts_of_others_are_theirs() -> None:
    assert list(split_leakage.twin_cases(material(*CASES, protocol=PLAIN))) == []


def test_cases_of_one_group_or_of_two_scopes_are_no_twins() -> None:
    split = {"dev": ["a"], "test": ["b"]}
    for one, other in (({"group": "g"}, {"group": "g"}), ({"scope": "s"}, {"scope": "t"})):
        cases = (labelled("a", "no_violation", text=POST, **one), labelled("b", "no_violation", text=POST, **other))
        assert list(split_leakage.twin_cases(material(*cases, split=split))) == []


def test_a_case_that_holds_what_a_judge_learns_from_is_told() -> None:
    case = labelled("a", "no_violation", text=f"{POST}. {EXAMPLE}")
    samples = [Sample("LIV-1@1", EXAMPLE), Sample("LIV-1@1", "in half sizes")]
    for full, level in ((True, Level.ERROR), (False, Level.WARNING)):
        ((found, where, message),) = told(split_leakage.copied_samples(material(case, samples=samples, full=full)))
        assert (found, where) == (level, "set/cases.jsonl:1")
        assert (
            "% of what a judge learns from (“I'm taking a ten minute break now, back at half past, the ca…”" in message
        )
        assert message.endswith(", LIV-1@1)")
