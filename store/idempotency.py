"""Requests that carry a key of their own, so that the same one asked twice is decided once."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from store.database import Database
from store.errors import RequestConflict, RequestTaken
from store.service_schema import IdempotencyKeyRow


@dataclass(frozen=True)
class IdempotencyKeys:
    database: Database

    def find(self, caller: str, key: str, digest: str) -> str | None:
        """The id of the decision, or of the batch, that this caller's key was first used for. Raises RequestConflict
        where that was another body (`digest`)."""
        with self.database.transaction() as session:
            row = session.get(IdempotencyKeyRow, (caller, key))
            if row is not None and row.digest != digest:
                raise RequestConflict(
                    f'the idempotency key "{key}" was used for another body: use a new key for another request'
                )
            return row.decision_id if row else None

    def enter(self, session: Session, caller: str, key: str, digest: str, made: str, now: datetime) -> None:
        """`made` is the id of what is made for it. Raises RequestTaken."""
        session.add(IdempotencyKeyRow(caller=caller, key=key, digest=digest, decision_id=made, made_at=now))
        try:
            session.flush()
        except IntegrityError as error:
            raise RequestTaken(f'the idempotency key "{key}" was used before') from error

    def replace(self, session: Session, caller: str, key: str, old: str, made: str, now: datetime) -> None:
        """What was made for it is gone, and made again. Raises RequestTaken where another was quicker."""
        mine = (IdempotencyKeyRow.caller == caller, IdempotencyKeyRow.key == key, IdempotencyKeyRow.decision_id == old)
        query = (
            update(IdempotencyKeyRow)
            .where(*mine)
            .values(decision_id=made, made_at=now)
            .returning(IdempotencyKeyRow.key)
        )
        if session.scalar(query) is None:
            raise RequestTaken(f'what the idempotency key "{key}" stands for was made again meanwhile')

    def claim(self, caller: str, key: str, digest: str, made: str, now: datetime) -> str:
        """`made` where the key is new, else what it was first used for. Raises RequestConflict."""
        try:
            with self.database.writing() as session:
                self.enter(session, caller, key, digest, made, now)
        except RequestTaken:
            return self.find(caller, key, digest) or made
        return made
