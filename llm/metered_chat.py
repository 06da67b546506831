"""Puts every question to a chat model through the ledger, whoever asks: we, or an agent's loop."""

from collections.abc import Sequence
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatResult
from langchain_core.runnables import Runnable, RunnableBinding
from pydantic import ConfigDict, Field

from llm.budget import CaseBudget
from llm.response import understood
from llm.usage import Tokens, estimate, tokens


class MeteredChat(BaseChatModel):
    """A question that the budget does not allow is never sent, and whatever fails does so as `LlmError`. What failed
    counts as a call of no tokens. Streams and asynchronous calls ask `inner` for the whole answer too."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    inner: BaseChatModel
    ledger: CaseBudget = Field(exclude=True)
    model: str

    @property
    def _llm_type(self) -> str:
        return f"metered-{self.inner._llm_type}"

    def bind_tools(self, tools: Sequence[Any], **kwargs: Any) -> Runnable[LanguageModelInput, AIMessage]:
        bound = self.inner.bind_tools(tools, **kwargs)
        assert isinstance(bound, RunnableBinding)
        return self.bind(**bound.kwargs)

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **kwargs: Any,
    ) -> ChatResult:
        held = estimate(*(str(message.content) for message in messages))
        self.ledger.admit(self.model, held)
        spent, metered = Tokens(), True
        try:
            result = understood(lambda: self.inner._generate(messages, stop, run_manager, **kwargs))
            written = result.generations[0].message
            counted = _counted(written)
            spent, metered = counted or Tokens(held, 0, estimate(str(written.content))), counted is not None
            return result
        finally:
            self.ledger.settle(self.model, held, spent, metered=metered)


def _counted(written: BaseMessage) -> Tokens | None:
    told = written.usage_metadata if isinstance(written, AIMessage) else None
    if told is None:
        return None
    cached = (told.get("input_token_details") or {}).get("cache_read")
    return tokens(told.get("input_tokens"), cached, told.get("output_tokens"))
