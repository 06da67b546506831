"""The accounts of creators in the warehouse, for the tools that judge a post. It is opened when a tool is called."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from agent.settings import Settings
from domain.assessment import (
    COPY_OF_THIS_POST,
    REVIEW_ONLY,
    AccountEvidence,
    AccountReading,
    AccountTool,
    Significance,
    not_read,
)
from domain.case import Case
from domain.errors import InputError, OperationError

if TYPE_CHECKING:
    from agent.assessment.account_reader import AccountReader

NO_CREATOR = "the case names no creator"
NO_WAREHOUSE = "no events of creators are loaded"
POST_UNKNOWN = "this post, which the warehouse does not have under the id of the case"


class LinksRefused(OperationError):
    """Links to other accounts order reviews, and no post is judged with them in sight."""


@dataclass(frozen=True)
class WarehouseAccounts:
    settings: Settings

    @contextmanager
    def open(self, case: Case, day: date) -> Iterator["WarehouseAccount"]:
        with ExitStack() as stack:
            yield WarehouseAccount(self.settings, case, day, stack)


@dataclass(frozen=True, eq=False)
class WarehouseAccount:
    """`day`: nothing later is read. The warehouse stays open until `stack` is closed."""

    settings: Settings
    case: Case
    day: date
    stack: ExitStack

    def read(self, tool: AccountTool) -> tuple[AccountReading, ...]:
        """Raises LinksRefused for a tool that reads other accounts."""
        if tool in REVIEW_ONLY:
            raise LinksRefused(f"{tool} is not for judging a post: links to other accounts order reviews alone")
        reader = self._reader
        if isinstance(reader, str):
            return not_read(tool, self.day, reader)
        try:
            if tool is AccountTool.COPIES_OF:
                return tuple(self._with_post(reading, reader) for reading in reader.read(tool))
            return reader.read(tool)
        except (InputError, OperationError) as error:
            return not_read(tool, self.day, str(error))

    @cached_property
    def _reader(self) -> "AccountReader | str":
        """Or why the account is not known."""
        if self.case.creator_id is None:
            return NO_CREATOR
        from warehouse.errors import WarehouseAbsent

        try:
            return self._open(self.case.creator_id)
        except WarehouseAbsent:
            return NO_WAREHOUSE
        except (InputError, OperationError) as error:
            return str(error)

    def _open(self, creator: str) -> "AccountReader":
        from agent.assessment.account_reader import AccountReader
        from agent.open_creator_models import read_creator_models
        from agent.open_warehouse import fresh_day, open_warehouse

        engine = self.stack.enter_context(open_warehouse(self.settings, read_only=True)).engine
        reader = AccountReader(engine, read_creator_models(self.settings), creator, fresh_day(engine, self.day))
        reader.require_creator()
        return reader

    def _with_post(self, reading: AccountReading, reader: "AccountReader") -> AccountReading:
        """With a line about this post first, if it shows an earlier one. A case has the id of its post."""
        from agent.assessment.own_lines import copy_text

        found = next((copy for copy in reader.copies if copy.later == self.case.id), None)
        if found is None:
            known = reader.has_post(self.case.id)
            return reading if known else reading.model_copy(update={"not_known": (*reading.not_known, POST_UNKNOWN)})
        line = AccountEvidence(
            id="K0",
            code=COPY_OF_THIS_POST,
            text=f"this post, {copy_text(found)}",
            significance=Significance.AGAINST_CREATOR if found.is_ordered else Significance.NEUTRAL,
            posts=(found.later, found.earlier),
        )
        return reading.model_copy(update={"lines": (line, *reading.lines)})
