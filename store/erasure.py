"""Erasing a creator: every word and name of theirs goes from the record; that there were decisions, and the audit log,
stay."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select, text, update
from sqlalchemy.orm import Session, undefer_group

from domain.case import Case, ContentItem
from domain.decision import Decision
from domain.education import EducationMessage
from domain.evidence import Evidence
from domain.message import MessageStatus
from domain.signals import SignalCondition, SignalReading
from domain.verdict import Reason, Verdict
from store.audit import Audit, Entry
from store.database import Database
from store.schema import DecisionRow, PendingRow, ReviewRow, ViolationRow
from store.service_schema import AppealRow, BatchItemRow, MessageRow

ERASED = "erased"
NOTHING = Case(id=ERASED, content=(ContentItem(id=ERASED, text=ERASED),))


@dataclass(frozen=True)
class Erasure:
    database: Database

    def creator(self, creator_id: str, who: str) -> int:
        """How many decisions were about that creator; all in one transaction, with a line of the audit log that does
        not name them."""
        audit = Audit(self.database)
        with self.database.writing() as session:
            audit.take_turn(session)
            self._under_way(session, creator_id)
            names = list(session.scalars(select(DecisionRow.decision_id).where(DecisionRow.creator_id == creator_id)))
            audit.enter(session, Entry(who, "erase", f"{len(names)} decisions", "", ERASED))
            for name in names:
                self._decision(session, name)
            session.execute(delete(ViolationRow).where(ViolationRow.creator_id == creator_id))
        self._empty_the_log()
        return len(names)

    def _decision(self, session: Session, name: str) -> None:
        row = session.get_one(DecisionRow, name, options=[undefer_group("payload")])
        row.case_id, row.creator_id, row.case = ERASED, None, NOTHING.model_dump(mode="json")
        decision = without_content(Decision.model_validate(row.decision))
        row.decision, row.summary = decision.model_dump(mode="json"), decision.verdict.summary
        letter = decision.education.model_dump(mode="json")
        for table, values in (
            (MessageRow, {"creator_id": ERASED, "message": letter, "trouble": ""}),
            (ReviewRow, {"reason": ERASED}),
            (AppealRow, {"statement": ERASED, "second": None}),
        ):
            session.execute(update(table).where(table.decision_id == name).values(**values))
        gone = (MessageRow.decision_id == name, MessageRow.status != MessageStatus.DELIVERED.value)
        session.execute(update(MessageRow).where(*gone).values(status=MessageStatus.SUPERSEDED.value))

    def _under_way(self, session: Session, creator_id: str) -> None:
        """Cases that were handed in and are kept apart from their decisions. Items first: whoever begins one finds
        it erased (`Journal.begin`), and whoever began before finds the note gone (`DecisionStore.keep`)."""
        for item in _of_creator(session, BatchItemRow, creator_id):
            item.case = NOTHING.model_dump(mode="json")
            if item.done_at is None:  # nobody decides what is not there any more
                item.done_at, item.error = datetime.now(UTC), ERASED
        for pending in _of_creator(session, PendingRow, creator_id):
            session.delete(pending)

    def _empty_the_log(self) -> None:
        """SQLite leaves erased words in its log of what was written ahead; in its file they are overwritten."""
        if self.database.engine.dialect.name == "sqlite":
            with self.database.told(), self.database.engine.connect() as connection:
                connection.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))


def _of_creator(session: Session, table: Any, creator_id: str) -> Iterator[Any]:
    mine = table.case["creator_id"].as_string() == creator_id
    return iter(session.scalars(select(table).where(mine).with_for_update()).all())


def without_content(decision: Decision) -> Decision:
    """What was decided, by which clauses and judges, without a word of the content or of the creator's history."""
    verdict, evidence = decision.verdict, decision.evidence
    findings = tuple(
        finding.model_copy(update={"content_quotes": (), "facts": (), "rationale": ERASED, "counterpoint": ""})
        for finding in verdict.findings
    )
    return decision.model_copy(
        update={
            "case_id": ERASED,
            "verdict": _without_words(verdict.model_copy(update={"findings": findings})),
            "education": EducationMessage(locale=decision.education.locale, subject=ERASED, body=ERASED),
            "evidence": Evidence(
                clauses=evidence.clauses,
                signals=SignalReading(condition=SignalCondition.NO_CREATOR, source=ERASED),
            ),
            "consequence": decision.consequence.model_copy(update={"reason": ERASED, "incidents": ()}),
            "trace": decision.trace.model_copy(update={"struck_quotes": (), "tool_calls": (), "degraded": ()}),
        }
    )


def _without_words(verdict: Verdict) -> Verdict:
    gone = (Reason(text=ERASED),)
    reviews = tuple(reason.model_copy(update={"text": ERASED}) for reason in verdict.review_reasons)
    return verdict.model_copy(
        update={
            "reasons_for": gone if verdict.reasons_for else (),
            "reasons_against": gone if verdict.reasons_against else (),
            "would_flip": gone if verdict.would_change else (),
            "review_reasons": reviews,
        }
    )
