"""Finds the statements that the Transparency Database has and that a later review took back or changed.

That database has no way to withdraw or update a statement: its API creates statements and tells whether a puid exists.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from agent.statements.reader import StatementReader
from domain.correction import Correction, CorrectionKind
from domain.statement import Record, Statement, Submitted
from store.statements.candidates import Candidate, Candidates
from store.statements.submissions import IDS_PER_QUERY

SUBSTANCE = (
    *("decision_visibility", "decision_monetary", "decision_provision", "decision_account", "decision_ground"),
    *("incompatible_content_ground", "illegal_content_legal_ground", "category", "category_addition"),
)


@dataclass(frozen=True)
class CorrectionReader:
    reader: StatementReader

    def all(self, since: datetime | None = None, until: datetime | None = None) -> Iterator[Correction]:
        """Of decisions that were made in the period, newest first. Those of erased creators are not known."""
        accepted = self.reader.submissions.accepted(since, until)
        for start in range(0, len(accepted), IDS_PER_QUERY):
            rows = accepted[start : start + IDS_PER_QUERY]
            candidates = Candidates(self.reader.store).of([one.decision_id for one in rows])
            by_id = {one.stored.decision.decision_id: one for one in candidates}
            for submitted in rows:
                found = self._correction(submitted, by_id.get(submitted.decision_id))
                if found is not None:
                    yield found

    def get(self, decision_id: str) -> Correction | None:
        return next((one for one in self._of(decision_id)), None)

    def _of(self, decision_id: str) -> Iterator[Correction]:
        for submitted in self.reader.submissions.of_decision(decision_id):
            for candidate in Candidates(self.reader.store).of([submitted.decision_id]):
                found = self._correction(submitted, candidate)
                if found is not None:
                    yield found

    def _correction(self, submitted: Submitted, candidate: Candidate | None) -> Correction | None:
        if candidate is None or candidate.is_erased or candidate.review is None:
            return None
        if candidate.review.reviewed_at < submitted.first_sent_at:
            return None
        built = self.reader.builder.build(candidate, submitted)
        fields = _differing(submitted.record, built)
        if not fields:
            return None
        return Correction(
            puid=submitted.puid,
            decision_id=submitted.decision_id,
            receiver_id=submitted.receiver_id,
            kind=CorrectionKind.CHANGED if candidate.is_violation else CorrectionKind.WITHDRAWN,
            sent_at=submitted.first_sent_at,
            corrected_at=candidate.review.reviewed_at,
            fields=fields,
        )


def _differing(sent: Record, built: Statement | None) -> tuple[str, ...]:
    now = built.record if built and built.record else {}
    return tuple(name for name in SUBSTANCE if sent.get(name) != now.get(name))
