"""What a process does again and again, beside all else."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread

import structlog

log = structlog.get_logger("clausewise.work")


@dataclass
class Rounds:
    """`every` so many seconds, in a thread of its own. Whatever a round raises, what it was for is still there at the
    next."""

    name: str
    every: float
    once: Callable[[], None]
    _stop: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def start(self) -> None:
        self._thread = Thread(target=self._run, name=self.name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Once the round under way has ended; nothing where none was ever begun."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(self.every):
            try:
                self.once()
            except Exception as error:
                log.warning("a round failed", round=self.name, error=type(error).__name__)
