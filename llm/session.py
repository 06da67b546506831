"""The session of one case with the language models: all its requests share one budget."""

from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING, Protocol, TypeVar

from pydantic import BaseModel

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

    def ask(self, system: str, user: str, schema: type[T]) -> "StructuredOutput[T]":
        """Raises `LlmError`; where the server does not know the model, it names those that the server has."""
        from llm.answers.structured_output import StructuredChat

        try:
            return StructuredChat(self.chat, self.response_formats).ask(system, user, schema)
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


class LazySession:
    """A case's session, opened at its first request. After `disable`, every request fails with that error. Safe to
    share between threads."""

    def __init__(self, models: ModelProvider) -> None:
        self._models = models
        self._lock = Lock()
        self._session: Session | None = None
        self._error: LlmError | None = None

    @property
    def options(self) -> "LlmOptions":
        return self._models.options

    def open(self) -> Session:
        """Raises `LlmError` if the session was disabled or no model is configured."""
        with self._lock:
            if self._error is not None:
                raise LlmError(self._error.kind, str(self._error))
            self._session = self._session or self._models.open()
            return self._session

    def disable(self, error: LlmError) -> None:
        self._error = error

    def usage(self) -> Usage:
        return self._session.usage() if self._session is not None else Usage(cost=0.0)
