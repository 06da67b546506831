"""Fills the bank of confirmed violations from reviews, in the background."""

from dataclasses import dataclass
from datetime import UTC, datetime

import structlog

from agent.media_bank.filling import BankFilling
from store.decisions import DecisionStore

ACTOR = "clausewise"
log = structlog.get_logger("clausewise.jobs")


@dataclass(frozen=True)
class BankPush:
    store: DecisionStore

    def push(self) -> None:
        """May run in several processes at once: an entry is stored once."""
        filled = BankFilling(self.store).run(ACTOR, datetime.now(UTC))
        if filled.added:
            log.info("media bank filled", added=len(filled.added), waiting=filled.waiting)
