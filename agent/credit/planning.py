"""Finds the lines that a day adds: expired ones end, violations take or give back, and then posts and sales earn."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agent.credit.earning import Earning
from agent.credit.index import CreditIndex
from agent.credit.losing import Losing, decay_lines
from agent.credit.rules import CreditRules
from agent.credit.settled import Settled, Status, change_days, status_on
from domain.credit import CreditLine
from store.credit.decision_facts import DecisionFacts

LATE_DAYS = 30  # so long, what arrives late still earns
Post = tuple[DecisionFacts, ...]
"""All decisions about one post, oldest first; an assessment of an account stands alone."""


@dataclass(frozen=True)
class Record:
    """The decisions, by post and by the days on which something may change for it."""

    posts: tuple[Post, ...]
    by_day: dict[date, list[int]]

    @property
    def first_day(self) -> date | None:
        return min(self.by_day, default=None)

    def due(self, day: date, since: date | None) -> list[Post]:
        """The posts for which `day` may change something; `since` None: any day up to it, of what came late."""
        days = [day] if since is not None else [one for one in self.by_day if one <= day]
        return [self.posts[place] for place in sorted({place for one in days for place in self.by_day.get(one, ())})]


def read_posts(decisions: Sequence[DecisionFacts], rules: CreditRules) -> Record:
    """`decisions` are oldest first."""
    groups: dict[tuple[str, str, str], list[DecisionFacts]] = defaultdict(list)
    for decision in decisions:
        own = "" if decision.is_post else decision.decision_id
        groups[decision.creator_id, decision.case_id, own].append(decision)
    posts, by_day = tuple(map(tuple, groups.values())), defaultdict[date, list[int]](list)
    for place, post in enumerate(posts):
        days = {day for decision in post for day in change_days(decision, rules.violation.appeal_days)}
        for hold in (rules.compliant_post.hold_days, rules.correction.hold_days):
            days |= {decision.decided_on + timedelta(days=hold) for decision in post}
        for day in days:
            by_day[day].append(place)
    return Record(posts, by_day)


@dataclass(frozen=True)
class Planner:
    """Writes nothing down but in the index that it is given."""

    rules: CreditRules
    losing: Losing
    earning: Earning

    def plan(self, record: Record, day: date, since: date | None, index: CreditIndex) -> tuple[CreditLine, ...]:
        """The lines of `day`, which are in `index` afterwards. `since`: the day before it that was planned; None: this
        is the first day of a run, and looks at everything up to it."""
        planned: list[CreditLine] = []

        def add(lines: Iterator[CreditLine]) -> None:
            for line in list(lines):
                index.add(line)
                planned.append(line)

        due = record.due(day, since)
        add(decay_lines(day, since, index))
        for decision in (decision for post in due for decision in post if decision.decided_on <= day):
            add(self.losing.lines(decision, self._status(decision, day), day, index))
        for post in due:
            if post[0].is_post:
                add(self._earned(post, day, index))
        for sold_on in self._sold_on(day, since):
            add(self.earning.merchants(sold_on, day, index))
        return tuple(planned)

    def _status(self, decision: DecisionFacts, day: date) -> Status:
        return status_on(decision, day, self.rules.violation.appeal_days)

    def _earned(self, post: Post, day: date, index: CreditIndex) -> Iterator[CreditLine]:
        known = [decision for decision in post if decision.decided_on <= day]
        if not known:
            return
        statuses = [self._status(decision, day).settled for decision in known]
        if all(settled is Settled.COMPLIANT for settled in statuses):
            matured = known[0].decided_on + timedelta(days=self.rules.compliant_post.hold_days)
            if day <= matured + timedelta(days=LATE_DAYS):
                yield from self.earning.post(known[0], day, index)
            return
        yield from self._corrected(known, statuses, day, index)

    def _corrected(
        self, known: list[DecisionFacts], statuses: list[Settled], day: date, index: CreditIndex
    ) -> Iterator[CreditLine]:
        """Of a post that was compliant at last, the violation before it that was decided last."""
        again, rule = known[-1], self.rules.correction
        if statuses[-1] is not Settled.COMPLIANT:
            return
        if not 0 <= (day - again.decided_on).days - rule.hold_days <= LATE_DAYS:
            return
        before = [one for one, settled in zip(known, statuses, strict=True) if settled is Settled.VIOLATION]
        violating = next((one for one in reversed(before) if one.decided_on <= again.decided_on), None)
        if violating is None or (again.decided_on - violating.decided_on).days > rule.within_days:
            return
        losses = index.losses(violating.decision_id)
        clause_id = losses[-1].clause_id if losses else None
        yield from self.earning.correction(violating, clause_id, again, day, index)

    def _sold_on(self, day: date, since: date | None) -> list[date]:
        """The days whose sales earn on `day`; on the first day of a run, those too whose sales may have come late."""
        late = 0 if since is not None else LATE_DAYS
        hold = self.rules.sales.hold_days
        return [day - timedelta(days=hold + back) for back in range(late, -1, -1)]
