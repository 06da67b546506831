"""Random rows of few creators, posts and days, so that they meet."""

from typing import Any

from hypothesis import strategies as st

from tests.warehouse.warehouses import DAY, FIRST

Row = dict[str, Any]
CREATORS, POSTS = ("c1", "c2", "c3"), ("p1", "p2", "p3", "p4")
SPAN = 8  # days


def _pick(values: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    return st.sampled_from(values)


AT = st.integers(FIRST * DAY, (FIRST + SPAN) * DAY - 1)
OUTCOME = _pick(("violation", "no_violation", "needs_review"))
CREATOR = _pick(CREATORS)
TEXT = _pick(("a", "b"))
COLUMNS: dict[str, dict[str, st.SearchStrategy[Any]]] = {
    "creators": {"creator_id": CREATOR, "market": _pick(("US", "DE")), "language": TEXT, "joined_at": AT},
    "posts": {
        "post_id": _pick(POSTS),
        "creator_id": CREATOR,
        "at": AT,
        "market": _pick(("US", "??")),
        "language": TEXT,
        "kind": _pick(("video", "text")),
        "caption": _pick(("", "one", "One 2", "two")),
        "product_id": _pick((None, "i1", "i2")),
    },
    "copies": {
        "post_id": _pick(POSTS),
        "of_post_id": _pick(POSTS),
        "at": AT,
        "transformation": TEXT,
        "coverage": st.just(1.0),
        "distance": st.just(0.5),
    },
    "live_sessions": {"session_id": TEXT, "creator_id": CREATOR, "at": AT, "market": TEXT, "product_id": st.just("i1")},
    "orders": {
        "order_id": _pick(("o1", "o2", "o3")),
        "buyer": TEXT,
        "creator_id": CREATOR,
        "product_id": _pick(("i1", "i2")),
        "at": AT,
        "amount": _pick((1.5, 2.25)),
        "market": TEXT,
    },
    "complaints": {"complaint_id": TEXT, "creator_id": CREATOR, "at": AT, "reason": TEXT},
    "reactions": {
        "reaction_id": _pick(("r1", "r2", "r3")),
        "actor": _pick(("c1", "u1")),
        "post_id": _pick(POSTS),
        "creator_id": CREATOR,
        "at": AT,
        "kind": _pick(("like", "follow")),
    },
    "devices": {"creator_id": CREATOR, "device": TEXT, "at": AT},
    "decisions": {
        "decision_id": _pick(("x1", "x2", "x3")),
        "creator_id": CREATOR,
        "at": AT,
        "outcome": OUTCOME,
        "clause_id": TEXT,
        "severity": _pick(("low", "high")),
    },
    "reviews": {
        "review_id": _pick(("w1", "w2", "w3")),
        "decision_id": _pick(("x1", "x2", "x3")),
        "creator_id": CREATOR,
        "at": AT,
        "outcome": OUTCOME,
        "reviewer": TEXT,
    },
    "appeals": {
        "appeal_id": _pick(("y1", "y2")),
        "decision_id": _pick(("x1", "x2", "x3")),
        "creator_id": CREATOR,
        "at": AT,
        "closed_at": st.one_of(st.none(), st.integers((FIRST + SPAN) * DAY, (FIRST + SPAN + 3) * DAY)),
        "result": _pick(("upheld", "overturned")),
    },
}
KEYS = {"devices": ("creator_id", "device", "at"), "copies": ("post_id", "of_post_id")}


def _unique(table: str) -> Any:
    names = KEYS.get(table, (next(iter(COLUMNS[table])),))
    return lambda row: tuple(row[name] for name in names)


def rows() -> st.SearchStrategy[dict[str, list[Row]]]:
    """Rows of every table, without two of one key."""
    return st.fixed_dictionaries(
        {
            table: st.lists(st.fixed_dictionaries(columns), max_size=4, unique_by=_unique(table))
            for table, columns in COLUMNS.items()
        }
    )
