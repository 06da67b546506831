"""Sales are counted from the warehouse on each database: different buyers, no returned order, never an amount."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from agent.credit.sales import CREATORS_SQL, MERCHANTS_SQL, MerchantSales, WarehouseSales
from domain.days import date_of
from tests.warehouse.warehouses import FIRST, load_rows
from warehouse.connection import Warehouse, open_warehouse

DAY_SECONDS = 86_400
DAY = date_of(FIRST)


def order(name: str, buyer: str, day: int, creator: str = "maya", product: str = "tea", amount: float = 10.0) -> dict:  # type: ignore[type-arg]
    return {
        "order_id": name,
        "buyer": buyer,
        "creator_id": creator,
        "product_id": product,
        "at": (FIRST + day) * DAY_SECONDS + 60,
        "amount": amount,
        "market": "US",
    }


def refund(name: str, day: int) -> dict[str, object]:
    return {"order_id": name, "creator_id": "maya", "at": (FIRST + day) * DAY_SECONDS + 90, "reason": "broken"}


def rows(amount: float) -> dict[str, list[dict[str, object]]]:
    return {
        "products": [
            {"product_id": "tea", "category": "home", "merchant_id": "shop", "title": "Tea"},
            {"product_id": "mug", "category": "home", "merchant_id": "pottery", "title": "Mug"},
        ],
        "orders": [
            order("o1", "b1", 0, amount=amount),
            order("o2", "b1", 1),
            order("o3", "b2", 1, amount=amount * 3),
            order("o4", "b3", 1),
            order("o5", "b4", 1, creator="ricardo", product="mug"),
            order("o6", "b5", 40),
        ],
        "refunds": [refund("o4", 5), refund("o3", 20)],
    }


@pytest.fixture(params=["sqlite", "duckdb"])
def warehouse(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Warehouse]:
    with open_warehouse(f"{request.param}:///{tmp_path}/events.db") as opened:
        load_rows(opened, rows(10.0))
        yield opened


def test_different_buyers_of_a_window_are_counted_without_returned_orders(warehouse: Warehouse) -> None:
    sales = WarehouseSales(warehouse.engine)
    second = DAY + timedelta(days=1)
    assert sales.buyers(second, 28, DAY + timedelta(days=4)) == {"maya": 3, "ricardo": 1}
    assert sales.buyers(second, 28, DAY + timedelta(days=14)) == {"maya": 2, "ricardo": 1}
    assert sales.buyers(second, 28, DAY + timedelta(days=30)) == {"maya": 1, "ricardo": 1}
    assert sales.buyers(second, 1, DAY + timedelta(days=4)) == {"maya": 3, "ricardo": 1}
    assert sales.buyers(DAY, 28, DAY + timedelta(days=4)) == {"maya": 1}
    assert (sales.reaches(DAY + timedelta(days=40)), sales.reaches(DAY + timedelta(days=41))) == (True, False)


def test_sales_of_merchants_are_counted_by_day(warehouse: Warehouse) -> None:
    sales = WarehouseSales(warehouse.engine)
    found = sales.merchants(DAY + timedelta(days=1), DAY + timedelta(days=14))
    assert found == {"pottery": MerchantSales(1, 1, 0), "shop": MerchantSales(2, 3, 1)}


def test_amounts_change_nothing_and_are_not_read(warehouse: Warehouse, tmp_path: Path) -> None:
    for path in (CREATORS_SQL, MERCHANTS_SQL):
        assert "amount" not in path.read_text(encoding="utf-8")
    cheap, second = WarehouseSales(warehouse.engine), DAY + timedelta(days=1)
    with open_warehouse(f"sqlite:///{tmp_path}/rich.db") as rich:
        load_rows(rich, rows(1_000_000.0))
        dear = WarehouseSales(rich.engine)
        assert dear.buyers(second, 28, second) == cheap.buyers(second, 28, second)
        assert dear.merchants(second, second) == cheap.merchants(second, second)


def test_who_sells_a_product_is_a_merchant(warehouse: Warehouse) -> None:
    sales = WarehouseSales(warehouse.engine)
    assert (sales.is_merchant("shop"), sales.is_merchant("maya"), sales.is_merchant("")) == (True, False, False)
