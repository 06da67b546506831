"""The client of the Commission's Transparency Database: one request each, and what the answer means."""

import json
import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpcore
import httpx

from agent.settings import Settings
from agent.statements.receiver import Accepted, Failed, Found, Invalid, Missing
from api.webhooks.sender import parse_retry_after
from api.webhooks.ssrf_guard import AddressRefused, resolve
from domain.errors import InputError
from domain.statement import Errors, Record
from net.guarded.connection import Deadline, PinnedBackend

MAX_RESPONSE_BYTES = 20_000_000  # a hundred statements, each with all its texts
INDEX = re.compile(r"statement_(\d{1,3})")
NOT_SENT = (httpcore.ConnectError, httpcore.ConnectTimeout)
CREATED, OK, FOUND, UNAUTHORISED, FORBIDDEN, NOT_FOUND, INVALID, TOO_MANY = 201, 200, 302, 401, 403, 404, 422, 429
TOKEN_REMEDY = "check CLAUSEWISE_STATEMENTS__TOKEN: a new token makes the old one invalid"
NEXT_RUN = "the next run asks for these statements first"


class ReceiverNotSet(InputError):
    """No address or token of the database is set."""


@dataclass(frozen=True)
class Reply:
    status: int
    headers: httpx.Headers
    body: bytes

    @property
    def fields(self) -> dict[str, Any]:
        """Of its JSON object; empty if it is none."""
        try:
            found = json.loads(self.body)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


@dataclass(frozen=True)
class TransparencyDatabase:
    """`url` without `/api/v1`. `trusted_hosts` may be internal and without TLS. `repr` shows no token."""

    url: str
    token: str = field(repr=False)
    trusted_hosts: frozenset[str] = frozenset()
    timeout_seconds: float = 30.0

    def send(self, records: Sequence[Record]) -> Accepted | Invalid | Failed:
        body = json.dumps({"statements": list(records)}, ensure_ascii=False).encode()
        reply = self._request("POST", "statements", body)
        if isinstance(reply, Failed):
            return reply
        puids = [str(record.get("puid", "")) for record in records]
        if reply.status == CREATED:
            return Accepted(_ids(reply.fields.get("statements")))
        if reply.status == INVALID:
            return _invalid(reply.fields, puids)
        return _failed(reply, is_sending=True)

    def find(self, puid: str) -> Found | Missing | Failed:
        reply = self._request("GET", f"statement/existing-puid/{puid}", b"")
        if isinstance(reply, Failed):
            return reply
        if reply.status in (FOUND, OK):
            return Found(_id(reply.fields))
        return Missing() if reply.status == NOT_FOUND else _failed(reply, is_sending=False)

    def _request(self, method: str, path: str, body: bytes) -> Reply | Failed:
        deadline = Deadline(time.monotonic() + self.timeout_seconds)
        try:
            return self._exchange(method, path, body, deadline)
        except AddressRefused as error:
            return Failed(f"CLAUSEWISE_STATEMENTS__URL cannot be called: {error}", final=True)
        except NOT_SENT as error:
            return Failed(f"the receiver could not be reached ({type(error).__name__}): run it again later")
        except httpcore.TimeoutException:
            return Failed(f"no answer within {self.timeout_seconds:g} s: {NEXT_RUN}", in_doubt=method == "POST")
        except (httpcore.NetworkError, httpcore.ProtocolError) as error:
            reason = f"the connection broke ({type(error).__name__}): {NEXT_RUN}"
            return Failed(reason, in_doubt=method == "POST")

    def _exchange(self, method: str, path: str, body: bytes, deadline: Deadline) -> Reply:
        """Follows no redirect: a 302 says that the puid exists."""
        to = resolve(f"{self.url.rstrip('/')}/api/v1/{path}", self.trusted_hosts, self.timeout_seconds)
        url = httpcore.URL(scheme=to.url.raw_scheme, host=to.url.raw_host, port=to.url.port, target=to.url.raw_path)
        headers = [
            *(("host", to.url.netloc.decode()), ("user-agent", "clausewise"), ("accept", "application/json")),
            *(("authorization", f"Bearer {self.token}"), ("content-type", "application/json")),
        ]
        backend = PinnedBackend(to.addresses, deadline)
        with (
            httpcore.ConnectionPool(httpx.create_ssl_context(), network_backend=backend) as pool,
            pool.stream(method, url, headers=headers, content=body) as response,
        ):
            received = bytearray()
            for part in response.iter_stream():
                received += part
                if len(received) > MAX_RESPONSE_BYTES:
                    break
            return Reply(response.status, httpx.Headers(response.headers), bytes(received))


def open_receiver(settings: Settings) -> TransparencyDatabase:
    """Raises ReceiverNotSet."""
    options = settings.statements
    if options.url is None or options.token is None:
        missing = "URL" if options.url is None else "TOKEN"
        raise ReceiverNotSet(
            f"no Transparency Database is set: set CLAUSEWISE_STATEMENTS__{missing}, or write the statements to a file "
            "with clausewise statements export"
        )
    token = options.token.get_secret_value()
    return TransparencyDatabase(options.url, token, settings.messages.trusted_hosts, options.timeout_seconds)


def _ids(statements: object) -> dict[str, str]:
    """By puid."""
    found = [one for one in statements if isinstance(one, dict)] if isinstance(statements, list) else []
    return {str(one["puid"]): _id(one) for one in found if one.get("puid")}


def _id(fields: Mapping[str, Any]) -> str:
    return str(fields.get("uuid") or fields.get("id") or "")


def _invalid(fields: Mapping[str, Any], puids: Sequence[str]) -> Invalid:
    """The errors by `statement_<place>`, or the puids that exist already. Of a single statement, by field."""
    errors = fields.get("errors")
    errors = errors if isinstance(errors, dict) else {}
    existing = errors.get("existing_puids")
    if isinstance(existing, list):
        return Invalid(existing={str(puid): "" for puid in existing})
    if isinstance(fields.get("existing"), dict) and len(puids) == 1:
        return Invalid(existing={puids[0]: _id(fields["existing"])})
    places = {name: int(match[1]) for name in errors if (match := INDEX.fullmatch(str(name)))}
    by_puid = {puids[place]: _messages(errors[name]) for name, place in places.items() if place < len(puids)}
    return Invalid(errors=by_puid, reason=str(fields.get("message", ""))[:200])


def _messages(errors: object) -> Errors:
    if not isinstance(errors, dict):
        return {"statement": (str(errors)[:500],)}
    lists = {name: found if isinstance(found, list) else [found] for name, found in errors.items()}
    return {str(name): tuple(str(message)[:500] for message in found) for name, found in lists.items()}


def _failed(reply: Reply, *, is_sending: bool) -> Failed:
    status = reply.status
    if status in (UNAUTHORISED, FORBIDDEN):
        return Failed(f"the receiver answered {status}: {TOKEN_REMEDY}", final=True)
    not_before = parse_retry_after(reply.headers.get("retry-after"))
    if status == TOO_MANY:
        return Failed("the receiver answered 429, too many requests: run it again later", not_before=not_before)
    if status >= 500 or status < 300:
        doubt = f": {NEXT_RUN}" if is_sending else ": run it again later"
        return Failed(f"the receiver answered {status}{doubt}", in_doubt=is_sending, not_before=not_before)
    return Failed(f"the receiver answered {status}: check CLAUSEWISE_STATEMENTS__URL", final=True)
