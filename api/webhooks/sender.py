"""Sends a message in the Standard Webhooks form, and says whether it arrived or is worth another attempt."""

import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpcore
import httpx
from standardwebhooks import Webhook as Signer

from api.webhooks.connection import Deadline, Pinned
from api.webhooks.envelope import MEDIA
from api.webhooks.ssrf_guard import AddressRefused, Destination, resolve

MOST_READ = 4096
LONGEST_WAIT = timedelta(hours=24)
PATIENT = {429, 502, 503, 504}
GONE = 410
TROUBLE = (httpcore.NetworkError, httpcore.ProtocolError)


@dataclass(frozen=True)
class Sent:
    """The receiver took it."""


@dataclass(frozen=True)
class Failed:
    """`reason` holds neither content nor secrets; `final`: no attempt will do; `not_before` as the receiver asked."""

    reason: str
    final: bool = False
    not_before: datetime | None = None


@dataclass(frozen=True)
class Webhook:
    """`secrets` (`whsec_…`) all sign, so that a receiver may change over; `timeout` seconds are all that an attempt
    may take, however slowly the receiver speaks. What is secret, or may be, stays out of `repr`."""

    url: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    trusted_hosts: frozenset[str] = frozenset()
    timeout: float = 10.0

    def send(self, message_id: str, body: bytes, at: datetime) -> Sent | Failed:
        deadline = Deadline(time.monotonic() + self.timeout)
        try:
            destination = resolve(self.url, self.trusted_hosts, self.timeout)
            return _post(destination, self._headers(message_id, body, at.astimezone(UTC)), body, deadline)
        except AddressRefused as error:
            return Failed(str(error))
        except httpcore.TimeoutException:
            return Failed(f"no answer within {self.timeout:g} s")
        except TROUBLE as error:
            return Failed(f"the receiver could not be asked ({type(error.__context__ or error).__name__})")

    def _headers(self, message_id: str, body: bytes, at: datetime) -> dict[str, str]:
        """`at` in UTC: the signer reads the clock's face and no zone."""
        signatures = (Signer(secret).sign(message_id, at, body.decode()) for secret in self.secrets)
        return {
            "webhook-id": message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(signatures),
            "content-type": MEDIA,
            "user-agent": "clausewise",
        }


def _post(to: Destination, headers: dict[str, str], body: bytes, deadline: Deadline) -> Sent | Failed:
    """By httpx's own engine, for httpx follows proxies of the environment and cannot be told where to connect. It
    follows no redirect, which may lead inside."""
    url = httpcore.URL(scheme=to.url.raw_scheme, host=to.url.raw_host, port=to.url.port, target=to.url.raw_path)
    asked = [*headers.items(), ("host", to.url.netloc.decode())]
    with (
        httpcore.ConnectionPool(httpx.create_ssl_context(), network_backend=Pinned(to.addresses, deadline)) as pool,
        pool.stream("POST", url, headers=asked, content=body) as answer,
    ):
        _hear_out(answer.iter_stream())
        return _understood(answer)


def _hear_out(parts: Iterable[bytes]) -> None:
    """As much of the body as politeness asks; the status was the answer, whatever becomes of the rest."""
    read = 0
    with suppress(httpcore.TimeoutException, *TROUBLE):
        for part in parts:
            read += len(part)
            if read > MOST_READ:
                return


def _understood(answer: httpcore.Response) -> Sent | Failed:
    if httpx.codes.is_success(answer.status):
        return Sent()
    wait = _asked_wait(httpx.Headers(answer.headers).get("retry-after")) if answer.status in PATIENT else None
    return Failed(f"the receiver answered {answer.status}", answer.status == GONE, wait)


def _asked_wait(told: str | None) -> datetime | None:
    """Seconds, or a date (RFC 9110); at most a day from now."""
    now = datetime.now(UTC)
    if told is None:
        return None
    if told.isascii() and told.isdigit():
        return now + timedelta(seconds=min(float(told), LONGEST_WAIT.total_seconds()))
    try:
        at = parsedate_to_datetime(told)
    except (ValueError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(at, now), now + LONGEST_WAIT)
