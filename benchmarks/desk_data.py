"""A store with 100,000 decisions and jobs, copied by SQL from the decided example cases, and the keys of its people."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from agent.open_stores import open_decision_store
from agent.queue_settings import QueueOptions
from agent.settings import read_settings
from api.services import open_services
from cli.demo import QUEUES, decide_examples
from domain.access import Role, Scope
from store.listing.recount import recount

POSTS_PER_CREATOR, MINUTES_BETWEEN = 3, 18  # 100,000 decisions in 104 days, as in stored_decisions.py
NEW_ID = "{name} || '-' || n"
NEW_TIME = f"strftime('%Y-%m-%d %H:%M:%f000', {{name}}, (-n * {MINUTES_BETWEEN}) || ' minutes')"
NEW_CREATOR = f"creator_id || '-' || (n / {POSTS_PER_CREATOR})"
NEW_VALUES = {
    **dict.fromkeys(("decision_id", "case_id", "job_id", "group_id", "message_id", "digest"), NEW_ID),
    **dict.fromkeys(("decided_at", "created_at", "due_at", "at", "not_before"), NEW_TIME),
    "creator_id": NEW_CREATOR,
    "decision": "replace(decision, decision_id, decision_id || '-' || n)",
    "case": f"json_set(\"case\", '$.id', case_id || '-' || n, '$.creator_id', {NEW_CREATOR})",
    "number": "number + n * (SELECT max(number) FROM kept_states)",
}
TABLES = (
    *("decisions", "violated_clauses", "decision_states", "current_violations"),
    *("candidate_clauses", "search_words"),
    *("outbox", "violations", "copies", "jobs", "job_events"),
)


def fill(home: Path, decisions: int) -> None:
    """The examples are decided; then each is copied with its letter, job and words until there are so many."""
    settings = read_settings(data_dir=home).model_copy(update={"queues": QueueOptions(rules=QUEUES)})
    services = open_services(settings, "local")
    made, _ = decide_examples(services)
    services.close()
    with closing(sqlite3.connect(home / "clausewise.db")) as connection, connection:
        connection.execute("CREATE TEMP TABLE copies_made (n INTEGER)")
        connection.execute("CREATE TEMP TABLE kept_states AS SELECT number FROM decision_states")
        numbers = ((n,) for n in range(1, decisions // made))
        connection.executemany("INSERT INTO copies_made VALUES (?)", numbers)
        for table in TABLES:
            _copy_rows(connection, table)
        connection.execute("ANALYZE")
    with open_decision_store(settings) as store, store.database.engine.begin() as counted:
        recount(counted)


def _copy_rows(connection: sqlite3.Connection, table: str) -> None:
    """New ids everywhere; the numbers of events are given by the database."""
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    if table == "job_events":
        names.remove("number")
    columns = ", ".join(f'"{name}"' for name in names)
    values = ", ".join(NEW_VALUES.get(name, '"{name}"').format(name=name) for name in names)
    connection.execute(f"CREATE TEMP TABLE kept AS SELECT * FROM {table}")
    connection.execute(f"INSERT INTO {table} ({columns}) SELECT {values} FROM kept, copies_made")
    connection.execute("DROP TABLE kept")


def new_keys(home: Path, *names: str) -> list[str]:
    """Of moderators who may also send cases."""
    with open_decision_store(read_settings(data_dir=home)) as store, store.database.transaction() as session:
        scopes, now = (*Role.MODERATOR.scopes, Scope.DECIDE), datetime.now(UTC)
        return [store.api_keys.create(session, name, scopes, now)[0] for name in names]
