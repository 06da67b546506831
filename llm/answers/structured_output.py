"""Asks a chat model for output that follows a schema: one request without tools, one repair, then an error."""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Generic, TypeVar

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from openai import pydantic_function_tool
from pydantic import BaseModel

from llm.answers.json_extraction import extract_json
from llm.errors import LlmError, LlmErrorKind
from llm.http.error_messages import error_line
from llm.options import ResponseFormat

T = TypeVar("T", bound=BaseModel)
MAX_REPEATED_CHARS = 4_000
FORMATS = (ResponseFormat.SCHEMA, ResponseFormat.OBJECT, ResponseFormat.TEXT)
REJECTIONS = (LlmErrorKind.REJECTED, LlmErrorKind.RESPONSE_FORMAT_UNSUPPORTED)  # of the format, whatever the words say
TRUNCATED_REASONS = ("length", "max_tokens", "max_output_tokens", "model_length")
FILTER_REASONS = ("content_filter", "safety", "refusal", "sensitive", "recitation", "blocklist", "prohibited_content")


@dataclass(frozen=True)
class StructuredOutput(Generic[T]):
    """`repaired` if the first answer was not usable."""

    value: T
    repaired: bool = False


class ResponseFormatFallback:
    """The response formats to try. All cases of the process share them. A format that the settings name is the only
    one."""

    def __init__(self, configured: ResponseFormat = ResponseFormat.AUTO) -> None:
        self._formats: tuple[ResponseFormat, ...] = FORMATS if configured is ResponseFormat.AUTO else (configured,)
        self._working: frozenset[ResponseFormat] = frozenset()

    @property
    def current(self) -> ResponseFormat:
        return self._formats[0]

    @property
    def formats(self) -> tuple[ResponseFormat, ...]:
        """The current format and those to try after it."""
        return self._formats

    def supports(self, accepted: ResponseFormat) -> None:
        """Called when the server answered in a format. Formats before it, which it rejected, are not tried again; but
        one that it answered in before was rejected for a reason of this request alone."""
        self._working |= {accepted}
        first = next((place for place, name in enumerate(self._formats) if name in self._working), 0)
        self._formats = self._formats[first:]


@dataclass(frozen=True)
class StructuredChat:
    chat: BaseChatModel
    response_formats: ResponseFormatFallback

    def ask(self, system: str, user: str, schema: type[T], pictures: Sequence[bytes] = ()) -> StructuredOutput[T]:
        """`pictures`: JPEG files. Raises `LlmError`. A refusal and a truncated answer are not repaired."""
        question = _question(user, pictures)
        answer = self._invoke(system, [question], schema)
        first = extract_json(answer, schema)
        if first.value is not None:
            return StructuredOutput(first.value)
        repair = [
            question,
            AIMessage(answer[:MAX_REPEATED_CHARS]),
            HumanMessage(_repair_prompt(first.error, self.response_formats.current, schema)),
        ]
        second = extract_json(self._invoke(system, repair, schema), schema)
        if second.value is not None:
            return StructuredOutput(second.value, repaired=True)
        raise LlmError(
            LlmErrorKind.UNPARSABLE_OUTPUT, f"the model gave no usable answer in two attempts: {second.error}"
        )

    def _invoke(self, system: str, conversation: list[BaseMessage], schema: type[BaseModel]) -> str:
        """In the first format that the server does not reject. A rejection for another reason, which the server words
        in its own way, is the same in every format."""
        *others, last = self.response_formats.formats
        for response_format in others:
            try:
                return self._invoke_in(response_format, system, conversation, schema)
            except LlmError as error:
                if error.kind not in REJECTIONS:
                    raise
        return self._invoke_in(last, system, conversation, schema)

    def _invoke_in(
        self,
        response_format: ResponseFormat,
        system: str,
        conversation: list[BaseMessage],
        schema: type[BaseModel],
    ) -> str:
        messages = [SystemMessage(system + format_instructions(response_format, schema)), *conversation]
        answer = self.chat.invoke(messages, **request_arguments(response_format, schema))
        self.response_formats.supports(response_format)
        return complete_text(answer)


def _question(user: str, pictures: Sequence[bytes]) -> HumanMessage:
    """With the pictures as image parts after the text."""
    if not pictures:
        return HumanMessage(user)
    urls = (f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}" for picture in pictures)
    parts: list[str | dict[str, Any]] = [{"type": "text", "text": user}]
    parts += ({"type": "image_url", "image_url": {"url": url}} for url in urls)
    return HumanMessage(parts)


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
    """The text, else the arguments of the one call that some servers make of a schema. Raises `LlmError` if the model
    refused or its answer is truncated."""
    reason = str(message.response_metadata.get("finish_reason")).lower()
    refusal = message.additional_kwargs.get("refusal")
    if refusal or reason in FILTER_REASONS:
        cause = f": {error_line(str(refusal))}" if refusal else ""
        raise LlmError(LlmErrorKind.REFUSED, f"the model refused to answer{cause}")
    if reason in TRUNCATED_REASONS:
        raise LlmError(
            LlmErrorKind.TRUNCATED,
            "the model's answer was truncated at its length limit: raise the limit of the server, or set "
            "CLAUSEWISE_LLM__QUESTIONS=per_clause for shorter answers",
        )
    return str(message.text) or _call_arguments(message)


def _call_arguments(message: BaseMessage) -> str:
    if not isinstance(message, AIMessage):
        return ""
    calls = [json.dumps(call["args"]) for call in message.tool_calls]
    calls += [call["args"] or "" for call in message.invalid_tool_calls]
    old_call = message.additional_kwargs.get("function_call")
    if isinstance(old_call, dict):
        calls.append(str(old_call.get("arguments") or ""))
    return calls[0] if len(calls) == 1 else ""


def _repair_prompt(error: str, response_format: ResponseFormat, schema: type[BaseModel]) -> str:
    """With the schema, if the system prompt does not have it: some servers accept a schema and ignore it."""
    again = f"That answer cannot be used: {error}. Answer the question again, with one JSON object and nothing else."
    return again + (
        format_instructions(ResponseFormat.TEXT, schema) if response_format is ResponseFormat.SCHEMA else ""
    )
