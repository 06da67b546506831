"""Guards against server-side request forgery: webhooks go to public addresses only. The name is resolved once, so that
it cannot lead to an internal address later."""

import ipaddress
import socket
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread

import httpx

from domain.errors import InputError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
INTERNAL_NETWORKS = (
    ipaddress.ip_network("192.0.0.0/24"),  # RFC 6890; one cloud serves credentials at 192.0.0.192
    ipaddress.ip_network("168.63.129.16/32"),  # a public address that another cloud serves on every machine
)


class AddressRefused(InputError):
    """No webhook may go to the URL. The message says what to do and repeats no more of the URL than its host."""


@dataclass(frozen=True)
class Destination:
    """`addresses` are checked: connect to these only. TLS and the Host header use the host of `url`."""

    url: httpx.URL
    addresses: tuple[str, ...]


def resolve(url: str, trusted_hosts: frozenset[str], timeout_seconds: float) -> Destination:
    """Raises AddressRefused, also if the name does not resolve in time. `trusted_hosts` may be internal and without
    TLS."""
    parsed = _parse(url)
    trusted = parsed.host in trusted_hosts
    if parsed.scheme != "https" and not (trusted and parsed.scheme == "http"):
        raise AddressRefused(
            "a webhook needs https: http is allowed only for hosts in CLAUSEWISE_MESSAGES__TRUSTED_HOSTS"
        )
    addresses = _look_up(parsed, timeout_seconds)
    internal = [address for address in addresses if not _is_public(ipaddress.ip_address(address))]
    if internal and not trusted:
        raise AddressRefused(
            f"{parsed.host} has an internal address ({internal[0]}): name a public receiver, or add your host to "
            "CLAUSEWISE_MESSAGES__TRUSTED_HOSTS"
        )
    return Destination(parsed, addresses)


def _parse(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:  # its text may quote part of a password
        raise AddressRefused("the webhook's URL is invalid: write https://host/path") from None
    if not parsed.host or parsed.userinfo:
        raise AddressRefused("the webhook's URL needs a host and no credentials: the signature proves who sent it")
    return parsed


def _look_up(url: httpx.URL, timeout_seconds: float) -> tuple[str, ...]:
    """In a thread, because the system call has no timeout; a thread that is given up ends by itself."""
    result: Future[tuple[str, ...]] = Future()

    def look_up() -> None:
        try:
            result.set_result(_addresses(url.raw_host.decode()))
        except BaseException as error:  # raised again by result()
            result.set_exception(error)

    Thread(target=look_up, daemon=True, name="look-up").start()
    try:
        return result.result(timeout=timeout_seconds)
    except (OSError, UnicodeError) as error:  # TimeoutError is an OSError
        raise AddressRefused(f"{url.host} does not resolve: check CLAUSEWISE_MESSAGES__WEBHOOK_URL") from error


def _addresses(host: str) -> tuple[str, ...]:
    """In the system's order of preference."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def _is_public(address: Address) -> bool:
    """An address that embeds an IPv4 address is judged by that one."""
    embedded = _embedded_ipv4(address)
    if embedded is not None:
        return _is_public(embedded)
    if address.is_multicast or address.is_reserved or any(address in network for network in INTERNAL_NETWORKS):
        return False
    return address.is_global and not (isinstance(address, ipaddress.IPv6Address) and address.is_site_local)


def _embedded_ipv4(address: Address) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
