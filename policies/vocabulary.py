"""The variables that checks may read, and the terms of the glossary."""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from domain.base import FrozenModel
from domain.redress import LanguageCode, Words


class VariableType(StrEnum):
    BOOLEAN = "boolean"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"


SAMPLE_VALUES: Mapping[VariableType, tuple[object, ...]] = {
    VariableType.BOOLEAN: (False, True),
    VariableType.NUMBER: (0.0, 1.0),
    VariableType.TEXT: ("text",),
    VariableType.DATE: ("2026-09-14",),
}


VALUE, PERCENT = "{value}", "{percent}"
PLACEHOLDER = re.compile(r"[{}][^{}]*[{}]?")


class TrueOrFalse(FrozenModel):
    """What a letter says of a boolean fact."""

    true: Words
    false: Words


class Variable(FrozenModel):
    """What a check may read. Only numbers have a `unit`; a date is text such as `2026-09-14`. `sentence`: what a letter
    to the creator says of the fact, by language. `review_only`: it is about other accounts, so no check may read it.
    `shown_by`: what in a picture may make it true; where the fact was not given, a person decides then."""

    type: VariableType
    unit: str | None = None
    meaning: str = Field(min_length=1)
    review_only: bool = False
    shown_by: Literal["contact"] | None = None
    sentence: dict[LanguageCode, Words | TrueOrFalse] = {}

    @model_validator(mode="after")
    def _unit_fits_type(self) -> "Variable":
        if (self.type is VariableType.NUMBER) != bool(self.unit):
            raise ValueError("a number needs a unit, and no other type has one")
        return self

    @model_validator(mode="after")
    def _shown_is_boolean(self) -> "Variable":
        if self.shown_by is not None and self.type is not VariableType.BOOLEAN:
            raise ValueError("only a boolean has shown_by")
        return self

    @model_validator(mode="after")
    def _sentence_fits_type(self) -> "Variable":
        """A text may be a name: a letter never shows it."""
        for language, words in self.sentence.items():
            if isinstance(words, TrueOrFalse) != (self.type is VariableType.BOOLEAN):
                raise ValueError(
                    f'sentence.{language}: write {{ true = "…", false = "…" }} for a boolean, words for others'
                )
            texts = [words.true, words.false] if isinstance(words, TrueOrFalse) else [words]
            for found in (place for text in texts for place in PLACEHOLDER.findall(text)):
                if found not in _PLACEHOLDERS.get(self.type, ()):
                    raise ValueError(f"sentence.{language}: a {self.type} has no {found}")
        return self


_PLACEHOLDERS: Mapping[VariableType, tuple[str, ...]] = {
    VariableType.NUMBER: (VALUE, PERCENT),
    VariableType.DATE: (VALUE,),
}


BUILT_IN_VARIABLES: Mapping[str, Variable] = {
    "signals.quality_score": Variable(
        type=VariableType.NUMBER, unit="points, 0 to 100", meaning="The creator's quality score."
    ),
    "signals.account_age_days": Variable(
        type=VariableType.NUMBER, unit="days", meaning="The age of the creator's account."
    ),
    "signals.strikes": Variable(type=VariableType.NUMBER, unit="strikes", meaning="The creator's present strikes."),
    "signals.violations_90d": Variable(
        type=VariableType.NUMBER,
        unit="violations",
        meaning="The creator's violations in the last 90 days, without those overturned on appeal.",
    ),
    "case.market": Variable(type=VariableType.TEXT, meaning="The market code of the case."),
    "case.language": Variable(type=VariableType.TEXT, meaning="The language code of the case."),
    "case.content_date": Variable(type=VariableType.DATE, meaning="The day whose policies apply."),
}


def nested_values(names: Iterable[str], values: Iterable[object]) -> dict[str, dict[str, object]]:
    """The values by root and key, as a check reads them: `facts.price` is under `facts`, `price`."""
    nested: dict[str, dict[str, object]] = {}
    for name, value in zip(names, values, strict=True):
        root, _, key = name.partition(".")
        nested.setdefault(root, {})[key] = value
    return nested


class GlossaryEntry(FrozenModel):
    """`see` is the id of the clause that says more."""

    meaning: str = Field(min_length=1)
    see: str | None = None
    synonyms: tuple[str, ...] = ()
