"""One case's session with language models, opened at its first question and given up for good where there is no use."""

from threading import Lock
from typing import TYPE_CHECKING

from domain.usage import Usage
from llm.errors import LlmError

if TYPE_CHECKING:
    from llm.session import Models, Session


class LazySession:
    """Threads may share it. What was given up stays so: the next question is not put, and fails as the last did."""

    def __init__(self, models: "Models") -> None:
        self._models = models
        self._lock = Lock()
        self._session: Session | None = None
        self._lost: LlmError | None = None

    def open(self) -> "Session":
        """Raises `LlmError` where it was given up, or where there is nobody to ask."""
        with self._lock:
            if self._lost is not None:
                raise LlmError(self._lost.kind, str(self._lost))
            self._session = self._session or self._models.open()
            return self._session

    def give_up(self, error: LlmError) -> None:
        self._lost = error

    def usage(self) -> Usage:
        return self._session.usage() if self._session is not None else Usage(cost=0.0)
