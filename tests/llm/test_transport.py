"""An answer is bounded in bytes and in time, however it is packed and however slowly it drips."""

import gzip
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest

from llm.errors import Failing, LlmError
from llm.options import Budget
from tests.llm.answers import Finding, good, server

Send = Callable[[socket.socket, Event], None]


@contextmanager
def listening(send: Send) -> Iterator[str]:
    """A server that reads one request a connection and then does as it likes, until the block ends."""
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
            line, _ = listener.accept()
        except TimeoutError:
            continue
        with line:
            line.settimeout(1)
            line.recv(65536)
            try:
                send(line, ended)
            except OSError:
                continue


def dripping(head: bytes) -> Send:
    def send(line: socket.socket, ended: Event) -> None:
        line.sendall(head)
        while not ended.wait(0.02):
            line.sendall(b"x")

    return send


def kind(url: str, seconds: float) -> Failing:
    with server(base_url=url, budget=Budget(seconds=seconds)) as models, pytest.raises(LlmError) as raised:
        models.open().ask("system", "user", Finding)
    return raised.value.kind


@pytest.mark.parametrize(
    "head",
    [b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Slow: ", b""],
    ids=["body", "headers", "status line"],
)
def test_a_drip_does_not_hold_the_case_beyond_its_time(head: bytes) -> None:
    with listening(dripping(head)) as url:
        assert kind(url, 0.3) in (Failing.TIMED_OUT, Failing.UNREACHABLE)


def test_what_is_small_only_while_it_is_packed_is_too_large() -> None:
    packed = gzip.compress(b" " * 50_000_000)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    with listening(lambda line, _: line.sendall(head + packed)) as url:
        assert kind(url, 20) == Failing.OVERSIZED


def test_a_packed_answer_is_unpacked() -> None:
    packed = gzip.compress(good().content)
    head = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode()
    with listening(lambda line, _: line.sendall(head + packed)) as url, server(base_url=url) as models:
        assert models.open().ask("system", "user", Finding).value.clause == "HC-1"


def test_a_line_that_is_cut_is_asked_again() -> None:
    asked = 0
    whole = good().content

    def once(line: socket.socket, _: Event) -> None:
        nonlocal asked
        asked += 1
        body = whole if asked > 1 else whole[:40]
        line.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {len(whole)}\r\nConnection: close\r\n\r\n".encode() + body)

    with listening(once) as url, server(base_url=url) as models:
        assert models.open().ask("system", "user", Finding).value.clause == "HC-1"
    assert asked == 2
