"""Checks what the provider signed: signature, issuer, audience, times and nonce of an ID token."""

from collections.abc import Mapping
from typing import Any

import structlog

from agent.sign_in_settings import SignInOptions
from api.desk.openid.errors import SignInRefused

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
UNPROVED = "the provider's answer does not prove who you are: sign in again, and tell your operator if that stays so"
log = structlog.get_logger("clausewise.desk")


def verified_claims(
    id_token: str, keys: Mapping[str, Any], options: SignInOptions, nonce: str, access_token: str | None
) -> Mapping[str, Any]:
    """`keys` is a JWK set. Only signatures by private keys count: the client secret proves nothing, because others know
    it. Raises SignInRefused; the log says why, without the token."""
    from authlib.oidc.core import CodeIDToken
    from joserfc import jwt
    from joserfc.errors import JoseError

    issuer = {
        "iss": {"essential": True, "value": options.issuer},
        "aud": {"essential": True, "value": options.client_id},
    }
    params = {"nonce": nonce, "client_id": options.client_id, "access_token": access_token}
    try:
        token = jwt.decode(id_token, _signing_keys(keys), algorithms=ALGORITHMS)
        claims = CodeIDToken(token.claims, token.header, options=issuer, params=params)
        claims.validate(leeway=options.clock_skew_seconds)
        _require_subject(claims["sub"])
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        log.warning("sign-in refused", reason=type(error).__name__, claim=getattr(error, "claim", None))
        raise SignInRefused(UNPROVED) from None
    return dict(claims)


def _require_subject(subject: object) -> None:
    """Raises ValueError: without one, two people would be the same."""
    if not isinstance(subject, str) or not subject.strip():
        raise ValueError("the subject is empty")


def _signing_keys(keys: Mapping[str, Any]) -> Any:
    """Without those that the library cannot read or that only encrypt. Raises ValueError."""
    from joserfc.errors import JoseError
    from joserfc.jwk import JWKRegistry, KeySet

    read = []
    for key in keys["keys"]:
        try:
            if key.get("use", "sig") == "sig" and key.get("kty") != "oct":
                read.append(JWKRegistry.import_key(key))
        except (JoseError, ValueError, TypeError, AttributeError):
            continue
    return KeySet(read)
