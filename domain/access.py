"""API callers, their keys, roles and scopes."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from domain.base import FrozenModel


class Scope(StrEnum):
    """What a caller may do: `decide` cases and acknowledge messages, `read` decisions and policies, `review` decisions,
    `lead` (queues, assignments, the golden set), `policy` (drafts and publishing), `audit` (the audit log),
    `insights` (how the ecosystem does), read `metrics` (no personal data), or everything (`admin`)."""

    DECIDE = "decide"
    READ = "read"
    REVIEW = "review"
    LEAD = "lead"
    POLICY = "policy"
    AUDIT = "audit"
    INSIGHTS = "insights"
    METRICS = "metrics"
    ADMIN = "admin"


class Role(StrEnum):
    """What a person does at the desk; each is a set of scopes."""

    MODERATOR = "moderator"
    LEAD = "lead"
    POLICY_OWNER = "policy_owner"
    AUDITOR = "auditor"
    ADMIN = "admin"

    @property
    def scopes(self) -> tuple[Scope, ...]:
        return SCOPES_OF_ROLES[self]


SCOPES_OF_ROLES: Mapping[Role, tuple[Scope, ...]] = {
    Role.MODERATOR: (Scope.READ, Scope.REVIEW),
    Role.LEAD: (Scope.READ, Scope.REVIEW, Scope.LEAD, Scope.INSIGHTS, Scope.METRICS),
    Role.POLICY_OWNER: (Scope.READ, Scope.POLICY, Scope.INSIGHTS),
    Role.AUDITOR: (Scope.READ, Scope.AUDIT),
    Role.ADMIN: (Scope.ADMIN,),
}


class Caller(FrozenModel):
    """An authenticated caller of the API: a program, or a person. `name` is the reviewer of their reviews."""

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
