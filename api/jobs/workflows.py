"""The background jobs of one service as DBOS workflows. A step may run twice: the ids of what it stores are fixed
beforehand, so the second run changes nothing."""

import hashlib
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from threading import Event

import structlog
from dbos import DBOS, DBOSConfig, SetEnqueueOptions, SetWorkflowID, StepOptions
from dbos import error as dbos_errors

from api.jobs.alerts import AlertPush
from api.jobs.audit_head import HeadPush
from api.jobs.batch_decision import give_up_chunk
from api.jobs.dispatch import Dispatcher
from api.jobs.job_store import job_store_url
from api.jobs.media_bank import BankPush
from api.jobs.periodic import PeriodicTask
from api.jobs.recovery import recover_jobs
from api.jobs.statements import StatementPush
from api.jobs.traced_jobs import traced_appeal, traced_chunk, traced_delivery
from api.services import Services
from store.processes import ProcessRegistry

CASE_QUEUE, MESSAGE_QUEUE = "clausewise-cases", "clausewise-letters"
WORKFLOW_VERSION = "1"  # DBOS leaves the jobs of other versions alone
INCOMPLETE_BATCH_AGE = timedelta(hours=1)  # older batches that are incomplete never complete
MAX_ATTEMPTS = 30  # of a step, with growing pauses of up to an hour: it survives an outage of most of a day
MESSAGE_WORKERS = 2
BANK_SECONDS = 6 * 3_600
log = structlog.get_logger("clausewise.jobs")


@dataclass(frozen=True)
class JobIntervals:
    """How often the queues are polled, due messages are dispatched, jobs of exited processes are recovered (where
    processes share a database), and stored work without a job is enqueued."""

    poll_seconds: float = 0.25
    dispatch_seconds: float = 0.25
    recovery_seconds: float = 5.0
    sweep_seconds: float = 60.0


DEFAULT_INTERVALS = JobIntervals()


class Workflows:
    """DBOS keeps one instance per process, and so one service per process runs jobs."""

    def __init__(self, services: Services, intervals: JobIntervals) -> None:
        self._services, self._intervals = services, intervals
        self._processes = ProcessRegistry(services.store.database)
        self._stopping = Event()
        self._tasks = self._periodic_tasks()
        self._register()

    def _register(self) -> None:
        """The names are stored with each job: under another name, stored jobs would not be found."""

        @DBOS.workflow(name="decide_chunk")
        def decide(batch_id: str, first: int, last: int) -> None:
            self._run_chunk(batch_id, first, last)

        @DBOS.workflow(name="rehear")
        def re_review(appeal_id: str) -> None:
            DBOS.run_step(_retried("rehear_step"), traced_appeal, self._services, appeal_id)

        @DBOS.workflow(name="deliver")
        def deliver(message_ids: list[str]) -> None:
            DBOS.run_step(_retried("deliver_step"), traced_delivery, self._services, message_ids)

        self._decide, self._re_review, self._deliver = decide, re_review, deliver

    def _periodic_tasks(self) -> tuple[PeriodicTask, ...]:
        intervals, messages = self._intervals, self._services.settings.messages
        tasks = [PeriodicTask("sweep", intervals.sweep_seconds, self._sweep)]
        tasks.append(PeriodicTask("media bank", BANK_SECONDS, BankPush(self._services.store).push))
        if self._processes.shared:
            tasks.append(PeriodicTask("recovery", intervals.recovery_seconds, self._recover))
        if messages.webhook_url is not None:
            dispatcher = Dispatcher(self._services.store.outbox, messages, self.enqueue_delivery)
            dispatch = partial(_dispatch, dispatcher)
            tasks.append(PeriodicTask("dispatcher", intervals.dispatch_seconds, dispatch))
        audit = self._services.settings.audit
        if audit.head_file is not None or audit.head_url is not None:
            heads = HeadPush(self._services.store.audit, self._services.settings)
            tasks.append(PeriodicTask("audit head", 60 * audit.head_interval_minutes, heads.push, at_start=True))
        insights = self._services.settings.insights
        if insights.alert_url is not None:
            alerts = AlertPush(self._services.settings)
            tasks.append(PeriodicTask("alerts", 60 * insights.alert_interval_minutes, alerts.push, at_start=True))
        minutes = self._services.settings.statements.interval_minutes
        if minutes is not None:
            push = StatementPush(self._services).push
            tasks.append(PeriodicTask("statements", 60 * minutes, push, at_start=True))
        return tuple(tasks)

    def start(self) -> None:
        """Starts the workers and recovers the jobs of processes that have exited."""
        self._processes.register()  # before this process owns any job
        DBOS(config=self._config())
        logger = logging.getLogger("dbos")  # it logs messages and tracebacks: let api/logs.py redact them
        logger.handlers.clear()
        logger.propagate = True
        DBOS.launch()
        workers, poll_seconds = self._services.settings.service.batch_workers, self._intervals.poll_seconds
        DBOS.register_queue(CASE_QUEUE, worker_concurrency=workers, polling_interval_sec=poll_seconds)
        DBOS.register_queue(MESSAGE_QUEUE, worker_concurrency=MESSAGE_WORKERS, polling_interval_sec=poll_seconds)
        self._recover()
        self.enqueue_open()
        for task in self._tasks:
            task.start()

    def _config(self) -> DBOSConfig:
        url = job_store_url(self._services.settings)
        return DBOSConfig(
            name="clausewise",
            system_database_url=url,
            application_version=WORKFLOW_VERSION,
            executor_id=self._processes.name,
            log_level="WARNING",
            use_listen_notify=not url.startswith("sqlite:"),
            notification_listener_polling_interval_sec=self._intervals.poll_seconds,  # how soon it notices a stop
        )

    def stop(self) -> None:
        """Each worker stops after its current case and puts the rest of its chunk back into the queue."""
        for task in self._tasks:
            task.stop()
        self._stopping.set()
        drain_seconds = self._services.settings.service.drain_seconds
        DBOS.destroy(destroy_registry=True, workflow_completion_timeout_sec=drain_seconds)
        self._processes.unregister()

    def _recover(self) -> None:
        recover_jobs(self._processes)

    def _sweep(self) -> None:
        self._services.store.batch_intake.discard_abandoned(datetime.now(UTC) - INCOMPLETE_BATCH_AGE)
        self.enqueue_open()

    def enqueue_open(self) -> None:
        """Enqueues stored work whose process failed before all of it was in the queue."""
        for batch_id, total in self._services.store.batches.list_open():
            self.enqueue_batch(batch_id, total)
        for appeal_id in self._services.store.appeals.open_ids():
            self.enqueue_appeal(appeal_id)

    def enqueue_batch(self, batch_id: str, total: int) -> None:
        """Enqueued twice, each chunk is still one workflow."""
        size = self._services.settings.service.batch_chunk_cases
        for first in range(0, total, size):
            with SetWorkflowID(f"{batch_id}:{first}"):
                DBOS.enqueue_workflow(CASE_QUEUE, self._decide, batch_id, first, min(first + size, total))

    def enqueue_appeal(self, appeal_id: str, undone_review: str = "") -> None:
        """`undone_review`: the review that had closed the appeal, whose workflow may have ended without a decision."""
        with SetWorkflowID(f"{appeal_id}:{undone_review}" if undone_review else appeal_id):
            DBOS.enqueue_workflow(CASE_QUEUE, self._re_review, appeal_id)

    def enqueue_delivery(self, creator_id: str, message_ids: list[str]) -> None:
        """At most one delivery per creator at a time; messages that become due meanwhile are in the next."""
        try:
            with SetEnqueueOptions(deduplication_id=hashlib.sha256(creator_id.encode()).hexdigest()):
                DBOS.enqueue_workflow(MESSAGE_QUEUE, self._deliver, message_ids)
        except dbos_errors.DBOSQueueDeduplicatedError:
            log.debug("delivery in progress", messages=message_ids)

    def _run_chunk(self, batch_id: str, first: int, last: int) -> None:
        """When the service stops, the rest of the chunk goes back into the queue for any process."""
        try:
            next_number = DBOS.run_step(
                _retried("decide_chunk_step"),
                traced_chunk,
                self._services,
                batch_id,
                first,
                last,
                self._stopping.is_set,
            )
        except dbos_errors.DBOSMaxStepRetriesExceeded:
            DBOS.run_step(_retried("give_up_step"), give_up_chunk, self._services.store, batch_id, first, last)
            return
        if next_number is not None:
            DBOS.enqueue_workflow(CASE_QUEUE, self._decide, batch_id, next_number, last)


def _dispatch(dispatcher: Dispatcher) -> None:
    dispatcher.dispatch(datetime.now(UTC))


def _retried(name: str) -> StepOptions:
    """Retries after any failure, because DBOS never restarts a failed workflow."""
    return StepOptions(name=name, retries_allowed=True, interval_seconds=1, max_attempts=MAX_ATTEMPTS)
