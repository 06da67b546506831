"""The SHA-256 of a stored decision or text, which its entry in the audit log keeps, so that a change is detected.

A migration that changes stored decisions appends a `decision.migrate` entry with the new digest for each."""

import hashlib
import json
from collections.abc import Iterable
from datetime import datetime

from pydantic_core import from_json, to_json

from store.decision_rows import StoredDecision
from store.schema import DecisionRow

PREFIX = " sha256:"
DECISION_ERASED, NOTIFIER_ERASED = "decision.erase", "decision.erase_notifier"
DIGEST_ACTIONS = ("decision.create", DECISION_ERASED, NOTIFIER_ERASED, "decision.migrate")


def with_digest(state: str, digest: str) -> str:
    """The text `after` of an entry, such as `violation sha256:1f…`."""
    return f"{state}{PREFIX}{digest}"


def digest_in(after: str) -> str | None:
    """The digest in the text `after` of an entry; None for an entry of version 0.2.0 or older."""
    return after.rpartition(PREFIX)[2] if PREFIX in after else None


def digest_of_words(*words: object) -> str:
    """Of what a person wrote, with the ids and names that it belongs to: plain values, as JSON holds them."""
    return hashlib.sha256(json.dumps(words).encode()).hexdigest()


def digest_of(stored: StoredDecision) -> str:
    case, decision = stored.case, stored.decision
    return _digest(
        decision.decision_id,
        case.id,
        case.creator_id,
        decision.decided_at,
        decision.verdict.outcome.value,
        decision.verdict.probability,
        decision.verdict.summary,
        stored.violated,
        from_json(to_json(case)),
        from_json(to_json(decision)),
    )


def digest_of_row(row: DecisionRow) -> str:
    """`case` and `decision` of the row are loaded."""
    return _digest(
        row.decision_id,
        row.case_id,
        row.creator_id,
        row.decided_at,
        row.outcome,
        row.probability,
        row.summary,
        (violated.clause_id for violated in row.violated),
        row.case,
        row.decision,
    )


def _digest(
    decision_id: str,
    case_id: str,
    creator_id: str | None,
    decided_at: datetime,
    outcome: str,
    probability: float | None,
    summary: str,
    violated: Iterable[str],
    case: object,
    decision: object,
) -> str:
    """Over the values only: column names may change."""
    number = None if probability is None else float(probability)
    columns = [decision_id, case_id, creator_id, decided_at.isoformat(), outcome, number, summary]
    values = json.dumps([*columns, sorted(violated), case, decision], sort_keys=True, default=repr)
    return hashlib.sha256(values.encode()).hexdigest()
