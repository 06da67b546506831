"""Submits statements in batches, all or none each. What a process left open is settled first, so nothing is doubled."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import islice

from agent.statements.receiver import Accepted, Failed, Found, Invalid, Receiver
from domain.base import FrozenModel
from domain.statement import Errors
from store.statements.submissions import NewStatement, Submissions

MAX_BATCH = 100  # of the Commission's API
SPARE = timedelta(seconds=30)  # a claim lasts so much longer than a request
FIRST_PAUSE_SECONDS, MAX_PAUSE_SECONDS = 1.0, 60.0
UNNAMED = "the receiver refused the batch and named no statement: see `clausewise statements list`"


class SubmissionReport(FrozenModel):
    """`accepted` by this run; `existing`: the receiver had them already. `refused`: by puid, field and message.
    `in_doubt`: sent, and the answer is not known; the next run asks for them first. `stopped`: why the run ended early,
    and what to do; `not_before`: when to run again."""

    accepted: int = 0
    existing: int = 0
    refused: dict[str, dict[str, tuple[str, ...]]] = {}
    in_doubt: int = 0
    stopped: str = ""
    not_before: datetime | None = None


@dataclass
class _Counts:
    accepted: int = 0
    existing: int = 0
    refused: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Submission:
    """`max_wait_seconds`: how long a run waits in all for a receiver that is busy or fails; after that it ends, and the
    next run goes on."""

    submissions: Submissions
    receiver: Receiver
    actor: str
    timeout_seconds: float
    max_wait_seconds: float = 0.0
    now: Callable[[], datetime] = _now
    sleep: Callable[[float], None] = time.sleep

    def run(self, due: Callable[[], Iterable[NewStatement]]) -> SubmissionReport:
        """`due` gives those that are ready, each time anew."""
        counts, waited, pause = _Counts(), 0.0, FIRST_PAUSE_SECONDS
        while True:
            failure = self._early() or self._settle_doubts(counts) or self._send_all(due(), counts)
            if failure is None or failure.final:
                return self._report(counts, failure)
            wait = self._wait_for(failure, pause)
            if waited + wait > self.max_wait_seconds:
                return self._report(counts, failure)
            self.sleep(wait)
            waited, pause = waited + wait, min(2 * pause, MAX_PAUSE_SECONDS)

    def _early(self) -> Failed | None:
        """The receiver asked to wait, in an earlier run."""
        at = self.submissions.next_allowed(self.now())
        if at is None:
            return None
        return Failed(f"the receiver asked to wait until {at:%Y-%m-%d %H:%M:%S} UTC: run it again then", not_before=at)

    def _wait_for(self, failure: Failed, pause: float) -> float:
        if failure.not_before is None:
            return pause
        return max((failure.not_before - self.now()).total_seconds(), 0.0) + 0.01

    def _settle_doubts(self, counts: _Counts) -> Failed | None:
        """Asks for each statement whose answer is not known. One that the receiver does not show is sent again: if it
        has it after all, it refuses it and says so."""
        missing = []
        for one in self.submissions.in_doubt(self.now()):
            found = self.receiver.find(one.puid)
            if isinstance(found, Failed):
                return found
            if isinstance(found, Found):
                self.submissions.accept({one.puid: found.id}, self.now())
                counts.existing += 1
            else:
                missing.append(one)
        return self._send_all(missing, counts)

    def _send_all(self, due: Iterable[NewStatement], counts: _Counts) -> Failed | None:
        waiting = iter(due)
        while batch := list(islice(waiting, MAX_BATCH)):
            lease = timedelta(seconds=self.timeout_seconds) + SPARE
            failure = self._send(self.submissions.claim(batch, self.actor, self.now(), lease), counts)
            if failure is not None:
                return failure
        return None

    def _send(self, batch: Sequence[NewStatement], counts: _Counts) -> Failed | None:
        """Until the receiver has taken or named each of them."""
        while batch:
            answer = self.receiver.send([one.record for one in batch])
            puids = [one.puid for one in batch]
            if isinstance(answer, Accepted):
                self.submissions.accept({puid: answer.ids.get(puid, "") for puid in puids}, self.now())
                counts.accepted += len(puids)
                return None
            if isinstance(answer, Failed):
                return self._give_up(puids, answer)
            batch = self._without_refused(batch, answer, counts)
            if len(batch) == len(puids):
                return self._give_up(puids, Failed(f"{UNNAMED} {answer.reason}".strip(), final=True))
        return None

    def _give_up(self, puids: Sequence[str], failure: Failed) -> Failed:
        if failure.in_doubt:
            self.submissions.doubt(puids, failure.reason)
        else:
            self.submissions.release(puids, self.now(), failure.reason, failure.not_before)
        return failure

    def _without_refused(
        self, batch: Sequence[NewStatement], answer: Invalid, counts: _Counts
    ) -> Sequence[NewStatement]:
        """The rest of the batch: the receiver has stored none of it."""
        puids = {one.puid for one in batch}
        existing = {puid: answer.existing[puid] or self._id_of(puid) for puid in answer.existing if puid in puids}
        self.submissions.accept(existing, self.now())
        counts.existing += len(existing)
        refused: Mapping[str, Errors] = {
            puid: errors for puid, errors in answer.errors.items() if puid in puids and puid not in existing
        }
        self.submissions.refuse(refused, self.now())
        counts.refused |= {puid: dict(errors) for puid, errors in refused.items()}
        return [one for one in batch if one.puid not in existing and one.puid not in refused]

    def _id_of(self, puid: str) -> str:
        found = self.receiver.find(puid)
        return found.id if isinstance(found, Found) else ""

    def _report(self, counts: _Counts, failure: Failed | None) -> SubmissionReport:
        return SubmissionReport(
            accepted=counts.accepted,
            existing=counts.existing,
            refused=counts.refused,
            in_doubt=len(self.submissions.in_doubt(self.now())),
            stopped=failure.reason if failure else "",
            not_before=failure.not_before if failure else None,
        )
