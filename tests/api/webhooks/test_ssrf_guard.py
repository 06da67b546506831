"""Where a message may go, by what a name leads to; and that it goes where was looked."""

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

from api.webhooks.sender import Sent, Webhook
from api.webhooks.ssrf_guard import AddressRefused, Destination, resolve
from tests.api.webhooks.receiver import receiving, status

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
LeadsTo = Callable[..., list[str]]


@pytest.fixture
def leads_to(monkeypatch: pytest.MonkeyPatch) -> LeadsTo:
    """Has every name lead to the given addresses; the list returned holds the names that were asked for."""

    def set_up(*addresses: str) -> list[str]:
        asked: list[str] = []

        def getaddrinfo(host: str, port: object, *_: object, **__: object) -> list[Any]:
            if host in addresses:
                return numeric(host, port, type=socket.SOCK_STREAM)
            asked.append(host)
            return [found for address in addresses for found in numeric(address, port, type=socket.SOCK_STREAM)]

        numeric: Callable[..., list[Any]] = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
        return asked

    return set_up


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("https://localhost/x", "leads inside"),
        ("https://127.0.0.1/x", "leads inside"),
        ("https://[::1]/x", "leads inside"),
        ("https://[::127.0.0.1]/x", "leads inside"),
        ("https://[::ffff:127.0.0.1]/x", "leads inside"),
        ("https://[64:ff9b::7f00:1]/x", "leads inside"),
        ("https://[64:ff9b:1::7f00:1]/x", "leads inside"),
        ("https://[2002:7f00:1::]/x", "leads inside"),
        ("https://[2001:0:7f00:1::1]/x", "leads inside"),
        ("https://[fe80::1]/x", "leads inside"),
        ("https://[fec0::1]/x", "leads inside"),
        ("https://[fd00:ec2::254]/x", "leads inside"),
        ("https://[ff0e::1]/x", "leads inside"),
        ("https://[4000::1]/x", "leads inside"),
        ("https://169.254.169.254/latest", "leads inside"),
        ("https://192.0.0.192/latest", "leads inside"),
        ("https://168.63.129.16/x", "leads inside"),
        ("https://10.1.2.3/x", "leads inside"),
        ("https://100.64.0.1/x", "leads inside"),
        ("https://0.0.0.0/x", "leads inside"),
        ("https://224.0.0.1/x", "leads inside"),
        ("https://2130706433/x", "leads inside"),
        ("https://0x7f.1/x", "leads inside"),
        ("http://1.1.1.1/x", "needs https"),
        ("ftp://mine.example/x", "needs https"),
        ("file:///etc/passwd", "needs a host"),
        ("https://user:pass@1.1.1.1/x", "no credentials"),
        ("https://", "needs a host"),
        ("https://[::1/x", "URL is none"),
        ("https://user:pa/ss@mine.example/x", "URL is none"),
        ("https://nowhere.invalid/x", "cannot be resolved"),
        ("https://.example/x", "cannot be resolved"),
    ],
)
def test_an_address_where_nothing_may_go(url: str, told: str) -> None:
    with pytest.raises(AddressRefused, match=told) as refused:
        resolve(url, frozenset({"mine.example"}), 5)
    assert "pa" not in str(refused.value).replace("path", "")


def test_a_public_address() -> None:
    url = "https://[2606:4700::1111]:8443/x"
    assert resolve(url, frozenset(), 5) == Destination(httpx.URL(url), ("2606:4700::1111",))


def test_one_address_inside_is_one_too_many(leads_to: LeadsTo) -> None:
    leads_to("1.1.1.1", "127.0.0.1")
    with pytest.raises(AddressRefused, match=r"mine.example leads inside \(127.0.0.1\)"):
        resolve("https://mine.example/x", frozenset(), 5)


@given(st.ip_addresses(v=4).filter(lambda address: not address.is_global or address.is_multicast))
def test_no_form_of_an_address_inside_is_outside(address: IPv4Address) -> None:
    carried = int(address)
    forms = [str(address), f"[::ffff:{address}]", f"[::{address}]"]
    forms += [f"[{IPv6Address((0x64FF9B << 96) + carried)}]", f"[{IPv6Address((0x2002 << 112) + (carried << 80))}]"]
    for form in forms:
        with pytest.raises(AddressRefused, match="leads inside"):
            resolve(f"https://{form}/x", frozenset(), 5)


@given(st.ip_addresses(v=6))
def test_only_what_is_handed_out_as_global_is_outside(address: IPv6Address) -> None:
    carrying = address.ipv4_mapped is not None or int(address) >> 32 == 0x64FF9B << 64
    assume(not carrying and int(address) >> 125 != 1)
    with pytest.raises(AddressRefused, match="leads inside"):
        resolve(f"https://[{address}]/x", frozenset(), 5)


def test_a_look_up_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: time.sleep(1.5))
    began = time.monotonic()
    with pytest.raises(AddressRefused, match="cannot be resolved"):
        resolve("https://mine.example/x", frozenset(), 0.2)
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    ("host", "asked_for"), [("mine.example", "mine.example"), ("bücher.example", "xn--bcher-kva.example")]
)
def test_a_name_is_looked_up_once_and_each_address_tried(leads_to: LeadsTo, host: str, asked_for: str) -> None:
    with receiving(status(200)) as receiver:
        looked_up = leads_to("::1", "127.0.0.1")  # nobody listens at the first
        hook = Webhook(receiver.url.replace("localhost", host), (SECRET,), frozenset({host}))
        assert hook.send("msg_1", b"{}", datetime.now(UTC)) == Sent()
    assert looked_up == [asked_for]
    ((headers, _),) = receiver.got
    assert headers["host"] == receiver.url.removeprefix("http://").replace("localhost", asked_for).split("/")[0]
