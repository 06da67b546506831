"""Time to fingerprint a post and to find its copies among 100,000 stored groups: `python -m benchmarks.copy_groups`."""

import random
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from itertools import islice
from statistics import median

from rich.console import Console
from rich.table import Table
from sqlalchemy import insert

from agent.queues.copies import CopyFinder
from benchmarks.timing import elapsed_seconds
from domain.case import Case, ContentItem
from domain.consequence import Consequence, ConsequenceStatus
from domain.decision import Decision, Trace
from domain.education import EducationMessage
from domain.evidence import Evidence
from domain.signals import SignalCondition, SignalReading
from domain.verdict import Outcome, Verdict
from store.database import Database
from store.decision_rows import StoredDecision, insert_decision
from store.decisions import open_store
from store.queue.copies import join_group
from store.queue.copy_schema import CopyBandRow, CopyRow
from store.schema import table

GROUPS, REPEATS = 100_000, 200
POST_CHARS, LONG_CHARS = 300, 10_000
CHUNK = 5_000  # groups stored in one transaction
MAX_MILLISECONDS = {
    "fingerprint, 10,000 characters": 20.0,
    "the same text": 10.0,
    "a near copy": 15.0,
    "a new text": 15.0,
}
WORDS = [f"{a}{b}{c}" for a in ("ka", "lo", "mi", "re", "su", "ta") for b in ("n", "rd", "st", "l") for c in "aeiou"]


def main() -> None:
    random.seed(1)
    with tempfile.TemporaryDirectory() as folder, open_store(f"sqlite:///{folder}/copies.db") as store:
        with Console(stderr=True).status(f"storing {GROUPS:,} groups"):
            firsts = _store_groups(store.database)
        times = {"fingerprint, 10,000 characters": _fingerprint_times(), **_lookup_times(store.database, firsts)}
    shown = Table("copies", "median ms", "slowest ms", "at most", title=f"Copies among {GROUPS:,} groups")
    for name, seconds in times.items():
        row = (f"{median(seconds) * 1e3:.1f}", f"{max(seconds) * 1e3:.1f}", f"{MAX_MILLISECONDS[name]:g}")
        shown.add_row(name, *row)
    Console().print(shown)


def _store_groups(database: Database) -> list[str]:
    """Returns some of their texts."""
    finder, texts = CopyFinder(), [_text(POST_CHARS) for _ in range(GROUPS)]
    for start in range(0, GROUPS, CHUNK):
        with database.write_transaction() as session:
            connection, copies, bands = session.connection(), [], []
            for number, text in enumerate(texts[start : start + CHUNK], start):
                stored = _stored(f"dec_{number}", text)
                insert_decision(connection, stored)
                fingerprint = finder.fingerprint(stored.case, stored.decision)
                ids = {"decision_id": f"dec_{number}"}
                copies.append({**ids, "group_id": f"grp_{number}", "digest": fingerprint.digest})
                bands += [{**ids, "band": band} for band in {*fingerprint.bands}]
            connection.execute(insert(table(CopyRow)), copies)
            connection.execute(insert(table(CopyBandRow)), bands)
    return random.sample(texts, 2 * REPEATS)


def _fingerprint_times() -> list[float]:
    finder, times = CopyFinder(), list[float]()
    for _ in range(REPEATS):
        stored = _stored("dec_x", _text(LONG_CHARS))
        times.append(elapsed_seconds(partial(finder.fingerprint, stored.case, stored.decision)))
    return times


def _lookup_times(database: Database, firsts: list[str]) -> dict[str, list[float]]:
    """Of a decision that is stored: fingerprint, lookup, comparison with candidates, and the new rows."""
    same, near = firsts[:REPEATS], [f"{text} kanale" for text in firsts[REPEATS:]]
    new = islice(_texts(), REPEATS)
    kinds = {"the same text": same, "a near copy": near, "a new text": [*new]}
    return {name: [*_join_times(database, name, texts)] for name, texts in kinds.items()}


def _join_times(database: Database, name: str, texts: list[str]) -> Iterator[float]:
    finder = CopyFinder()
    for number, text in enumerate(texts):
        stored = _stored(f"dec_{name}_{number}", text)
        with database.write_transaction() as session:
            insert_decision(session.connection(), stored)
            yield elapsed_seconds(partial(join_group, session, stored, finder))


def _texts() -> Iterator[str]:
    while True:
        yield _text(POST_CHARS)


def _text(characters: int) -> str:
    return " ".join(random.choices(WORDS, k=characters // 5))[:characters]


def _stored(decision_id: str, text: str) -> StoredDecision:
    case = Case(id="c", market="US", language="en", content=(ContentItem(id="c1", text=text),))
    decision = Decision(
        decision_id=decision_id,
        case_id="c",
        decided_at=datetime.now(UTC),
        verdict=Verdict(outcome=Outcome.NEEDS_REVIEW, probability=0.5, confidence=None, summary="s"),
        consequence=Consequence(status=ConsequenceStatus.NOT_DETERMINED, reason="r"),
        education=EducationMessage(locale="en", subject="s", body="b"),
        evidence=Evidence(signals=SignalReading(condition=SignalCondition.NO_CREATOR, source="s")),
        trace=Trace(judge="local", model="m", policy_fingerprint="f", as_of=date(2026, 11, 20)),
    )
    return StoredDecision(case, decision)


if __name__ == "__main__":
    main()
