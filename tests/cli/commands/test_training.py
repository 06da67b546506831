"""`clausewise training`: a quiz is asked, answered and explained."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def known(run: Run) -> Run:
    """With a creator whom a decision names."""
    assert run("adjudicate", "case.yaml", "--judge", "local").exit_code == 0
    return run


def answer_to(question: dict[str, Any], *, right: bool = True) -> str:
    cured = "cured" in question["post"]
    options = ("HLT-1", "PRC-1") if question["kind"] == "which" else ("yes", "no")
    return options[cured is not right]


def test_quiz_is_asked_and_graded(known: Run) -> None:
    shown = known("training", "quiz", "cr_maya", "--clause", "HLT-1", "--seed", "7")
    assert shown.exit_code == 0, shown.stderr
    assert "HLT-1, Cures" in shown.stdout
    assert "7 of 8 right answers pass. Answer with:" in shown.stdout
    quiz = json.loads(known("training", "quiz", "cr_maya", "--clause", "HLT-1", "--seed", "7", "--json").stdout)
    for question in quiz["questions"]:
        assert question["post"] in " ".join(shown.stdout.split())
    answers = [answer_to(question) for question in quiz["questions"]]
    graded = known("training", "answer", quiz["quiz_id"], *answers)
    assert f"{quiz['quiz_id']}: 8 of 8 right. Passed: 2 points." in graded.stdout
    assert "You passed the quiz on HLT-1 (Cures)." in known("credit", "show", "cr_maya").stdout


def test_wrong_answers_are_explained(known: Run) -> None:
    quiz = json.loads(known("training", "quiz", "cr_maya", "--clause", "HLT-1", "--json").stdout)
    answers = [answer_to(question, right=False) for question in quiz["questions"]]
    graded = known("training", "answer", quiz["quiz_id"], *answers)
    assert "Not passed: 7 of 8 right answers are needed." in graded.stdout
    assert "HLT-1, Cures: Do not say that a product cures an illness. People may put off seeing" in " ".join(
        graded.stdout.split()
    )
    again = json.loads(known("training", "answer", quiz["quiz_id"], *answers, "--json").stdout)
    assert again["passed"] is False
    assert {answer["explanation"] != "" for answer in again["answers"] if answer["given"] != answer["right"]} == {True}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("quiz", "nobody", "--clause", "HLT-1"), "names the creator nobody"),
        (("quiz", "cr_maya", "--clause", "HLT-7"), "there is no clause HLT-7"),
        (("quiz", "cr_maya", "--clause", "DEF-1"), "DEF-1 has no quiz"),
        (("quiz", "cr_maya", "--clause", "HLT-1", "--language", "klingon"), "klingon is not a language"),
        (("answer", "quiz_none", "yes"), "there is no quiz quiz_none"),
    ],
)
def test_mistake_is_explained(known: Run, arguments: tuple[str, ...], words: str) -> None:
    found = known("training", *arguments)
    assert (found.exit_code, words in found.stderr) == (2, True), found.stderr


def test_quiz_without_a_clause_is_about_the_last_violation(known: Run) -> None:
    quiz = json.loads(known("training", "quiz", "cr_maya", "--json").stdout)
    assert quiz["clause_id"] in ("HLT-1", "PRC-1")


def test_answers_that_do_not_fit_are_refused(known: Run, workspace: Path) -> None:
    quiz = json.loads(known("training", "quiz", "cr_maya", "--clause", "HLT-1", "--json").stdout)
    few = known("training", "answer", quiz["quiz_id"], "yes")
    assert (few.exit_code, "the quiz has 8 questions, and 1 answers were given" in few.stderr) == (2, True)
