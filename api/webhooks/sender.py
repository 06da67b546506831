"""Sends an event to the webhook, and says whether it arrived and whether a retry can help."""

import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpcore
import httpx

from api.webhooks.envelope import MEDIA_TYPE
from api.webhooks.signing import signed_headers
from api.webhooks.ssrf_guard import AddressRefused, Destination, resolve
from net.guarded.connection import Deadline, PinnedBackend

MAX_RESPONSE_BYTES = 4096
MAX_RETRY_AFTER = timedelta(hours=24)
RETRY_AFTER_STATUSES = {429, 502, 503, 504}
GONE = 410
CONNECTION_ERRORS = (httpcore.NetworkError, httpcore.ProtocolError)


@dataclass(frozen=True)
class Delivered:
    """The receiver accepted the event."""


@dataclass(frozen=True)
class DeliveryFailed:
    """`reason` holds neither content nor secrets. `final`: no retry can succeed. `not_before` is the receiver's
    Retry-After."""

    reason: str
    final: bool = False
    not_before: datetime | None = None


@dataclass(frozen=True)
class Webhook:
    """`timeout_seconds` limits a whole attempt, however slowly the receiver answers. `repr` shows no secret, and no URL
    because it may hold one."""

    url: str = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)
    trusted_hosts: frozenset[str] = frozenset()
    timeout_seconds: float = 10.0

    def send(self, event_id: str, body: bytes, at: datetime) -> Delivered | DeliveryFailed:
        deadline = Deadline(time.monotonic() + self.timeout_seconds)
        headers = {"content-type": MEDIA_TYPE, "user-agent": "clausewise"}
        headers |= signed_headers(self.secrets, event_id, body, at)
        try:
            destination = resolve(self.url, self.trusted_hosts, self.timeout_seconds)
            return _post(destination, headers, body, deadline)
        except AddressRefused as error:
            return DeliveryFailed(str(error))
        except httpcore.TimeoutException:
            return DeliveryFailed(f"no answer within {self.timeout_seconds:g} s")
        except CONNECTION_ERRORS as error:
            return DeliveryFailed(f"the receiver could not be reached ({type(error.__context__ or error).__name__})")


def _post(to: Destination, headers: dict[str, str], body: bytes, deadline: Deadline) -> Delivered | DeliveryFailed:
    """Uses httpcore, because httpx follows proxies of the environment and cannot pin an address. Follows no redirect,
    which may lead to an internal address."""
    url = httpcore.URL(scheme=to.url.raw_scheme, host=to.url.raw_host, port=to.url.port, target=to.url.raw_path)
    sent_headers = [*headers.items(), ("host", to.url.netloc.decode())]
    backend = PinnedBackend(to.addresses, deadline)
    with (
        httpcore.ConnectionPool(httpx.create_ssl_context(), network_backend=backend) as pool,
        pool.stream("POST", url, headers=sent_headers, content=body) as response,
    ):
        _drain(response.iter_stream())
        return _result(response)


def _drain(parts: Iterable[bytes]) -> None:
    """Reads a little of the body as a courtesy. The status has already decided the result."""
    received = 0
    with suppress(httpcore.TimeoutException, *CONNECTION_ERRORS):
        for part in parts:
            received += len(part)
            if received > MAX_RESPONSE_BYTES:
                return


def _result(response: httpcore.Response) -> Delivered | DeliveryFailed:
    if httpx.codes.is_success(response.status):
        return Delivered()
    not_before = None
    if response.status in RETRY_AFTER_STATUSES:
        not_before = parse_retry_after(httpx.Headers(response.headers).get("retry-after"))
    return DeliveryFailed(f"the receiver answered {response.status}", response.status == GONE, not_before)


def parse_retry_after(value: str | None) -> datetime | None:
    """Seconds or a date (RFC 9110), at most a day from now; None if it is neither."""
    now = datetime.now(UTC)
    if value is None:
        return None
    if value.isascii() and value.isdigit():
        return now + timedelta(seconds=min(float(value), MAX_RETRY_AFTER.total_seconds()))
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(at, now), now + MAX_RETRY_AFTER)
