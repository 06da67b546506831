"""Asks a chat model for output that follows a schema: one request without tools, one repair, then an error."""

import json
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import Any, Generic, TypeVar

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from openai import pydantic_function_tool
from pydantic import BaseModel

from llm.errors import LlmError, LlmErrorKind
from llm.json_extraction import extract_json
from llm.options import ResponseFormat

T = TypeVar("T", bound=BaseModel)
MAX_REPEATED_CHARS = 4_000
NEXT_FORMAT = {ResponseFormat.SCHEMA: ResponseFormat.OBJECT, ResponseFormat.OBJECT: ResponseFormat.TEXT}


@dataclass(frozen=True)
class StructuredOutput(Generic[T]):
    """`repaired` if the first answer was not usable."""

    value: T
    repaired: bool = False


class ResponseFormatFallback:
    """The response format that the server is known to support. All cases of the process share it, so each unsupported
    format is tried once. A format that the settings name is never changed."""

    def __init__(self, configured: ResponseFormat = ResponseFormat.AUTO) -> None:
        self._fixed = configured is not ResponseFormat.AUTO
        self._current = configured if self._fixed else ResponseFormat.SCHEMA
        self._lock = Lock()

    @property
    def current(self) -> ResponseFormat:
        return self._current

    def reject(self, rejected: ResponseFormat) -> bool:
        """Called when the server does not support a format. Returns whether there is another one to try."""
        with self._lock:
            if self._current is rejected and not self._fixed and rejected in NEXT_FORMAT:
                self._current = NEXT_FORMAT[rejected]
            return self._current is not rejected


@dataclass(frozen=True)
class StructuredChat:
    chat: BaseChatModel
    response_formats: ResponseFormatFallback

    def ask(self, system: str, user: str, schema: type[T]) -> StructuredOutput[T]:
        """Raises `LlmError`. A refusal and a truncated answer are not repaired."""
        answer = self._invoke(system, [HumanMessage(user)], schema)
        first = extract_json(answer, schema)
        if first.value is not None:
            return StructuredOutput(first.value)
        repair = [
            HumanMessage(user),
            AIMessage(answer[:MAX_REPEATED_CHARS]),
            HumanMessage(_repair_prompt(first.error)),
        ]
        second = extract_json(self._invoke(system, repair, schema), schema)
        if second.value is not None:
            return StructuredOutput(second.value, repaired=True)
        raise LlmError(
            LlmErrorKind.UNPARSABLE_OUTPUT, f"the model gave no usable answer in two attempts: {second.error}"
        )

    def _invoke(self, system: str, conversation: list[BaseMessage], schema: type[BaseModel]) -> str:
        while True:
            current = self.response_formats.current
            messages = [SystemMessage(system + format_instructions(current, schema)), *conversation]
            try:
                return complete_text(self.chat.invoke(messages, **request_arguments(current, schema)))
            except LlmError as error:
                unsupported = error.kind is LlmErrorKind.RESPONSE_FORMAT_UNSUPPORTED
                if not unsupported or not self.response_formats.reject(current):
                    raise


@lru_cache(maxsize=64)
def request_arguments(response_format: ResponseFormat, schema: type[BaseModel]) -> dict[str, Any]:
    """Passed in `extra_body`: openai's client takes milliseconds to check the types of other arguments, and
    `ChatOpenAI` parses the answer itself if it sees a `response_format`."""
    if response_format is ResponseFormat.SCHEMA:
        strict = pydantic_function_tool(schema)["function"]["parameters"]
        json_schema = {"name": schema.__name__, "schema": strict, "strict": True}
        return {"extra_body": {"response_format": {"type": "json_schema", "json_schema": json_schema}}}
    if response_format is ResponseFormat.OBJECT:
        return {"extra_body": {"response_format": {"type": "json_object"}}}
    return {}


@lru_cache(maxsize=64)
def format_instructions(response_format: ResponseFormat, schema: type[BaseModel]) -> str:
    """Appended to the system prompt if the server does not enforce the schema."""
    if response_format is ResponseFormat.SCHEMA:
        return ""
    json_schema = json.dumps(schema.model_json_schema(), ensure_ascii=False, separators=(",", ":"))
    return f"\n\nAnswer with one JSON object and nothing else. It must follow this JSON schema:\n{json_schema}"


def complete_text(message: BaseMessage) -> str:
    """Raises `LlmError` if the model refused or its answer is truncated."""
    finish_reason = message.response_metadata.get("finish_reason")
    if message.additional_kwargs.get("refusal") or finish_reason == "content_filter":
        raise LlmError(LlmErrorKind.REFUSED, "the model refused to answer")
    if finish_reason == "length":
        raise LlmError(LlmErrorKind.TRUNCATED, "the model's answer was truncated at its length limit")
    return str(message.text)


def _repair_prompt(error: str) -> str:
    return f"That answer cannot be used: {error}. Answer the question again, with one JSON object and nothing else."
