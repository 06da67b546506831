"""The texts that a notifier gets: the confirmation of their notice, and the decision about it."""

from dataclasses import asdict, dataclass

from domain.statement import StatementText
from prompts.render import locale_for, render


@dataclass(frozen=True)
class NoticeWords:
    """`url`: of the post, or empty. `ground` and `result` are values of NoticeGround and NoticeResult. `decided_by`:
    `software` or `person`. `body`: who decides disputes outside the platform, or empty. `in_union`: whether a
    certified body can."""

    decision_id: str
    received_on: str
    url: str
    ground: str
    result: str = ""
    decided_by: str = ""
    contest_days: int | None = None
    body: str = ""
    in_union: bool = False


def confirmation(words: NoticeWords, locale: str | None) -> StatementText:
    """Art. 16(4)."""
    return _text("confirmation", words, locale)


def decision(words: NoticeWords, locale: str | None) -> StatementText:
    """Art. 16(5) and (6)."""
    return _text("decision", words, locale)


def _text(name: str, words: NoticeWords, locale: str | None) -> StatementText:
    chosen = locale_for(locale)
    blocks = render(f"{chosen}/notices/{name}.j2", asdict(words))
    return StatementText(locale=chosen, subject=blocks["subject"], body=blocks["body"])
