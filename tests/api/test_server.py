"""What a connection may send before anybody knows who it is: so much, in so long, and nothing but HTTP."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from fastapi import FastAPI, Request
from uvicorn.server import ServerState

from api.error_handlers import add_error_handlers
from api.server import MAX_HEAD_BYTES, ProblemProtocol, bind_socket, server_config
from domain.errors import InputError

GET = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n"
POST = b"POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"
Client = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[bytes]]


class ImpatientProtocol(ProblemProtocol):
    head_seconds = 0.1


class ShortProtocol(ProblemProtocol):
    """Waits 0.1 s for the next request."""

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self.timeout_keep_alive = 0.1  # type: ignore[assignment]


def make_app() -> FastAPI:
    app = FastAPI()
    add_error_handlers(app)

    @app.get("/healthz")
    async def health() -> str:
        return "alive"

    @app.post("/echo")
    async def echo(request: Request) -> int:
        return len(await request.body())

    return app


def answer_to(client: Client, protocol: type[ProblemProtocol] = ProblemProtocol) -> bytes:
    """What `client` returns, connected to a server on a socket of this machine."""

    async def run() -> bytes:
        config = server_config(make_app(), 0)
        config.load()
        loop, state = asyncio.get_running_loop(), ServerState()
        server = await loop.create_server(lambda: protocol(config, state, {}), "127.0.0.1", 0)
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        try:
            return await asyncio.wait_for(client(reader, writer), 20)
        finally:
            writer.close()
            server.close()

    return asyncio.run(run())


def sending(*parts: bytes) -> Client:
    """All parts, whether the server listens or not; returns the answers until the connection ends."""

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        answer = asyncio.ensure_future(reader.read())
        try:
            for part in parts:
                writer.write(part)
                await writer.drain()
                await asyncio.sleep(0)
        except ConnectionError:
            pass
        try:
            return await answer
        except ConnectionError:
            return b"reset"

    return client


def problem_in(answer: bytes) -> dict[str, Any]:
    head, _, body = answer.partition(b"\r\n\r\n")
    assert b"content-type: application/problem+json" in head, answer
    problem: dict[str, Any] = json.loads(body)
    return problem


@pytest.mark.parametrize(
    "line",
    [b"A: %b\r\n" % (b"x" * 50), b"x" * 1000, b"%b: 1\r\n" % (b"n" * 1000)],
    ids=["many headers", "one endless header", "long names"],
)
def test_headers_without_end_are_refused(line: bytes) -> None:
    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(GET + b"A: ")
        sent = 0
        while not reader.at_eof() and sent < 50 * MAX_HEAD_BYTES:
            writer.write(line)
            await writer.drain()
            sent += len(line)
            if sent > MAX_HEAD_BYTES:
                return await reader.read()
        return b""

    problem = problem_in(answer_to(client))
    assert problem["status"] == 431
    assert problem["detail"] == "the address and the headers have at most 65,536 bytes: send fewer"


def thinking(seconds: float) -> Client:
    """Asks, thinks for so long, and asks again on the same connection; returns what comes after the first answer."""

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(GET + b"\r\n")
        await reader.readuntil(b'"alive"')
        await asyncio.sleep(seconds)
        writer.write(GET + b"Connection: close\r\n\r\n")
        return await reader.read()

    return client


@pytest.mark.slow
def test_connection_of_a_person_who_thinks_stays_open() -> None:
    """The server's default is 5 s: each key after a longer thought would wait for a new connection."""
    assert answer_to(thinking(6)).startswith(b"HTTP/1.1 200 OK")


def test_idle_connection_is_closed_in_the_end() -> None:
    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(GET + b"\r\n")
        return await reader.read()

    assert answer_to(client, ShortProtocol).endswith(b'"alive"')


def test_endless_address_is_refused() -> None:
    answer = answer_to(sending(b"GET /", b"x" * (MAX_HEAD_BYTES + 1)))
    assert problem_in(answer)["status"] in (400, 431)  # whichever notices first


def test_trailers_without_end_close_the_connection() -> None:
    answer = answer_to(sending(POST + b"0\r\n", *[b"A: x\r\n" * 1000] * 20))
    assert answer.count(b"HTTP/1.1") <= 1


def test_headers_below_the_limit_are_taken() -> None:
    answer = answer_to(sending(GET, b"A: x\r\n" * 10_000, b"Connection: close\r\n\r\n"))
    assert answer.startswith(b"HTTP/1.1 200 OK")


def test_long_body_is_no_head() -> None:
    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(b"POST /echo HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 1000000\r\n\r\n")
        for _ in range(100):
            writer.write(b"x" * 10_000)
        return await reader.read()

    assert answer_to(client).startswith(b"HTTP/1.1 200 OK")


@pytest.mark.parametrize("sent", [b"", b"\r\n", GET], ids=["nothing", "an empty line", "half a head"])
def test_connection_without_a_whole_request_is_closed_in_time(sent: bytes) -> None:
    answer = answer_to(sending(sent), ImpatientProtocol)
    assert (problem_in(answer)["status"] == 408) if sent == GET else (answer == b"")


def test_second_request_of_a_connection_has_its_own_time() -> None:
    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(GET + b"\r\n")
        first = await reader.readuntil(b'"alive"')
        writer.write(GET)
        return first + await reader.read()

    answer = answer_to(client, ImpatientProtocol)
    assert [line[9:12] for line in answer.split(b"\r\n") if b"HTTP/1.1 " in line[:200]][:1] == [b"200"]
    assert b"HTTP/1.1 408" in answer


def test_upgrade_to_websocket_is_an_ordinary_request() -> None:
    upgrade = b"Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    head = b"GET /echo HTTP/1.1\r\nHost: localhost\r\n" + upgrade + b"Sec-WebSocket-Version: 13\r\n\r\n"

    async def client(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bytes:
        writer.write(head)
        return await reader.readuntil(b"\r\n\r\n")

    answer = answer_to(client)
    assert answer.startswith(b"HTTP/1.1 405")
    assert b"application/problem+json" in answer


@pytest.mark.parametrize("host", ["a\x00b", "x" * 300, "\u202eevil"])
def test_host_that_is_no_name_is_refused_in_one_line(host: str) -> None:
    with pytest.raises(InputError, match="give another --port or --host"):
        bind_socket(host, 8000)
