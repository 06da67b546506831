"""Wrong answers come back soon, right ones later and later, and repeating on one day proves nothing."""

from datetime import UTC, datetime, timedelta

from agent.training.repetition import INTERVALS, Box, boxes
from domain.credit import Account
from domain.training import Quiz
from tests.store.credit.quiz import make_quiz

START = datetime(2026, 6, 1, 9, tzinfo=UTC)
MAYA = Account(id="cr_maya")


def answered(day: int, *given: str) -> Quiz:
    at = START + timedelta(days=day)
    return make_quiz(f"q{day}", MAYA, at=at).model_copy(update={"given": given, "answered_at": at})


def box(number: int, due: int) -> Box:
    return Box(number, (START + timedelta(days=due)).date())


def test_right_answers_move_an_example_up_and_wrong_ones_down() -> None:
    days, quizzes = [0], [answered(0, "yes", "yes")]
    assert boxes(quizzes) == {"HLT-2.1:0": box(2, 2), "HLT-2.1:1": box(1, 1)}
    for number in range(3, 8):
        days.append(days[-1] + INTERVALS[min(number - 2, 4)])
        quizzes.append(answered(days[-1], "yes", "yes"))
        assert boxes(quizzes)["HLT-2.1:0"].number == min(number, 5)
    quizzes.append(answered(days[-1] + 16, "no", "no"))
    found = boxes(quizzes)
    assert (found["HLT-2.1:0"].number, found["HLT-2.1:1"].number) == (1, 2)


def test_repeating_before_the_day_moves_nothing_up() -> None:
    once = boxes([answered(0, "yes", "no")])
    assert boxes([answered(0, "yes", "no")] * 9) == once
    assert boxes([answered(0, "yes", "no"), answered(1, "yes", "no")]) == once
    assert boxes([answered(0, "yes", "no"), answered(1, "no", "no")])["HLT-2.1:0"] == box(1, 2)


def test_quiz_without_answers_counts_for_nothing() -> None:
    assert boxes([make_quiz("q", MAYA)]) == {}
