"""The OpenID Connect provider: where people are sent, and who comes back (authorization code flow with PKCE)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

import structlog

from agent.sign_in_settings import PREFIX, SignInOptions, is_protected
from api.desk.openid.attempt import Attempt
from api.desk.openid.errors import OidcMissing, ProviderFailed, SignInRefused
from api.desk.openid.id_token import verified_claims
from api.desk.openid.requests import Answer, Requests
from api.desk.openid.roles import claim_of, person_of
from domain.people import SignedInPerson

FORM_HEADERS = {"content-type": "application/x-www-form-urlencoded"}
USED_CODE = "the provider did not accept this sign-in, which may be too old or used before: sign in again"
log = structlog.get_logger("clausewise.desk")


@dataclass(frozen=True)
class Provider:
    """Asks for endpoints and keys at each sign-in, so that a changed key or a provider that is back counts at once."""

    options: SignInOptions

    @property
    def issuer(self) -> str:
        return self.options.issuer or ""

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach the desk by https."""
        return self.options.callback_url.startswith("https:")

    @classmethod
    def configured(cls, options: SignInOptions, find: Callable[[str], object] = find_spec) -> "Provider | None":
        """None without an issuer. Raises OidcMissing if `find` does not find the libraries."""
        if options.issuer is None:
            return None
        if find("authlib") is None or find("joserfc") is None:
            raise OidcMissing(f"{PREFIX}ISSUER needs libraries that are not installed: pip install 'clausewise[oidc]'")
        return cls(options)

    def address_for(self, attempt: Attempt) -> str:
        """Where the browser goes to sign in. Raises ProviderFailed."""
        from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
        from authlib.oauth2.rfc7636 import create_s256_code_challenge

        metadata = self.metadata(self._requests())
        address: str = prepare_grant_uri(
            self._endpoint(metadata, "authorization_endpoint"),
            self.options.client_id,
            "code",
            redirect_uri=self.options.callback_url,
            scope=" ".join(self.options.scopes),
            state=attempt.state,
            nonce=attempt.nonce,
            code_challenge=create_s256_code_challenge(attempt.code_verifier),
            code_challenge_method="S256",
        )
        return address

    def key_count(self) -> int:
        """Raises ProviderFailed."""
        requests = self._requests()
        keys = requests.get(self._endpoint(self.metadata(requests), "jwks_uri")).get("keys")
        if not isinstance(keys, list) or not keys:
            raise ProviderFailed("the provider publishes no keys: no sign-in can be checked")
        return len(keys)

    def person(self, attempt: Attempt, code: str) -> SignedInPerson:
        """Redeems the code. Raises ProviderFailed, SignInRefused, RoleMissing."""
        requests = self._requests()
        metadata = self.metadata(requests)
        tokens = self._redeem(requests, metadata, attempt, code)
        id_token, access_token = tokens.get("id_token"), tokens.get("access_token")
        if not isinstance(id_token, str):
            raise ProviderFailed(f"the provider gave no ID token: check {PREFIX}SCOPES and the client at the provider")
        keys = requests.get(self._endpoint(metadata, "jwks_uri"))
        access_token = access_token if isinstance(access_token, str) else None
        claims = verified_claims(id_token, keys, self.options, attempt.nonce, access_token)
        return person_of(self._with_user_info(requests, metadata, claims, access_token), self.options)

    def metadata(self, requests: Requests) -> Mapping[str, Any]:
        """Of the provider (OpenID Connect Discovery 1.0). Raises ProviderFailed."""
        metadata = requests.get(f"{self.issuer.removesuffix('/')}/.well-known/openid-configuration")
        if metadata.get("issuer") != self.issuer:
            raise ProviderFailed(
                f"the provider calls itself {str(metadata.get('issuer'))[:200]}: set {PREFIX}ISSUER to exactly that if "
                "it is the one you mean"
            )
        for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
            self._endpoint(metadata, name)
        return metadata

    def _requests(self) -> Requests:
        return Requests.within(self.options.provider_timeout_seconds)

    def _endpoint(self, metadata: Mapping[str, Any], name: str) -> str:
        """Only at a known host: codes and the secret are sent there. Raises ProviderFailed."""
        url = metadata.get(name)
        try:
            host = urlsplit(url).hostname if isinstance(url, str) and is_protected(url) else None
        except ValueError:
            host = None
        if host is None:
            raise ProviderFailed(f"the provider names no {name} with https: check {PREFIX}ISSUER")
        if host != urlsplit(self.issuer).hostname and host not in self.options.allowed_hosts:
            raise ProviderFailed(f'the provider has its {name} at {host}: add "{host}" to {PREFIX}ALLOWED_HOSTS')
        return str(url)

    def _redeem(
        self, requests: Requests, metadata: Mapping[str, Any], attempt: Attempt, code: str
    ) -> Mapping[str, Any]:
        from authlib.common.urls import url_encode
        from authlib.oauth2.auth import ClientAuth

        secret, client_id = self.options.client_secret, self.options.client_id
        shown = secret.get_secret_value() if secret else ""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.options.callback_url,
            "code_verifier": attempt.code_verifier,
        }
        auth = ClientAuth(client_id, shown, _auth_method(metadata, has_secret=bool(shown)))
        url = self._endpoint(metadata, "token_endpoint")
        url, headers, body = auth.prepare("POST", url, {**FORM_HEADERS}, url_encode(form.items()))
        return _tokens(requests.post(url, headers, body))

    def _with_user_info(
        self, requests: Requests, metadata: Mapping[str, Any], claims: Mapping[str, Any], access_token: str | None
    ) -> Mapping[str, Any]:
        """Some providers tell groups or name only there. The ID token takes precedence."""
        needed = (self.options.name_claim, self.options.roles_claim)
        complete = all(claim_of(claims, name) is not None for name in needed)
        if complete or access_token is None or "userinfo_endpoint" not in metadata:
            return claims
        url = self._endpoint(metadata, "userinfo_endpoint")
        info = requests.get(url, {"authorization": f"Bearer {access_token}"})
        if info.get("sub") != claims["sub"]:
            raise SignInRefused("the provider's answers are about two people: sign in again")
        return {**info, **claims}


def _auth_method(metadata: Mapping[str, Any], *, has_secret: bool) -> str:
    """The form first, because it has no characters to escape twice (RFC 6749, 2.3.1)."""
    if not has_secret:
        return "none"
    supported = metadata.get("token_endpoint_auth_methods_supported", ["client_secret_basic"])
    return "client_secret_post" if "client_secret_post" in supported else "client_secret_basic"


def _tokens(answer: Answer) -> Mapping[str, Any]:
    """Raises SignInRefused for a code that is not valid any more, and ProviderFailed for what the operator has to
    fix."""
    if answer.status == 200 and answer.content:
        return answer.content
    error = answer.content.get("error")
    if error == "invalid_grant":
        log.warning("sign-in refused", reason="invalid_grant")
        raise SignInRefused(USED_CODE)
    known = error if error in ("invalid_client", "unauthorized_client", "invalid_request") else "no reason"
    raise ProviderFailed(
        f"the provider gave no token (status {answer.status}, {known}): check {PREFIX}CLIENT_ID, CLIENT_SECRET and the "
        "redirect that it allows"
    )
