"""Contacts are masked and links defused in quoted lines, however they are written."""

from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agent.messages.links import find_links
from agent.messages.masking import mask_contacts


@pytest.mark.parametrize("number", ["+1 (555) 010-9999", "0044 20 7946 0000", "555.010.9999", "5550109999"])
def test_phone_numbers_are_masked(number: str) -> None:
    assert mask_contacts(f"ask {number}, please", third_party=False) == "ask [phone number], please"


@pytest.mark.parametrize(
    "line",
    [
        "call \uff15\uff15\uff15\uff10\uff11\uff10\uff19\uff19\uff19\uff19 now",
        "call " + "".join(f"{digit}\ufe0f\u20e3" for digit in "5550109999") + " now",
        "call five five five oh one oh nine nine now",
        "call cinco cinco cinco cero uno cero nueve now",
        "call \u2464\u2464\u2464\u2460\u2460\u2461\u2463\u2462 now",
        "call 555 / 010 / 9999 now",
    ],
)
def test_disguised_phone_numbers_are_masked(line: str) -> None:
    assert mask_contacts(line, third_party=True) == "call [phone number] now"


@pytest.mark.parametrize(
    "address",
    [
        "jo.doe+x@mail.example",
        "jo.doe\uff20mail.example",
        "jo (at) mail (dot) example",
        "jo[at]mail.example",
        "jo at mail dot example",
        "jo arroba mail punto example",
        "jo at gmail",
        "j\u200bo@mail.example",
        "jo&#64;mail.example",
        "j o . d o e @ m a i l . c o m",
    ],
)
def test_disguised_mail_addresses_are_masked(address: str) -> None:
    assert mask_contacts(f"write: {address}", third_party=False) == "write: [e-mail address]"


@pytest.mark.parametrize(
    ("line", "own", "third_party"),
    [
        ("write to me@shop.example or @me", "write to [e-mail address] or @me", "write to [e-mail address] or [name]"),
        ("insta: jo_doe or ig \u2192 jo", "insta: jo_doe or ig \u2192 jo", "insta: [name] or ig \u2192 [name]"),
        ("my snap is jo_99 ok", "my snap is jo_99 ok", "my snap is [name] ok"),
        ("see t.me/jo_doe", "see t[.]me/jo_doe", "see [link]"),
        ("see https://evil.example/a?b=c now", "see https[:]//evil[.]example/a?b=c now", "see [link] now"),
        ("see www.evil.example", "see www[.]evil[.]example", "see [link]"),
        ("wa.me/15550109999", "[phone number]", "[phone number]"),
        ("javascript:alert(1)", "javascript[:]alert(1)", "[link]"),
        ("<img src=x onerror=alert(1)>", *["\u2039img src=x onerror=alert(1)\u203a"] * 2),
    ],
)
def test_accounts_of_third_parties_are_masked_and_links_defused(line: str, own: str, third_party: str) -> None:
    assert mask_contacts(line, third_party=False) == own
    assert mask_contacts(line, third_party=True) == third_party


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        ("my insta is jo . doe ok", "my insta is [name] ok"),
        ("WA 0812 3456 7890 ya", "WA [phone number] ya"),
        ("signal me at jo_doe9", "signal me at [name]"),
        ("@ jo . doe see", "[name] see"),
        ("jo_doe on telegram", "[name] on telegram"),
        ("ig \U0001f449 jodoe", "ig \U0001f449 [name]"),
        ("discord jo#1234", "discord [name]"),
        ("ไลน์ไอดี jo_doe9", "ไลน์ไอดี [name]"),
        ("t . me / jo_doe", "[link]"),
        ("jodoe dot com slash me", "[link]"),
        ("IBAN DE89 3704 0044 0532 0130 00 please", "IBAN [number] please"),
        ("card 4111 1111 1111 1111", "card [number]"),
        ("eth 0x52908400098527886E0F7030069857D2E4169EE7", "eth [number]"),
        ("passport C01X00T47", "passport [number]"),
        ("NIK 3201 2345 6789 0123", "NIK [number]"),
        ("plate B 1234 XYZ outside", "plate [number] outside"),
        ("biển số 51F-123.45", "biển số [number]"),
        ("order 1000 now for you", "order [number] now for you"),
        ("find me at -6.2088, 106.8456", "find me at [address]"),
        ("I live at 12 Baker Street", "I live at [address]"),
        ("Jalan Melati No. 12", "[address]"),
        ("โทร ๐๘๑ ๒๓๔ ๕๖๗๘", "โทร [phone number]"),
        ("โทร ศูนย์แปดหนึ่งสองสามสี่ห้าหก", "โทร [phone number]"),
        ("gọi 090 123 45 67 nhé", "gọi [phone number] nhé"),
        ("O8I2 3456 789O", "[phone number]"),
        ("jo(a)mail.com", "[e-mail address]"),
        ("jodoe gmail com", "[e-mail address]"),
    ],
)
def test_details_of_third_parties_are_masked_at_their_place(line: str, shown: str) -> None:
    assert mask_contacts(line, third_party=True) == shown
    assert (
        mask_contacts(f"\u200b\U0001f600 {line} \u2764\ufe0f", third_party=True) == f"\U0001f600 {shown} \u2764\ufe0f"
    )


@pytest.mark.parametrize(
    "line",
    [
        "my account is 3 years old",
        "order by 10 people",
        "signal is bad today. I will wait",
        "facebook page is down",
        "the plate is 30 cm",
        "at 12 noon the street was full",
        "I paid 12.500, 13.000 dong",
        "jalan jalan ke pasar",
        "from 2026-03-01 to 2026-04-01, 1,299,000 sold",
        "since 21.11.2026 for 49.99",
        "look at me: one, two, three, go",
        "line up at 10.30 with 3 others",
        "\u0e04\u0e33\u0e40\u0e15\u0e37\u0e2d\u0e19 \u0430\u0431\u0432 caf\u00e9 \u2764\ufe0f",
    ],
)
def test_other_text_stays(line: str) -> None:
    assert mask_contacts(line, third_party=True) == line


@given(st.text(max_size=80))
@example("\u202e")  # text after it is read from its end
@example("\u2067")
def test_masked_line_has_no_contact(line: str) -> None:
    shown = mask_contacts(
        f"{line} jo@mail.example {line} +49 30 1234567 {line} https://evil.example", third_party=False
    )
    assert "jo@mail.example" not in shown
    assert "30 1234567" not in shown
    assert "evil.example" not in shown


@given(st.text(max_size=200))
def test_links_are_in_order_and_do_not_overlap(text: str) -> None:
    links = find_links(text + " www.a.example " + text)
    assert all(link.text == (text + " www.a.example " + text)[link.start : link.end] for link in links)
    assert all(before.end <= after.start for before, after in pairwise(links))
