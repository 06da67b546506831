"""The message to the creator: the quoted content, the rule and its reason, how to fix it, how to appeal."""

from domain.base import FrozenModel


class EducationMessage(FrozenModel):
    """`locale` is a BCP 47 tag; `steps` say how to fix the content, `appeal` how to contest the decision."""

    locale: str
    subject: str
    body: str
    steps: tuple[str, ...] = ()
    appeal: str = ""
