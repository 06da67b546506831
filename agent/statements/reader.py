"""Reads the statements of reasons that the decision log holds, each with whether it was submitted."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from agent.settings import Settings
from agent.statements.builder import StatementBuilder
from agent.statements.measures import read_measures
from agent.statements.record import puid_of
from domain.errors import InputError
from domain.statement import Statement, StatementStatus, Submitted
from policies.library import Library
from store.database import Cursor
from store.decisions import DecisionStore
from store.statements.candidates import PAGE, Candidate, Candidates
from store.statements.submissions import NewStatement, Submissions


@dataclass(frozen=True)
class StatementReader:
    store: DecisionStore
    builder: StatementBuilder

    @property
    def submissions(self) -> Submissions:
        return Submissions(self.store.database)

    def get(self, puid: str) -> Statement | None:
        """By the id of the decision, or the puid of a submitted one."""
        submitted = self.submissions.of([puid]).get(puid)
        candidate = Candidates(self.store).get(submitted.decision_id if submitted else puid)
        if candidate is None:
            return None
        return self.builder.build(candidate, submitted or self._submitted([candidate])[0])

    def page(
        self, limit: int, since: datetime | None = None, until: datetime | None = None, cursor: Cursor | None = None
    ) -> tuple[tuple[Statement, ...], Cursor | None]:
        """Newest decisions first. A page may hold fewer statements than `limit`, because most decisions restrict
        nothing; the cursor is None on the last page."""
        candidates, following = Candidates(self.store).page(limit, since, until, cursor)
        return tuple(self._built(candidates)), following

    def all(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Statement]:
        """Newest decisions first; reads page by page."""
        cursor: Cursor | None = None
        while True:
            found, cursor = self.page(PAGE, since, until, cursor)
            yield from found
            if cursor is None:
                return

    def ready(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[NewStatement]:
        """Those to submit, and those that were refused and have changed since."""
        for one in self.all(since, until):
            if one.record is not None and self._is_due(one):
                yield NewStatement(one.puid, one.decision_id, one.record)

    def _is_due(self, one: Statement) -> bool:
        if one.status is StatementStatus.READY:
            return True
        may_change = one.restriction.reviewed or self.builder.submit_unreviewed
        return one.status is StatementStatus.REFUSED and not one.errors and may_change

    def _built(self, candidates: Sequence[Candidate]) -> Iterator[Statement]:
        for candidate, submitted in zip(candidates, self._submitted(candidates), strict=True):
            built = self.builder.build(candidate, submitted)
            if built is not None:
                yield built

    def _submitted(self, candidates: Sequence[Candidate]) -> list[Submitted | None]:
        puids = [puid_of(one.stored.decision.decision_id) for one in candidates]
        found = self.submissions.of(puids)
        return [found.get(puid) for puid in puids]


def open_reader(settings: Settings, library: Library, store: DecisionStore) -> StatementReader:
    """Raises MeasuresInvalid."""
    options = settings.statements
    measures = read_measures(options.measures)
    return StatementReader(
        store, StatementBuilder(library, measures, options.policy_url or "", options.submit_unreviewed)
    )


def period(first: date | None, last: date | None) -> tuple[datetime | None, datetime | None]:
    """From the start of the first day to the end of the last, UTC; both days count. Raises InputError."""
    if first is not None and last is not None and last < first:
        raise InputError(f"--to {last} is before --from {first}: swap the two days")
    since = datetime.combine(first, time(), UTC) if first else None
    until = datetime.combine(last + timedelta(days=1), time(), UTC) if last else None
    return since, until
