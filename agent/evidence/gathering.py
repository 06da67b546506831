"""Gathers the evidence of a case: segments, clauses in force, creator signals, precedents, injection attempts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agent.evidence.account_sources import NO_ACCOUNTS, AccountSource
from agent.evidence.candidates import rank_rules
from agent.evidence.content import Content, Readings, compare_content, embed_content, read_content
from agent.evidence.found_clauses import checked_clauses, found_clauses
from agent.evidence.other_languages import read_unread_items
from agent.evidence.prompt_injection.detector import detect_injection
from agent.evidence.prompt_injection.patterns import match_patterns
from agent.evidence.review_talk import ReviewTalk
from agent.judges.base import JudgeInput
from agent.judges.embedded.language import main_language
from agent.media_bank.matching import NO_BANK, BankReader, clauses_of
from agent.reading_cache.content_memory import ContentMemory, ContentReading
from domain.case import Case
from domain.clause import Clause
from domain.errors import InputError
from domain.evidence import Evidence, FoundPrecedent
from domain.finding import ShortlistedClause
from domain.signals import SignalCondition, SignalReading
from policies.library import Library
from retrieval.embedder import Embedder
from retrieval.index import ClauseIndex
from retrieval.other_languages import OtherLanguages
from retrieval.precedents import PrecedentIndex, SimilarPrecedent
from signals.sources.base import SignalSource

if TYPE_CHECKING:
    from llm.session import LazySession

MAX_PRECEDENTS = 3
MAX_LANGUAGE_ITEMS = 20  # of a case, from which its language is told
MAX_RANKED_RULES = 120  # more than the table of contents of a prompt holds

ScoredClauses = Sequence[tuple[Clause, float]]
"""Clauses with their retrieval scores, the highest first."""


class NothingInForceError(InputError):
    """No clause is in force on that day in that market."""


@dataclass(frozen=True)
class EvidenceGatherer:
    """`max_candidates` is how many rules retrieval may find by the content of a case. `talk` (None where no model reads
    precedents) finds precedents that talk about a review. `languages` (optional) reads what `embedder` does not. A
    model's tools read the creator's account from `accounts`. `memory` (optional) knows contents read before.
    Media are looked up in `bank`."""

    library: Library
    index: ClauseIndex
    embedder: Embedder
    signals: SignalSource
    precedents: PrecedentIndex | None
    max_candidates: int
    talk: ReviewTalk | None = None
    languages: OtherLanguages | None = None
    accounts: AccountSource = NO_ACCOUNTS
    memory: ContentMemory | None = None
    bank: BankReader = NO_BANK

    def gather(
        self, case: Case, as_of: date, *, models: "LazySession | None" = None, signals: SignalSource | None = None
    ) -> JudgeInput:
        """The judge gets `models` as its session. `signals` replaces the configured source. Raises
        `NothingInForceError`, and `UnknownMarket` for a market that the corpus lacks."""
        in_force = self._clauses_in_force(case, as_of)
        reading = read_signals(case, signals or self.signals)
        content = self._content(case, as_of, in_force)
        rules = content.ranked[: self.max_candidates]
        checked = checked_clauses(case, as_of, reading.signals, in_force)
        matches = self.bank.matches(case)
        near = [hit for hit in rules if in_force.get(hit[0].id) is hit[0]]
        found = found_clauses(near, checked, in_force, clauses_of(matches))
        injections = detect_injection(case, self.library.clause_ids)
        return JudgeInput(
            case=case,
            as_of=as_of,
            segments=content.parts,
            vectors=content.vectors,
            similarity=content.similarity,
            clauses={clause.clause_id: in_force[clause.clause_id] for clause in found},
            evidence=Evidence(
                clauses=found,
                signals=reading,
                precedents=content.precedents,
                prompt_injection=injections.attempts,
                injection_unread=injections.unread,
                language=None if case.language else _language_of(content.readings),
                media_matches=matches,
            ),
            clauses_not_in_force=tuple(hit for hit in rules if in_force.get(hit[0].id) is not hit[0]),
            in_force=in_force,
            readings=content.readings,
            nearest_rules=tuple(clause.id for clause, _ in content.ranked if in_force.get(clause.id) is clause),
            policies=self.library.name,
            unread_shortlist=content.unread_shortlist,
            talks_to_reviewer=self.talk.in_text if self.talk is not None else None,
            models=models,
        )

    def search_clauses(self, query: str, among: Sequence[Clause], k: int) -> tuple[tuple[Clause, float], ...]:
        """The `k` clauses most similar to a query, with their scores, the highest first."""
        clauses = {clause.key: clause for clause in among}
        similarity = self.index.row_similarity(self.embedder.embed([query]))
        hits = self.index.search(similarity, [query], clauses.keys(), k)
        return tuple((clauses[hit.key], hit.score) for hit in hits)

    def search_precedents(
        self, vectors: NDArray[np.float32], scope: str | None, *, by_words: bool = False
    ) -> Sequence[SimilarPrecedent]:
        """The most similar precedents of this scope and of no scope; `vectors` (segments, dimensions). A precedent
        that addresses a reviewer is left out, because a model reads them. With `by_words`, its words alone tell: who
        shows one to a model asks `JudgeInput.talks_to_reviewer`, since to embed them all takes as long as the post."""
        if self.precedents is None or not len(vectors):
            return ()
        scopes = self.precedents.scopes
        of_other_scopes = scopes.total() - sum(scopes[allowed] for allowed in {None, scope})
        rows = self.precedents.nearest(vectors, MAX_PRECEDENTS + of_other_scopes)
        allowed = [similar for row in rows for similar in row if similar.precedent.scope in (None, scope)]
        best = {similar.precedent.id: similar for similar in sorted(allowed, key=lambda similar: similar.similarity)}
        ranked = sorted(best.values(), key=lambda similar: -similar.similarity)
        addresses = _addresses_reviewer if by_words else self._addresses_reviewer
        harmless = (similar for similar in ranked if not addresses(similar.precedent.text))
        return [*islice(harmless, MAX_PRECEDENTS)]

    def _addresses_reviewer(self, text: str) -> bool:
        return _addresses_reviewer(text) or (self.talk is not None and self.talk.in_text(text))

    def _clauses_in_force(self, case: Case, as_of: date) -> dict[str, Clause]:
        if case.market is not None:
            self.library.require_market(case.market)
        found = self.library.in_force(as_of, case.market, case.scope, case.subject)
        in_force = {clause.id: clause for clause in found}
        if not in_force:
            where = f" in {case.market}" if case.market else ""
            raise NothingInForceError(
                f"no policy is in force on {as_of}{where}: give the case another content_date or market, "
                "or name another --as-of, --market or --policies"
            )
        return in_force

    def _content(self, case: Case, as_of: date, in_force: Mapping[str, Clause]) -> ContentReading:
        if self.memory is None:
            return self._read(case, as_of, in_force)
        keys, candidates = (
            (clause.key for clause in in_force.values()),
            self.library.rules_in_force_from(as_of, case.scope),
        )
        return self.memory.read(case, keys, candidates, lambda: self._read(case, as_of, in_force))

    def _read(self, case: Case, as_of: date, in_force: Mapping[str, Clause]) -> ContentReading:
        readings = read_content(case)
        parts, vectors = embed_content(readings, self.embedder, self.index)
        content = compare_content(readings, parts, vectors, self.index)
        ranked, unread = self._nearest_rules(content, case, as_of, in_force)
        precedents = self._similar_precedents(vectors, case.scope)
        return ContentReading(readings, parts, vectors, content.similarity, (*ranked,), unread, precedents)

    def _nearest_rules(
        self, content: Content, case: Case, as_of: date, in_force: Mapping[str, Clause]
    ) -> tuple[ScoredClauses, tuple[ShortlistedClause, ...]]:
        """The rules in force in any market, now or later, that are nearest to the content, nearest first: more than are
        judged, so that a model may name others. And the shortlist by the items that only the reader of other languages
        reads."""
        rules, languages = self.library.rules_in_force_from(as_of, case.scope), self.embedder.languages
        unread = read_unread_items(self.languages, content, languages, case.language, rules, in_force)
        ranked = rank_rules(self.index, content, rules.keys(), max(self.max_candidates, MAX_RANKED_RULES), unread)
        return [(rules[key], score) for key, score in ranked], unread.shortlist if unread is not None else ()

    def _similar_precedents(self, vectors: NDArray[np.float32], scope: str | None) -> tuple[FoundPrecedent, ...]:
        similar = self.search_precedents(vectors, scope, by_words=True)
        return tuple(to_found_precedent(f"P{n}", precedent) for n, precedent in enumerate(similar, 1))


def _language_of(readings: Readings) -> str | None:
    return main_language(reading.text for reading in islice(readings.values(), MAX_LANGUAGE_ITEMS))


def read_signals(case: Case, source: SignalSource) -> SignalReading:
    if case.creator_id is None:
        return SignalReading(condition=SignalCondition.NO_CREATOR, source=source.name)
    return source.read(case.creator_id)


def to_found_precedent(evidence_id: str, similar: SimilarPrecedent) -> FoundPrecedent:
    precedent = similar.precedent
    return FoundPrecedent(
        id=evidence_id,
        precedent_id=precedent.id,
        text=precedent.text,
        violated=precedent.violated,
        score=similar.similarity,
    )


@lru_cache(maxsize=4096)  # the same few precedents are similar to most cases
def _addresses_reviewer(text: str) -> bool:
    return any(match_patterns(text))
