"""Which processes are at work on a record: each holds a lock of PostgreSQL that ends with it, however it ends."""

import secrets
from dataclasses import dataclass, field

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from store.database import Database

TAKE = text("SELECT pg_try_advisory_lock(:key)")  # taken again, it is still one
TAKEN = text(
    "SELECT (classid::bigint << 32) + objid::bigint FROM pg_locks"
    " WHERE locktype = 'advisory' AND objsubid = 1 AND granted"
    " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)


@dataclass
class ProcessRegistry:
    """`name` is a number that no other process has, and the key of its lock. Not for two threads at once."""

    database: Database
    name: str = field(default_factory=lambda: str(secrets.randbits(63)))
    _seen: frozenset[str] = frozenset()
    _connection: Connection | None = None

    @property
    def shared(self) -> bool:
        """Whether others may be at work on the record; one in SQLite is one process's."""
        return self.database.engine.dialect.name != "sqlite"

    def enter(self) -> None:
        """From here on others know of us. Raises StoreError's kin."""
        self._seen = self._living()

    def ended(self, names: frozenset[str]) -> frozenset[str]:
        """Those of the names that are at work no longer, and were not when we last looked: for a connection may be lost
        and come back. Raises StoreError's kin."""
        living = self._living()
        ended = names - living - self._seen
        self._seen = living
        return ended

    def leave(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _living(self) -> frozenset[str]:
        """Ourselves and the others."""
        if not self.shared:
            return frozenset({self.name})
        with self.database.told():
            try:
                return self._ask()
            except DBAPIError:  # the connection was lost, and our lock with it: both are taken anew
                self.leave()
                return self._ask()

    def _ask(self) -> frozenset[str]:
        if self._connection is None:
            self._connection = self.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._connection.detach()  # nobody else's, and closed with us
        self._connection.execute(TAKE, {"key": int(self.name)})
        return frozenset({self.name, *map(str, self._connection.scalars(TAKEN))})
