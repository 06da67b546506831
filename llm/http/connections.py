"""Opens the connections to the model server by the proxy and the certificates that the environment names."""

import ipaddress
import os
import ssl
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit
from urllib.request import getproxies

import httpx2

from llm.errors import LlmError, LlmErrorKind

CERTIFICATE_VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR")


class Proxy(NamedTuple):
    """`variable` is the name in the environment that sets it."""

    url: str
    variable: str


def open_pool(url: str) -> httpx2.Client:
    """Connections to the server at `url`. Raises `LlmError` if its proxy or the certificates cannot be used; what other
    servers need does not matter."""
    certificates, proxy = _certificates(), proxy_for(url)
    limits = httpx2.Limits(max_connections=None)
    try:
        return httpx2.Client(proxy=proxy and proxy.url, verify=certificates, trust_env=False, limits=limits)
    except ImportError as error:
        raise _unusable(proxy, "is a SOCKS proxy, which needs a package: run `pip install socksio`") from error
    except (ValueError, httpx2.InvalidURL) as error:
        raise _unusable(proxy, "is not the address of an HTTP or SOCKS5 proxy: correct it") from error


def proxy_for(url: str) -> Proxy | None:
    """The proxy for the server at `url`, None if NO_PROXY lists it or no proxy is set."""
    proxies, server = getproxies(), urlsplit(url)
    scheme = next((name for name in (server.scheme, "all") if proxies.get(name)), None)
    if scheme is None or _is_direct(server.hostname or "", server.port, proxies):
        return None
    names = (f"{scheme}_proxy", f"{scheme}_proxy".upper())
    address = proxies[scheme].strip()
    variable = next((name for name in names if os.environ.get(name)), names[1])
    return Proxy(address if "://" in address else f"http://{address}", variable)


def _is_direct(host: str, port: int | None, proxies: Mapping[str, str]) -> bool:
    """Whether NO_PROXY lists the host: by its name, a domain, its address, a network, or a star for all."""
    listed = (entry.strip().lower().rpartition("//")[2] for entry in proxies.get("no", "").split(","))
    return any(_covers(entry, host, port) for entry in listed if entry)


def _covers(entry: str, host: str, port: int | None) -> bool:
    try:
        return ipaddress.ip_address(host) in ipaddress.ip_network(entry.strip("[]"), strict=False)
    except ValueError:
        domain = entry.removesuffix(f":{port}").strip("[]").removeprefix("*").removeprefix(".")
        return entry == "*" or host == domain or (bool(domain) and host.endswith(f".{domain}"))


def _certificates() -> ssl.SSLContext:
    try:
        return httpx2.create_ssl_context()
    except OSError as error:  # also ssl.SSLError
        variable = next((name for name in CERTIFICATE_VARIABLES if os.environ.get(name)), None)
        where = f"{variable}={os.environ[variable]}" if variable else "the certificates of the system"
        advice = f"set {variable} to a PEM file, or unset it" if variable else "install the package ca-certificates"
        reason = error.strerror or type(error).__name__
        raise LlmError(LlmErrorKind.UNREACHABLE, f"{where} cannot be read ({reason}): {advice}") from error


def _unusable(proxy: Proxy | None, problem: str) -> LlmError:
    name, url = (proxy.variable, _without_password(proxy.url)) if proxy else ("the proxy", "")
    return LlmError(
        LlmErrorKind.UNREACHABLE,
        f"{name}={url} {problem}, unset {name}, or list the model server in NO_PROXY",
    )


def _without_password(url: str) -> str:
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.rpartition('@')[2]}"


def connection_error(url: str, error: Exception) -> str:
    """Why the server at `url` could not be reached, and what to do, in one line."""
    server, proxy = urlsplit(url), proxy_for(url)
    address = f"{server.scheme}://{server.netloc.rpartition('@')[2]}"
    reason = " ".join(str(error).split())
    if isinstance(error, httpx2.ProxyError) or (proxy and isinstance(error, httpx2.ConnectError)):
        name = f"{proxy.variable}={_without_password(proxy.url)}" if proxy else "the proxy"
        advice = f"{name} gives no connection to the model server at {address} ({reason or type(error).__name__}): "
        return f"{advice}correct or unset it, or list the server in NO_PROXY"
    cause = next((text for words, text in _REASONS if words in reason.lower()), None)
    return f"the model server at {address} could not be reached ({cause or type(error).__name__}): {_advice(reason)}"


_CERTIFICATE = "certificate verify failed"
_NO_TLS = "wrong version number", "record layer failure", "wrong_version_number"
_NO_ANSWER = "server disconnected"
_REASONS = (
    (_CERTIFICATE, "its certificate is not trusted"),
    *((words, "it does not speak TLS") for words in _NO_TLS),
    ("name or service not known", "there is no such host"),
    ("nodename nor servname", "there is no such host"),
    ("no address associated", "there is no such host"),
    ("temporary failure in name resolution", "its name could not be looked up"),
    ("connection refused", "connection refused"),
    ("network is unreachable", "the network is unreachable"),
    (_NO_ANSWER, "it closed the connection without an answer"),
)


def _advice(reason: str) -> str:
    reason = reason.lower()
    if _CERTIFICATE in reason:
        return "set SSL_CERT_FILE to a PEM file with the certificate of the server or of who signed it"
    if any(words in reason for words in _NO_TLS):
        return "give CLAUSEWISE_LLM__BASE_URL with http:// instead of https://"
    if _NO_ANSWER in reason:
        return "try again, or give CLAUSEWISE_LLM__BASE_URL with https:// if the server speaks TLS"
    return "is it running, and is CLAUSEWISE_LLM__BASE_URL its address?"
