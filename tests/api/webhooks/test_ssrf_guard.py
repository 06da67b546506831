"""Webhooks go to public addresses only, and to the addresses that were checked."""

import socket
import time
from collections.abc import Callable
from datetime import UTC, datetime
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import httpx
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from api.webhooks.sender import Delivered, Webhook
from api.webhooks.ssrf_guard import AddressRefused, Destination, resolve
from tests.api.webhooks.receiver import receiving, status

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ResolveTo = Callable[..., list[str]]


@pytest.fixture
def resolve_to(monkeypatch: pytest.MonkeyPatch) -> ResolveTo:
    """Makes every name resolve to the given addresses; returns the list of the names that were looked up."""

    def set_up(*addresses: str) -> list[str]:
        names: list[str] = []

        def getaddrinfo(host: str, port: object, *_: object, **__: object) -> list[Any]:
            if host in addresses:
                return numeric(host, port, type=socket.SOCK_STREAM)
            names.append(host)
            return [found for address in addresses for found in numeric(address, port, type=socket.SOCK_STREAM)]

        numeric: Callable[..., list[Any]] = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        return names

    return set_up


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("https://localhost:99999/x", "has port 99999: give one from 1 to 65535"),
        ("https://localhost:0/x", "has port 0: give one"),
        ("https://localhost/x", "has an internal address"),
        ("https://127.0.0.1/x", "has an internal address"),
        ("https://[::1]/x", "has an internal address"),
        ("https://[::127.0.0.1]/x", "has an internal address"),
        ("https://[::ffff:127.0.0.1]/x", "has an internal address"),
        ("https://[64:ff9b::7f00:1]/x", "has an internal address"),
        ("https://[64:ff9b:1::7f00:1]/x", "has an internal address"),
        ("https://[2002:7f00:1::]/x", "has an internal address"),
        ("https://[2001:0:7f00:1::1]/x", "has an internal address"),
        ("https://[fe80::1]/x", "has an internal address"),
        ("https://[fec0::1]/x", "has an internal address"),
        ("https://[fd00:ec2::254]/x", "has an internal address"),
        ("https://[ff0e::1]/x", "has an internal address"),
        ("https://[4000::1]/x", "has an internal address"),
        ("https://169.254.169.254/latest", "has an internal address"),
        ("https://192.0.0.192/latest", "has an internal address"),
        ("https://168.63.129.16/x", "has an internal address"),
        ("https://192.88.99.1/x", "has an internal address"),
        ("https://[3fff::1]/x", "has an internal address"),
        ("https://[3fff:fff:ffff::1]/x", "has an internal address"),
        ("https://[2001:20::1]/x", "has an internal address"),
        ("https://[5f00::1]/x", "has an internal address"),
        ("https://[100:0:0:1::1]/x", "has an internal address"),
        ("https://[::ffff:0:127.0.0.1]/x", "has an internal address"),
        ("https://[2606:4700::5efe:127.0.0.1]/x", "has an internal address"),
        ("https://[2606:4700::200:5efe:10.0.0.1]/x", "has an internal address"),
        ("https://[fe80::1%25lo]/x", "does not resolve|internal address"),
        ("https://192.0.2.1/x", "has an internal address"),
        ("https://198.18.0.1/x", "has an internal address"),
        ("https://255.255.255.255/x", "has an internal address"),
        ("https://0/x", "has an internal address"),
        ("https://017700000001/x", "has an internal address"),
        ("https://localhost./x", "does not resolve|internal address"),
        ("https://10.1.2.3/x", "has an internal address"),
        ("https://100.64.0.1/x", "has an internal address"),
        ("https://0.0.0.0/x", "has an internal address"),
        ("https://224.0.0.1/x", "has an internal address"),
        ("https://2130706433/x", "has an internal address"),
        ("https://0x7f.1/x", "has an internal address"),
        ("http://1.1.1.1/x", "needs https"),
        ("ftp://mine.example/x", "needs https"),
        ("file:///etc/passwd", "needs a host"),
        ("https://user:pass@1.1.1.1/x", "no credentials"),
        ("https://", "needs a host"),
        ("https://[::1/x", "URL is invalid"),
        ("https://user:pa/ss@mine.example/x", "URL is invalid"),
        ("https://nowhere.invalid/x", "does not resolve"),
        ("https://.example/x", "does not resolve"),
    ],
)
def test_url_is_refused(url: str, message: str) -> None:
    with pytest.raises(AddressRefused, match=message) as refused:
        resolve(url, frozenset({"mine.example"}), 5)
    assert "pa" not in str(refused.value).replace("path", "")


def test_public_address_is_accepted() -> None:
    url = "https://[2606:4700::1111]:8443/x"
    assert resolve(url, frozenset(), 5) == Destination(httpx.URL(url), ("2606:4700::1111",))


CARRIERS = ["2606:4700::5efe:1.1.1.1", "64:ff9b::1.1.1.1", "2002:101:101::1", "::ffff:1.1.1.1"]


@pytest.mark.parametrize("address", CARRIERS)
def test_address_that_carries_a_public_one_is_public(address: str) -> None:
    assert resolve(f"https://[{address}]/x", frozenset(), 5).addresses


@pytest.mark.parametrize("host", ["MINE.example.", "mine.EXAMPLE"])
def test_trusted_host_is_known_in_every_spelling(resolve_to: ResolveTo, host: str) -> None:
    resolve_to("127.0.0.1")
    for trusted in ("mine.example", "Mine.Example."):
        assert resolve(f"http://{host}/x", frozenset({trusted}), 5).addresses == ("127.0.0.1",)


def test_one_internal_address_among_others_is_refused(resolve_to: ResolveTo) -> None:
    resolve_to("1.1.1.1", "127.0.0.1")
    with pytest.raises(AddressRefused, match=r"mine.example has an internal address \(127.0.0.1\)"):
        resolve("https://mine.example/x", frozenset(), 5)


@given(st.ip_addresses(v=4).filter(lambda address: not address.is_global or address.is_multicast))
def test_internal_ipv4_address_is_refused_in_every_form(address: IPv4Address) -> None:
    carried = int(address)
    forms = [str(address), f"[::ffff:{address}]", f"[::{address}]"]
    forms += [f"[{IPv6Address((0x64FF9B << 96) + carried)}]", f"[{IPv6Address((0x2002 << 112) + (carried << 80))}]"]
    forms += [f"[{IPv6Address((0x26064700 << 96) + (mark << 32) + carried)}]" for mark in (0x5EFE, 0x02005EFE)]
    for form in forms:
        with pytest.raises(AddressRefused, match="has an internal address"):
            resolve(f"https://{form}/x", frozenset(), 5)


@given(st.ip_addresses(v=6))
def test_only_global_ipv6_addresses_are_public(address: IPv6Address) -> None:
    carrying = address.ipv4_mapped is not None or int(address) >> 32 == 0x64FF9B << 64
    assume(not carrying and int(address) >> 125 != 1)
    with pytest.raises(AddressRefused, match="has an internal address"):
        resolve(f"https://[{address}]/x", frozenset(), 5)


def test_slow_look_up_times_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(1.5))
    with pytest.raises(AddressRefused, match="does not resolve"):
        resolve("https://mine.example/x", frozenset(), 0.2)


@pytest.mark.parametrize(
    ("host", "looked_up_name"), [("mine.example", "mine.example"), ("bücher.example", "xn--bcher-kva.example")]
)
def test_name_is_looked_up_once_and_each_address_is_tried(
    resolve_to: ResolveTo, host: str, looked_up_name: str
) -> None:
    with receiving(status(200)) as receiver:
        looked_up = resolve_to("::1", "127.0.0.1")  # nothing listens on the first
        webhook = Webhook(receiver.url.replace("localhost", host), (SECRET,), frozenset({host}))
        assert webhook.send("msg_1", b"{}", datetime.now(UTC)) == Delivered()
    assert looked_up == [looked_up_name]
    ((headers, _),) = receiver.received
    assert headers["host"] == receiver.url.removeprefix("http://").replace("localhost", looked_up_name).split("/")[0]
