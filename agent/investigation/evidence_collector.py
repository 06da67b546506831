"""What tools find for one case: the brief's evidence, and what is added to it, each under one id."""

from dataclasses import replace
from threading import Lock

from agent.evidence.gathering import found_precedent
from agent.judges.base import JudgeInput
from domain.clause import Clause, ClauseKind
from domain.evidence import FoundBy, FoundClause
from retrieval.precedents import NearPrecedent
from retrieval.references import pull_in

MOST_RULES = 12


class Finds:
    """Threads share it, since a model may call several tools at once."""

    def __init__(self, brief: JudgeInput) -> None:
        self._before = brief
        self._lock = Lock()
        self._clauses = {found.clause_id: found for found in brief.evidence.clauses}
        self._precedents = {found.precedent_id: found for found in brief.evidence.precedents}

    def clause(self, clause: Clause, score: float = 0.0) -> str:
        """Its evidence id: the one it has, or the next."""
        with self._lock:
            return self._clause(clause, score, FoundBy.TOOL).id

    def precedent(self, near: NearPrecedent) -> str:
        with self._lock:
            number = len(self._precedents) + 1
            return self._precedents.setdefault(near.precedent.id, found_precedent(f"P{number}", near)).id

    def brief(self) -> JudgeInput:
        """With the clauses that were found, at most `MOST_RULES` rules of them, and what these are read with."""
        law = self._before.in_force
        added = [law[name] for name in self._clauses if name not in self._before.clauses]
        rules = [clause for clause in added if clause.kind is ClauseKind.RULE][:MOST_RULES]
        kept = [*rules, *(clause for clause in added if clause.kind is not ClauseKind.RULE)]
        pulled = pull_in(kept, law)
        for clause in pulled:
            self._clause(clause, 0.0, FoundBy.REFERENCE)
        clauses = {**self._before.clauses, **{c.id: c for c in (*kept, *pulled) if c.id not in self._before.clauses}}
        evidence = self._before.evidence.model_copy(
            update={"clauses": tuple(self._clauses.values()), "precedents": tuple(self._precedents.values())}
        )
        return replace(self._before, clauses=clauses, evidence=evidence)

    def _clause(self, clause: Clause, score: float, via: FoundBy) -> FoundClause:
        number = len(self._clauses) + 1
        found = FoundClause(id=f"C{number}", clause_id=clause.id, version=clause.version, score=score, found_by=via)
        return self._clauses.setdefault(clause.id, found)
