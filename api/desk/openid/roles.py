"""Who a person is here, from what the provider says about them."""

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from agent.sign_in_settings import SignInOptions
from api.desk.openid.errors import RoleMissing, SignInRefused
from domain.access import Scope
from domain.people import SignedInPerson

SUBJECT_PREFIX = "oidc:"  # no key and no local user has such an id
UNVERIFIED = "the provider has not verified your e-mail address: verify it there, then sign in again"


def claim_of(claims: Mapping[str, Any], name: str) -> Any:
    """By its whole name, or else by its path; None if there is none."""
    if name in claims:
        return claims[name]
    first, _, rest = name.partition(".")
    inner = claims.get(first)
    return claim_of(inner, rest) if rest and isinstance(inner, dict) else None


def person_of(claims: Mapping[str, Any], options: SignInOptions) -> SignedInPerson:
    """Raises RoleMissing, and SignInRefused without a usable name."""
    name = claim_of(claims, options.name_claim)
    if options.name_claim == "email" and claims.get("email_verified") is False:
        raise SignInRefused(UNVERIFIED)
    if not isinstance(name, str) or not name.strip():
        raise SignInRefused(_nameless(options))
    scopes = _scopes(claims, options)
    if Scope.READ not in scopes and Scope.ADMIN not in scopes:
        raise RoleMissing(
            f"{options.provider_name} knows you as {name.strip()[:200]}, and none of your groups has a role here: ask "
            "your operator for one, or sign out there to use another account"
        )
    try:
        return SignedInPerson(subject=f"{SUBJECT_PREFIX}{claims['sub']}", name=name.strip(), scopes=scopes)
    except ValidationError as error:
        raise SignInRefused(_nameless(options)) from error


def _nameless(options: SignInOptions) -> str:
    return (
        f"the provider gives no usable name for you (the claim {options.name_claim}): ask your operator to check "
        "CLAUSEWISE_SIGN_IN__NAME_CLAIM and CLAUSEWISE_SIGN_IN__SCOPES"
    )


def _scopes(claims: Mapping[str, Any], options: SignInOptions) -> tuple[Scope, ...]:
    """Of all roles of the person, in the order of the scopes."""
    found = claim_of(claims, options.roles_claim)
    groups = found if isinstance(found, list) else [found]
    roles = [options.roles[group] for group in groups if isinstance(group, str) and group in options.roles]
    return tuple(scope for scope in Scope if any(scope in role.scopes for role in roles))
