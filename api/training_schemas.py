"""Quizzes as requests."""

from typing import Annotated

from pydantic import ConfigDict, Field

from api.schemas import ApiModel
from domain.case import ShortText
from domain.redress import LanguageCode
from domain.training import MAX_QUESTIONS

Language = Annotated[LanguageCode | None, Field(description="Of the explanations, where the clause is translated.")]


class QuizIn(ApiModel):
    """`clause_id` null: about what is due again, else about the creator's last violation."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"clause_id": "HLT-2.1", "language": "de"}]})

    clause_id: ShortText | None = None
    language: Language = None


class QuizAnswersIn(ApiModel):
    """`answers`: the id of the chosen option of each question, in order."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"answers": ["yes", "no", "HLT-2.1"]}]})

    answers: Annotated[tuple[ShortText, ...], Field(min_length=1, max_length=MAX_QUESTIONS)]
    language: Language = None
