"""Requests that carry a key of their own, so that the same one asked twice is decided once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from store.database import Database
from store.errors import RequestConflict
from store.service_schema import RequestRow


@dataclass(frozen=True)
class Requests:
    database: Database

    def claim(self, caller: str, key: str, digest: str, decision_id: str, now: datetime) -> str:
        """The id of the decision, or of the batch, for this caller's key: `decision_id` where the key is new, else the
        one it was first used for. Raises RequestConflict where it was used for another body (`digest`)."""
        row = RequestRow(caller=caller, key=key, digest=digest, decision_id=decision_id, made_at=now)
        try:
            with self.database.writing() as session:
                session.add(row)
        except IntegrityError:
            return self._claimed(caller, key, digest)
        return decision_id

    def _claimed(self, caller: str, key: str, digest: str) -> str:
        with self.database.transaction() as session:
            row = session.get_one(RequestRow, (caller, key))
            if row.digest != digest:
                raise RequestConflict(
                    f'the idempotency key "{key}" was used for another body: use a new key for another request'
                )
            return row.decision_id
