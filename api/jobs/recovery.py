"""Recovers the jobs of processes that have exited.

The only file that uses a private function of DBOS. The public `DBOS.resume_workflows` also restarts jobs that another
process has just recovered, and resets the count of attempts that stops a job which crashes its process."""

import structlog
from dbos import DBOS

from store.processes import ProcessRegistry

log = structlog.get_logger("clausewise.jobs")


def recover_jobs(processes: ProcessRegistry) -> None:
    """Moves the jobs of exited processes back to their queues. Runs at start-up, and periodically where processes share
    a database."""
    exited = processes.exited(_owners())
    if exited:
        recovered = DBOS._recover_pending_workflows(sorted(exited))
        log.info("jobs recovered", processes=sorted(exited), jobs=[job.workflow_id for job in recovered])


def _owners() -> frozenset[str]:
    """The processes that own unfinished jobs, whether they run or not."""
    version = DBOS.application_version
    pending = DBOS.list_workflows(status="PENDING", app_version=version, load_input=False, load_output=False)
    return frozenset(str(job.executor_id) for job in pending)
