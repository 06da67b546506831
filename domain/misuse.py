"""Misuse (Art. 23, Digital Services Act): who often posts illegal content, or complains or notifies without reason."""

from datetime import date
from enum import StrEnum

from domain.base import FrozenModel


class MisuseKind(StrEnum):
    """`illegal_content` and `unfounded_complaints` are those of a creator, `unfounded_notices` those of a notifier."""

    ILLEGAL_CONTENT = "illegal_content"
    UNFOUNDED_COMPLAINTS = "unfounded_complaints"
    UNFOUNDED_NOTICES = "unfounded_notices"


class Misuse(FrozenModel):
    """Of one account in a period. `times` of `total`; `decisions`: the newest of them. `reaches`: the thresholds are
    reached, and a person should consider a suspension. `reasons` say why, and what is not known."""

    kind: MisuseKind
    account: str
    times: int
    total: int
    decisions: tuple[str, ...]
    reaches: bool
    reasons: tuple[str, ...]

    @property
    def share(self) -> float:
        return self.times / self.total


class MisuseReport(FrozenModel):
    """Both days count. Accounts that reach the thresholds first."""

    first_day: date
    last_day: date
    found: tuple[Misuse, ...]
