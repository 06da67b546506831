"""Where a message may be sent: to public addresses, resolved once, so that a name cannot lead inside later."""

import ipaddress
import socket
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread

import httpx

from domain.errors import InputError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

NAT64 = ipaddress.ip_network("64:ff9b::/96")  # RFC 6052: the last 32 bits are an IPv4 address
INSIDE = (
    ipaddress.ip_network("192.0.0.0/24"),  # RFC 6890; one cloud serves credentials at 192.0.0.192
    ipaddress.ip_network("168.63.129.16/32"),  # public by its number, but another cloud's own on every machine
)


class AddressRefused(InputError):
    """The URL leads where no message may go; the message says what to do, and repeats no more of it than the host."""


@dataclass(frozen=True)
class Destination:
    """`addresses` were checked and are the ones to connect to; the host of `url` is asked for in TLS and by name."""

    url: httpx.URL
    addresses: tuple[str, ...]


def resolve(url: str, trusted_hosts: frozenset[str], seconds: float) -> Destination:
    """Raises AddressRefused, also where the name cannot be resolved in time. `trusted_hosts` may lie inside, and may be
    reached without TLS."""
    parsed = _parsed(url)
    trusted = parsed.host in trusted_hosts
    if parsed.scheme != "https" and not (trusted and parsed.scheme == "http"):
        raise AddressRefused("a webhook needs https; http goes to hosts in CLAUSEWISE_MESSAGES__TRUSTED_HOSTS only")
    addresses = _looked_up(parsed, seconds)
    inside = [address for address in addresses if not _public(ipaddress.ip_address(address))]
    if inside and not trusted:
        raise AddressRefused(
            f"{parsed.host} leads inside ({inside[0]}): name a public receiver, or put its host into "
            "CLAUSEWISE_MESSAGES__TRUSTED_HOSTS if it is yours"
        )
    return Destination(parsed, addresses)


def _parsed(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:  # its text may quote a piece of a password
        raise AddressRefused("the webhook's URL is none: write https://host/path") from None
    if not parsed.host or parsed.userinfo:
        raise AddressRefused("the webhook's URL needs a host and no credentials: the signature proves who sent it")
    return parsed


def _looked_up(url: httpx.URL, seconds: float) -> tuple[str, ...]:
    """In a thread, for the system's look-up cannot be told to stop: one that is given up ends by itself."""
    found: Future[tuple[str, ...]] = Future()

    def look() -> None:
        try:
            found.set_result(_addresses(url.raw_host.decode()))
        except BaseException as error:  # handed to whoever waits
            found.set_exception(error)

    Thread(target=look, daemon=True, name="look-up").start()
    try:
        return found.result(timeout=seconds)
    except (OSError, UnicodeError) as error:  # TimeoutError is an OSError
        raise AddressRefused(f"{url.host} cannot be resolved: look at CLAUSEWISE_MESSAGES__WEBHOOK_URL") from error


def _addresses(host: str) -> tuple[str, ...]:
    """In the order in which the system would try them."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(place[0]) for *_, place in found))


def _public(address: Address) -> bool:
    """An address that carries another one inside is judged by that one."""
    carried = _carried(address)
    if carried is not None:
        return _public(carried)
    if address.is_multicast or address.is_reserved or any(address in network for network in INSIDE):
        return False
    return address.is_global and not (isinstance(address, ipaddress.IPv6Address) and address.is_site_local)


def _carried(address: Address) -> ipaddress.IPv4Address | None:
    if isinstance(address, ipaddress.IPv4Address):
        return None
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
