"""The message to the creator: what line, which rule, why it exists, what to do, how to appeal."""

from domain.base import FrozenModel


class EducationMessage(FrozenModel):
    locale: str
    subject: str
    body: str
    steps: tuple[str, ...] = ()
    appeal: str = ""
