"""What a process held that has ended is taken up by one that lives."""

from dataclasses import dataclass, field
from threading import Event, Thread

import structlog
from dbos import DBOS

from store.presence import Presence

EVERY = 5.0  # seconds
log = structlog.get_logger("clausewise.work")


@dataclass
class Succession:
    """Looks at its start and, where others may end while it lives, again and again."""

    presence: Presence
    _stop: Event = field(default_factory=Event)
    _thread: Thread | None = None

    def start(self) -> None:
        self.look()
        if self.presence.shared:
            self._thread = Thread(target=self._run, name="succession", daemon=True)
            self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            try:
                self.look()
            except Exception as error:  # whatever it was, what was left is still there at the next look
                log.warning("succession failed", error=type(error).__name__)

    def look(self) -> None:
        ended = self.presence.ended(_holders())
        if ended:
            left = DBOS._recover_pending_workflows(sorted(ended))
            log.info("taken up", executors=sorted(ended), workflows=[flow.workflow_id for flow in left])


def _holders() -> frozenset[str]:
    """The names of the processes whose workflows are under way, or were when they ended."""
    version = DBOS.application_version
    pending = DBOS.list_workflows(status="PENDING", app_version=version, load_input=False, load_output=False)
    return frozenset(str(flow.executor_id) for flow in pending)
