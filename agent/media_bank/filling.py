"""Fills the bank from confirmed reviews: the media that a finding quotes, once the time to appeal is over."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from agent.credit.settled import review_on
from agent.media_bank.matching import hashes_of
from agent.media_bank.words_sketch import NAME, sketch, texts_of
from domain.case import Case
from domain.decision import Decision
from domain.media import Media
from domain.media_bank import BankEntry, BankHash, BankSource
from domain.verdict import Outcome
from signals.labels import APPEAL_DAYS
from store.credit.decision_facts import DecisionFacts, read_decision_facts
from store.decision_rows import StoredDecision
from store.decisions import DecisionStore
from store.media_bank.bank import MediaBank

DECISIONS_PER_READ = 200
ID_DIGITS = 20


@dataclass(frozen=True)
class Filled:
    """`waiting`: confirmed decisions with media whose time to appeal is not over."""

    added: tuple[BankEntry, ...]
    waiting: int


@dataclass(frozen=True)
class BankFilling:
    """`appeal_days` after the last word, as for the labels that models learn from."""

    store: DecisionStore
    appeal_days: int = APPEAL_DAYS

    def run(self, actor: str, now: datetime) -> Filled:
        """May run again at any time: what is in the bank is not added twice."""
        today = now.astimezone(UTC).date()
        reviewed = {one.decision_id: one for one in read_decision_facts(self.store.database) if one.reviews}
        due = {name: found for name, one in reviewed.items() if (found := _confirmed(one, today, self.appeal_days))}
        waiting = [name for name, one in reviewed.items() if name not in due and _confirmed(one, today, 0)]
        entries = [*self._entries(due, now)]
        added = MediaBank(self.store.database).add(entries, actor)
        return Filled(added, sum(bool(one.case.media) for one in self._stored(waiting)))

    def _entries(self, due: Mapping[str, Sequence[str]], now: datetime) -> Iterator[BankEntry]:
        for stored in self._stored([*due]):
            decision_id = stored.decision.decision_id
            reviewer = self._reviewer(decision_id)
            for clause_id in due[decision_id]:
                for media in quoted_media(stored.case, stored.decision, clause_id):
                    yield new_entry(media, clause_id, reviewer, now, of=stored, source=BankSource.REVIEW)

    def _reviewer(self, decision_id: str) -> str:
        latest = self.store.reviews.state(decision_id).latest
        return latest.reviewer if latest is not None else ""

    def _stored(self, decision_ids: Sequence[str]) -> Iterator[StoredDecision]:
        for start in range(0, len(decision_ids), DECISIONS_PER_READ):
            for one in self.store.reviews.of_decisions(decision_ids[start : start + DECISIONS_PER_READ]):
                yield one.stored


def _confirmed(decision: DecisionFacts, day: date, appeal_days: int) -> tuple[str, ...]:
    """The clauses that a person confirmed, where that holds on `day`: no appeal is open, and the time for one is
    over."""
    review = review_on(decision, day)
    if review is None or review.outcome is not Outcome.VIOLATION:
        return ()
    if any(appeal.on <= day and (appeal.closed_on is None or appeal.closed_on > day) for appeal in decision.appeals):
        return ()
    over = max(decision.decided_on, review.on) + timedelta(days=appeal_days) <= day
    return review.violated if over else ()


def quoted_media(case: Case, decision: Decision, clause_id: str) -> tuple[Media, ...]:
    """The media in which the words stand that the finding on this clause quotes."""
    quotes = [
        quote
        for finding in decision.verdict.findings
        if finding.clause_id == clause_id
        for quote in finding.content_quotes
    ]
    items = {item.id: item for item in case.content}
    regions = [items[quote.item_id].region for quote in quotes if quote.item_id in items]
    named = {region.media_id for region in regions if region is not None}
    return tuple(media for media in case.media if media.id in named)


def new_entry(
    media: Media,
    clause_id: str,
    person: str,
    now: datetime,
    *,
    of: StoredDecision | None = None,
    source: BankSource = BankSource.PERSON,
    note: str = "",
) -> BankEntry:
    """Its id is a digest of decision, medium and clause, so that it is stored once. `of`: the decision of its case."""
    decision_id = of.decision.decision_id if of is not None else None
    origin = decision_id or media.sha256 or media.id
    digest = hashlib.sha256("\0".join((origin, media.id if of is not None else "", clause_id)).encode()).hexdigest()
    words = sketch(texts_of(of.case).get(media.id, "")) if of is not None else None
    hashes = [BankHash(name=one.name, value=one.value) for one in sorted(hashes_of(media))]
    return BankEntry(
        entry_id=f"bank_{digest[:ID_DIGITS]}",
        clause_id=clause_id,
        decision_id=decision_id,
        media_id=media.id,
        source=source,
        added_at=now,
        added_by=person,
        note=note,
        hashes=(*hashes, *([BankHash(name=NAME, value=words)] if words else [])),
    )
