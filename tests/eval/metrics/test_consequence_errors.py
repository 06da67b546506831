from eval.metrics.consequence_errors import misjudged_consequences
from policies.checks.problem import Level, Problem
from tests.eval.samples import labelled, material

DUE = {"measure": "warning", "points": 3, "total": 5}


def test_what_the_ladder_comes_to_is_right() -> None:
    case = labelled("a", "violation", "HLT-1", creator_id="cr_ann", consequence=DUE)
    assert list(misjudged_consequences(material(case, labelled("b", "violation", "HLT-1")))) == []


def test_another_measure_or_sum_is_a_question() -> None:
    case = labelled("a", "violation", "HLT-1", creator_id="cr_ann", consequence=DUE | {"total": 3})
    assert list(misjudged_consequences(material(case))) == [
        Problem(
            Level.WARNING,
            "set/cases.jsonl:1",
            "a expects warning at 3 of 3 points",
            "the ladder gives warning at 3 of 5 points: see which is right",
        )
    ]


def test_without_a_history_there_is_nothing_to_add_to() -> None:
    case = labelled("a", "violation", "HLT-1", consequence=DUE)
    (problem,) = misjudged_consequences(material(case))
    assert problem.remedy == "the ladder gives no measure at 0 of 0 points: see which is right"
