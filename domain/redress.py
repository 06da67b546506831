"""Redress: until when and where a creator can contest a decision, by market."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from domain.base import FrozenModel
from domain.languages import check_language

DEFAULT = "default"  # stands for every market that has no redress of its own
MAX_DAYS = 3650
LanguageCode = Annotated[str, AfterValidator(check_language)]
Days = Annotated[int, Field(gt=0, le=MAX_DAYS)]
Words = Annotated[str, Field(min_length=1, max_length=400)]


class Redress(FrozenModel):
    """`appeal_days`: the time to appeal, in place of the ladder's. `complaint_days`: how long a creator can still
    complain once that has passed. `answer_days`: how long the platform may take to answer. `clause`: where the policies
    say so. `body`: who decides outside the platform, in the words of a letter, by language; `none`: there is nobody.
    None: not said."""

    appeal_days: Days | None = None
    complaint_days: Days | None = None
    answer_days: Days | None = None
    clause: str | None = None
    body: Literal["none"] | dict[LanguageCode, Words] | None = None

    def over(self, default: "Redress") -> "Redress":
        """These values, and those of `default` where nothing is said."""
        return default.model_copy(update={name: getattr(self, name) for name in self.model_fields_set})

    def body_in(self, language: str, fallback: str = "en") -> str:
        """Empty where nobody is named."""
        if not isinstance(self.body, dict):
            return ""
        return self.body.get(language) or self.body.get(fallback) or next(iter(self.body.values()), "")

    @property
    def contest_days(self) -> int | None:
        """The longest time in which the platform hears the creator; None: not said."""
        return max((days for days in (self.appeal_days, self.complaint_days) if days is not None), default=None)
