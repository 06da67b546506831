"""Puts every question to a chat model through the ledger, whoever asks: we, or an agent's loop."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from langchain_core.callbacks import BaseCallbackHandler
from langchain_core.messages import AIMessage, BaseMessage
from langchain_core.outputs import ChatGeneration, LLMResult
from openai import LengthFinishReasonError

from llm.ledger import Ledger
from llm.usage import Tokens, estimate, tokens


class Meter(BaseCallbackHandler):
    """A callback that raises: a question that the budget does not allow is never sent. What failed counts as a call
    of no tokens, but for an answer that broke off, which the server counted."""

    raise_error = True
    run_inline = True

    def __init__(self, ledger: Ledger, model: str) -> None:
        self._ledger = ledger
        self._model = model
        self._held: dict[UUID, int] = {}

    def on_chat_model_start(
        self, serialized: dict[str, Any], messages: list[list[BaseMessage]], *, run_id: UUID, **_: Any
    ) -> None:
        held = estimate(*(str(message.content) for batch in messages for message in batch))
        self._ledger.admit(self._model, held)
        self._held[run_id] = held

    def on_llm_end(self, response: LLMResult, *, run_id: UUID, **_: Any) -> None:
        held = self._held.pop(run_id)
        written = _written(response)
        counted = _counted(written)
        guess = Tokens(held, 0, estimate(*(str(message.content) for message in written)))
        self._ledger.settle(self._model, held, counted or guess, metered=counted is not None)

    def on_llm_error(self, error: BaseException, *, run_id: UUID, **_: Any) -> None:
        spent = None
        if isinstance(error, LengthFinishReasonError) and error.completion.usage:
            usage = error.completion.usage
            spent = tokens(usage.prompt_tokens, None, usage.completion_tokens)
        self._ledger.settle(self._model, self._held.pop(run_id), spent or Tokens())


def _written(response: LLMResult) -> Sequence[AIMessage]:
    chosen = [generation for batch in response.generations for generation in batch]
    messages = [generation.message for generation in chosen if isinstance(generation, ChatGeneration)]
    return [message for message in messages if isinstance(message, AIMessage)]


def _counted(written: Sequence[AIMessage]) -> Tokens | None:
    """The count stands on the message: a server may answer once with several."""
    told = next((message.usage_metadata for message in written if message.usage_metadata), None)
    if told is None:
        return None
    cached = (told.get("input_token_details") or {}).get("cache_read")
    return tokens(told.get("input_tokens"), cached, told.get("output_tokens"))
