"""Models that answer from a script and keep what they were asked: for tests, rehearsals and attacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import BaseModel, ConfigDict, Field

from llm.budget import CaseBudget
from llm.metered_chat import MeteredChat
from llm.options import LlmOptions
from llm.predicate import Estimate, Predicate
from llm.response_format import Forms
from llm.script import Question, Script, Statements
from llm.session import Session
from llm.usage import Tokens, estimate

Turn = str | BaseModel | AIMessage
Told = Mapping[str, float | None]


class ScriptedChat(BaseChatModel):
    """A turn is text, a value to be sent as JSON, or a whole message (with tool calls, say)."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    script: Script[Question, Turn] = Field(exclude=True)

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[LanguageModelInput, AIMessage]:
        return self.bind(tools=[convert_to_openai_tool(tool) for tool in tools], **kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        question = Question(tuple(messages), kwargs)
        message = _message(self.script.answer(question), question)
        return ChatResult(generations=[ChatGeneration(message=message)])


@dataclass(frozen=True)
class ScriptedDecider:
    """An answer is a probability by name; a name that it leaves out is an answer that never came."""

    script: Script[Statements, Told]
    model: str
    ledger: CaseBudget

    def decide(self, system: str, user: str, predicates: Sequence[Predicate]) -> tuple[Estimate, ...]:
        held = estimate(system, user, *(predicate.text for predicate in predicates))
        self.ledger.admit(self.model, held)
        try:
            told = self.script.answer(Statements(system, user, tuple(predicates)))
        finally:
            self.ledger.settle(self.model, held, Tokens(held))
        return tuple(Estimate(predicate.name, told.get(predicate.name)) for predicate in predicates)


@dataclass(frozen=True)
class ScriptedModels:
    """In the place of a server; one script serves all sessions, and `decisions` None means no such endpoint."""

    chat: Script[Question, Turn] = field(default_factory=lambda: Script(()))
    decisions: Script[Statements, Told] | None = None
    options: LlmOptions = field(default_factory=lambda: LlmOptions(chat_model="scripted", decisions_model="scripted"))

    def offered(self) -> tuple[str, ...]:
        return (self.options.chat_model,)

    def open(self) -> Session:
        ledger = CaseBudget(self.options.budget)
        chat = MeteredChat(inner=ScriptedChat(script=self.chat), ledger=ledger, model=self.options.chat_model)
        decider = (
            ScriptedDecider(self.decisions, self.options.decisions_model or "scripted", ledger)
            if self.decisions is not None
            else None
        )
        return Session(self.options, ledger, chat, decider, Forms(self.options.answer_form))


def _message(turn: Turn, question: Question) -> AIMessage:
    """Counted by letters where the script counted nothing."""
    if isinstance(turn, AIMessage):
        message = turn
    else:
        message = AIMessage(turn if isinstance(turn, str) else turn.model_dump_json())
    if message.usage_metadata is None:
        read, written = estimate(question.text), estimate(str(message.text))
        usage = UsageMetadata(input_tokens=read, output_tokens=written, total_tokens=read + written)
        message = message.model_copy(update={"usage_metadata": usage})
    return message
