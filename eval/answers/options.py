"""Checks the options of a run that records answers, or takes recorded ones."""

from pathlib import Path

from domain.errors import InputError
from eval.answers.recorded import RecordedAnswers, read_answers

RECORDED_JUDGES = ("auto", "cascade", "llm")


class AnswerOptionsError(InputError):
    """The options do not fit together; the message says which to change."""


def check_answer_options(
    judge: str, processes: int, record: Path | None, answers: Path | None
) -> RecordedAnswers | None:
    """The recorded answers that replace a model, or None. Creates the file to record into. Raises AnswerOptionsError
    and AnswersFileError."""
    if record is None and answers is None:
        return None
    option = "--record" if record is not None else "--answers"
    if record is not None and answers is not None:
        raise AnswerOptionsError("--record writes what a model answers and --answers asks none: give one of them")
    if judge not in RECORDED_JUDGES:
        raise AnswerOptionsError(f"{option} is for a judge that asks a chat model: choose --judge cascade or llm")
    if processes > 1:
        raise AnswerOptionsError(f"{option} works in one process: leave --processes out")
    if answers is not None:
        return read_answers(answers)
    _create(record)
    return None


def _create(path: Path | None) -> None:
    if path is None:
        return
    try:
        path.touch()
    except OSError as error:
        raise AnswerOptionsError(f"{path}: {error.strerror}: name a file that can be written") from error
