"""People at the desk: who is signed in, what they typed and have not sent, and how they want to work."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from domain.access import Caller, Scope
from domain.base import FrozenModel
from domain.case import CleanText, ShortText
from domain.review import MAX_REASON_CHARS, ReviewAction

MAX_LETTER_CHARS = 20_000  # some pages
MAX_CLAUSES, MAX_VIEWS = 100, 50


class SignedInPerson(FrozenModel):
    """Whom a sign-in has proved. `subject` is the id of the API key, or of the person at the identity provider;
    `is_key` tells which. `name` is the reviewer of their reviews."""

    subject: ShortText
    name: Annotated[ShortText, Field(max_length=200)]
    scopes: tuple[Scope, ...]
    is_key: bool = False

    @property
    def caller(self) -> Caller:
        return Caller(key_id=self.subject, name=self.name, scopes=self.scopes)


class DeskSession(FrozenModel):
    """A sign-in at the desk that has not ended. `subject`, `is_key` and `name` as in SignedInPerson; times in UTC."""

    name: str
    subject: str
    is_key: bool
    scopes: tuple[Scope, ...]
    created_at: datetime
    used_at: datetime
    expires_at: datetime


class ReviewDraft(FrozenModel):
    """What a person typed for a review. Empty fields are still open."""

    action: ReviewAction | None = None
    violated: Annotated[tuple[ShortText, ...], Field(max_length=MAX_CLAUSES)] = ()
    reason: Annotated[CleanText, Field(max_length=MAX_REASON_CHARS)] = ""
    letter_subject: Annotated[CleanText, Field(max_length=500)] = ""
    letter_body: Annotated[CleanText, Field(max_length=MAX_LETTER_CHARS)] = ""


class SavedDraft(FrozenModel):
    """A draft and when it was saved (UTC)."""

    decision_id: str
    draft: ReviewDraft
    saved_at: datetime


class SavedView(FrozenModel):
    """A list of the queue that a person comes back to; `query` are its filters as in an address."""

    name: Annotated[ShortText, Field(max_length=60)]
    query: Annotated[CleanText, Field(max_length=1_000)] = ""


class Preferences(FrozenModel):
    """`blur_media`, `grey_media`: how graphic content is shown until the person asks for it. `break_after`: the number
    of cases with graphic content after which a break is suggested; None: never."""

    blur_media: bool = True
    grey_media: bool = True
    break_after: Annotated[int, Field(ge=1, le=1_000)] | None = 20
    saved_views: Annotated[tuple[SavedView, ...], Field(max_length=MAX_VIEWS)] = ()
