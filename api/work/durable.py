"""The workflows: each is a step that may run twice and does its work once, because what it writes has a fixed id."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog
from dbos import DBOS, DBOSConfig, SetWorkflowID

from agent.adjudicator import Unrecorded
from agent.settings import Settings
from api.parts import Parts
from api.work.delivering import deliver_all
from domain.batch import BatchItem
from domain.errors import InputError, OperationError
from store.errors import DecisionConflict

CASES, LETTERS = "clausewise-cases", "clausewise-letters"
VERSION = "1"  # of these workflows: a process of another version leaves them alone
POLL = 0.1
BATCH = "batch"
log = structlog.get_logger("clausewise.work")


@dataclass
class _Here:
    """What the workflows of this process work with."""

    parts: Parts | None = None
    closing: bool = False


HERE = _Here()


def begin(parts: Parts, settings: Settings) -> None:
    """Starts the workers, and takes up what a process that ended left."""
    HERE.parts, HERE.closing = parts, False
    url = settings.database_url or f"sqlite:///{settings.data_dir / 'work.db'}"
    if url.startswith("sqlite:"):
        url = f"sqlite:///{settings.data_dir / 'work.db'}"
    config = DBOSConfig(
        name="clausewise",
        system_database_url=url,
        application_version=VERSION,
        log_level="WARNING",
        use_listen_notify=not url.startswith("sqlite:"),
    )
    DBOS(config=config)
    DBOS.launch()
    DBOS.register_queue(CASES, worker_concurrency=settings.service.workers, polling_interval_sec=POLL)
    DBOS.register_queue(LETTERS, worker_concurrency=2, polling_interval_sec=POLL)
    for batch_id, total in parts.store.batches.open():
        enqueue_batch(batch_id, total)
    for appeal_id in parts.store.appeals.open():
        enqueue_appeal(appeal_id)


def end(drain_seconds: int) -> None:
    """Chunks stop after the case they are at, and give back what is left."""
    HERE.closing = True
    DBOS.destroy(workflow_completion_timeout_sec=drain_seconds)
    HERE.parts = None


def enqueue_batch(batch_id: str, total: int) -> None:
    """Said twice, each chunk is still one workflow."""
    size = _parts().settings.service.chunk
    for first in range(0, total, size):
        with SetWorkflowID(f"{batch_id}:{first}"):
            DBOS.enqueue_workflow(CASES, decide_chunk, batch_id, first, min(first + size, total))


def enqueue_appeal(appeal_id: str) -> None:
    with SetWorkflowID(appeal_id):
        DBOS.enqueue_workflow(CASES, rehear, appeal_id)


def enqueue_letters(message_ids: list[str], attempt: int) -> None:
    """A delivery is named by its messages and the attempt: two dispatchers that both see it due enqueue it once."""
    with SetWorkflowID(f"{'+'.join(message_ids)}:{attempt}"):
        DBOS.enqueue_workflow(LETTERS, deliver, message_ids)


@DBOS.workflow(name="decide_chunk")
def decide_chunk(batch_id: str, first: int, last: int) -> None:
    """Where the service ends meanwhile, the rest goes back into the queue, for whichever process comes to it."""
    left = _decide_chunk(batch_id, first, last)
    if left is not None:
        DBOS.enqueue_workflow(CASES, decide_chunk, batch_id, left, last)


@DBOS.step(name="decide_chunk_step")
def _decide_chunk(batch_id: str, first: int, last: int) -> int | None:
    """The number of the first case that is left, if any is."""
    parts = _parts()
    for item in parts.store.batches.undone(batch_id, first, last):
        if HERE.closing:
            return item.number
        if parts.store.batches.cancelled(batch_id):
            return None
        error = _decide(parts, item)
        parts.store.batches.done(batch_id, item.number, error, datetime.now(UTC))
    return None


def _decide(parts: Parts, item: BatchItem) -> str | None:
    """Why it cannot be decided; None: it is."""
    try:
        if parts.store.get(item.decision_id) is None:
            parts.decide(item.case, BATCH, decision_id=item.decision_id)
    except DecisionConflict:
        log.info("decided elsewhere", decision_id=item.decision_id)
    except (InputError, OperationError) as refused:
        return str(refused)
    return None


@DBOS.workflow(name="rehear")
def rehear(appeal_id: str) -> None:
    _rehear(appeal_id)


@DBOS.step(name="rehear_step")
def _rehear(appeal_id: str) -> None:
    """The case alone is read anew: no verdict, no review, no statement is shown to whoever judges."""
    parts = _parts()
    appeal = parts.store.appeals.get(appeal_id)
    record = parts.store.get(appeal.decision_id) if appeal else None
    if appeal is None or record is None:
        return
    fresh = replace(parts.adjudicator, record=Unrecorded())
    try:
        second = fresh.decide(record.case, record.decision.trace.as_of)
    except (InputError, OperationError) as refused:
        log.warning("appeal not reheard", appeal_id=appeal_id, error=type(refused).__name__)
        second = None
    parts.store.appeals.reheard(appeal_id, second)


@DBOS.workflow(name="deliver")
def deliver(message_ids: list[str]) -> None:
    _deliver(message_ids)


@DBOS.step(name="deliver_step")
def _deliver(message_ids: list[str]) -> None:
    deliver_all(_parts(), message_ids)


def _parts() -> Parts:
    assert HERE.parts is not None, "workflows run in a service"
    return HERE.parts
