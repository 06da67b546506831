"""The processes that work on a store: the identity of each, and whether it still runs."""

import os
import secrets
import socket
from dataclasses import dataclass, field
from uuid import uuid4

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from store.database import Database

_INSTANCE_ID = uuid4().hex
TAKE_LOCK = text("SELECT pg_try_advisory_lock(:key)")  # taking it again changes nothing
LOCK_HOLDERS = text(
    "SELECT (classid::bigint << 32) + objid::bigint FROM pg_locks"
    " WHERE locktype = 'advisory' AND objsubid = 1 AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@dataclass(frozen=True)
class ProcessIdentity:
    """`instance_id` tells apart processes of one host with the same pid, as after the restart of a container."""

    host: str
    pid: int
    instance_id: str

    def has_exited(self) -> bool:
        """False for a process of another host: it cannot be checked from here."""
        current = this_process()
        if self.host != current.host:
            return False
        if self.pid == current.pid:
            return self.instance_id != current.instance_id
        return not _is_running(self.pid)


def this_process() -> ProcessIdentity:
    return ProcessIdentity(host=socket.gethostname(), pid=os.getpid(), instance_id=_INSTANCE_ID)


def _is_running(pid: int) -> bool:
    if os.name == "nt":
        return True  # on Windows, signal 0 is Ctrl-C
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


@dataclass
class ProcessRegistry:
    """Registers this process by an advisory lock of PostgreSQL, which ends with the process in any case. `name` is the
    unique number that is the key of the lock. Not thread-safe."""

    database: Database
    name: str = field(default_factory=lambda: str(secrets.randbits(63)))
    _last_running: frozenset[str] = frozenset()
    _connection: Connection | None = None

    @property
    def shared(self) -> bool:
        """Whether other processes may work on the store; only one works on SQLite."""
        return self.database.engine.dialect.name != "sqlite"

    def register(self) -> None:
        """Makes this process visible to others. Raises a StoreError."""
        self._last_running = self._running()

    def exited(self, names: frozenset[str]) -> frozenset[str]:
        """The names that run neither now nor at the last call: a process may lose its connection and return. Raises a
        StoreError."""
        running = self._running()
        exited = names - running - self._last_running
        self._last_running = running
        return exited

    def unregister(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _running(self) -> frozenset[str]:
        """The names of all running processes, this one included."""
        if not self.shared:
            return frozenset({self.name})
        with self.database.translate_errors():
            try:
                return self._query()
            except DBAPIError:  # the connection is lost, and the lock with it
                self.unregister()
                return self._query()

    def _query(self) -> frozenset[str]:
        if self._connection is None:
            self._connection = self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._connection.detach()  # not returned to the pool when closed
        self._connection.execute(TAKE_LOCK, {"key": int(self.name)})
        return frozenset({self.name, *map(str, self._connection.scalars(LOCK_HOLDERS))})
