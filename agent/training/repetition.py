"""Spaced repetition: when an example is due again, by the boxes of Leitner (1972)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from domain.training import Quiz

INTERVALS = (1, 2, 4, 8, 16)  # days, of the boxes 1 to 5


@dataclass(frozen=True)
class Box:
    """`number` from 1 to 5; `due`: the day from which the example is asked again."""

    number: int
    due: date


def boxes(quizzes: Iterable[Quiz]) -> Mapping[str, Box]:
    """By example id, from the quizzes of an account, oldest first. A wrong answer puts an example into the first box. A
    right one moves it up by one box, unless it was not due: repeating it on the same day proves nothing."""
    found: dict[str, Box] = {}
    for quiz in quizzes:
        if quiz.given is None or quiz.answered_at is None:
            continue
        day = quiz.answered_at.date()
        for question, given, right in zip(quiz.questions, quiz.given, quiz.right, strict=True):
            found[question.example_id] = _moved(found.get(question.example_id), given == right, day)
    return found


def _moved(before: Box | None, is_right: bool, day: date) -> Box:
    """A new example counts as one of the first box that is due."""
    if before is not None and is_right and day < before.due:
        return before
    number = min((before.number if before else 1) + 1, len(INTERVALS)) if is_right else 1
    return Box(number, day + timedelta(days=INTERVALS[number - 1]))
