"""Gathers the evidence of a case: clauses in force that bear on it, what is known of its creator, precedents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from agent.evidence.prompt_injection.detector import detect
from agent.evidence.prompt_injection.patterns import signs
from agent.judges.base import CaseSegment, JudgeInput
from agent.judges.check_variables import variables
from agent.judges.rules import read_check
from domain.case import Case
from domain.clause import Clause
from domain.errors import InputError
from domain.evidence import Evidence, FoundBy, FoundClause, FoundPrecedent
from domain.signals import SignalCondition, SignalReading
from policies.library import Library
from retrieval.embedder import Embedder
from retrieval.index import ClauseIndex
from retrieval.precedents import NearPrecedent, PrecedentIndex
from retrieval.references import pull_in
from retrieval.segments import segments
from signals.source import SignalSource

NEAREST = 3


class NothingInForceError(InputError):
    """No clause binds on that day in that market."""


@dataclass(frozen=True)
class EvidenceGatherer:
    """`candidates` is how many rules retrieval may bring before a judge."""

    library: Library
    index: ClauseIndex
    embedder: Embedder
    signals: SignalSource
    precedents: PrecedentIndex | None
    candidates: int

    def gather(self, case: Case, on: date) -> JudgeInput:
        if case.market is not None:
            self.library.require_market(case.market)
        in_force = {clause.id: clause for clause in self.library.in_force(on, case.market, case.scope)}
        if not in_force:
            where = f" in {case.market}" if case.market else ""
            raise NothingInForceError(
                f"no policy is in force on {on}{where}: give the case another content_date or market, "
                "or name another --as-of, --market or --policies"
            )
        reading = self._read_signals(case)
        pieces = cut(case)
        vectors = self.embedder.embed([piece.text for piece in pieces])
        similarity = self.index.similarity(vectors)
        hits = self._search(case, on, pieces, similarity)
        found = self._found(case, on, reading, hits, in_force)
        evidence = Evidence(
            clauses=found,
            signals=reading,
            precedents=self._precedents(vectors, case.scope),
            prompt_injection=detect(case, self.library.ids),
        )
        clauses = {f.clause_id: in_force[f.clause_id] for f in found}
        elsewhere = tuple((clause, score) for clause, score in hits if in_force.get(clause.id) is not clause)
        return JudgeInput(
            case, on, pieces, vectors, similarity, clauses, evidence, clauses_not_in_force=elsewhere, in_force=in_force
        )

    def _read_signals(self, case: Case) -> SignalReading:
        if case.creator_id is None:
            return SignalReading(condition=SignalCondition.NO_CREATOR, source=self.signals.name)
        return self.signals.read(case.creator_id)

    def _search(
        self, case: Case, on: date, pieces: Sequence[CaseSegment], similarity: NDArray[np.float32]
    ) -> tuple[tuple[Clause, float], ...]:
        """The nearest rules that bind now, here or elsewhere or will, with their scores; what has ended is over."""
        rules = self.library.rules_from(on, case.scope)
        hits = self.index.search(similarity, [piece.text for piece in pieces], rules.keys(), self.candidates)
        return tuple((rules[hit.key], hit.score) for hit in hits)

    def _found(
        self,
        case: Case,
        on: date,
        reading: SignalReading,
        hits: Sequence[tuple[Clause, float]],
        in_force: dict[str, Clause],
    ) -> tuple[FoundClause, ...]:
        given = variables(case, reading.signals, on)
        checked = [clause for clause in in_force.values() if clause.check and read_check(clause, given) is not None]
        ways = {clause.id: (score, FoundBy.CONTENT) for clause, score in hits if in_force.get(clause.id) is clause}
        ways |= {clause.id: (ways.get(clause.id, (0.0, FoundBy.CHECK))[0], FoundBy.CHECK) for clause in checked}
        for clause in pull_in([in_force[name] for name in ways], in_force):
            ways.setdefault(clause.id, (0.0, FoundBy.REFERENCE))
        return tuple(
            FoundClause(id=f"C{n}", clause_id=name, version=in_force[name].version, score=score, found_by=via)
            for n, (name, (score, via)) in enumerate(ways.items(), 1)
        )

    def _precedents(self, vectors: NDArray[np.float32], scope: str | None) -> tuple[FoundPrecedent, ...]:
        return tuple(found_precedent(f"P{n}", near) for n, near in enumerate(self.precedents_near(vectors, scope), 1))

    def precedents_near(self, vectors: NDArray[np.float32], scope: str | None) -> Sequence[NearPrecedent]:
        """The nearest of the scope and of none, each by its nearest segment; none that addresses a reviewer, for a
        model is to read them."""
        if self.precedents is None or not len(vectors):
            return ()
        scopes = self.precedents.scopes
        elsewhere = scopes.total() - sum(scopes[one] for one in {None, scope})
        rows = self.precedents.nearest(vectors, NEAREST + elsewhere)
        here = [near for row in rows for near in row if near.precedent.scope in (None, scope)]
        best = {near.precedent.id: near for near in sorted(here, key=lambda near: near.score)}
        ranked = sorted(best.values(), key=lambda near: -near.score)
        return [*islice((near for near in ranked if not _addresses_reviewer(near.precedent.text)), NEAREST)]

    def clauses_near(self, query: str, among: Sequence[Clause], k: int) -> tuple[tuple[Clause, float], ...]:
        """The `k` clauses nearest to some words, with their scores, nearest first."""
        keys = {clause.key: clause for clause in among}
        similarity = self.index.similarity(self.embedder.embed([query]))
        hits = self.index.search(similarity, [query], keys.keys(), k)
        return tuple((keys[hit.key], hit.score) for hit in hits)


@lru_cache(maxsize=4096)  # the same few precedents are near to most of what is said
def _addresses_reviewer(text: str) -> bool:
    return any(signs(text))


def found_precedent(evidence_id: str, near: NearPrecedent) -> FoundPrecedent:
    known = near.precedent
    return FoundPrecedent(
        id=evidence_id, precedent_id=known.id, text=known.text, violated=known.violated, score=near.score
    )


def cut(case: Case) -> tuple[CaseSegment, ...]:
    """The case's content as segments, item by item, each with its place in the item."""
    return tuple(
        CaseSegment(item.id, piece.start, piece.end, piece.text)
        for item in case.content
        for piece in segments(item.text)
    )
