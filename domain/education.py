"""The message to the creator: the quoted content, the rule and its reason, how to fix it, how to appeal."""

from typing import Literal

from domain.base import FrozenModel

LetterSubject = Literal["post", "account"]


class EducationMessage(FrozenModel):
    """`locale` is a BCP 47 tag; `steps` say how to fix the content, `appeal` how to contest the decision.
    `appeal_days`: the time to appeal; `complaint_days`: the time to object in another way. Both run from the first
    message about the decision. None: the letter states none. `about`: what the letter is about."""

    locale: str
    subject: str
    body: str
    steps: tuple[str, ...] = ()
    appeal: str = ""
    appeal_days: int | None = None
    complaint_days: int | None = None
    about: LetterSubject = "post"
