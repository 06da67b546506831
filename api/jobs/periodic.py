"""Tasks that a process repeats in the background."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Event, Thread

import structlog

log = structlog.get_logger("clausewise.jobs")


@dataclass
class PeriodicTask:
    """Calls `run` every `interval_seconds` in a separate thread, and at once if `at_start`. A failed call is logged and
    followed by the next."""

    name: str
    interval_seconds: float
    run: Callable[[], None]
    at_start: bool = False
    _stop: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def start(self) -> None:
        self._thread = Thread(target=self._loop, name=self.name, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Waits for the current call to end. Does nothing if the task was never started."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _loop(self) -> None:
        while not self._stop.wait(0 if self.at_start else self.interval_seconds):
            self.at_start = False
            try:
                self.run()
            except Exception as error:
                log.warning("periodic task failed", task=self.name, error=type(error).__name__)
