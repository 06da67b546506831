"""The state of each component, for the readiness check."""

import asyncio
from threading import Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING

from fastapi.concurrency import run_in_threadpool

from api.services import Services
from domain.errors import OperationError
from domain.signals import SignalCondition
from llm.errors import LlmError
from store.writability import require_writable

if TYPE_CHECKING:
    from llm.session import ModelProvider

OK = "ok"
CACHE_SECONDS = 2.0
WRITE_CACHE_SECONDS = 5.0
MODEL_CACHE_SECONDS = 30.0
PROBE_CREATOR_ID = "clausewise-ready"


class ReadinessProbe:
    """Concurrent requests share one check: requests need no key, and a component that hangs must not block a thread
    per request."""

    def __init__(self, services: Services) -> None:
        self._services, self._lock = services, asyncio.Lock()
        self._cached, self._expires_at, self._write_at = dict[str, str](), 0.0, 0.0
        models = services.adjudicator.models
        self._model_server = ModelServerProbe(models) if models else None

    async def components(self) -> dict[str, str]:
        """The state of each component by its name."""
        async with self._lock:
            if monotonic() >= self._expires_at:
                self._cached = await run_in_threadpool(self._check)
                self._expires_at = monotonic() + CACHE_SECONDS
            return self._cached

    def _check(self) -> dict[str, str]:
        library, judge = self._services.corpus.library, self._services.adjudicator.judge
        server = f", {self._model_server.state()}" if self._model_server else ""
        return {
            "corpus": f"{library.name}, fingerprint {library.fingerprint[:12]}",
            "index": f"{len(self._services.corpus.index.matrix)} texts",
            "model": f"{judge.name} ({judge.model}){server}",
            "signals": self._signals(),
            "store": self._store(),
        }

    def _store(self) -> str:
        try:
            self._services.store.list(1)
            self._require_writable()
        except OperationError as error:
            return f"unavailable ({type(error).__name__}): run clausewise doctor"
        return OK

    def _require_writable(self) -> None:
        """Less often than it reads: a write has a price. Raises OperationError."""
        if monotonic() >= self._write_at:
            require_writable(self._services.store.database)
            self._write_at = monotonic() + WRITE_CACHE_SECONDS

    def _signals(self) -> str:
        reading = self._services.adjudicator.gatherer.signals.read(PROBE_CREATOR_ID)
        unreachable = reading.condition is SignalCondition.UNREACHABLE
        return "unreachable: consequences are not determined until it is back" if unreachable else OK


class ModelServerProbe:
    """Lists the models of the server in a background thread, at most every `MODEL_CACHE_SECONDS`."""

    def __init__(self, models: "ModelProvider") -> None:
        self._models, self._lock = models, Lock()
        self._state, self._expires_at = "not checked yet", 0.0

    def state(self) -> str:
        """The last result; it may start the next check."""
        if monotonic() >= self._expires_at and self._lock.acquire(blocking=False):
            Thread(target=self._check, name="models", daemon=True).start()
        return self._state

    def _check(self) -> None:
        try:
            self._models.available_models()
            self._state = "reachable"
        except LlmError as error:
            self._state = f"unavailable ({error.kind}): run clausewise doctor"
        finally:
            self._expires_at = monotonic() + MODEL_CACHE_SECONDS
            self._lock.release()
