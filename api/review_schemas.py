"""Reviews, appeals and groups of copies, as requests and responses."""

from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas import ApiModel
from domain.case import CleanText, ShortText
from domain.review import MAX_REASON_CHARS, Review, ReviewAction

MAX_TOGETHER = 250  # decisions in one transaction, which holds other writers up for some 10 ms each
ClauseIds = Annotated[tuple[ShortText, ...], Field(max_length=100)]
LetterVersion = Annotated[ShortText, Field(max_length=100)]
LongText = Annotated[CleanText, Field(min_length=1, max_length=MAX_REASON_CHARS)]


class AnswerIn(ApiModel):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"action": "overturn", "reason": "She quotes the doctor's warning."}]}
    )

    action: ReviewAction
    reason: LongText
    reviewer: Annotated[ShortText, Field(max_length=200)] | None = None
    violated: ClauseIds = ()


class ReviewIn(AnswerIn):
    """`violated` are the violated clauses, if the review amends the decision or overturns it to a violation. The
    `reviewer` is the caller; only an admin may name another person. `letter_version`: the `ETag` of the letter that
    waits for this review, without its quotation marks; needed if a person has edited that letter."""

    letter_version: LetterVersion | None = None


class GroupReviewIn(AnswerIn):
    """As a review of one decision. `letter_versions`: by decision id, those of the edited letters that the reviewer has
    read; a copy with another edited letter is left out."""

    letter_versions: Annotated[dict[ShortText, LetterVersion], Field(max_length=MAX_TOGETHER)] = {}


class AppealIn(ApiModel):
    model_config = ConfigDict(json_schema_extra={"examples": [{"statement": "I quoted the warning, not the claim."}]})

    statement: LongText


class GroupOut(ApiModel):
    """Copies of one text. `open`: how many wait for a person."""

    group_id: str
    total: int
    open: int
    decision_ids: tuple[str, ...]
    open_decision_ids: tuple[str, ...]


class GroupReviewOut(ApiModel):
    """The reviews of copies that were decided or undone together. `left_out`: why a copy was not, by decision id.
    `remaining`: how many still wait for a person."""

    bulk_id: str
    reviews: tuple[Review, ...]
    left_out: dict[str, str]
    remaining: int
