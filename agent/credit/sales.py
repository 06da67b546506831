"""Counts sales that were not returned, from the warehouse of events. Amounts of money are never read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from domain.days import FIRST_DAY, date_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from warehouse.engines.base import Engine

CREATORS_SQL = Path(__file__).with_name("buyers_of_creators.sql")
MERCHANTS_SQL = Path(__file__).with_name("sales_of_merchants.sql")
CACHED_DAYS = 64


@dataclass(frozen=True)
class MerchantSales:
    """Of one day: different buyers whose orders were not returned, all orders, and those that were returned."""

    buyers: int
    orders: int
    returned: int


class SalesSource(Protocol):
    """Of orders and returns up to a day."""

    def reaches(self, day: date) -> bool:
        """Whether the events of `day` are loaded."""

    def buyers(self, last: date, days: int, as_of: date) -> Mapping[str, int]:
        """By creator: different buyers in the `days` that end with `last` whose orders were not returned by `as_of`."""

    def merchants(self, day: date, as_of: date) -> Mapping[str, MerchantSales]:
        """By merchant: the sales of `day`, and what was returned by `as_of`."""

    def is_merchant(self, account_id: str) -> bool:
        """Whether a product is sold by the account."""


@dataclass(frozen=True, eq=False)
class WarehouseSales:
    engine: "Engine"

    def reaches(self, day: date) -> bool:
        return self.last_day is not None and day <= self.last_day

    @cached_property
    def last_day(self) -> date | None:
        """The last day with an order; None: there is none."""
        ((day,),) = self.engine.rows("SELECT MAX(day) FROM orders")
        return None if day is None else date_of(int(day))

    def buyers(self, last: date, days: int, as_of: date) -> Mapping[str, int]:
        return self._buyers(last, days, as_of)

    @cached_property
    def _buyers(self) -> "Callable[[date, int, date], Mapping[str, int]]":
        @lru_cache(maxsize=CACHED_DAYS)
        def read(last: date, days: int, as_of: date) -> Mapping[str, int]:
            parameters = {"after": _number(last) - days, "day": _number(last), "as_of": _number(as_of)}
            found = self.engine.columns(CREATORS_SQL.read_text(encoding="utf-8"), parameters)
            return dict(zip(found["creator_id"].tolist(), found["buyers"].tolist(), strict=True))

        return read

    def merchants(self, day: date, as_of: date) -> Mapping[str, MerchantSales]:
        parameters = {"day": _number(day), "as_of": _number(as_of)}
        found = self.engine.columns(MERCHANTS_SQL.read_text(encoding="utf-8"), parameters)
        counts = zip(*(found[name].tolist() for name in ("buyers", "orders", "returned")), strict=True)
        sales = (MerchantSales(*numbers) for numbers in counts)
        return dict(zip(found["merchant_id"].tolist(), sales, strict=True))

    def is_merchant(self, account_id: str) -> bool:
        return account_id in self._sellers

    @cached_property
    def _sellers(self) -> frozenset[str]:
        return frozenset(self.engine.columns("SELECT DISTINCT merchant_id FROM products")["merchant_id"].tolist())


def _number(day: date) -> int:
    return (day - FIRST_DAY).days
