"""The workflows: each is a step that may run twice and does its work once, because what it writes has a fixed id."""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import ParamSpec, TypeVar

import structlog
from dbos import DBOS, DBOSConfig, SetEnqueueOptions, SetWorkflowID
from dbos import error as trouble

from agent.adjudicator import NoDecisionLog
from agent.settings import Settings
from api.jobs.batch_decision import decide
from api.jobs.delivery import deliver_all
from api.jobs.job_store import place
from api.jobs.periodic import Rounds
from api.jobs.recovery import EVERY, take_up
from api.services import Services
from domain.appeal import AppealStatus
from store.process_registry import ProcessRegistry

CASES, LETTERS = "clausewise-cases", "clausewise-letters"
VERSION = "1"  # of these workflows: a process of another version leaves them alone
POLL = 0.1
SWEEP = 60.0  # seconds
HALF = timedelta(hours=1)  # after which a batch that is not whole will not be
PATIENCE = 30  # attempts at a step, ever further apart up to an hour: what is away for a while stops nothing for good
GIVEN_UP = "a part of the service was out of order for most of a day: hand this case in again once it is mended"
P = ParamSpec("P")
R = TypeVar("R")
log = structlog.get_logger("clausewise.work")


@dataclass
class _Here:
    """What the workflows of this process work with."""

    parts: Services | None = None
    presence: ProcessRegistry | None = None
    closing: bool = False


HERE = _Here()


def begin(parts: Services, settings: Settings) -> tuple[Rounds, ...]:
    """Starts the workers, and takes up what processes that ended left: at once, and in the rounds, which are to be
    started, and stopped before the end."""
    presence = ProcessRegistry(parts.store.database)
    presence.enter()  # before it can hold anything
    HERE.parts, HERE.presence, HERE.closing = parts, presence, False
    url = place(settings)
    config = DBOSConfig(
        name="clausewise",
        system_database_url=url,
        application_version=VERSION,
        executor_id=presence.name,
        log_level="WARNING",
        use_listen_notify=not url.startswith("sqlite:"),
        notification_listener_polling_interval_sec=POLL,  # of its memory alone: how soon it notices that it ends
    )
    DBOS(config=config)
    logger = logging.getLogger("dbos")  # it prints by itself, tracebacks and all: api/logs.py tells what may be told
    logger.handlers.clear()
    logger.propagate = True
    DBOS.launch()
    DBOS.register_queue(CASES, worker_concurrency=settings.service.workers, polling_interval_sec=POLL)
    DBOS.register_queue(LETTERS, worker_concurrency=2, polling_interval_sec=POLL)
    take_up(presence)
    enqueue_open()
    sweep = Rounds("open work", SWEEP, _sweep)
    return (sweep, Rounds("succession", EVERY, lambda: take_up(presence))) if presence.shared else (sweep,)


def _sweep() -> None:
    _parts().store.batches.drop_left(datetime.now(UTC) - HALF)
    enqueue_open()


def enqueue_open() -> None:
    """What was taken in and whose process died, or met a fault, before all of it was enqueued."""
    parts = _parts()
    for batch_id, total in parts.store.batches.open():
        enqueue_batch(batch_id, total)
    for appeal_id in parts.store.appeals.open():
        enqueue_appeal(appeal_id)


def end(drain_seconds: int) -> None:
    """Chunks stop after the case they are at, and give back what is left."""
    assert HERE.presence is not None, "what ends has begun"
    HERE.closing = True
    DBOS.destroy(workflow_completion_timeout_sec=drain_seconds)
    HERE.presence.leave()
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


def enqueue_letters(creator_id: str, message_ids: list[str]) -> None:
    """One delivery to a creator at a time, whichever dispatchers see it due; what comes due meanwhile is the next."""
    try:
        with SetEnqueueOptions(deduplication_id=hashlib.sha256(creator_id.encode()).hexdigest()):
            DBOS.enqueue_workflow(LETTERS, deliver, message_ids)
    except trouble.DBOSQueueDeduplicatedError:
        log.debug("delivery under way", messages=message_ids)


def _step(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Made again after any failure, for a workflow that has failed is never taken up again."""
    return DBOS.step(name=name, retries_allowed=True, interval_seconds=1, max_attempts=PATIENCE)


@DBOS.workflow(name="decide_chunk")
def decide_chunk(batch_id: str, first: int, last: int) -> None:
    """Where the service ends meanwhile, the rest goes back into the queue, for whichever process comes to it."""
    try:
        left = _decide_chunk(batch_id, first, last)
    except trouble.DBOSMaxStepRetriesExceeded:
        _give_up(batch_id, first, last)
        return
    if left is not None:
        DBOS.enqueue_workflow(CASES, decide_chunk, batch_id, left, last)


@_step("decide_chunk_step")
def _decide_chunk(batch_id: str, first: int, last: int) -> int | None:
    """The number of the first case that is left, if any is."""
    parts = _parts()
    items = parts.store.batches.undone(batch_id, first, last)
    cases = parts.store.batches.cases(batch_id, [item.number for item in items])
    for item in items:
        if HERE.closing:
            return item.number
        if parts.store.batches.cancelled(batch_id):
            return None
        error = decide(parts, batch_id, item, cases[item.number])
        parts.store.batches.done(batch_id, item.number, error, datetime.now(UTC))
    return None


@_step("give_up_step")
def _give_up(batch_id: str, first: int, last: int) -> None:
    """So that a batch ends, and its caller knows which cases to hand in again."""
    batches = _parts().store.batches
    for item in batches.undone(batch_id, first, last):
        error = None if _parts().store.has(item.decision_id) else GIVEN_UP
        batches.done(batch_id, item.number, error, datetime.now(UTC))


@DBOS.workflow(name="rehear")
def rehear(appeal_id: str) -> None:
    _rehear(appeal_id)


@_step("rehear_step")
def _rehear(appeal_id: str) -> None:
    """The case alone is read anew: no verdict, no review, no statement is shown to whoever judges."""
    parts = _parts()
    appeal = parts.store.appeals.get(appeal_id)
    record = parts.store.get(appeal.decision_id) if appeal else None
    if appeal is None or record is None or appeal.status is not AppealStatus.OPEN:
        return  # a person was quicker
    fresh = replace(parts.adjudicator, record=NoDecisionLog())
    try:
        second = fresh.decide(record.case, record.decision.trace.as_of)
    except Exception as error:  # whatever it was, a person decides
        log.warning("appeal not reheard", appeal_id=appeal_id, error=type(error).__name__)
        second = None
    parts.store.appeals.record_second_decision(appeal_id, second)


@DBOS.workflow(name="deliver")
def deliver(message_ids: list[str]) -> None:
    _deliver(message_ids)


@_step("deliver_step")
def _deliver(message_ids: list[str]) -> None:
    deliver_all(_parts(), message_ids)


def _parts() -> Services:
    assert HERE.parts is not None, "workflows run in a service"
    return HERE.parts
