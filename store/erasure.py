"""Erases a creator: removes their content and name; the decisions themselves and the audit log remain."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from domain.case import Case, ContentItem
from domain.decision import Decision
from domain.education import EducationMessage
from domain.evidence import Evidence
from domain.message import MessageStatus
from domain.signals import SignalCondition, SignalReading
from domain.verdict import Reason, Verdict
from store.answer_cache import content_digest, erase_answers
from store.audit import AuditLog
from store.credit.credit_lines import erase_credit
from store.database import Database
from store.decision_digest import DECISION_ERASED, NOTIFIER_ERASED, digest_of_row, with_digest
from store.decision_rows import WITH_JSON
from store.erased_words import Words, words_of, words_of_id
from store.listing.states import erase_state
from store.media_bank.bank import erase_from_bank
from store.people.people_schema import DraftRow
from store.people.preferences import erase_views
from store.quality.golden_erasure import erase_golden
from store.queue.copy_schema import CopyBandRow, CopyRow
from store.queue.jobs import JobWriter, erase_jobs
from store.schema import ERASED, DecisionRow, InFlightRow, ReviewRow, ReviewUndoRow, ViolationRow
from store.service_schema import AppealRow, BatchItemRow, MessageRow
from store.strategies.proposals import erase_strategy_rows

ERASED_CASE = Case(id=ERASED, content=(ContentItem(id=ERASED, text=ERASED),))


@dataclass(frozen=True)
class Erasure:
    database: Database

    def erase_creator(self, creator_id: str, actor: str) -> int:
        """Returns the number of decisions about the creator. Runs in one transaction, with an entry in the audit log
        that does not name the creator. Notices that they sent about others lose their id. `store.purge` then removes
        the content from the files of the database."""
        audit = AuditLog(self.database)
        with self.database.write_transaction() as session:
            audit.lock(session)
            contents = self._erase_unfinished_cases(session, creator_id)
            ids = list(session.scalars(select(DecisionRow.decision_id).where(DecisionRow.creator_id == creator_id)))
            audit.append(session, actor, "erase", f"{len(ids)} decisions", after=ERASED)
            for decision_id in ids:
                row = self._erase_decision(session, decision_id, contents)
                erase_state(session, decision_id, ERASED)
                erase_jobs(JobWriter(self.database, session, datetime.now(UTC), actor), decision_id, ERASED)
                erase_golden(session, decision_id, actor, datetime.now(UTC), ERASED)
                audit.append(
                    session, actor, DECISION_ERASED, decision_id, after=with_digest(ERASED, digest_of_row(row))
                )
            for row in _erase_notifier(session, creator_id):
                erased = with_digest(ERASED, digest_of_row(row))
                audit.append(session, actor, NOTIFIER_ERASED, row.decision_id, after=erased)
            session.execute(delete(ViolationRow).where(ViolationRow.creator_id == creator_id))
            erase_credit(session, creator_id)
            erase_strategy_rows(session, creator_id)
            erase_views(session, creator_id)
            erase_answers(session.connection(), contents)
        return len(ids)

    def words_of_creator(self, creator_id: str) -> Words:
        """What to look for in files once the creator is erased."""
        with self.database.transaction() as session:
            decided = select(DecisionRow.case).where(DecisionRow.creator_id == creator_id)
            unfinished = (_rows_of_creator(session, table, creator_id) for table in (BatchItemRow, InFlightRow))
            cases = chain(session.scalars(decided), (row.case for rows in unfinished for row in rows))
            return words_of(map(Case.model_validate, cases)) + words_of_id(creator_id)

    def _erase_decision(self, session: Session, decision_id: str, contents: set[str]) -> DecisionRow:
        """Adds the digest of its content to `contents`."""
        row = session.get_one(DecisionRow, decision_id, options=[WITH_JSON])
        contents.add(content_digest(Case.model_validate(row.case)))
        row.case_id, row.creator_id, row.case = ERASED, None, ERASED_CASE.model_dump(mode="json")
        decision = without_content(Decision.model_validate(row.decision))
        row.decision, row.summary = decision.model_dump(mode="json"), decision.verdict.summary
        message = decision.education.model_dump(mode="json")
        for table, values in (
            (MessageRow, {"creator_id": ERASED, "message": message, "last_error": ""}),
            (ReviewRow, {"reason": ERASED}),
            (AppealRow, {"statement": ERASED, "second_decision": None}),
        ):
            session.execute(update(table).where(table.decision_id == decision_id).values(**values))
        for row_type in (ReviewUndoRow, DraftRow, CopyBandRow, CopyRow):  # they hold content, or what follows from it
            session.execute(delete(row_type).where(row_type.decision_id == decision_id))
        erase_from_bank(session, decision_id)
        undelivered = (MessageRow.decision_id == decision_id, MessageRow.status != MessageStatus.DELIVERED.value)
        session.execute(update(MessageRow).where(*undelivered).values(status=MessageStatus.SUPERSEDED.value))
        return row

    def _erase_unfinished_cases(self, session: Session, creator_id: str) -> set[str]:
        """The digests of their contents. Batch items first: a process that starts one then fails (`InFlight.begin`),
        and a process that has started one finds its entry gone (`InFlight.finish`)."""
        contents = set()
        for item in _rows_of_creator(session, BatchItemRow, creator_id):
            contents.add(content_digest(Case.model_validate(item.case)))
            item.case = ERASED_CASE.model_dump(mode="json")
            if item.finished_at is None or item.error is not None:  # the error may quote the case
                item.finished_at, item.error = item.finished_at or datetime.now(UTC), ERASED
        for entry in _rows_of_creator(session, InFlightRow, creator_id):
            contents.add(content_digest(Case.model_validate(entry.case)))
            session.delete(entry)
        return contents


def _rows_of_creator(session: Session, table: Any, creator_id: str) -> Iterator[Any]:
    of_creator = table.case["creator_id"].as_string() == creator_id
    return iter(session.scalars(select(table).where(of_creator).with_for_update()).all())


def _erase_notifier(session: Session, creator_id: str) -> Iterator[DecisionRow]:
    """In the cases of others, decided or not, that the creator notified the platform of. Yields the decisions."""
    tables: tuple[Any, ...] = (BatchItemRow, InFlightRow, DecisionRow)
    for table in tables:
        sent = table.case["notice"]["notifier_id"].as_string() == creator_id
        options = (WITH_JSON,) if table is DecisionRow else ()
        for row in session.scalars(select(table).where(sent).options(*options).with_for_update()).all():
            row.case = {**row.case, "notice": {**row.case["notice"], "notifier_id": None}}
            if isinstance(row, DecisionRow):
                yield row


def without_content(decision: Decision) -> Decision:
    """Keeps the outcome, clauses and judges; removes all content, the history of the creator, and what was read of
    their account."""
    evidence = decision.evidence
    return decision.model_copy(
        update={
            "case_id": ERASED,
            "verdict": _verdict_without_content(decision.verdict),
            "education": EducationMessage(locale=decision.education.locale, subject=ERASED, body=ERASED),
            "evidence": Evidence(
                clauses=evidence.clauses,
                signals=SignalReading(condition=SignalCondition.NO_CREATOR, source=ERASED),
            ),
            "consequence": decision.consequence.model_copy(update={"reason": ERASED, "incidents": ()}),
            "trace": decision.trace.model_copy(
                update={"rejected_quotes": (), "tool_calls": (), "degraded": (), "warnings": ()}
            ),
            "assessment": None,
        }
    )


def _verdict_without_content(verdict: Verdict) -> Verdict:
    erased = (Reason(text=ERASED),)
    finding = {"content_quotes": (), "facts": (), "rationale": ERASED, "counterpoint": "", "would_change": ""}
    return verdict.model_copy(
        update={
            "findings": tuple(one.model_copy(update=finding) for one in verdict.findings),
            "reasons_for": erased if verdict.reasons_for else (),
            "reasons_against": erased if verdict.reasons_against else (),
            "would_change": erased if verdict.would_change else (),
            "review_reasons": tuple(one.model_copy(update={"text": ERASED}) for one in verdict.review_reasons),
            "shortlist": (),
        }
    )
