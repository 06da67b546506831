"""What a process held that has ended is taken up by one that lives."""

import structlog
from dbos import DBOS

from store.process_registry import ProcessRegistry

EVERY = 5.0  # seconds
log = structlog.get_logger("clausewise.work")


def take_up(presence: ProcessRegistry) -> None:
    """At the start, and where others may end while this process lives, again and again."""
    ended = presence.ended(_holders())
    if ended:
        left = DBOS._recover_pending_workflows(sorted(ended))
        log.info("taken up", executors=sorted(ended), workflows=[flow.workflow_id for flow in left])


def _holders() -> frozenset[str]:
    """The names of the processes whose workflows are under way, or were when they ended."""
    version = DBOS.application_version
    pending = DBOS.list_workflows(status="PENDING", app_version=version, load_input=False, load_output=False)
    return frozenset(str(flow.executor_id) for flow in pending)
