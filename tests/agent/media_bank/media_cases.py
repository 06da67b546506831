"""Cases with media that were read, as a store holds them, and the hashes of the bank."""

from datetime import UTC, date, datetime

from domain.case import Case, ContentItem, ContentKind
from domain.media import Media, MediaHash, MediaKind, MediaRegion
from domain.media_bank import BankEntry
from store.media_bank.bank import MediaBank

AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
ZERO = "0" * 128


def near(bits: int) -> str:
    """A hash of 512 bits that differs from ZERO in so many."""
    return f"{(1 << bits) - 1:0128x}"


def photo(name: str = "photo-1", digest: str = "ab", value: str | None = ZERO) -> Media:
    hashes = (MediaHash(name="dhash512", value=value),) if value else ()
    return Media(id=name, kind=MediaKind.IMAGE, sha256=digest * 32, mime_type="image/png", hashes=hashes)


def case_with(*media: Media, name: str = "case_1", text: str = "Turmeric cures it", item: str = "c1") -> Case:
    """Its text stands in the first medium."""
    region = MediaRegion(media_id=media[0].id) if media else None
    content = (ContentItem(id=item, kind=ContentKind.OCR, text=text, region=region),)
    return Case(
        id=name,
        creator_id="cr_ricardo",
        market="US",
        language="en",
        content_date=date(2026, 11, 20),
        content=content,
        media=media,
    )


def entries_of(bank: MediaBank) -> dict[tuple[str | None, str], BankEntry]:
    """By decision and clause."""
    return {(entry.decision_id, entry.clause_id): entry for entry in bank.list()}
