"""Adds a decision to the group of its copies: decisions about the same text, which a reviewer decides together."""

import secrets
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from domain.case import Case
from domain.decision import Decision
from store.decision_rows import WITH_JSON, StoredDecision, read_row
from store.queue.copy_schema import CopyBandRow, CopyRow
from store.schema import DecisionRow

MAX_CANDIDATES = 5  # of near copies that are read and verified, those with the most bands first


@dataclass(frozen=True)
class Fingerprint:
    """`digest` is equal for the same text with the same market, language, facts and clauses. Near copies have some of
    the `bands` in common, numbers of 64 bits; a short text has none."""

    digest: str
    bands: tuple[int, ...]


class CopyFinder(Protocol):
    def fingerprint(self, case: Case, decision: Decision) -> Fingerprint: ...

    def are_copies(self, case: Case, other: Case) -> bool:
        """Verifies two cases whose fingerprints have a band in common."""
        ...


def join_group(session: Session, stored: StoredDecision, finder: CopyFinder) -> str:
    """Within the transaction that stores the decision: adds it to the group of its copies, or to a new one. Returns
    the id of the group."""
    decision_id, fingerprint = stored.decision.decision_id, finder.fingerprint(stored.case, stored.decision)
    same_text = select(CopyRow.group_id).where(CopyRow.digest == fingerprint.digest).limit(1)
    group_id = session.scalar(same_text) or _group_of_near_copy(session, stored.case, fingerprint, finder)
    if group_id is None:
        group_id = f"grp_{secrets.token_hex(8)}"
        session.add_all(CopyBandRow(band=band, decision_id=decision_id) for band in {*fingerprint.bands})
    session.add(CopyRow(decision_id=decision_id, group_id=group_id, digest=fingerprint.digest))
    return group_id


def _group_of_near_copy(session: Session, case: Case, fingerprint: Fingerprint, finder: CopyFinder) -> str | None:
    """Only the first decision of a group is compared, so that a group does not drift from copy to copy."""
    if not fingerprint.bands:
        return None
    shared = func.count().label("shared")
    query = select(CopyBandRow.decision_id).where(CopyBandRow.band.in_(fingerprint.bands))
    query = query.group_by(CopyBandRow.decision_id).order_by(shared.desc(), CopyBandRow.decision_id)
    for decision_id in session.scalars(query.limit(MAX_CANDIDATES)).all():
        first = read_row(session.get_one(DecisionRow, decision_id, options=[WITH_JSON]))
        if finder.are_copies(case, first.case):
            return session.scalar(select(CopyRow.group_id).where(CopyRow.decision_id == decision_id))
    return None
