"""Counts misuse (Art. 23, Digital Services Act) by account and period, and says why: a person decides what follows."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from agent.statements.misuse_thresholds import Threshold, Thresholds
from agent.statements.reader import StatementReader
from agent.statements.restriction import violated_clauses
from domain.misuse import Misuse, MisuseKind, MisuseReport
from domain.verdict import Outcome
from store.statements.candidates import Candidate, Candidates
from store.statements.contested import answered_appeals
from store.statements.notices import Notices
from store.statements.period_facts import PeriodFacts

MAX_DECISIONS = 20
WORDS = {
    MisuseKind.ILLEGAL_CONTENT: "decisions found illegal content, and a person confirmed each",
    MisuseKind.UNFOUNDED_COMPLAINTS: "answered complaints changed nothing, and the second decision agreed each time",
    MisuseKind.UNFOUNDED_NOTICES: "decided notices led to no violation, and a person confirmed each",
}
NOT_KNOWN = (
    "How grave each was, and with what intention, is for a person to judge (Art. 23(3)).",
    "Art. 23 asks for a warning before a suspension: whether one was given is not known here.",
)


@dataclass
class _Count:
    """`found`: the decisions that count, newest first."""

    total: int = 0
    found: list[str] = field(default_factory=list)


Counts = dict[str, _Count]


@dataclass(frozen=True)
class MisuseReader:
    reader: StatementReader
    thresholds: Thresholds

    def report(self, last: date, account: str | None = None) -> MisuseReport:
        """The period ends with the day `last`. With `account`, only that one."""
        first = last - timedelta(days=self.thresholds.period_days - 1)
        since = datetime.combine(first, time(), UTC)
        until = datetime.combine(last + timedelta(days=1), time(), UTC)
        counts = {
            MisuseKind.ILLEGAL_CONTENT: self._illegal(since, until),
            MisuseKind.UNFOUNDED_COMPLAINTS: self._complaints(since, until),
            MisuseKind.UNFOUNDED_NOTICES: self._notices(since, until),
        }
        found = [
            self._misuse(kind, name, count)
            for kind, of_kind in counts.items()
            for name, count in of_kind.items()
            if count.found and account in (None, name)
        ]
        found.sort(key=lambda one: (not one.reaches, -one.times, one.kind, one.account))
        return MisuseReport(first_day=first, last_day=last, found=tuple(found))

    def _misuse(self, kind: MisuseKind, account: str, count: _Count) -> Misuse:
        times, threshold = len(count.found), self.thresholds.of(kind)
        reaches = threshold.is_reached(times, count.total)
        return Misuse(
            kind=kind,
            account=account,
            times=times,
            total=count.total,
            decisions=tuple(count.found[:MAX_DECISIONS]),
            reaches=reaches,
            reasons=tuple(self._reasons(kind, count, threshold, reaches=reaches)),
        )

    def _reasons(self, kind: MisuseKind, count: _Count, threshold: Threshold, *, reaches: bool) -> Iterator[str]:
        days, times = self.thresholds.period_days, len(count.found)
        yield f"{times} of {count.total} {WORDS[kind]}, in {days} days."
        needed = f"{threshold.times} times and {threshold.share:.0%} of all"
        if not reaches:
            yield f"Below the thresholds of {needed}."
            return
        yield f"It reaches the thresholds of {needed}: a person should consider a suspension for a reasonable time."
        yield from NOT_KNOWN

    def _illegal(self, since: datetime, until: datetime) -> Counts:
        counts: Counts = defaultdict(_Count)
        for creator_id in PeriodFacts(self.reader.store.database).creators(since, until):
            counts[creator_id].total += 1
        for one in Candidates(self.reader.store).all(since, until):
            author = one.stored.case.creator_id
            if author is not None and not one.is_erased and self._is_illegal(one):
                counts[author].found.append(one.stored.decision.decision_id)
        return counts

    def _is_illegal(self, one: Candidate) -> bool:
        """Software and a person both found a violation, and a violated clause names a legal provision."""
        is_confirmed = one.review is not None and one.stored.decision.verdict.outcome is Outcome.VIOLATION
        clauses = violated_clauses(one, self.reader.builder.library) if is_confirmed else ()
        return any(clause.classification and clause.classification.legal_ground for clause in clauses)

    def _complaints(self, since: datetime, until: datetime) -> Counts:
        counts: Counts = defaultdict(_Count)
        for one in answered_appeals(self.reader.store.database, since, until):
            if one.creator_id is not None:
                counts[one.creator_id].total += 1
                counts[one.creator_id].found += [one.decision_id] if one.is_unfounded else []
        return counts

    def _notices(self, since: datetime, until: datetime) -> Counts:
        counts: Counts = defaultdict(_Count)
        for one in Notices(self.reader.store).all(since, until):
            notice = one.stored.case.notice
            if notice is None or notice.notifier_id is None or one.outcome is Outcome.NEEDS_REVIEW:
                continue
            count = counts[notice.notifier_id]
            count.total += 1
            decided = one.stored.decision.verdict.outcome
            if one.review and one.outcome is decided is Outcome.NO_VIOLATION:
                count.found.append(one.stored.decision.decision_id)
        return counts
