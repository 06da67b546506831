"""Accounts whose acts are known by heart: an honest one, a pirate, a low-effort seller, one that changed hands."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import chain
from typing import Any

from agent.assessment.account_reader import AccountReader
from signals.links.attention import Attention
from signals.links.group import Explanation, LinkGroup
from signals.links.report import LinkReport
from signals.links.stored import store_links
from signals.quality.low_effort import SIGNS
from tests.signals.learning.stories import at, creator, decision, measured, post
from tests.warehouse.warehouses import FIRST, Rows, load_rows, memory_warehouse, run_jobs
from warehouse.connection import Warehouse
from warehouse.engines.base import Engine

LAST = 59  # days after FIRST; the period has the 28 days up to it
GOOD, PIRATE, LOW_EFFORT, MOVED, MANAGED, QUIET = "c_good", "c_pirate", "c_low", "c_moved", "c_managed", "c_quiet"
POSTS = 20
NO_ROWS: Rows = {}
NEW_PHONE_DAY = 45


@contextmanager
def accounts(more: Rows = NO_ROWS) -> Iterator[Warehouse]:
    """With `more` rows. QUIET has an account and never posted. MANAGED does what MOVED does, within an agency."""
    with memory_warehouse() as warehouse:
        load_rows(warehouse, account_rows())
        load_rows(warehouse, more)
        run_jobs(warehouse, FIRST + LAST)
        yield warehouse


def reader(engine: Engine, name: str, day: int = LAST) -> AccountReader:
    return AccountReader(engine, None, name, FIRST + day)


def add_links(engine: Engine, *members: str, day: int = LAST, explained: bool = False, near: bool = True) -> None:
    """A group that two relations show, and its first member near confirmed cases."""
    explanation = Explanation("same agency", explained, "what was compared")
    group = LinkGroup(
        "grp_1",
        ("likes", "devices"),
        members,
        tuple(f"{GOOD}-{number}" for number in range(6)),
        p_value=1 / 21,
        expected_false_groups=1e-9,
        explanations=(explanation,),
    )
    attention = (Attention(members[0], 0.9, ("likes",), FIRST + day, FIRST + day + 30),) if near else ()
    store_links(engine, FIRST + day, LinkReport((group,), (), (), (), ()), attention)


def account_rows() -> dict[str, Sequence[dict[str, Any]]]:
    names = (GOOD, PIRATE, LOW_EFFORT, MOVED, MANAGED, QUIET)
    posts = {name: _posts(name) for name in names if name != QUIET}
    signs = {LOW_EFFORT: 0.95}
    return {
        "creators": [creator(name) | {"agency_id": "agency" if name == MANAGED else None} for name in names],
        "posts": [*chain.from_iterable(posts.values())],
        "post_measures": [
            measured(one["post_id"], sign.value, signs.get(name, 0.05))
            for name, found in posts.items()
            for one in found
            for sign in SIGNS
        ],
        "copies": [_copy(number) for number in range(8)],
        "devices": [row for name in (MOVED, MANAGED) for row in _seen(name, "device", "phone")],
        "payouts": [row for name in (MOVED, MANAGED) for row in _seen(name, "payout", "bank")],
        "decisions": [decision("d1", PIRATE, f"{PIRATE}-3", LAST - 10)],
    }


def _posts(name: str) -> list[dict[str, Any]]:
    """Two thirds of a day apart, up to the last day; the pirate's two hours later."""
    first = LAST - POSTS * 2 // 3
    late = 2 if name == PIRATE else 0
    return [post(f"{name}-{n}", name, first + n * 2 // 3, 9 + 3 * (n % 3) + late) for n in range(1, POSTS + 1)]


def _copy(number: int) -> dict[str, Any]:
    later, earlier = f"{PIRATE}-{number + 1}", f"{GOOD}-{number + 1}"
    times = {one["post_id"]: one["at"] for name in (PIRATE, GOOD) for one in _posts(name)}
    values = {"transformation": "mirror", "coverage": 0.9, "distance": 0.1}
    return {"post_id": later, "of_post_id": earlier, "at": times[later], **values}


def _seen(name: str, column: str, kind: str) -> list[dict[str, Any]]:
    """One before NEW_PHONE_DAY, another one from then on."""
    days = range(1, LAST + 1)
    return [
        {"creator_id": name, column: f"{name}-{kind}-{int(day >= NEW_PHONE_DAY)}", "at": at(day, 8)} for day in days
    ]
