"""Who can be given a job."""

from datetime import UTC, datetime

from api.problem import ApiError
from api.services import Services
from domain.access import Caller, Scope
from policies.parsing.diagnostics import did_you_mean
from store.audit_reader import AuditFilter, AuditReader


def require_person(services: Services, name: str, caller: Caller) -> None:
    """Raises ApiError for a name that nobody has: nobody would ever get the job."""
    now, keys = datetime.now(UTC), services.store.api_keys.list()
    reviewers = [key.name for key in keys if key.is_active(now) and {Scope.REVIEW, Scope.ADMIN} & {*key.scopes}]
    if name in (caller.name, *reviewers) or _has_signed_in(services, name):
        return
    detail = f'nobody who reviews is called "{name}"{did_you_mean(name, reviewers)}: give the name of a key or person'
    raise ApiError(422, "invalid-request", detail)


def _has_signed_in(services: Services, name: str) -> bool:
    """At the identity provider, which alone knows who is still there."""
    if services.settings.sign_in.issuer is None:
        return False
    signed_in = AuditFilter(action="session.start", subject=name)
    return bool(AuditReader(services.store.database).list(signed_in, limit=1))
