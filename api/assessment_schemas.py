"""Assessments of accounts and contests of links, as requests and responses."""

from datetime import datetime
from typing import Literal

from pydantic import ConfigDict

from api.review_schemas import LongText
from api.schemas import ApiModel
from domain.case import AskedDay

JudgeName = Literal["auto", "rules", "local", "decisions", "llm", "cascade", "agent"]


class AssessmentIn(ApiModel):
    """`as_of`: nothing later is read; null: the last day that the warehouse has computed. `judge`: `auto` as the
    service decides; `rules`: no language model takes part."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"as_of": "2026-08-29", "judge": "rules"}]})

    as_of: AskedDay | None = None
    judge: JudgeName = "auto"


class ContestIn(ApiModel):
    model_config = ConfigDict(
        json_schema_extra={"examples": [{"statement": "I bought this phone second-hand. I know none of its owners."}]}
    )

    statement: LongText


class ContestOut(ApiModel):
    """That a person will look. It is the same answer whether or not the account is linked with another."""

    job_id: str
    decision_id: str
    created_at: datetime
