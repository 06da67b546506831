"""The bank of confirmed violations: hashes of media in which people found a violation, and what is found in it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from domain.base import FrozenModel
from domain.media import HEX
from domain.plain_text import check_text

SHA256_NAME = "sha256"  # of the bytes of a file; every other name is that of a perceptual hash

Note = Annotated[str, Field(max_length=500), AfterValidator(check_text)]


class BankSource(StrEnum):
    """Who put an entry into the bank: a confirmed review, or a person by hand."""

    REVIEW = "review"
    PERSON = "person"


class BankHash(FrozenModel):
    """`name`: `sha256`, or how a perceptual hash was computed. `value`: in hexadecimal digits."""

    name: Annotated[str, Field(min_length=1, max_length=40), AfterValidator(check_text)]
    value: str = Field(min_length=1, max_length=2_000, pattern=HEX)


class BankEntry(FrozenModel):
    """The hashes of one medium that violates one clause; never the medium itself. `decision_id` None: it was added from
    a file. `media_id`: its id in the case of the decision."""

    entry_id: str
    clause_id: str
    decision_id: str | None = None
    media_id: str = ""
    source: BankSource
    added_at: datetime
    added_by: str
    note: Note = ""
    hashes: tuple[BankHash, ...] = ()


class BankMatch(FrozenModel):
    """A medium of a case that is, or nearly is, one of the bank. `id`: of this piece of evidence. `hash_name`: by which
    hash it was found. `distance` of `bits`: how many bits of the hash differ; 0 is no proof that the files are equal,
    which only `exact` says."""

    id: str
    media_id: str
    clause_id: str
    entry_id: str
    decision_id: str | None = None
    added_at: datetime
    hash_name: str
    exact: bool
    distance: int = Field(ge=0)
    bits: int = Field(ge=1)
