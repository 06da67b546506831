"""The session of one case with the language models: all its requests share one budget."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from domain.usage import Usage
from llm.errors import LlmError, LlmErrorKind

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from llm.answers.structured_output import ResponseFormatFallback, StructuredOutput
    from llm.budget import CaseBudget
    from llm.model_names import ModelNames
    from llm.options import LlmOptions
    from llm.predicates import Predicate, PredicateClient, PredicateProbability

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True)
class Session:
    """`chat` is for an agent's loop; it uses the same budget as the methods. Safe to share between threads."""

    options: "LlmOptions"
    budget: "CaseBudget"
    chat: "BaseChatModel"
    predicate_client: "PredicateClient | None"
    response_formats: "ResponseFormatFallback"
    model_names: "ModelNames | None" = None

    def ask(self, system: str, user: str, schema: type[T], pictures: Sequence[bytes] = ()) -> "StructuredOutput[T]":
        """Raises `LlmError`; where the server does not know the model, it names those that the server has."""
        from llm.answers.structured_output import StructuredChat

        try:
            return StructuredChat(self.chat, self.response_formats).ask(system, user, schema, pictures)
        except LlmError as error:
            raise self._explained(error, self.options.chat_model, "CLAUSEWISE_LLM__CHAT_MODEL") from error

    def predicate_probabilities(
        self, system: str, user: str, predicates: "Sequence[Predicate]"
    ) -> "tuple[PredicateProbability, ...]":
        if self.predicate_client is None:
            raise LlmError(
                LlmErrorKind.NOT_CONFIGURED, "no decisions model is set: CLAUSEWISE_LLM__DECISIONS_MODEL is empty"
            )
        try:
            return self.predicate_client.probabilities(system, user, predicates)
        except LlmError as error:
            if error.kind is not LlmErrorKind.UNKNOWN_MODEL:
                raise
            model = self.options.decisions_model or ""
            raise self._explained(error, model, "CLAUSEWISE_LLM__DECISIONS_MODEL") from error

    def _explained(self, error: LlmError, model: str, setting: str) -> LlmError:
        return self.model_names.explain(error, model, setting) if self.model_names else error

    def remaining_s(self) -> float:
        return self.budget.remaining_s()

    def usage(self) -> Usage:
        return self.budget.usage(self.options)


class ModelProvider(Protocol):
    """Gives access to models: a server, or a script in tests."""

    @property
    def options(self) -> "LlmOptions": ...

    def open(self) -> Session:
        """A session for one case. Its time starts now."""
        ...

    def available_models(self) -> tuple[str, ...]:
        """The names of the models. Raises `LlmError`."""
        ...


class AnswerSource(Protocol):
    """Answers to questions that were asked before."""

    def find_answer(self, key: str) -> str | None:
        """The answer as JSON, or None."""
        ...


def accept(_: object) -> None:
    """The check of an answer of which any value can be used."""


class LazySession:
    """A case's session, opened at its first request. After `disable`, every request fails with that error. `ask` takes
    answers from `source` first. Safe to share between threads."""

    def __init__(self, models: ModelProvider, source: AnswerSource | None = None) -> None:
        self._models = models
        self._source = source
        self._lock = Lock()
        self._session: Session | None = None
        self._error: LlmError | None = None
        self._new_answers: dict[str, str] = {}
        self._found = 0

    @property
    def options(self) -> "LlmOptions":
        return self._models.options

    @property
    def new_answers(self) -> Mapping[str, str]:
        """What models answered, as JSON, by the key of the question."""
        return self._new_answers

    def ask_anew(self) -> None:
        """From now on, no answer comes from the source, and none is offered to it."""
        self._source = None

    def open(self) -> Session:
        """Raises `LlmError` if the session was disabled or no model is configured."""
        with self._lock:
            if self._error is not None:
                raise LlmError(self._error.kind, str(self._error))
            self._session = self._session or self._models.open()
            return self._session

    def ask(
        self,
        system: str,
        user: str,
        schema: type[T],
        prompt_sha256: str,
        check: Callable[[T], object] = accept,
        *,
        pictures: Sequence[bytes] = (),
    ) -> T:
        """`prompt_sha256` is the same for equal questions. `pictures`: JPEG files. `check` raises `LlmError` for an
        answer that cannot be used, which is then not kept. Raises `LlmError`."""
        if self._source is None:
            value = self.open().ask(system, user, schema, pictures).value
            check(value)
            return value
        key = question_key(self.options, schema, prompt_sha256)
        found = _usable(self._source.find_answer(key), schema, check)
        if found is not None:
            with self._lock:
                self._found += 1
            return found
        value = self.open().ask(system, user, schema, pictures).value
        check(value)
        self._new_answers[key] = value.model_dump_json()
        return value

    def disable(self, error: LlmError) -> None:
        self._error = error

    def usage(self) -> Usage:
        usage = self._session.usage() if self._session is not None else Usage(cost=0.0)
        return usage.model_copy(update={"cached_answers": self._found}) if self._found else usage


def question_key(options: "LlmOptions", schema: type[BaseModel], prompt_sha256: str) -> str:
    """The SHA-256 of all that an answer depends on: server, model, temperature, schema and prompt."""
    parts = (options.api_url, options.chat_model, options.temperature, _schema_text(schema), prompt_sha256)
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


@lru_cache(maxsize=64)
def _schema_text(schema: type[BaseModel]) -> str:
    return json.dumps(schema.model_json_schema(), sort_keys=True)


def _usable(answer: str | None, schema: type[T], check: Callable[[T], object]) -> T | None:
    """None if the answer is damaged, or was given when other rules were in force."""
    try:
        value = None if answer is None else schema.model_validate_json(answer)
        if value is not None:
            check(value)
    except (ValidationError, LlmError):
        return None
    return value
