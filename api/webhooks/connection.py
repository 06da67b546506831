"""A connection to addresses that were checked before, every step of which ends at one deadline."""

import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass

import httpcore

PIECE = 16_384  # a write is bounded piece by piece


@dataclass(frozen=True)
class Deadline:
    at: float  # of time.monotonic()

    def left(self, error: type[httpcore.TimeoutException]) -> float:
        """The seconds left, above 0. Raises `error` where there are none."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise error
        return left


@dataclass(frozen=True)
class Stream(httpcore.NetworkStream):
    """Another stream, its timeouts replaced by what is left: dripped bytes restart no clock."""

    under: httpcore.NetworkStream
    deadline: Deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.under.read(max_bytes, self.deadline.left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for begin in range(0, len(buffer), PIECE):
            self.under.write(buffer[begin : begin + PIECE], self.deadline.left(httpcore.WriteTimeout))

    def close(self) -> None:
        self.under.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        left = self.deadline.left(httpcore.ConnectTimeout)
        return Stream(self.under.start_tls(ssl_context, server_hostname, left), self.deadline)

    def get_extra_info(self, info: str) -> object:
        return self.under.get_extra_info(info)


@dataclass(frozen=True)
class Pinned(httpcore.NetworkBackend):
    """Connects to `addresses`, tried in order, whatever the host of the URL; TLS still asks for that host."""

    addresses: tuple[str, ...]
    deadline: Deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        *before, last = self.addresses
        for tried, address in enumerate(before):
            share = self.deadline.left(httpcore.ConnectTimeout) / (len(self.addresses) - tried)
            try:
                return self._connected(address, port, share)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connected(last, port, self.deadline.left(httpcore.ConnectTimeout))

    def _connected(self, address: str, port: int, seconds: float) -> httpcore.NetworkStream:
        return Stream(httpcore.SyncBackend().connect_tcp(address, port, seconds), self.deadline)
