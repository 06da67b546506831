"""An OpenID Connect provider on loopback. It checks what a client sends; what it answers can be spoilt."""

import base64
import hashlib
import json
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import KeySet, OctKey, RSAKey

CLIENT_ID, CLIENT_SECRET = "desk", "s3cret+/&"
KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "first", "use": "sig"})
SECRET_KEY = OctKey.import_key(CLIENT_SECRET.ljust(32, "x"), {"kid": "first"})
Json = dict[str, Any]


@dataclass
class ProviderDouble:
    """`claims` of the next ID token and `metadata` replace the right ones; None leaves one out. `grants` maps a code
    that was not redeemed to its request. `requests` are the paths that were asked for.
    `asks`: the provider shows a page of its own before it sends the person back."""

    issuer: str = ""
    claims: Json = field(default_factory=dict)
    metadata: Json = field(default_factory=dict)
    user_info: Json = field(default_factory=dict)
    header: Json = field(default_factory=lambda: {"alg": "RS256", "kid": "first"})
    key: Any = field(default_factory=lambda: KEY)
    keys: list[Any] = field(default_factory=lambda: [KEY])
    secret: str = CLIENT_SECRET
    is_down: bool = False
    asks: bool = False
    grants: dict[str, Json] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    def reset(self) -> None:
        fresh = ProviderDouble(self.issuer)
        self.__dict__.update(fresh.__dict__)

    def answer(self, path: str, query: Json, form: Json, headers: Mapping[str, str]) -> tuple[int, Json, str | None]:
        """Status, JSON and the address of a redirect."""
        self.requests.append(path)
        if self.is_down:
            return 503, {}, None
        if path == "/authorize":
            return 302, {}, self._authorize(query)
        if path == "/token":
            return self._token(form, headers)
        if path == "/userinfo":
            known = headers.get("authorization") == "Bearer access"
            return (200, {"sub": "u1", **self.user_info}, None) if known else (401, {}, None)
        pages = {"/.well-known/openid-configuration": self._configuration(), "/keys": self._keys()}
        return (200, pages[path], None) if path in pages else (404, {}, None)

    def _authorize(self, query: Json) -> str:
        assert query["response_type"] == "code"
        assert query["client_id"] == CLIENT_ID
        assert query["code_challenge_method"] == "S256"
        code = secrets.token_urlsafe(8)
        self.grants[code] = query
        return f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state'], 'session_state': 'x'})}"

    def _token(self, form: Json, headers: Mapping[str, str]) -> tuple[int, Json, str | None]:
        basic = base64.b64encode(f"{CLIENT_ID}:{self.secret}".encode()).decode()
        by_form = (form.get("client_id"), form.get("client_secret")) == (CLIENT_ID, self.secret)
        if not by_form and headers.get("authorization") != f"Basic {basic}":
            return 401, {"error": "invalid_client"}, None
        asked = self.grants.pop(form["code"], None)
        if asked is None or form["redirect_uri"] != asked["redirect_uri"] or not _proves(form, asked):
            return 400, {"error": "invalid_grant", "error_description": "the code SECRET-CODE is used"}, None
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "sub": "u1", "exp": now + 300, "iat": now}
        claims |= {"nonce": asked["nonce"], "email": "ana@example.com", "groups": ["everyone", "trust"]}
        claims |= self.claims
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.header["alg"] == "none":
            parts = [json.dumps(part).encode() for part in (self.header, claims)]
            token = ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts) + "."
        else:
            token = jwt.encode(self.header, claims, self.key, algorithms=[self.header["alg"]])
        return 200, {"access_token": "access", "token_type": "Bearer", "id_token": token}, None

    def _configuration(self) -> Json:
        places = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        places["userinfo_endpoint"] = "userinfo"
        whole = {name: f"{self.issuer}/{path}" for name, path in places.items()}
        whole = {"issuer": self.issuer, **whole, **self.metadata}
        return {name: value for name, value in whole.items() if value is not None}

    def _keys(self) -> Json:
        return {"keys": [{"kty": "unknown", "kid": "odd"}, *KeySet(self.keys).as_dict()["keys"]]}


def _proves(form: Json, asked: Json) -> bool:
    digest = hashlib.sha256(form["code_verifier"].encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == str(asked["code_challenge"])


@contextmanager
def run_provider() -> Iterator[ProviderDouble]:
    double = ProviderDouble()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"])).decode()
            self._answer({name: values[0] for name, values in parse_qs(body, strict_parsing=True).items()})

        def _answer(self, form: Json) -> None:
            parts, headers = urlsplit(self.path), {name.lower(): value for name, value in self.headers.items()}
            status, content, location = double.answer(parts.path, dict(parse_qsl(parts.query)), form, headers)
            body, kind = json.dumps(content).encode(), "application/json"
            if location and double.asks:
                status, kind = 200, "text/html"
                body, location = f'<a href="{escape(location)}">I am Ana</a>'.encode(), None
            self.send_response(status)
            if location:
                self.send_header("Location", location)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    double.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield double
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
