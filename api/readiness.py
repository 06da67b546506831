"""How the parts are, for whoever asks whether the service is ready."""

import asyncio
from threading import Lock, Thread
from time import monotonic
from typing import TYPE_CHECKING

from fastapi.concurrency import run_in_threadpool

from api.services import Services
from domain.errors import OperationError
from domain.signals import SignalCondition
from llm.errors import LlmError

if TYPE_CHECKING:
    from llm.session import Models

KEPT = 2.0  # seconds
MODELS_KEPT = 30.0
NOBODY = "clausewise-ready"


class ReadinessProbe:
    """The parts are looked at by one of those that ask at once: anybody may ask, and a part that hangs must not hold a
    thread for each."""

    def __init__(self, parts: Services) -> None:
        self._parts, self._lock = parts, asyncio.Lock()
        self._told, self._until = dict[str, str](), 0.0
        models = parts.adjudicator.models
        self._reach = Reach(models) if models else None

    async def seen(self) -> dict[str, str]:
        async with self._lock:
            if monotonic() >= self._until:
                self._told = await run_in_threadpool(self._look)
                self._until = monotonic() + KEPT
            return self._told

    def _look(self) -> dict[str, str]:
        library, judge = self._parts.shelf.library, self._parts.adjudicator.judge
        reached = f", {self._reach.told()}" if self._reach else ""
        return {
            "corpus": f"{library.name}, fingerprint {library.fingerprint[:12]}",
            "index": f"{len(self._parts.shelf.index.matrix)} texts",
            "model": f"{judge.name} ({judge.model}){reached}",
            "signals": self._signals(),
            "store": self._store(),
        }

    def _store(self) -> str:
        try:
            self._parts.store.list(1)
        except OperationError as error:
            return f"cannot be asked ({type(error).__name__}): clausewise doctor says what to do"
        return "fine"

    def _signals(self) -> str:
        reading = self._parts.adjudicator.gatherer.signals.read(NOBODY)
        unreachable = reading.condition is SignalCondition.UNREACHABLE
        return "cannot be reached: consequences are withheld until then" if unreachable else "fine"


class Reach:
    """Whether the model server answers: it is asked for its models, now and then and in a thread of its own, so that
    nobody waits for it."""

    def __init__(self, models: "Models") -> None:
        self._models, self._lock = models, Lock()
        self._told, self._until = "not asked yet", 0.0

    def told(self) -> str:
        """What was found last."""
        if monotonic() >= self._until and self._lock.acquire(blocking=False):
            Thread(target=self._ask, name="models", daemon=True).start()
        return self._told

    def _ask(self) -> None:
        try:
            self._models.offered()
            self._told = "answers"
        except LlmError as error:
            self._told = f"does not answer ({error.kind}): clausewise doctor says what to do"
        finally:
            self._until = monotonic() + MODELS_KEPT
            self._lock.release()
