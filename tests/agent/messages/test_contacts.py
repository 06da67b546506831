"""What of a text can be followed: addresses, phone numbers, accounts elsewhere; and what only looks like it."""

import pytest

from agent.messages.contacts import find_contacts
from text.normalization import normalise


@pytest.mark.parametrize(
    ("text", "contact"),
    [
        ("gracias, www.lunaybarro.example", "www.lunaybarro.example"),
        ("t.me/annas_shop", "t.me/annas_shop"),
        ("HARLOW ORCHARDS 01632 960 411", "01632 960 411"),
        ("WhatsApp +49 171 5550182", "+49 171 5550182"),
        ("(555) 010-0199", "(555) 010-0199"),
        ("orders: 555-010-0199", "555-010-0199"),
        ("lena@loft.example", "lena@loft.example"),
        ("other sizes: walnutgran dot com", "walnutgran dot com"),
        ("more colours on our Telegram: LINENLOFT_HQ", "LINENLOFT_HQ"),
        ("IG: lena.loft", "lena.loft"),
        ("\uff37\uff37\uff37.\uff4c\uff4f\uff46\uff54.\uff45\uff58\uff41\uff4d\uff50\uff4c\uff45", "WWW.loft.example"),
    ],
)
def test_contact_is_found(text: str, contact: str) -> None:
    assert next(find_contacts(normalise(text).text)) == contact


@pytest.mark.parametrize(
    "text",
    [
        *("Rp 1.299.000", "was 29.99 now 19.99", "2 @ 5.00", "4 006381 333931", "0 12345 67890 5"),
        *("2026-11-30 10:30", "ends 23:59:59", "12.12 mega sale", "50% off.Now only", "Dr.Lee", "v1.2.3"),
        *("collab with @glossier", "THANK YOU", ""),
    ],
)
def test_price_barcode_date_or_mention_is_none(text: str) -> None:
    assert [*find_contacts(normalise(text).text)] == []
