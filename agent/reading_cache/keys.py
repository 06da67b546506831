"""Digests of all that a remembered value depends on."""

from collections.abc import Iterable
from hashlib import sha256

from domain.case import Case

CONTENT_FIELDS = {"content", "language", "market", "scope", "subject"}


def digest_of(parts: Iterable[str]) -> str:
    """The SHA-256, with the length of each part in front of it, so that no content can look like two parts."""
    framed = (f"{len(part)}:{part}" for part in parts)
    return sha256("".join(framed).encode(errors="surrogatepass")).hexdigest()


def counted(parts: Iterable[str]) -> tuple[str, ...]:
    """With their number in front, so that lists that follow one another cannot lend each other their parts."""
    listed = (*parts,)
    return (f"{len(listed)}", *listed)


def content_of(case: Case) -> str:
    """What is posted, and where; not who posts it, when, and what else is known of it."""
    return case.model_dump_json(include=CONTENT_FIELDS)
