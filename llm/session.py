"""All dealings of one case with language models: one budget, one account, one clock."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from langchain_core.language_models import BaseChatModel
from pydantic import BaseModel

from domain.usage import Usage
from llm.budget import CaseBudget
from llm.errors import Failing, LlmError
from llm.options import LlmOptions
from llm.predicate import Estimate, Predicate
from llm.predicates import Decider
from llm.response_format import Forms
from llm.structured_output import Reply, StructuredChat

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True)
class Session:
    """`chat` is for an agent's loop and goes through the same account as `ask` and `decide`. Threads may share a
    session."""

    options: LlmOptions
    ledger: CaseBudget
    chat: BaseChatModel
    decider: Decider | None
    forms: Forms

    def ask(self, system: str, user: str, schema: type[T]) -> Reply[T]:
        return StructuredChat(self.chat, self.forms).ask(system, user, schema)

    def decide(self, system: str, user: str, predicates: Sequence[Predicate]) -> tuple[Estimate, ...]:
        if self.decider is None:
            raise LlmError(
                Failing.NOT_CONFIGURED, "no decisions model is set: CLAUSEWISE_LLM__DECISIONS_MODEL is empty"
            )
        return self.decider.decide(system, user, predicates)

    def remaining_s(self) -> float:
        return self.ledger.remaining_s()

    def usage(self) -> Usage:
        return self.ledger.usage(self.options.prices, self.options.currency)


class Models(Protocol):
    """Whoever answers: a server, or a script."""

    @property
    def options(self) -> LlmOptions: ...

    def open(self) -> Session:
        """A session for one case. Its clock starts now."""
        ...

    def offered(self) -> tuple[str, ...]:
        """The names of the models there are. Raises `LlmError`."""
        ...
