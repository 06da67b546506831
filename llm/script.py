"""What a scripted model is to say, and what it was asked."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any, Generic, TypeVar

from langchain_core.messages import BaseMessage

from llm.errors import Failing, LlmError
from llm.predicate import Predicate

Q = TypeVar("Q")
A = TypeVar("A")


class Script(Generic[Q, A]):
    """Answers in their order, or by a function of the question; an error among them is raised. `asked` holds every
    question."""

    def __init__(self, answers: Sequence[A | Exception] | Callable[[Q], A | Exception]) -> None:
        self.asked: list[Q] = []
        self._answers = answers
        self._lock = Lock()

    def answer(self, question: Q) -> A:
        with self._lock:
            self.asked.append(question)
            place = len(self.asked) - 1
        answer = self._answers(question) if callable(self._answers) else self._next(self._answers, place)
        if isinstance(answer, Exception):
            raise answer
        return answer

    @staticmethod
    def _next(answers: Sequence[A | Exception], place: int) -> A | Exception:
        if place >= len(answers):
            raise LlmError(Failing.UNAVAILABLE, f"the script has {len(answers)} answers and was asked for one more")
        return answers[place]


@dataclass(frozen=True)
class Question:
    """`arguments` are what the caller set beside the messages: the tools and the response format."""

    messages: tuple[BaseMessage, ...]
    arguments: Mapping[str, Any]

    @property
    def text(self) -> str:
        return "\n".join(str(message.text) for message in self.messages)


@dataclass(frozen=True)
class Statements:
    system: str
    user: str
    predicates: tuple[Predicate, ...]
