"""The chat model of a session: LangChain's client, and around it the accounting of every call."""

import os
from collections.abc import Callable, Sequence
from typing import Any

import httpx2
import langsmith
from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatResult
from langchain_core.runnables import Runnable, RunnableBinding
from langchain_openai import ChatOpenAI
from pydantic import ConfigDict, Field, SecretStr

from llm.budget import CaseBudget
from llm.errors import LlmError, invalid_response
from llm.model_span import CHAT, model_span, usage_attributes
from llm.options import LlmOptions
from llm.tokens import TIER, TokenCounts, estimate_tokens, reported_tokens

PICTURE_TOKENS = 1_500  # of one with 1,024 pixels a side, more than services count
REFUSED_BY_LANGCHAIN = ("LANGCHAIN_TRACING", "LANGCHAIN_HANDLER")


def turn_tracing_off() -> None:
    """For the process. Variables that a user set for other programs (LANGSMITH_TRACING and older names) would send all
    questions and answers to another company; the oldest ones would end every call with an error."""
    langsmith.configure(enabled=False)
    for name in REFUSED_BY_LANGCHAIN:
        os.environ.pop(name, None)


def open_chat(options: LlmOptions, http: httpx2.Client) -> BaseChatModel:
    """`http` retries and limits the time. Only Chat Completions, because other servers offer it too. LangChain would
    open clients of its own, and advise on proxies, if it got no asynchronous client."""
    return ChatOpenAI(
        model=options.chat_model,
        api_key=SecretStr(options.key),
        base_url=options.api_url,
        temperature=options.temperature,
        max_retries=0,
        use_responses_api=False,
        http_client=http,
        http_async_client=httpx2.AsyncClient(transport=httpx2.AsyncBaseTransport()),
        http_socket_options=(),
        openai_proxy=None,
    )


class MeteredChat(BaseChatModel):
    """Sends no request that the budget does not allow, whether it comes from us or from an agent's loop. Every failure
    is an `LlmError`; a failed call counts as a call without tokens. Streams and asynchronous calls also wait for the
    complete answer of `inner`."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    inner: BaseChatModel
    budget: CaseBudget = Field(exclude=True)
    model: str
    server_url: str = ""

    @property
    def _llm_type(self) -> str:
        return f"metered-{self.inner._llm_type}"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[LanguageModelInput, AIMessage]:
        bound = self.inner.bind_tools(tools, **kwargs)
        if not isinstance(bound, RunnableBinding):
            raise TypeError(f"{type(self.inner).__name__}.bind_tools returned a {type(bound).__name__}, not a binding")
        return self.bind(**bound.kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        reserved = sum(map(_estimated_tokens, messages))
        self.budget.reserve(self.model, reserved)
        used, metered, at_flex = TokenCounts(), True, False
        try:
            with model_span(CHAT, self.model, self.server_url) as call:
                result = checked_result(lambda: self.inner._generate(messages, stop, run_manager, **kwargs))
                answer = result.generations[0].message
                reported = _reported(answer)
                call.set(usage_attributes(reported))
            used = reported or TokenCounts(reserved, 0, estimate_tokens(str(answer.content)))
            metered, at_flex = reported is not None, _is_at_flex(answer)
            return result
        finally:
            self.budget.settle(self.model, reserved, used, metered=metered, at_flex=at_flex)


def _estimated_tokens(message: BaseMessage) -> int:
    """A picture counts by its size on the screen, not by its bytes."""
    if isinstance(message.content, str):
        return estimate_tokens(message.content)
    texts = [part if isinstance(part, str) else str(part.get("text", "")) for part in message.content]
    pictures: int = sum(isinstance(part, dict) and part.get("type") == "image_url" for part in message.content)
    return int(estimate_tokens(*texts) + PICTURE_TOKENS * pictures)


def checked_result(generate: Callable[[], ChatResult]) -> ChatResult:
    """The result of `generate`, with at least one generation. Raises `LlmError`: the clients do not check the format
    of an answer, so they raise any exception where it is wrong."""
    try:
        result = generate()
        result.generations[0]
        return result
    except LlmError:
        raise
    except Exception as error:
        raise invalid_response(error) from error


def _reported(message: BaseMessage) -> TokenCounts | None:
    usage = message.usage_metadata if isinstance(message, AIMessage) else None
    if usage is None:
        return None
    details = usage.get("input_token_details") or {}
    cached = details.get(f"{TIER}_cache_read" if _is_at_flex(message) else "cache_read")
    return reported_tokens(usage.get("input_tokens"), cached, usage.get("output_tokens"))


def _is_at_flex(message: BaseMessage) -> bool:
    """LangChain counts tokens of another tier under names of their own."""
    usage = message.usage_metadata if isinstance(message, AIMessage) else None
    return usage is not None and TIER in (usage.get("input_token_details") or {})
