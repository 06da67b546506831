"""The balance of an account: a fold over the lines of its ledger as of a day, in any order of the lines."""

from collections.abc import Iterable, Mapping
from datetime import date

from domain.credit import CreditLine, Tier
from domain.errors import OperationError


def distinct(lines: Iterable[CreditLine]) -> Mapping[str, CreditLine]:
    """Each line once, by its id. Raises OperationError where two lines of one id differ."""
    found: dict[str, CreditLine] = {}
    for line in lines:
        if found.setdefault(line.line_id, line) != line:
            raise OperationError(f"two credit lines have the id {line.line_id} and differ: restore a backup")
    return found


def balance(lines: Iterable[CreditLine], day: date) -> int:
    """The sum of the points of all lines up to the end of `day`. A line that is given twice counts once."""
    return sum(line.points for line in distinct(lines).values() if line.day <= day)


def remaining(line: CreditLine, lines: Iterable[CreditLine]) -> int:
    """What a line still counts for: its points, and those of the lines that restored or ended it."""
    return line.points + sum(other.points for other in distinct(lines).values() if other.of_line == line.line_id)


def tier_of(points: int, tiers: Iterable[Tier]) -> Tier:
    """The highest tier that the balance reaches; `tiers` go up, and the first is every account's."""
    return [tier for tier in tiers if tier.from_points is None or tier.from_points <= points][-1]


def next_tier(points: int, tiers: Iterable[Tier]) -> Tier | None:
    """The lowest tier that the balance does not reach."""
    return next((tier for tier in tiers if tier.from_points is not None and tier.from_points > points), None)
