"""Reads what a client made of a server's answer, which may be anything."""

from collections.abc import Callable

from langchain_core.messages import BaseMessage
from langchain_core.outputs import ChatResult

from llm.errors import Failing, LlmError


def understood(asked: Callable[[], ChatResult]) -> ChatResult:
    """What `asked` returns, with a first generation. Raises `LlmError`: the clients trust a server to keep to its
    format, and where it does not they fail in whatever way they happen to."""
    try:
        result = asked()
        result.generations[0]
        return result
    except LlmError:
        raise
    except Exception as error:
        raise garbled(error) from error


def read(message: BaseMessage) -> str:
    """The text of a whole answer. Raises `LlmError` for a refusal and for half an answer."""
    finish = message.response_metadata.get("finish_reason")
    if message.additional_kwargs.get("refusal") or finish == "content_filter":
        raise LlmError(Failing.REFUSED, "the model refused to answer")
    if finish == "length":
        raise LlmError(Failing.TRUNCATED, "the model's answer broke off at its length limit")
    return str(message.text)


def garbled(error: Exception) -> LlmError:
    return LlmError(
        Failing.GARBLED,
        f"the model server's answer is not in OpenAI's format ({type(error).__name__}): "
        "is CLAUSEWISE_LLM__BASE_URL the address of an OpenAI-compatible server, such as http://127.0.0.1:8080/v1?",
    )
