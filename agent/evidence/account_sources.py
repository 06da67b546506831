"""Where the tools of a case read the creator's account: a source, and what an earlier decision stored."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from domain.assessment import AccountReading, AccountTool, not_read
from domain.case import Case

NOT_STORED = "it was not read when the case was decided"


class AccountOfCase(Protocol):
    def read(self, tool: AccountTool) -> tuple[AccountReading, ...]:
        """Never raises for what is not known: each such reading says why it was not measured."""


class AccountSource(Protocol):
    def open(self, case: Case, day: date) -> AbstractContextManager[AccountOfCase]:
        """The account of the case's creator as of a day. Nothing is read before a tool is called."""


@dataclass(frozen=True)
class RecordedAccount:
    """What an earlier decision stored, as of its day."""

    readings: tuple[AccountReading, ...]
    day: date

    def read(self, tool: AccountTool) -> tuple[AccountReading, ...]:
        stored = tuple(reading for reading in self.readings if reading.tool is tool)
        return stored or not_read(tool, self.day, NOT_STORED)


@dataclass(frozen=True)
class RecordedAccounts:
    """For replays: no warehouse is read."""

    readings: tuple[AccountReading, ...] = ()

    @contextmanager
    def open(self, case: Case, day: date) -> Iterator[RecordedAccount]:
        del case
        yield RecordedAccount(self.readings, day)


NO_ACCOUNTS = RecordedAccounts()
