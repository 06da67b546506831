"""Models that answer from a script and record their requests: for tests, simulations and attacks."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Generic, TypeVar

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.messages.ai import UsageMetadata
from langchain_core.outputs import ChatGeneration, ChatResult
from langchain_core.runnables import Runnable
from langchain_core.utils.function_calling import convert_to_openai_tool
from pydantic import BaseModel, ConfigDict, Field

from llm.answers.structured_output import ResponseFormatFallback
from llm.budget import CaseBudget
from llm.chat import MeteredChat
from llm.errors import LlmError, LlmErrorKind
from llm.options import LlmOptions
from llm.predicates import Predicate, PredicateProbability
from llm.session import Session
from llm.tokens import TokenCounts, estimate_tokens

RequestT = TypeVar("RequestT")
ReplyT = TypeVar("ReplyT")
ScriptedReply = str | BaseModel | AIMessage
ScriptedProbabilities = Mapping[str, float | None]


class Script(Generic[RequestT, ReplyT]):
    """Replies in order, or a function from request to reply. A reply that is an exception is raised. `requests`
    records every request."""

    def __init__(self, replies: Sequence[ReplyT | Exception] | Callable[[RequestT], ReplyT | Exception]) -> None:
        self.requests: list[RequestT] = []
        self._replies = replies
        self._lock = Lock()

    def respond(self, request: RequestT) -> ReplyT:
        with self._lock:
            self.requests.append(request)
            position = len(self.requests) - 1
        reply = self._replies(request) if callable(self._replies) else _reply_at(self._replies, position)
        if isinstance(reply, Exception):
            raise reply
        return reply


def _reply_at(replies: Sequence[ReplyT | Exception], position: int) -> ReplyT | Exception:
    if position >= len(replies):
        raise LlmError(LlmErrorKind.UNAVAILABLE, f"the script has {len(replies)} replies and got one more request")
    return replies[position]


@dataclass(frozen=True)
class ChatRequest:
    """`arguments` are the other arguments of the call: tools and response format."""

    messages: tuple[BaseMessage, ...]
    arguments: Mapping[str, Any]

    @property
    def text(self) -> str:
        return "\n".join(str(message.text) for message in self.messages)


@dataclass(frozen=True)
class PredicateRequest:
    system: str
    user: str
    predicates: tuple[Predicate, ...]


class ScriptedChat(BaseChatModel):
    """A reply is text, a value that is sent as JSON, or a complete message, for example with tool calls."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    script: Script[ChatRequest, ScriptedReply] = Field(exclude=True)

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
        request = ChatRequest(tuple(messages), kwargs)
        message = _message(self.script.respond(request), request)
        return ChatResult(generations=[ChatGeneration(message=message)])


@dataclass(frozen=True)
class ScriptedPredicateClient:
    """A reply is a probability by predicate name. A missing name means that the model did not answer it."""

    script: Script[PredicateRequest, ScriptedProbabilities]
    model: str
    budget: CaseBudget

    def probabilities(
        self, system: str, user: str, predicates: Sequence[Predicate]
    ) -> tuple[PredicateProbability, ...]:
        reserved = estimate_tokens(system, user, *(predicate.text for predicate in predicates))
        self.budget.reserve(self.model, reserved)
        try:
            reply = self.script.respond(PredicateRequest(system, user, tuple(predicates)))
        finally:
            self.budget.settle(self.model, reserved, TokenCounts(reserved))
        return tuple(PredicateProbability(predicate.name, reply.get(predicate.name)) for predicate in predicates)


@dataclass(frozen=True)
class ScriptedModels:
    """Replaces a server. All sessions share the scripts. Without `predicates` there is no Decisions API."""

    chat: Script[ChatRequest, ScriptedReply] = field(default_factory=lambda: Script(()))
    predicates: Script[PredicateRequest, ScriptedProbabilities] | None = None
    options: LlmOptions = field(default_factory=lambda: LlmOptions(chat_model="scripted", decisions_model="scripted"))

    def available_models(self) -> tuple[str, ...]:
        return (self.options.chat_model,)

    def open(self) -> Session:
        budget = CaseBudget(self.options.budget)
        chat = MeteredChat(inner=ScriptedChat(script=self.chat), budget=budget, model=self.options.chat_model)
        model = self.options.decisions_model or "scripted"
        client = ScriptedPredicateClient(self.predicates, model, budget) if self.predicates is not None else None
        return Session(self.options, budget, chat, client, ResponseFormatFallback(self.options.response_format))


def _message(reply: ScriptedReply, request: ChatRequest) -> AIMessage:
    """With an estimated usage, if the script gave none."""
    if isinstance(reply, AIMessage):
        message = reply
    else:
        message = AIMessage(reply if isinstance(reply, str) else reply.model_dump_json())
    if message.usage_metadata is None:
        tokens_in, tokens_out = estimate_tokens(request.text), estimate_tokens(str(message.text))
        usage = UsageMetadata(input_tokens=tokens_in, output_tokens=tokens_out, total_tokens=tokens_in + tokens_out)
        message = message.model_copy(update={"usage_metadata": usage})
    return message
