"""Notices (Art. 16, Digital Services Act): who notified the platform of a post, when, and of what."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field

from domain.base import FrozenModel
from domain.classification import Category
from domain.languages import check_language
from domain.plain_text import check_text

PREFIX = "STATEMENT_CATEGORY_"
NOT_SPECIFIED = "STATEMENT_CATEGORY_NOT_SPECIFIED_NOTICE"


class NoticeSource(StrEnum):
    """Who notified. An order of an authority (Art. 9) is no notice."""

    USER = "user"
    TRUSTED_FLAGGER = "trusted_flagger"
    AUTHORITY = "authority"


class NoticeGround(StrEnum):
    """What the notice claims: illegal content (Art. 16), or content that does not fit the terms."""

    ILLEGAL = "illegal"
    TERMS = "terms"


class AccountType(StrEnum):
    """`business`: the creator is a business user of the platform (Regulation (EU) 2019/1150)."""

    BUSINESS = "business"
    PRIVATE = "private"


def _with_prefix(code: object) -> object:
    """As in the front matter of a policy: `scams_and_fraud`."""
    return f"{PREFIX}{code.upper()}" if isinstance(code, str) and not code.startswith(PREFIX) else code


class Notice(FrozenModel):
    """The notice that led to a case. `category`: of the alleged content, as in a policy. `notifier_id`: the platform's
    id of who notified, never a name; only the counts of misuse use it, and no text shows it. `language`: of the texts
    that answer the notice (ISO 639-1; None: English)."""

    source: NoticeSource
    received_at: AwareDatetime
    ground: NoticeGround = NoticeGround.ILLEGAL
    category: Annotated[Category, BeforeValidator(_with_prefix)] = NOT_SPECIFIED
    notifier_id: Annotated[str, Field(min_length=1, max_length=500), AfterValidator(check_text)] | None = None
    language: Annotated[str, AfterValidator(check_language)] | None = None

    @property
    def source_type(self) -> str:
        """In the codes of the Transparency Database."""
        if self.source is NoticeSource.TRUSTED_FLAGGER:
            return "SOURCE_TRUSTED_FLAGGER"
        is_of_article_16 = self.source is NoticeSource.USER and self.ground is NoticeGround.ILLEGAL
        return "SOURCE_ARTICLE_16" if is_of_article_16 else "SOURCE_TYPE_OTHER_NOTIFICATION"
