"""The database of background jobs: its location, and pruning of finished jobs."""

from datetime import datetime

from dbos import DBOSClient

from agent.settings import Settings
from domain.errors import OperationError

FINISHED = ["SUCCESS", "ERROR", "CANCELLED"]
PAGE_SIZE = 1000
SQLITE_FILE = "work.db"


class JobStoreError(OperationError):
    """The database of background jobs cannot be read or changed."""


def job_store_url(settings: Settings) -> str:
    """A file beside the SQLite decision log, or the PostgreSQL database of the decision log."""
    url = settings.database_url
    return f"sqlite:///{settings.data_dir / SQLITE_FILE}" if url is None or url.startswith("sqlite:") else url


def prune_jobs(settings: Settings, before: datetime) -> int:
    """Deletes the jobs that finished before this time and returns their number. Raises JobStoreError."""
    url = job_store_url(settings)
    if url.startswith("sqlite:") and not (settings.data_dir / SQLITE_FILE).exists():
        return 0
    try:
        client = DBOSClient(system_database_url=url, retry_connection_errors=False)
        try:
            return _delete_finished(client, before)
        finally:
            client.destroy()
    except Exception as error:  # DBOS raises the errors of its database drivers
        raise JobStoreError(
            f"finished jobs cannot be pruned ({type(error).__name__}), the decision log was pruned: start the service, "
            "which creates and migrates the tables of its jobs, and prune again"
        ) from error


def _delete_finished(client: DBOSClient, before: datetime) -> int:
    deleted, completed_before = 0, before.isoformat()
    while jobs := client.list_workflows(
        status=FINISHED, completed_before=completed_before, limit=PAGE_SIZE, load_input=False, load_output=False
    ):
        client.delete_workflows([job.workflow_id for job in jobs])
        deleted += len(jobs)
    return deleted
