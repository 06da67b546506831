"""The arguments of the tools, with the descriptions that an agent reads."""

from typing import Annotated

from pydantic import Field, model_validator

from api.assessment_schemas import JudgeName
from api.schemas import ApiModel
from api.submitted_case import SubmittedCase
from domain.case import AskedDay, ShortText
from policies.draft import MAX_DRAFT_CHARS

AsOf = Annotated[AskedDay | None, Field(description="Apply the policies in force on this day, such as 2026-10-02.")]
IdempotencyKey = Annotated[
    str | None,
    Field(
        min_length=1,
        max_length=200,
        pattern=r"^[\x21-\x7e]+$",
        description="Any word of yours: the same call under it, sent again, gives the same decision.",
    ),
]
Draft = Annotated[
    str | None,
    Field(
        min_length=1,
        max_length=MAX_DRAFT_CHARS,
        description="The Markdown of a whole policy file, which starts with ---, or of one clause, which starts with "
        "## and its id. It is read and never saved.",
    ),
]


class DraftPost(ApiModel):
    case: Annotated[SubmittedCase, Field(description="The post, its known facts, market and language.")]
    as_of: AsOf = None


class CaseToDecide(DraftPost):
    idempotency_key: IdempotencyKey = None


class Query(ApiModel):
    query: Annotated[ShortText, Field(description="What to look for, in any words.")]
    limit: Annotated[int, Field(ge=1, le=20, description="How many clauses to return.")] = 5
    as_of: AsOf = None
    market: Annotated[ShortText | None, Field(max_length=20, description="The code of a market, such as US.")] = None


class ClauseName(ApiModel):
    clause_id: Annotated[ShortText, Field(description="Such as CLM-1.")]
    as_of: AsOf = None


class DecisionName(ApiModel):
    decision_id: Annotated[ShortText, Field(description="Such as dec_0123456789abcdef.")]


class CreatorName(ApiModel):
    creator_id: Annotated[ShortText, Field(description="The id of a creator.")]
    as_of: Annotated[AskedDay | None, Field(description="Nothing later than this day is read.")] = None


class AccountToAssess(CreatorName):
    judge: Annotated[JudgeName, Field(description="`auto` as the service decides; `rules`: without a model.")] = "auto"
    idempotency_key: IdempotencyKey = None


class Comparison(ApiModel):
    """Two days, or a day and a draft."""

    before: Annotated[AskedDay | None, Field(description="The policies on this day; by default today.")] = None
    after: Annotated[AskedDay | None, Field(description="The policies on this day.")] = None
    draft: Draft = None
    policy_id: Annotated[
        ShortText | None, Field(description="Only the changes of this policy; two distant days differ in many.")
    ] = None

    @model_validator(mode="after")
    def _one_of_both(self) -> "Comparison":
        if (self.after is None) == (self.draft is None):
            raise ValueError("give either `after`, a day, or `draft`, the text of a policy or clause")
        return self


class Linted(ApiModel):
    draft: Draft = None
