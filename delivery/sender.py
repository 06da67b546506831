"""Sends a message in the Standard Webhooks form, and says whether it arrived or is worth another attempt."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

import httpx
from standardwebhooks import Webhook as Signer

from delivery.address import AddressRefused, Destination, resolve
from delivery.envelope import MEDIA

MOST_READ = 4096
LONGEST_WAIT = timedelta(hours=24)
PATIENT = {429, 503}
GONE = 410


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
    may take, however slowly the receiver speaks."""

    url: str
    secrets: tuple[str, ...]
    trusted_hosts: frozenset[str] = frozenset()
    timeout: float = 10.0

    def send(self, message_id: str, body: bytes, at: datetime) -> Sent | Failed:
        try:
            return asyncio.run(self._within(message_id, body, at))
        except AddressRefused as error:
            return Failed(str(error))

    async def _within(self, message_id: str, body: bytes, at: datetime) -> Sent | Failed:
        try:
            async with asyncio.timeout(self.timeout):
                destination = await resolve(self.url, self.trusted_hosts)
                return await self._post(destination, self._headers(message_id, body, at), body)
        except TimeoutError:
            return Failed(f"no answer within {self.timeout:g} s")
        except httpx.HTTPError as error:
            return Failed(f"the receiver could not be asked ({type(error).__name__})")

    def _headers(self, message_id: str, body: bytes, at: datetime) -> dict[str, str]:
        signatures = (Signer(secret).sign(message_id, at, body.decode()) for secret in self.secrets)
        return {
            "webhook-id": message_id,
            "webhook-timestamp": str(int(at.timestamp())),
            "webhook-signature": " ".join(signatures),
            "content-type": MEDIA,
            "user-agent": "clausewise",
        }

    async def _post(self, to: Destination, headers: Mapping[str, str], body: bytes) -> Sent | Failed:
        """To the address that was checked, by the name that it was asked for; no redirect is followed, for it may lead
        inside."""
        port = f":{to.url.port}" if to.url.port else ""
        asked = {**headers, "host": f"{to.host}{port}"}
        sni = {"sni_hostname": to.host}
        async with (
            httpx.AsyncClient(follow_redirects=False, trust_env=False, timeout=self.timeout) as client,
            client.stream("POST", to.url, content=body, headers=asked, extensions=sni) as answer,
        ):
            return await _read(answer)


async def _read(answer: httpx.Response) -> Sent | Failed:
    """The answer's body is of no interest, and is read no further than politeness asks."""
    status = answer.status_code
    if not answer.is_success:
        final = status == GONE
        wait = _asked_wait(answer.headers.get("retry-after")) if status in PATIENT else None
        return Failed(f"the receiver answered {status}", final, wait)
    read = 0
    async for part in answer.aiter_raw():
        read += len(part)
        if read > MOST_READ:
            break
    return Sent()


def _asked_wait(told: str | None) -> datetime | None:
    """Seconds, or a date (RFC 9110); at most a day from now."""
    now = datetime.now(UTC)
    if told is None:
        return None
    if told.isascii() and told.isdigit() and len(told) < 9:
        return now + min(timedelta(seconds=int(told)), LONGEST_WAIT)
    try:
        at = parsedate_to_datetime(told)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(at, now), now + LONGEST_WAIT)
