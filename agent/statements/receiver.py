"""What the receiver of statements answers, and the interface of its client."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from domain.statement import Errors, Record


@dataclass(frozen=True)
class Accepted:
    """It stored all of them. `ids`: its own, by puid, of those that the answer named."""

    ids: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Invalid:
    """It stored none of them. `errors`: by puid. `existing`: the puids that it has already. `reason`: its message, for
    an answer that names no statement."""

    errors: Mapping[str, Errors] = field(default_factory=dict)
    existing: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""


@dataclass(frozen=True)
class Failed:
    """`in_doubt`: it may have stored them. `final`: only an operator can fix it. `not_before`: its Retry-After. The
    `reason` holds no secret and says what to do."""

    reason: str
    in_doubt: bool = False
    final: bool = False
    not_before: datetime | None = None


@dataclass(frozen=True)
class Found:
    id: str = ""


@dataclass(frozen=True)
class Missing:
    """It does not know the puid, or does not show it yet: the Commission's database does so a day later."""


class Receiver(Protocol):
    """One request each; never raises for what the receiver answers."""

    def send(self, records: Sequence[Record]) -> Accepted | Invalid | Failed: ...

    def find(self, puid: str) -> Found | Missing | Failed: ...
