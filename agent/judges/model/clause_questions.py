"""A question on some rules of a case, and who answers it: a chat model, or answers recorded before."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from agent.judges.model.answer_schema import Answers, Bearing, known_id
from agent.judges.model.asked_rules import AskedRule
from domain.clause import Clause, ClauseKind
from llm.errors import LlmError, LlmErrorKind
from prompts.parts import Prompt
from prompts.untrusted import one_line, shortened

if TYPE_CHECKING:
    from llm.session import LazySession

MAX_ID_CHARS = 40


@dataclass(frozen=True)
class ClauseQuestion:
    """`rules` in the order asked, `exceptions` of them by id; `in_force` all clauses in force. `prompt_sha256` is the
    same for equal questions. `pictures`: JPEG files that the model is shown besides."""

    case_id: str
    judge: str
    model: str
    rules: tuple[AskedRule, ...]
    exceptions: Mapping[str, Clause]
    in_force: Mapping[str, Clause]
    prompt: Prompt
    prompt_sha256: str
    pictures: tuple[bytes, ...] = field(default=(), repr=False)


class ClauseAnswerer(Protocol):
    def answer(self, question: ClauseQuestion, session: "LazySession") -> Answers:
        """Raises `LlmError`."""
        ...


@dataclass(frozen=True)
class ChatAnswerer:
    def answer(self, question: ClauseQuestion, session: "LazySession") -> Answers:
        prompt, digest = question.prompt, question.prompt_sha256
        return session.ask(
            prompt.system,
            prompt.user,
            Answers,
            digest,
            lambda answers: suspected_rules(answers, question.in_force),
            pictures=question.pictures,
        )


def suspected_rules(answers: Answers, in_force: Mapping[str, Clause]) -> tuple[str, ...]:
    """The rules in force that the model does not clear. Raises `LlmError` if it means a clause that does not exist,
    because nobody knows which rule it found violated."""
    suspected = [known_id(a.clause_id, in_force) for a in answers.findings if a.bearing is not Bearing.NOT_CAUGHT]
    unknown = [name for name in suspected if name not in in_force]
    if unknown:
        named = shortened(one_line(unknown[0]), MAX_ID_CHARS)
        raise LlmError(LlmErrorKind.UNPARSABLE_OUTPUT, f"the model answered on {named}, which is no clause in force")
    return tuple(name for name in suspected if in_force[name].kind is ClauseKind.RULE)
