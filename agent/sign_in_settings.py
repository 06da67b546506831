"""The settings of signing in at the desk by OpenID Connect."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field, SecretStr, field_validator, model_validator

from domain.access import Role
from domain.base import FrozenModel

LOOPBACK_HOSTS = ("localhost", "127.0.0.1", "::1")
NEEDED = ("client_id", "desk_url", "roles")
PREFIX = "CLAUSEWISE_SIGN_IN__"


def is_protected(url: str) -> bool:
    """Whether nobody on the way can read what is sent: https, or this machine."""
    parts = urlsplit(url)
    on_this_machine = parts.scheme == "http" and parts.hostname in LOOPBACK_HOSTS
    return bool(parts.hostname) and (parts.scheme == "https" or on_this_machine)


def _check_url(url: str) -> str:
    try:
        parts = urlsplit(url)
        usable = is_protected(url) and parts.port != 0
    except ValueError:
        usable = False
    if not usable or parts.query or parts.fragment or parts.username is not None or not url.isprintable():
        raise ValueError("write https://host without a name, a query or a fragment (http only on this machine)")
    return url


Address = Annotated[str, AfterValidator(_check_url)]


class SignInOptions(FrozenModel):
    """People sign in at a provider if `issuer` is set; API keys stay valid beside it."""

    issuer: Address | None = Field(
        default=None,
        description="The OpenID Connect provider at which people sign in, such as `https://login.example.com/realms/"
        "safety`. Without it, they sign in with keys only. Needs the extra `oidc`.",
    )
    provider_name: str = Field(
        default="your organisation", min_length=1, max_length=60, description="What the button to sign in calls it."
    )
    client_id: str | None = Field(default=None, min_length=1, description="The client that the provider knows us by.")
    client_secret: SecretStr | None = Field(
        default=None, description="The secret of that client. Without it, the client is a public one with PKCE alone."
    )
    desk_url: Address | None = Field(
        default=None,
        description="The address of this service in a browser, such as `https://desk.example.com`. The provider has to "
        "allow the redirect to `{desk_url}/desk/sign-in/callback`.",
    )
    scopes: tuple[str, ...] = Field(
        default=("openid", "email", "profile"), description="A JSON list of what is asked of the provider."
    )
    name_claim: str = Field(
        default="email",
        min_length=1,
        description="The claim that names a person in reviews: one that the provider keeps unique and that people "
        "cannot choose for themselves.",
    )
    roles_claim: str = Field(
        default="groups",
        min_length=1,
        description="The claim with the groups or roles of a person; `realm_access.roles` is a claim within a claim.",
    )
    roles: Mapping[str, Role] = Field(
        default={},
        description='A JSON object from a group to what its people are here, such as `{"trust-and-safety": '
        '"moderator"}`: `moderator`, `lead`, `policy_owner`, `auditor` or `admin`. Who is in several groups has all '
        "their scopes; who is in none may not sign in.",
    )
    allowed_hosts: frozenset[str] = Field(
        default=frozenset(),
        description="A JSON list of further hosts at which the provider may have its endpoints. That of the issuer is "
        "always one.",
    )
    provider_timeout_seconds: float = Field(
        default=10.0, gt=0, le=60, description="The longest time that the provider may take for one sign-in."
    )
    clock_skew_seconds: int = Field(
        default=60, ge=0, le=600, description="By how much the clock of the provider may differ from ours."
    )

    @property
    def callback_url(self) -> str:
        return f"{self.desk_url or ''}/desk/sign-in/callback"

    @field_validator("desk_url")
    @classmethod
    def _check_base(cls, url: str | None) -> str | None:
        if url is not None and urlsplit(url).path not in ("", "/"):
            raise ValueError("the desk is served at /desk of its host: leave the path out")
        return url.removesuffix("/") if url else url

    @field_validator("scopes")
    @classmethod
    def _check_scopes(cls, scopes: tuple[str, ...]) -> tuple[str, ...]:
        if "openid" not in scopes:
            raise ValueError("the list needs `openid`: without it the provider does not say who signed in")
        return scopes

    @model_validator(mode="after")
    def _check_complete(self) -> "SignInOptions":
        missing = [name for name in NEEDED if not getattr(self, name)]
        if self.issuer is not None and missing:
            names = " and ".join(f"{PREFIX}{name.upper()}" for name in missing)
            raise ValueError(f"signing in by OpenID Connect needs more: set {names}")
        return self
