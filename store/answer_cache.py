"""Answers of language models, kept so that the same question is not asked again."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Delete, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from domain.case import Case
from store.database import Database
from store.schema import table
from store.service_schema import CachedAnswerRow

MAX_ANSWER_CHARS = 64_000  # an answer has a few hundred; a longer one is not worth its place
TRIMMING_KEYS = ("0", "8")  # one write in eight removes what is too much, because counting costs milliseconds
DIGESTS_PER_STATEMENT = 500
ROWS = table(CachedAnswerRow)


@dataclass(frozen=True)
class CacheLimits:
    """Without days or entries, nothing is kept and nothing is found."""

    days: int = 30
    entries: int = 100_000

    @property
    def keeps(self) -> bool:
        return self.days > 0 and self.entries > 0


DEFAULT_LIMITS = CacheLimits()


@dataclass(frozen=True)
class CacheSize:
    """`oldest` is None if there are no answers."""

    answers: int
    characters: int
    oldest: datetime | None


def _utc_now() -> datetime:
    return datetime.now(UTC)


def content_digest(case: Case) -> str:
    """The SHA-256 of what an answer can quote. Fields without a value do not count, so that a newer version of
    Clausewise, with more fields, gives an older case the same digest."""
    written = case.model_dump_json(include={"content", "facts"}, exclude_defaults=True)
    return sha256(written.encode()).hexdigest()


@dataclass(frozen=True)
class AnswerCache:
    """`key` is the SHA-256 of a complete question, so that all cases with the same question share an answer."""

    database: Database
    limits: CacheLimits = DEFAULT_LIMITS
    now: Callable[[], datetime] = _utc_now

    def find(self, key: str) -> str | None:
        """None if there is no answer, it is too old, or its row is damaged."""
        if not self.limits.keeps:
            return None
        query = select(ROWS.c.answer, ROWS.c.digest).where(ROWS.c.key == key, ROWS.c.created_at >= self._oldest())
        with self.database.transaction() as session:
            row = session.execute(query).one_or_none()
        return row.answer if row is not None and row.digest == _digest(key, row.answer) else None

    def keep(self, connection: Connection, case: Case, answers: Mapping[str, str]) -> None:
        """Saves answers by key in a transaction that also saves the decision: an erased case then leaves none."""
        now, content = self.now(), content_digest(case)
        rows = [
            {"key": key, "content_digest": content, "answer": text, "digest": _digest(key, text), "created_at": now}
            for key, text in sorted(answers.items())  # in one order, so that two writers do not wait for each other
            if len(text) <= MAX_ANSWER_CHARS
        ]
        if rows and self.limits.keeps:
            connection.execute(_upsert(connection), rows)
            if any(key.startswith(TRIMMING_KEYS) for key in answers):
                self._trim(connection)

    def _trim(self, connection: Connection) -> None:
        newest = select(ROWS.c.created_at).order_by(ROWS.c.created_at.desc())
        last = connection.scalar(newest.offset(self.limits.entries).limit(1))
        connection.execute(_delete_before(self._oldest()))
        if last is not None:
            connection.execute(delete(ROWS).where(ROWS.c.created_at <= last))

    def _oldest(self) -> datetime:
        return self.now() - timedelta(days=self.limits.days)

    def size(self) -> CacheSize:
        counts = select(func.count(), func.sum(func.length(ROWS.c.answer)), func.min(ROWS.c.created_at))
        with self.database.transaction() as session:
            answers, characters, oldest = session.execute(counts).one()
        return CacheSize(answers, characters or 0, oldest)


def prune_answers(connection: Connection, before: datetime) -> int:
    """The number of deleted answers."""
    return connection.execute(_delete_before(before)).rowcount


def erase_answers(connection: Connection, digests: Collection[str]) -> None:
    """Deletes the answers to questions about this content, by its digests."""
    wanted = sorted(digests)
    for start in range(0, len(wanted), DIGESTS_PER_STATEMENT):
        some = wanted[start : start + DIGESTS_PER_STATEMENT]
        connection.execute(delete(ROWS).where(ROWS.c.content_digest.in_(some)))


def _delete_before(day: datetime) -> Delete:
    return delete(ROWS).where(ROWS.c.created_at < day)


def _digest(key: str, answer: str) -> str:
    return sha256(f"{key}\0{answer}".encode(errors="surrogatepass")).hexdigest()


def _upsert(connection: Connection) -> Any:
    """Another process may save the same answer at the same time; a damaged row is replaced."""
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    statement = dialect.insert(ROWS)
    columns = ("content_digest", "answer", "digest", "created_at")
    replaced = {name: statement.excluded[name] for name in columns}
    return statement.on_conflict_do_update(index_elements=["key"], set_=replaced)
