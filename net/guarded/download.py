"""Downloads a file from an address that others named: from public hosts only, with limits on bytes, time and redirects.

Each redirect is checked like the first address. No message repeats the address, which may hold a signature."""

import time
from dataclasses import dataclass, field

import httpcore
import httpx

from net.guarded.addresses import AddressRefused, AddressRules, Destination, NameUnresolved, resolve
from net.guarded.connection import Deadline, PinnedBackend

MAX_REDIRECTS = 3
REDIRECTS = (301, 302, 303, 307, 308)
OK = 200
EXPIRED = {401: "needs a signature", 403: "was refused", 404: "was not found", 410: "is gone"}
CONNECTION_ERRORS = (httpcore.NetworkError, httpcore.ProtocolError)


class DownloadFailed(Exception):
    """The file could not be had. The message says why, without the address."""


@dataclass(frozen=True)
class Downloaded:
    """`media_type`: what the server says that it is."""

    content: bytes = field(repr=False)
    media_type: str


@dataclass(frozen=True)
class Download:
    """`max_bytes` of one file. `timeout_seconds` limits the whole of it, redirects included."""

    rules: AddressRules
    max_bytes: int
    timeout_seconds: float

    def get(self, url: str) -> Downloaded:
        """Raises DownloadFailed."""
        deadline = Deadline(time.monotonic() + self.timeout_seconds)
        try:
            for _ in range(MAX_REDIRECTS + 1):
                found = self._request(url, deadline)
                if isinstance(found, Downloaded):
                    return found
                url = found
        except NameUnresolved:
            raise DownloadFailed("the host of the link is unknown") from None
        except AddressRefused as error:
            raise DownloadFailed(str(error)) from None
        except httpcore.TimeoutException:
            raise DownloadFailed(f"the server did not send it within {self.timeout_seconds:g} seconds") from None
        except CONNECTION_ERRORS as error:
            problem = type(error.__context__ or error).__name__
            raise DownloadFailed(f"the connection to the server broke ({problem})") from None
        raise DownloadFailed(f"the link leads on more than {MAX_REDIRECTS} times")

    def _request(self, url: str, deadline: Deadline) -> "Downloaded | str":
        """The file, or the address that the server names instead."""
        left = deadline.seconds_left(httpcore.ConnectTimeout)
        to = resolve(url, self.rules, left)
        target = httpcore.URL(scheme=to.url.raw_scheme, host=to.url.raw_host, port=to.url.port, target=to.url.raw_path)
        headers = [
            ("host", to.url.netloc.decode()),
            ("user-agent", "clausewise"),
            ("accept", "image/*, video/*, audio/*"),
            ("accept-encoding", "identity"),
        ]
        with (
            httpcore.ConnectionPool(
                httpx.create_ssl_context(), network_backend=PinnedBackend(to.addresses, deadline)
            ) as pool,
            pool.stream("GET", target, headers=headers) as response,
        ):
            return self._answer(response, to)

    def _answer(self, response: httpcore.Response, to: Destination) -> "Downloaded | str":
        headers = httpx.Headers(response.headers)
        if response.status in REDIRECTS:
            return _next_address(to, headers.get("location", ""))
        if response.status in EXPIRED:
            expired = f"the link has expired or {EXPIRED[response.status]} (status {response.status})"
            raise DownloadFailed(f"{expired}: send a new one")
        if response.status != OK:
            raise DownloadFailed(f"the server answered with status {response.status}")
        stated = headers.get("content-length", "")
        length = int(stated) if stated.isascii() and stated.isdigit() and len(stated) < 20 else None
        if length is not None and length > self.max_bytes:
            raise DownloadFailed(f"the file has {length:,} bytes, and at most {self.max_bytes:,} are read")
        content = self._body(response)
        if length is not None and length != len(content):
            raise DownloadFailed(f"the server announced {length:,} bytes and sent {len(content):,}")
        return Downloaded(content, headers.get("content-type", "").partition(";")[0].strip().lower()[:100])

    def _body(self, response: httpcore.Response) -> bytes:
        received = bytearray()
        for part in response.iter_stream():
            received += part
            if len(received) > self.max_bytes:
                raise DownloadFailed(f"the file has more than {self.max_bytes:,} bytes, and no more are read")
        return bytes(received)


def _next_address(to: Destination, location: str) -> str:
    try:
        found = to.url.join(location) if location else None
    except httpx.InvalidURL:
        found = None
    if found is None:
        raise DownloadFailed("the server names another address that cannot be read")
    return str(found)
