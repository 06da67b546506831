"""Where a message may be sent: to a public address, resolved once, so that a name cannot lead inside later."""

import asyncio
import ipaddress
import socket
from dataclasses import dataclass

import httpx

from domain.errors import InputError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class AddressRefused(InputError):
    """The URL leads where no message may go; the message says what to do."""


@dataclass(frozen=True)
class Destination:
    """`url` names the address that was checked; `host` is what the certificate and the receiver are asked for."""

    url: httpx.URL
    host: str


async def resolve(url: str, trusted_hosts: frozenset[str]) -> Destination:
    """Raises AddressRefused, also where the name cannot be resolved. `trusted_hosts` may lie inside, and may be reached
    without TLS."""
    parsed = _parsed(url)
    trusted = parsed.host in trusted_hosts
    if parsed.scheme != "https" and not (trusted and parsed.scheme == "http"):
        raise AddressRefused("a webhook needs https; http goes to hosts in CLAUSEWISE_MESSAGES__TRUSTED_HOSTS only")
    addresses = await _addresses(parsed)
    inside = [address for address in addresses if not _public(address)]
    if inside and not trusted:
        raise AddressRefused(
            f"{parsed.host} leads inside ({inside[0]}): name a public receiver, or put its host into "
            "CLAUSEWISE_MESSAGES__TRUSTED_HOSTS if it is yours"
        )
    return Destination(parsed.copy_with(host=str(addresses[0])), parsed.host)


def _parsed(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise AddressRefused(f"the webhook's URL is none ({error}): write https://host/path") from error
    if not parsed.host or parsed.userinfo:
        raise AddressRefused("the webhook's URL needs a host and no credentials: the signature proves who sent it")
    return parsed


async def _addresses(url: httpx.URL) -> list[Address]:
    try:
        found = await asyncio.get_running_loop().getaddrinfo(
            url.host, url.port or (443 if url.scheme == "https" else 80), type=socket.SOCK_STREAM
        )
    except (OSError, UnicodeError) as error:
        raise AddressRefused(f"{url.host} cannot be resolved: look at CLAUSEWISE_MESSAGES__WEBHOOK_URL") from error
    return [ipaddress.ip_address(str(place[0]).partition("%")[0]) for *_, place in found]


def _public(address: Address) -> bool:
    """An address that carries another one inside is judged by that one."""
    if isinstance(address, ipaddress.IPv6Address):
        carried = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1] or _nat64(address)
        if carried is not None:
            return _public(carried)
    return address.is_global and not address.is_multicast


def _nat64(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """RFC 6052: 64:ff9b::/96."""
    if address in ipaddress.IPv6Network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None
