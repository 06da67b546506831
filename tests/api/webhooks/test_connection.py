"""TLS connections: to the checked address, with the host name of the URL."""

import ssl
import subprocess
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from api.webhooks.sender import Delivered, DeliveryFailed, Webhook

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass
class TlsReceiver:
    port: int
    names: list[str | None]

    def send(self, host: str) -> Delivered | DeliveryFailed:
        hook = Webhook(f"https://{host}:{self.port}/hook", (SECRET,), frozenset({host}), 5)
        return hook.send("msg_1", b"{}", datetime.now(UTC))


class AcceptingHandler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None: ...


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate for localhost in one file."""
    folder = tmp_path_factory.mktemp("tls")
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    files = ["-addext", "subjectAltName=DNS:localhost", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run([*command.split(), *files], cwd=folder, check=True, capture_output=True)
    both = folder / "both.pem"
    both.write_text((folder / "key.pem").read_text() + (folder / "cert.pem").read_text())
    return both


@pytest.fixture
def receiver(certificate: Path) -> Iterator[TlsReceiver]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    names: list[str | None] = []
    context.sni_callback = lambda _, name, __: names.append(name)
    server = HTTPServer(("127.0.0.1", 0), AcceptingHandler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield TlsReceiver(server.server_port, names)
    server.shutdown()
    server.server_close()
    thread.join()


def test_certificate_must_match_the_host_name(
    receiver: TlsReceiver, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert receiver.send("localhost") == Delivered()
    assert receiver.names == ["localhost"]
    assert receiver.send("127.0.0.1") == DeliveryFailed("the receiver could not be reached (SSLCertVerificationError)")


def test_untrusted_certificate_is_refused(receiver: TlsReceiver) -> None:
    assert receiver.send("localhost") == DeliveryFailed("the receiver could not be reached (SSLCertVerificationError)")
