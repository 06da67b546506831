"""Answers are limited in size and time, however they are compressed and however slowly they arrive."""

import gzip
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from llm.errors import LlmError, LlmErrorKind
from llm.http.transport import ConcurrencyLimit
from llm.options import BudgetLimits
from tests.llm.server_responses import Finding, server, valid_response

Send = Callable[[socket.socket, Event], None]


@contextmanager
def raw_server(send: Send) -> Iterator[str]:
    """A server that reads one request per connection and then calls `send`, until the block ends."""
    ended = Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        thread = Thread(target=_serve, args=(listener, send, ended))
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/v1"
        ended.set()
        thread.join()


def _serve(listener: socket.socket, send: Send, ended: Event) -> None:
    while not ended.is_set():
        try:
            connection, _ = listener.accept()
        except TimeoutError:
            continue
        with connection:
            connection.settimeout(1)
            connection.recv(65536)
            try:
                send(connection, ended)
            except OSError:
                continue


def byte_by_byte(head: bytes) -> Send:
    def send(connection: socket.socket, ended: Event) -> None:
        connection.sendall(head)
        while not ended.wait(0.02):
            connection.sendall(b"x")

    return send


def error_kind(url: str, seconds: float) -> LlmErrorKind:
    with server(base_url=url, budget=BudgetLimits(max_seconds=seconds)) as models, pytest.raises(LlmError) as raised:
        models.open().ask("system", "user", Finding)
    return raised.value.kind


@pytest.mark.parametrize(
    "head",
    [b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Slow: ", b""],
    ids=["body", "headers", "status line"],
)
def test_slow_answer_does_not_delay_the_case_beyond_its_time(head: bytes) -> None:
    with raw_server(byte_by_byte(head)) as url:
        assert error_kind(url, 0.3) in (LlmErrorKind.TIMED_OUT, LlmErrorKind.UNREACHABLE)


def test_size_limit_applies_after_decompression() -> None:
    compressed = gzip.compress(b" " * 50_000_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(compressed)}\r\n\r\n".encode()
    with raw_server(lambda connection, _: connection.sendall(head + compressed)) as url:
        assert error_kind(url, 20) == LlmErrorKind.RESPONSE_TOO_LARGE


def test_compressed_answer_is_decompressed() -> None:
    compressed = gzip.compress(valid_response().content)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(compressed)}\r\n\r\n".encode()
    with raw_server(lambda connection, _: connection.sendall(head + compressed)) as url, server(base_url=url) as models:
        assert models.open().ask("system", "user", Finding).value.clause == "HC-1"


def test_connection_cut_in_the_body_is_retried() -> None:
    requests = 0
    complete = valid_response().content

    def cut_once(connection: socket.socket, _: Event) -> None:
        nonlocal requests
        requests += 1
        body = complete if requests > 1 else complete[:40]
        connection.sendall(
            f"HTTP/1.1 200 OK\r\nContent-Length: {len(complete)}\r\nConnection: close\r\n\r\n".encode() + body
        )

    with raw_server(cut_once) as url, server(base_url=url) as models:
        assert models.open().ask("system", "user", Finding).value.clause == "HC-1"
    assert requests == 2


def test_wait_for_a_free_slot_ends_with_an_error() -> None:
    limit = ConcurrencyLimit(1)
    with limit.slot(0), pytest.raises(LlmError) as raised, limit.slot(0.01):
        pass
    assert raised.value.kind == LlmErrorKind.TIMED_OUT


def test_slot_is_released_after_an_error() -> None:
    limit = ConcurrencyLimit(1)
    with pytest.raises(ZeroDivisionError), limit.slot(0):
        raise ZeroDivisionError
    with limit.slot(0):
        pass
