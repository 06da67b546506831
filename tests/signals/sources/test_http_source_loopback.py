"""The HTTP source with a real server on the loopback interface that answers as the test says."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from domain.signals import CreatorSignals, QualityScore, SignalCondition, SignalReading
from signals.sources.http_source import HttpSignals

TOKEN = "s3cret-token"
MAYA = CreatorSignals(creator_id="cr_maya", quality=QualityScore(score=86), violations=(), strikes=0)
BODY = MAYA.model_dump_json()
KNOWN = SignalReading(condition=SignalCondition.KNOWN, source="http", signals=MAYA)

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Service:
    """`answers` are used one per request, the last one repeatedly; `requests` are (path, Authorization)."""

    url: str
    answers: list[Answer] = field(default_factory=list)
    requests: list[tuple[str, str | None]] = field(default_factory=list)

    def next(self) -> Answer:
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            running.requests.append((self.path, self.headers["Authorization"]))
            running.next()(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """No output on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running = Service(url=f"http://127.0.0.1:{server.server_port}/v1")
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield running
    server.shutdown()
    server.server_close()
    thread.join()


def unreachable(detail: str) -> SignalReading:
    return SignalReading(condition=SignalCondition.UNREACHABLE, source="http", detail=detail)


def ok(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", str(len(BODY)))
    request.end_headers()
    request.wfile.write(BODY.encode())


def silent(request: BaseHTTPRequestHandler) -> None:
    time.sleep(1.5)


def cut_before_the_headers(request: BaseHTTPRequestHandler) -> None:
    request.connection.close()


def cut_in_the_body(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Length", "500")
    request.end_headers()
    request.wfile.write(b'{"creator_id"')


def send_slowly(request: BaseHTTPRequestHandler, first: bytes) -> None:
    """A byte every 50 ms for four seconds: no single read is ever slow."""
    request.wfile.write(first)
    try:
        for _ in range(80):
            time.sleep(0.05)
            request.wfile.write(b" ")
    except OSError:
        return


def slow_body(request: BaseHTTPRequestHandler) -> None:
    send_slowly(request, b"HTTP/1.0 200 OK\r\nContent-Length: 1000\r\n\r\n")


def slow_headers(request: BaseHTTPRequestHandler) -> None:
    send_slowly(request, b"HTTP/1.0 200 OK\r\nX-Long: ")


def test_service_answers(service: Service) -> None:
    service.answers = [ok]
    with HttpSignals(service.url, TOKEN) as source:
        assert source.read("cr_maya") == KNOWN
        assert source.read("a/b ../c?d#é").condition is SignalCondition.UNREACHABLE
    assert service.requests == [
        ("/v1/creators/cr_maya", f"Bearer {TOKEN}"),
        ("/v1/creators/a%2Fb%20..%2Fc%3Fd%23%C3%A9", f"Bearer {TOKEN}"),
    ]


@pytest.mark.parametrize("fault", [silent, cut_before_the_headers, cut_in_the_body])
def test_transient_fault_is_survived(service: Service, fault: Answer) -> None:
    service.answers = [fault, ok]
    with HttpSignals(service.url, TOKEN, timeout_s=1.0, draw=lambda: 0.0) as source:
        assert source.read("cr_maya") == KNOWN
    assert len(service.requests) == 2


@pytest.mark.parametrize(
    ("fault", "timeout_s", "error"),
    [
        (silent, 0.1, "ReadTimeout"),
        (cut_before_the_headers, 2.0, "RemoteProtocolError"),
        (cut_in_the_body, 2.0, "RemoteProtocolError"),
    ],
)
def test_lasting_fault_is_reported(service: Service, fault: Answer, timeout_s: float, error: str) -> None:
    service.answers = [fault]
    with HttpSignals(service.url, TOKEN, timeout_s=timeout_s, draw=lambda: 0.0) as source:
        assert source.read("cr_maya") == unreachable(f"the signals service did not answer ({error}); attempts: 3")


@pytest.mark.parametrize("fault", [slow_headers, slow_body])
def test_slow_answer_ends_at_the_total_time(service: Service, fault: Answer) -> None:
    service.answers = [fault]
    started = time.monotonic()
    with HttpSignals(service.url, TOKEN, timeout_s=1.0, total_s=0.4) as source:
        reading = source.read("cr_maya")
    assert reading.condition is SignalCondition.UNREACHABLE
    assert time.monotonic() - started < 3


def test_closed_port_is_unreachable(service: Service) -> None:
    with HttpSignals("http://127.0.0.1:1", TOKEN, draw=lambda: 0.0) as source:
        reading = source.read("cr_maya")
    assert reading == unreachable("the signals service did not answer (ConnectError); attempts: 3")
