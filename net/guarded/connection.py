"""Connections to addresses that the SSRF guard has checked, with one deadline for all steps."""

import ssl
import time
from collections.abc import Iterable
from dataclasses import dataclass

import httpcore

WRITE_BYTES = 16_384  # each write has its own timeout


@dataclass(frozen=True)
class Deadline:
    at: float  # of time.monotonic()

    def seconds_left(self, error: type[httpcore.TimeoutException]) -> float:
        """Above 0. Raises `error` after the deadline."""
        left = self.at - time.monotonic()
        if left <= 0:
            raise error
        return left


@dataclass(frozen=True)
class DeadlineStream(httpcore.NetworkStream):
    """Wraps a stream and replaces its timeouts by the time left: a slow trickle of bytes does not extend it."""

    stream: httpcore.NetworkStream
    deadline: Deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self.stream.read(max_bytes, self.deadline.seconds_left(httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        for start in range(0, len(buffer), WRITE_BYTES):
            seconds = self.deadline.seconds_left(httpcore.WriteTimeout)
            self.stream.write(buffer[start : start + WRITE_BYTES], seconds)

    def close(self) -> None:
        self.stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        seconds = self.deadline.seconds_left(httpcore.ConnectTimeout)
        return DeadlineStream(self.stream.start_tls(ssl_context, server_hostname, seconds), self.deadline)

    def get_extra_info(self, info: str) -> object:
        return self.stream.get_extra_info(info)


@dataclass(frozen=True)
class PinnedBackend(httpcore.NetworkBackend):
    """Connects to `addresses` in order and ignores the host of the URL. TLS still verifies that host."""

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
        *others, last = self.addresses
        for tried, address in enumerate(others):
            seconds = self.deadline.seconds_left(httpcore.ConnectTimeout) / (len(self.addresses) - tried)
            try:
                return self._connect(address, port, seconds)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(last, port, self.deadline.seconds_left(httpcore.ConnectTimeout))

    def _connect(self, address: str, port: int, seconds: float) -> httpcore.NetworkStream:
        return DeadlineStream(httpcore.SyncBackend().connect_tcp(address, port, seconds), self.deadline)
