"""Rows of two creators whose habits are known by heart."""

from collections.abc import Mapping, Sequence
from typing import Any

from tests.warehouse.warehouses import DAY, FIRST

Rows = Mapping[str, Sequence[Mapping[str, Any]]]


def at(day: int, hour: float = 12) -> int:
    return (FIRST + day) * DAY + round(hour * 3600)


def post(name: str, creator: str, day: int, hour: float = 12, **changes: Any) -> dict[str, Any]:
    values = {
        "market": "US",
        "language": "en",
        "kind": "video",
        "caption": f"about {name} and more",
        "product_id": None,
    }
    return {"post_id": name, "creator_id": creator, "at": at(day, hour), "duration_s": 20.0, **values, **changes}


def measured(post_id: str, name: str, value: float | None, confidence: float | None = 1.0) -> dict[str, Any]:
    reason = f"{name}_poor" if value is not None else "not measured: unreadable"
    return {"post_id": post_id, "name": name, "value": value, "confidence": confidence, "reason": reason}


def creator(name: str, joined: int = -100, market: str = "US") -> dict[str, Any]:
    return {"creator_id": name, "market": market, "language": "en", "joined_at": at(joined), "agency_id": None}


def decision(name: str, who: str, post_id: str, day: int, outcome: str = "violation") -> dict[str, Any]:
    clause = {"clause_id": "MIS-1.1", "severity": "low"} if outcome == "violation" else {}
    return {"decision_id": name, "creator_id": who, "post_id": post_id, "at": at(day), "outcome": outcome, **clause}


def review(name: str, of: str, who: str, day: int, outcome: str) -> dict[str, Any]:
    reviewer = "moderator-1"
    return {
        "review_id": name,
        "decision_id": of,
        "creator_id": who,
        "at": at(day),
        "outcome": outcome,
        "reviewer": reviewer,
    }


def orders(who: str, number: int, refunded: int, day: int, amount: float = 10.0) -> Rows:
    placed = [
        {"order_id": f"{who}-o{n}", "buyer": "b", "creator_id": who, "product_id": "x", "at": at(day, 1 + n / 100)}
        | {"amount": amount, "market": "US"}
        for n in range(number)
    ]
    back = [
        {"order_id": f"{who}-o{n}", "creator_id": who, "at": at(day + 1), "reason": "damaged"} for n in range(refunded)
    ]
    return {"orders": placed, "refunds": back}
