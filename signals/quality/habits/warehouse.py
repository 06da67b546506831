"""Reads the habits of creators from the warehouse, as of days in the past: nothing later is read."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from signals.labels import DAY, DecisionStates
from signals.quality.habits.parts import CONTENT_RULES, REFUNDS, VIOLATIONS
from signals.quality.habits.windows import Asked, DayRows, Spans, changing_shares, numbers_of, weighted_means
from signals.quality.score.training import Habits, Window
from warehouse.engines.base import Engine
from warehouse.jobs.reading import decision_history

CONTENT_DAYS, RECORD_DAYS = 28, 90
MIN_ORDERS = 20  # fewer orders tell nothing of the share that is paid back
NEVER = 10_000_000  # a day after all others
Ints = NDArray[np.int64]
Texts = NDArray[np.object_]


@dataclass(frozen=True, eq=False)
class HabitReader:
    """Of all creators, or of `only` one. `last_day`: later rows are not read."""

    engine: Engine
    last_day: int
    only: str | None = None

    @cached_property
    def creators(self) -> tuple[Texts, Texts]:
        """Ids and markets of those who had joined by the last day."""
        found = self._columns("SELECT creator_id, market FROM creators WHERE day <= :day", "creator_id")
        return found["creator_id"], found["market"]

    @cached_property
    def states(self) -> DecisionStates:
        """Every decision as it stood at the end of the last day."""
        found = decision_history(self.engine, self.last_day, self.only)
        return DecisionStates(**{name: found[name] for name in DecisionStates.__dataclass_fields__})

    def content(self, creators: Texts, days: Ints) -> Habits:
        """The measures of the posts in the CONTENT_DAYS that end with each day. Creators that are not in the warehouse
        have none."""
        asked, rows = self._asked(creators, days, CONTENT_DAYS), self._measures
        windows = {}
        for rule in CONTENT_RULES:
            chosen = rows["name"] == rule.name
            of_rule = DayRows(rows["creator"][chosen], rows["day"][chosen])
            windows[rule.name] = weighted_means(of_rule, rows["value"][chosen], rows["confidence"][chosen], asked)
        return Habits(windows, self._markets_of(creators))

    def record(self, creators: Texts, days: Ints) -> Habits:
        """The decisions of the RECORD_DAYS that end with each day, as they stood then, and the orders paid back."""
        places = numbers_of(creators, self.creators[0].tolist())
        shares = changing_shares(self._decision_spans, places, days)
        return Habits({VIOLATIONS: shares, REFUNDS: self._refunds(creators, days)}, self._markets_of(creators))

    def evidence(self, creator: str) -> dict[str, tuple[str, ...]]:
        """For each part of the content, the posts that show it most, at most 5."""
        sql = (
            "SELECT m.name, m.value, p.post_id FROM post_measures m JOIN posts p ON p.post_id = m.post_id WHERE "
            "p.creator_id = :creator AND p.day <= :day AND p.day > :after AND m.value IS NOT NULL ORDER BY p.post_id"
        )
        after = self.last_day - CONTENT_DAYS
        found = self.engine.columns(sql, {"creator": creator, "day": self.last_day, "after": after})
        return dict(_worst(found["name"], found["value"], found["post_id"]))

    @cached_property
    def _measures(self) -> dict[str, NDArray[Any]]:
        sql = (
            "SELECT p.creator_id, p.day, m.name, m.value, m.confidence FROM post_measures m "
            "JOIN posts p ON p.post_id = m.post_id WHERE p.day <= :day AND m.value IS NOT NULL"
        )
        found = self._columns(sql, "p.creator_id")
        found["creator"] = numbers_of(found["creator_id"], self.creators[0].tolist())
        found["confidence"] = np.nan_to_num(found["confidence"].astype(np.float64), nan=1.0)
        return found

    @cached_property
    def _decision_spans(self) -> Spans:
        """From when on an outcome held for a decision, and until when it held or left the window."""
        sql = "SELECT creator_id, decision_id, day, at, outcome FROM decision_states WHERE day <= :day"
        found = self._columns(sql, "creator_id")
        order = np.lexsort((found["day"], found["decision_id"].astype(str)))
        decision, day, at = (found[name][order] for name in ("decision_id", "day", "at"))
        last = np.append(decision[1:] != decision[:-1], True)[: len(decision)]
        until = np.where(last, NEVER, np.append(day[1:], NEVER)[: len(day)])
        until = np.minimum(until, at // DAY + RECORD_DAYS)
        outcome = found["outcome"][order].astype(str)
        counted = np.isin(outcome, ("violation", "no_violation")) & (until > day)
        creator = numbers_of(found["creator_id"][order], self.creators[0].tolist())[counted]
        return Spans(creator, day[counted], until[counted], (outcome[counted] == "violation").astype(float))

    def _refunds(self, creators: Texts, days: Ints) -> Window:
        sql = "SELECT creator_id, day, orders, refunds FROM creator_day WHERE day <= :day AND orders + refunds > 0"
        found = self._columns(sql, "creator_id")
        rows = DayRows(numbers_of(found["creator_id"], self.creators[0].tolist()), found["day"])
        orders, refunds = (found[name].astype(np.float64) for name in ("orders", "refunds"))
        ordered, refunded = rows.sums(self._asked(creators, days, RECORD_DAYS), orders, refunds)
        share = np.minimum(refunded / np.maximum(ordered, 1), 1)
        return Window.exact(np.where(ordered >= MIN_ORDERS, share, np.nan))

    def _asked(self, creators: Texts, days: Ints, length: int) -> Asked:
        return Asked(numbers_of(creators, self.creators[0].tolist()), days - length + 1, days)

    def _markets_of(self, creators: Texts) -> Texts:
        markets = dict(zip(self.creators[0].tolist(), self.creators[1].tolist(), strict=True))
        return np.array([markets.get(creator, "") for creator in creators.tolist()], dtype=object)

    def _columns(self, sql: str, creator_column: str) -> dict[str, NDArray[Any]]:
        if self.only is None:
            return self.engine.columns(sql, {"day": self.last_day})
        return self.engine.columns(
            f"{sql} AND {creator_column} = :creator", {"day": self.last_day, "creator": self.only}
        )


def _worst(names: Texts, values: NDArray[np.float64], posts: Texts) -> Iterator[tuple[str, tuple[str, ...]]]:
    for rule in CONTENT_RULES:
        chosen = np.flatnonzero(names == rule.name)
        order = chosen[np.argsort(-rule.direction * values[chosen], kind="stable")]
        yield rule.name, tuple(posts[order[:5]].tolist())
