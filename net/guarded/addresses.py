"""Guards against server-side request forgery: requests go to public addresses only. The name is resolved once, so that
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
GLOBAL_UNICAST = ipaddress.ip_network("2000::/3")
INTERNAL_NETWORKS = tuple(
    map(
        ipaddress.ip_network,
        (
            "192.0.0.0/24",  # RFC 6890; one cloud serves credentials at 192.0.0.192
            "168.63.129.16/32",  # a public address that another cloud serves on every machine
            "192.88.99.0/24",  # RFC 7526: the nearest 6to4 relay, whoever runs it
            "2001::/23",  # RFC 2928: protocols, among them Teredo, which carries an IPv4 address in disguise
            "3fff::/20",  # RFC 9637: for documentation; Python does not know it yet
        ),
    )
)
MAX_PORT = 65_535
ISATAP_MARKS = (0x0000_5EFE, 0x0200_5EFE)  # RFC 5214: before the last 32 bits, which are an IPv4 address


class AddressRefused(InputError):
    """No request may go to the URL. The message says what to do and repeats no more of the URL than its host."""


class NameUnresolved(AddressRefused):
    """The name has no address now; it may have one later."""


@dataclass(frozen=True)
class Destination:
    """`addresses` are checked: connect to these only. TLS and the Host header use the host of `url`."""

    url: httpx.URL
    addresses: tuple[str, ...]


@dataclass(frozen=True)
class AddressRules:
    """`subject`: what the URL is for, such as `a webhook`, and `whose` URL it is. `trusted_hosts` may be internal and
    without TLS; `trusted_setting` lists them. `checks`: what to look at if the name does not resolve."""

    subject: str
    whose: str
    trusted_setting: str
    checks: str
    trusted_hosts: frozenset[str] = frozenset()


def resolve(url: str, rules: AddressRules, timeout_seconds: float) -> Destination:
    """Raises AddressRefused, also if the name does not resolve in time."""
    parsed = _parse(url, rules)
    trusted = _is_trusted(parsed, rules.trusted_hosts)
    if parsed.scheme != "https" and not (trusted and parsed.scheme == "http"):
        allowed = f"http is allowed only for hosts in {rules.trusted_setting}"
        raise AddressRefused(f"{rules.subject} needs https: {allowed}")
    addresses = _look_up(parsed, rules, timeout_seconds)
    internal = [address for address in addresses if not _is_public(ipaddress.ip_address(address))]
    if internal and not trusted:
        raise AddressRefused(
            f"{parsed.host} has an internal address ({internal[0]}): name a public host, or add yours to "
            f"{rules.trusted_setting}"
        )
    return Destination(parsed, addresses)


def _is_trusted(url: httpx.URL, trusted_hosts: frozenset[str]) -> bool:
    """Names are equal in either form of IDN, in any case, with or without the dot of the root."""
    trusted = {host.lower().removesuffix(".") for host in trusted_hosts}
    return not trusted.isdisjoint(name.lower().removesuffix(".") for name in (url.host, url.raw_host.decode()))


def _parse(url: str, rules: AddressRules) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL:  # its text may quote part of a password
        raise AddressRefused(f"{rules.whose} URL is invalid: write https://host/path") from None
    if not parsed.host or parsed.userinfo:
        raise AddressRefused(f"{rules.whose} URL needs a host and no credentials: write https://host/path")
    if parsed.port is not None and not 1 <= parsed.port <= MAX_PORT:  # the system would call another port instead
        raise AddressRefused(f"{rules.whose} URL has port {parsed.port}: give one from 1 to {MAX_PORT}")
    return parsed


def _look_up(url: httpx.URL, rules: AddressRules, timeout_seconds: float) -> tuple[str, ...]:
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
        raise NameUnresolved(f"{url.host} does not resolve: check {rules.checks}") from error


def _addresses(host: str) -> tuple[str, ...]:
    """In the system's order of preference."""
    found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def _is_public(address: Address) -> bool:
    """An address that embeds an IPv4 address leads to that one."""
    if isinstance(address, ipaddress.IPv6Address):
        carried = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if address in NAT64 or address.ipv4_mapped:
            return _is_public(carried)
        is_isatap = int(address) >> 32 & 0xFFFFFFFF in ISATAP_MARKS
        if address not in GLOBAL_UNICAST or (is_isatap and not _is_public(carried)):
            return False
        if address.sixtofour:
            return _is_public(address.sixtofour)
    if address.is_multicast or address.is_reserved or any(address in network for network in INTERNAL_NETWORKS):
        return False
    return address.is_global
