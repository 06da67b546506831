"""Finds what a person could follow from a text: web and mail addresses, phone numbers, accounts on other platforms."""

import re
from collections.abc import Iterator

from agent.messages import contact_patterns as patterns
from agent.messages.links import find_links

# How phone numbers begin, or are grouped; prices, articles and barcodes do not.
_PHONE = re.compile(r"\+|\(|0\d|\d{3}[ .-]\d{3}[ .-]\d{4}$")
_NEXT_SENTENCE = re.compile(r"[^/]*\.[A-Z][a-z]+$")  # `for all.Now` lacks a space and is no address
_NAMED = (
    patterns.E_MAIL_ADDRESS,
    patterns.SPACED_LINK,
    patterns.ACCOUNT,
    patterns.SHORT_ACCOUNT,
    patterns.ACCOUNT_BEFORE,
    patterns.DISCORD_NAME,
)


def find_contacts(text: str) -> Iterator[str]:
    """In one normalised line, as they are written there. A bare `@name` may be of the platform itself and is none."""
    yield from (link.text for link in find_links(text) if not _NEXT_SENTENCE.match(link.text))
    yield from (found[1] for found in patterns.PHONE_NUMBER.finditer(text) if _is_phone(found[1]))
    for pattern in _NAMED:
        for found in pattern.finditer(text):
            name = next(group for group in found.groups() if group is not None)
            if any(map(str.isalpha, name)):
                yield name


def _is_phone(number: str) -> bool:
    return _PHONE.match(number) is not None and not patterns.DATE.match(number)
