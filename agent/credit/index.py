"""The lines of all accounts in memory while days are accrued: what was earned for a day, what a line still counts."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from domain.credit import Account, CreditKind, CreditLine, CreditReason
from domain.errors import OperationError


class CreditIndex:
    """Grows by `add`; a line that is in it already changes nothing."""

    def __init__(self, lines: Iterable[CreditLine] = ()) -> None:
        self._by_id: dict[str, CreditLine] = {}
        self._by_account: dict[Account, list[CreditLine]] = defaultdict(list)
        self._remaining: Counter[str] = Counter()
        self._earned: Counter[tuple[Account, date, CreditReason | None]] = Counter()
        self._posts: dict[Account, Counter[date]] = defaultdict(Counter)
        self._losses: dict[str, list[CreditLine]] = defaultdict(list)
        self._expiring: dict[date, list[str]] = defaultdict(list)
        for line in lines:
            self.add(line)

    def add(self, line: CreditLine) -> None:
        """Raises OperationError for another line of the same id."""
        known = self._by_id.setdefault(line.line_id, line)
        if known is not line:
            if known != line:
                raise OperationError(f"two credit lines have the id {line.line_id} and differ: restore a backup")
            return
        self._by_account[line.account].append(line)
        self._remaining[line.of_line or line.line_id] += line.points
        if line.kind is CreditKind.EARN:
            for reason in (line.reason, None):
                self._earned[line.account, line.for_day, reason] += line.points
            if line.reason is CreditReason.COMPLIANT_POST:
                self._posts[line.account][line.for_day] += 1
        if line.kind is CreditKind.LOSE and line.decision_id is not None:
            self._losses[line.decision_id].append(line)
        if line.expires_on is not None:
            self._expiring[line.expires_on].append(line.line_id)

    def __contains__(self, line_id: str) -> bool:
        return line_id in self._by_id

    def line(self, line_id: str) -> CreditLine:
        return self._by_id[line_id]

    @property
    def accounts(self) -> tuple[Account, ...]:
        return tuple(sorted(self._by_account, key=lambda one: (one.kind, one.id)))

    def lines(self, account: Account) -> tuple[CreditLine, ...]:
        return tuple(self._by_account.get(account, ()))

    def remaining(self, line_id: str) -> int:
        """What an earned or lost line still counts for, after what restored or ended it."""
        return self._remaining[line_id]

    def earned(self, account: Account, for_day: date, reason: CreditReason | None = None) -> int:
        """The points earned for a day; None: for all reasons."""
        return self._earned[account, for_day, reason]

    def posts_earned(self, account: Account, last: date, days: int) -> int:
        """How many posts of the `days` that end with `last` have earned."""
        first = last - timedelta(days=days)
        return sum(number for day, number in self._posts[account].items() if first < day <= last)

    def losses(self, decision_id: str) -> tuple[CreditLine, ...]:
        """The lost lines of a decision, in the order in which they were written."""
        return tuple(self._losses.get(decision_id, ()))

    def expired(self, day: date, since: date | None) -> tuple[str, ...]:
        """The lines that expire on `day`, or, with `since` None, on any day up to it; by id."""
        days = [day] if since is not None else [one for one in self._expiring if one <= day]
        return tuple(sorted(line_id for one in days for line_id in self._expiring.get(one, ())))
