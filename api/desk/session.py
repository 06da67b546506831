"""The session of a person at the desk: a cookie that scripts cannot read, and the token that each form repeats."""

import hashlib
import hmac
from dataclasses import dataclass

from fastapi import Request, Response

from api.security import LOCAL_CALLER
from domain.access import Caller
from store.people.sessions import LIFETIME

COOKIE = "clausewise_desk"
CSRF_FIELD, CSRF_HEADER = "csrf", "x-csrf-token"
COOKIE_PATH = "/desk"


@dataclass(frozen=True)
class Person:
    """Who is signed in. `csrf` proves that a form or a script came from one of our pages. `sees_demo`: the service
    serves demo data."""

    caller: Caller
    csrf: str
    sees_demo: bool = False

    @property
    def name(self) -> str:
        return self.caller.name

    @property
    def is_local(self) -> bool:
        return self.caller == LOCAL_CALLER


def csrf_of(token: str) -> str:
    """From the secret in the cookie, so that nothing more is stored."""
    return hashlib.sha256(f"csrf {token}".encode()).hexdigest()


def csrf_matches(given: str, person: Person) -> bool:
    return hmac.compare_digest(given.encode(), person.csrf.encode())


def set_cookie(response: Response, request: Request, token: str, *, secure: bool = False) -> None:
    """Strict: a link from another site opens the sign-in page, and no form of another site carries it. `secure`: the
    browser uses https, though a proxy may not say so."""
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LIFETIME.total_seconds()),
        path=COOKIE_PATH,
        secure=secure or request.url.scheme == "https",
        httponly=True,
        samesite="strict",
    )


def clear_cookie(response: Response) -> None:
    response.delete_cookie(COOKIE, path=COOKIE_PATH, httponly=True, samesite="strict")
