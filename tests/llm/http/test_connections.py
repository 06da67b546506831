"""The environment's proxy and certificates are used, or one line says what is wrong with them."""

import ssl
from importlib.util import find_spec
from pathlib import Path

import httpx2
import pytest

from llm.errors import LlmError, LlmErrorKind
from llm.http.connections import Proxy, connection_error, open_pool, proxy_for

URL = "http://127.0.0.1:9393/v1"
VARIABLES = ("all_proxy", "http_proxy", "https_proxy", "no_proxy", "ssl_cert_file", "ssl_cert_dir")


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def set_environment(monkeypatch: pytest.MonkeyPatch, **variables: str) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)


def open_error(url: str = URL) -> str:
    with pytest.raises(LlmError) as raised:
        open_pool(url)
    assert raised.value.kind is LlmErrorKind.UNREACHABLE
    assert "\n" not in str(raised.value)
    return str(raised.value)


@pytest.mark.parametrize(
    ("url", "variables", "expected"),
    [
        (URL, {}, None),
        (URL, {"ALL_PROXY": "http://p:1"}, Proxy("http://p:1", "ALL_PROXY")),
        (URL, {"http_proxy": "p:1", "ALL_PROXY": "http://q:1"}, Proxy("http://p:1", "http_proxy")),
        (URL, {"HTTPS_PROXY": "http://p:1"}, None),
        ("https://models.example/v1", {"HTTPS_PROXY": " http://p:1 "}, Proxy("http://p:1", "HTTPS_PROXY")),
    ],
)
def test_proxy_is_that_of_the_scheme(
    url: str, variables: dict[str, str], expected: Proxy | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_environment(monkeypatch, **variables)
    assert proxy_for(url) == expected


@pytest.mark.parametrize(
    ("url", "listed", "direct"),
    [
        (URL, "127.0.0.1", True),
        (URL, "localhost, 127.0.0.0/8", True),
        (URL, "127.0.0.1:9393", True),
        (URL, "http://127.0.0.1", True),
        (URL, "*", True),
        (URL, "10.0.0.0/8,localhost", False),
        ("http://[::1]:8080/v1", "::1", True),
        ("https://api.models.example/v1", ".models.example", True),
        ("https://api.models.example/v1", "*.models.example", True),
        ("https://models.example/v1", "models.example", True),
        ("https://mymodels.example/v1", "models.example", False),
    ],
)
def test_listed_server_is_reached_directly(
    url: str, listed: str, direct: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_environment(monkeypatch, ALL_PROXY="socks5://127.0.0.1:1089", no_proxy=listed)
    assert (proxy_for(url) is None) is direct
    if direct:
        open_pool(url).close()


@pytest.mark.skipif(find_spec("socksio") is not None, reason="the package is installed")
@pytest.mark.parametrize("name", ["ALL_PROXY", "all_proxy"])
def test_socks_proxy_without_its_package_says_what_to_install_or_unset(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_environment(monkeypatch, **{name: "socks5://me:secret@127.0.0.1:1089"})
    message = open_error()
    assert f"{name}=socks5://127.0.0.1:1089 is a SOCKS proxy" in message
    assert f"run `pip install socksio`, unset {name}, or list the model server in NO_PROXY" in message
    assert "secret" not in message


@pytest.mark.parametrize("url", ["socks://127.0.0.1:1089/", "ftp://127.0.0.1:1", "http://127.0.0.1:x"])
def test_address_that_is_no_proxy_is_named(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch, HTTP_PROXY=url)
    assert "HTTP_PROXY=" in open_error()


def test_missing_certificates_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch, SSL_CERT_FILE=str(tmp_path / "ca.pem"))
    assert open_error().startswith(f"SSL_CERT_FILE={tmp_path}/ca.pem cannot be read (No such file or directory)")
    (tmp_path / "ca.pem").write_text("no certificate")
    assert "set SSL_CERT_FILE to a PEM file, or unset it" in open_error()


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (httpx2.ConnectError("[Errno 111] Connection refused"), "(connection refused): is it running"),
        (httpx2.ConnectError("[Errno -2] Name or service not known"), "(there is no such host)"),
        (
            httpx2.ConnectError("[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: self-signed certificate"),
            "(its certificate is not trusted): set SSL_CERT_FILE",
        ),
        (httpx2.ConnectError("[SSL: WRONG_VERSION_NUMBER] wrong version number"), "http:// instead of https://"),
        (httpx2.ReadError(""), "(ReadError): is it running"),
        (ssl.SSLError("odd"), "(SSLError)"),
        (httpx2.ProxyError("407 Proxy Authentication Required"), "the proxy gives no connection"),
    ],
)
def test_failed_connection_says_why(error: Exception, words: str) -> None:
    message = connection_error("http://user:secret@127.0.0.1:9393/v1/chat/completions", error)
    assert words in message
    assert "http://127.0.0.1:9393" in message
    assert "secret" not in message


def test_failed_connection_through_a_proxy_names_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    set_environment(monkeypatch, HTTP_PROXY="http://me:secret@127.0.0.1:3128")
    message = connection_error(URL, httpx2.ConnectError("Connection refused"))
    assert message.startswith("HTTP_PROXY=http://127.0.0.1:3128 gives no connection")
    assert "secret" not in message


def test_address_of_ipv6_is_told_as_it_was_given() -> None:
    message = connection_error("http://[::1]:9/v1/chat/completions", httpx2.ConnectError("Connection refused"))
    assert message.startswith("the model server at http://[::1]:9 could not be reached (connection refused)")


def test_server_that_hangs_up_may_speak_tls() -> None:
    error = httpx2.RemoteProtocolError("Server disconnected without sending a response.")
    assert connection_error(URL, error) == (
        "the model server at http://127.0.0.1:9393 could not be reached (it closed the connection without an answer): "
        "try again, or give CLAUSEWISE_LLM__BASE_URL with https:// if the server speaks TLS"
    )
