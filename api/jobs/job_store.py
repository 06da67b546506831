"""The state of the work that outlives a process: where it lies, and what of it is finished for long."""

from datetime import datetime

from dbos import DBOSClient

from agent.settings import Settings
from domain.errors import OperationError

FINISHED = ["SUCCESS", "ERROR", "CANCELLED"]
AT_ONCE = 1000


class WorkUnreadable(OperationError):
    """The state of the work cannot be read or changed."""


def place(settings: Settings) -> str:
    """Its URL: beside the record where that is a file, else within it."""
    url = settings.database_url
    return f"sqlite:///{settings.data_dir / 'work.db'}" if url is None or url.startswith("sqlite:") else url


def prune(settings: Settings, before: datetime) -> int:
    """Takes away what was finished before then, and says how many pieces of work. Raises WorkUnreadable."""
    url = place(settings)
    if url.startswith("sqlite:") and not (settings.data_dir / "work.db").exists():
        return 0
    try:
        client = DBOSClient(system_database_url=url, retry_connection_errors=False)
        try:
            return _pruned(client, before)
        finally:
            client.destroy()
    except Exception as error:  # of a library whose database is not ours to know
        raise WorkUnreadable(
            f"the state of finished work cannot be pruned ({type(error).__name__}): the record is pruned; start the "
            "service, which makes and mends its own tables, and prune again"
        ) from error


def _pruned(client: DBOSClient, before: datetime) -> int:
    number, last = 0, before.isoformat()
    while found := client.list_workflows(
        status=FINISHED, completed_before=last, limit=AT_ONCE, load_input=False, load_output=False
    ):
        client.delete_workflows([one.workflow_id for one in found])
        number += len(found)
    return number
