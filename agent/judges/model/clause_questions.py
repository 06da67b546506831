"""A question on some rules of a case, and who answers it: a chat model, or answers recorded before."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from agent.judges.model.answer_schema import Answers
from agent.judges.model.asked_rules import AskedRule
from domain.clause import Clause
from prompts.parts import Prompt

if TYPE_CHECKING:
    from llm.session import LazySession


@dataclass(frozen=True)
class ClauseQuestion:
    """`rules` in the order asked, `exceptions` of them by id. `prompt_sha256` is the same for equal questions."""

    case_id: str
    judge: str
    model: str
    rules: tuple[AskedRule, ...]
    exceptions: Mapping[str, Clause]
    prompt: Prompt
    prompt_sha256: str


class ClauseAnswerer(Protocol):
    def answer(self, question: ClauseQuestion, session: "LazySession") -> Answers:
        """Raises `LlmError`."""
        ...


@dataclass(frozen=True)
class ChatAnswerer:
    def answer(self, question: ClauseQuestion, session: "LazySession") -> Answers:
        return session.open().ask(question.prompt.system, question.prompt.user, Answers).value
