"""Idempotency keys: a request that is repeated with its key gets the first result."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.database import Database
from store.errors import IdempotencyKeyReused, IdempotencyKeyTaken
from store.service_schema import IdempotencyKeyRow


@dataclass(frozen=True)
class IdempotencyKeys:
    """A key belongs to one caller. `resource_id` is the id of the decision or batch that the request created;
    `request_digest` is the SHA-256 of its body."""

    database: Database

    def find(self, caller_id: str, key: str, request_digest: str) -> str | None:
        """The resource id of the first use. Raises IdempotencyKeyReused if that had another body."""
        with self.database.transaction() as session:
            row = session.get(IdempotencyKeyRow, (caller_id, key))
            if row is not None and row.request_digest != request_digest:
                raise IdempotencyKeyReused(
                    f'the idempotency key "{key}" was used for another body: use a new key for another request'
                )
            return row.resource_id if row else None

    def add(
        self, session: Session, caller_id: str, key: str, request_digest: str, resource_id: str, now: datetime
    ) -> None:
        """Raises IdempotencyKeyTaken."""
        values = {"caller_id": caller_id, "key": key, "request_digest": request_digest, "resource_id": resource_id}
        session.add(IdempotencyKeyRow(**values, created_at=now))
        try:
            session.flush()
        except IntegrityError as error:
            raise IdempotencyKeyTaken(f'the idempotency key "{key}" was used before') from error

    def replace(
        self, session: Session, caller_id: str, key: str, old_resource_id: str, resource_id: str, now: datetime
    ) -> None:
        """For a resource that was deleted and created again. Raises IdempotencyKeyTaken if another request did so."""
        row = (IdempotencyKeyRow.caller_id == caller_id, IdempotencyKeyRow.key == key)
        replaced = (
            update(IdempotencyKeyRow)
            .where(*row, IdempotencyKeyRow.resource_id == old_resource_id)
            .values(resource_id=resource_id, created_at=now)
            .returning(IdempotencyKeyRow.key)
        )
        if session.scalar(replaced) is None:
            raise IdempotencyKeyTaken(f'another request with the idempotency key "{key}" was first')

    def claim(self, caller_id: str, key: str, request_digest: str, resource_id: str, now: datetime) -> str:
        """`resource_id` if the key is new, else that of its first use. Raises IdempotencyKeyReused."""
        try:
            with self.database.write_transaction() as session:
                self.add(session, caller_id, key, request_digest, resource_id, now)
        except IdempotencyKeyTaken:
            return self.find(caller_id, key, request_digest) or resource_id
        return resource_id
