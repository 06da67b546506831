"""API callers, their keys and scopes."""

from datetime import datetime
from enum import StrEnum

from domain.base import FrozenModel


class Scope(StrEnum):
    """What an API key permits: `decide` cases and acknowledge messages, `read` decisions and policies, `review`
    decisions, read `metrics` (no personal data), or everything (`admin`)."""

    DECIDE = "decide"
    READ = "read"
    REVIEW = "review"
    METRICS = "metrics"
    ADMIN = "admin"


class Caller(FrozenModel):
    """An authenticated caller of the API."""

    key_id: str
    name: str
    scopes: tuple[Scope, ...]

    def has_scope(self, scope: Scope) -> bool:
        return scope in self.scopes or Scope.ADMIN in self.scopes


class ApiKey(FrozenModel):
    """An API key without its secret. Times are UTC; `expires_at` None: it never expires."""

    key_id: str
    name: str
    scopes: tuple[Scope, ...]
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None

    def is_active(self, now: datetime) -> bool:
        return self.revoked_at is None and (self.expires_at is None or now < self.expires_at)
