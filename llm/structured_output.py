"""Asks a chat model for an answer of a given shape: one question without tools, one repair, then a named failure."""

from dataclasses import dataclass
from typing import Generic, TypeVar

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage
from pydantic import BaseModel

from llm.errors import Failing, LlmError
from llm.json_extraction import extract_json
from llm.response import read
from llm.response_format import Forms, demanded, told

T = TypeVar("T", bound=BaseModel)
REPEATED = 4_000


@dataclass(frozen=True)
class Reply(Generic[T]):
    """`repaired` where the first answer could not be used."""

    value: T
    repaired: bool = False


@dataclass(frozen=True)
class StructuredChat:
    chat: BaseChatModel
    forms: Forms

    def ask(self, system: str, user: str, schema: type[T]) -> Reply[T]:
        """Raises `LlmError`. A refusal and an answer that was cut short are not asked about again."""
        written = self._write(system, [HumanMessage(user)], schema)
        first = extract_json(written, schema)
        if first.value is not None:
            return Reply(first.value)
        repair = [HumanMessage(user), AIMessage(written[:REPEATED]), HumanMessage(_correction(first.wrong))]
        second = extract_json(self._write(system, repair, schema), schema)
        if second.value is not None:
            return Reply(second.value, repaired=True)
        raise LlmError(Failing.UNPARSABLE, f"the model gave no usable answer, asked twice: {second.wrong}")

    def _write(self, system: str, talk: list[BaseMessage], schema: type[BaseModel]) -> str:
        while True:
            form = self.forms.now
            messages = [SystemMessage(system + told(form, schema)), *talk]
            try:
                return read(self.chat.invoke(messages, **demanded(form, schema)))
            except LlmError as error:
                if error.kind is not Failing.NO_ANSWER_FORM or not self.forms.give_up(form):
                    raise


def _correction(wrong: str) -> str:
    return f"That answer cannot be used: {wrong}. Answer the question again, with one JSON object and nothing else."
