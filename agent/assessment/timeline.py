"""The timeline of an account: when it was opened, and what was decided about it."""

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime

import numpy as np

from domain.assessment import AccountEvidence, AccountReading, AccountTool, Significance
from warehouse.engines.base import Engine
from warehouse.jobs.reading import Found, decision_history

MAX_DECISIONS = 10
DAY_SECONDS = 86_400


def timeline_reading(
    engine: Engine, profile: Mapping[str, str | int | None], creator: str, last_day: int, as_of: date
) -> AccountReading:
    """The value is the age of the account in days. Being new points nowhere; decisions do, as they stand."""
    joined = int(profile["joined_at"] or 0)
    age = last_day - joined // DAY_SECONDS
    opened = AccountEvidence(id="T1", code="ACCOUNT_AGE", text=f"opened on {_day(joined)}, {age} days before")
    found = decision_history(engine, last_day, creator)
    return AccountReading(
        name="timeline",
        tool=AccountTool.CREATOR_TIMELINE,
        as_of=as_of,
        value=age,
        lines=(opened, *_decisions(found)),
    )


def _decisions(found: Found) -> Iterator[AccountEvidence]:
    """The newest first."""
    newest = range(len(found["decision_id"]))[::-1][:MAX_DECISIONS]
    for number, row in enumerate(newest, 2):
        outcome, clause = str(found["outcome"][row]), found["clause_id"][row]
        about = f"post {found['post_id'][row]}" if found["post_id"][row] is not None else "the account"
        named = f" of {clause}" if clause is not None else ""
        reviewed = "" if np.isnan(found["reviewed_at"][row]) else ", a person looked at it"
        result = found["appeal_result"][row]
        appealed = f", appeal {result}" if result is not None else ""
        violation = outcome == "violation"
        yield AccountEvidence(
            id=f"T{number}",
            code="DECISION",
            text=f"{_day(int(found['at'][row]))}: {outcome.replace('_', ' ')}{named} in {about}{reviewed}{appealed}",
            significance=Significance.AGAINST_CREATOR if violation else Significance.NEUTRAL,
            posts=() if found["post_id"][row] is None else (str(found["post_id"][row]),),
        )


def _day(at: int) -> date:
    return datetime.fromtimestamp(at, UTC).date()
