"""Who calls the service, and what they may do."""

from datetime import datetime
from enum import StrEnum

from domain.base import FrozenModel


class Scope(StrEnum):
    """`decide` cases and hand on messages, `read` the record and the law, `review` decisions, read the service's
    `metrics`, which tell nothing of anybody, or everything."""

    DECIDE = "decide"
    READ = "read"
    REVIEW = "review"
    METRICS = "metrics"
    ADMIN = "admin"


class Caller(FrozenModel):
    key_id: str
    name: str
    scopes: tuple[Scope, ...]

    def may(self, scope: Scope) -> bool:
        return scope in self.scopes or Scope.ADMIN in self.scopes


class Key(FrozenModel):
    """A key as it can be listed: never the secret."""

    key_id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def is_active(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
