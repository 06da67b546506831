"""A server of files on loopback, well-behaved and not, and a service that transcribes."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Respond = Callable[[BaseHTTPRequestHandler, bytes], None]


def answer(code: int, body: bytes = b"", **headers: str) -> Respond:
    def respond(handler: BaseHTTPRequestHandler, _: bytes) -> None:
        handler.send_response(code)
        for name, value in {"Content_Length": str(len(body)), **headers}.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return respond


def endless(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _number in range(1024):
        handler.wfile.write(b"x" * 1024)


def slow(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    """A byte now and then: each read succeeds, and the file never comes to its end in time."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    for _number in range(40):
        handler.wfile.write(b"x")
        time.sleep(0.05)


def cut_off(handler: BaseHTTPRequestHandler, _: bytes) -> None:
    """Announces more bytes than it sends."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"short")


@contextmanager
def serving(respond: Respond) -> Iterator[str]:
    """The address of a file that has a secret in its query."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(OSError):  # the reader has disconnected, as it should
                respond(self, b"")
            self.close_connection = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            with suppress(OSError):
                respond(self, body)
            self.close_connection = True

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}/photo.png?signature=secret"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
