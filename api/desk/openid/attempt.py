"""One attempt to sign in: what the browser keeps while the person is at the provider."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import quote, unquote

from fastapi import Request, Response

COOKIE_PREFIX, COOKIE_PATH = "clausewise_sign_in_", "/desk/sign-in"
LIFETIME_SECONDS = 600  # to type a password and a second factor
STATE_CHARS = 43  # SHA-256 in base64url


@dataclass(frozen=True)
class Attempt:
    """`secret` is in a cookie that scripts cannot read. What the provider sees is made from it and does not tell it, so
    a callback counts only in the browser that began. `next_page` opens afterwards."""

    secret: str
    next_page: str

    @classmethod
    def new(cls, next_page: str) -> "Attempt":
        return cls(secrets.token_urlsafe(32), next_page)

    @classmethod
    def of_callback(cls, request: Request, state: str) -> "Attempt | None":
        """The attempt that this browser began with `state`."""
        secret, _, next_page = request.cookies.get(_cookie_name(state), "").partition(".")
        attempt = cls(secret, unquote(next_page))
        return attempt if secret and hmac.compare_digest(attempt.state.encode(), state.encode()) else None

    @property
    def state(self) -> str:
        return self._derived("state")

    @property
    def nonce(self) -> str:
        return self._derived("nonce")

    @property
    def code_verifier(self) -> str:
        """Of PKCE (RFC 7636)."""
        return self._derived("code verifier")

    def remember(self, response: Response, *, secure: bool) -> None:
        """Lax: the way back from the provider is a link from another site. Each attempt has its own cookie, so that two
        tabs can sign in at once."""
        response.set_cookie(
            _cookie_name(self.state),
            f"{self.secret}.{quote(self.next_page, safe='')}",
            max_age=LIFETIME_SECONDS,
            path=COOKIE_PATH,
            secure=secure,
            httponly=True,
            samesite="lax",
        )

    def _derived(self, purpose: str) -> str:
        digest = hmac.digest(self.secret.encode(), purpose.encode(), hashlib.sha256)
        return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


def forget(response: Response, state: str) -> None:
    response.delete_cookie(_cookie_name(state), path=COOKIE_PATH, httponly=True, samesite="lax")


def _cookie_name(state: str) -> str:
    return COOKIE_PREFIX + hashlib.sha256(state.encode()).hexdigest()[:16]
