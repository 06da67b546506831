"""Collects what tools find for one case: each clause and precedent once, under one evidence id."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from threading import Lock

from agent.evidence.gathering import to_found_precedent
from agent.judges.base import JudgeInput
from domain.assessment import AccountReading
from domain.clause import Clause, ClauseKind
from domain.evidence import FoundBy, FoundClause
from retrieval.precedents import SimilarPrecedent
from retrieval.references import referenced_clauses

MAX_ADDED_RULES = 12


class EvidenceCollector:
    """Thread-safe, because a model may call several tools at once."""

    def __init__(self, judge_input: JudgeInput, max_searched_rules: int = MAX_ADDED_RULES) -> None:
        self._original = judge_input
        self._max_searched_rules = max_searched_rules
        self._read: dict[str, None] = {}
        self._lock = Lock()
        self._clauses = {found.clause_id: found for found in judge_input.evidence.clauses}
        self._account = {reading.name: reading for reading in judge_input.evidence.account}
        self._precedents = {found.precedent_id: found for found in judge_input.evidence.precedents}

    def add_clause(self, clause: Clause, score: float = 0.0, found_by: FoundBy = FoundBy.TOOL) -> str:
        """Returns the clause's evidence id."""
        with self._lock:
            return self._add(clause, score, found_by).id

    def read_clause(self, clause: Clause) -> str:
        """Returns the evidence id of a clause that the model chose to read: it is judged before those nearest to the
        content."""
        with self._lock:
            found = self._add(clause, 0.0, FoundBy.TOOL)
            self._read[clause.id] = None
            if found.found_by is not FoundBy.CHECK:
                self._clauses[clause.id] = found.model_copy(update={"found_by": FoundBy.TOOL})
            return found.id

    def add_precedent(self, similar: SimilarPrecedent) -> str:
        """Returns the precedent's evidence id."""
        with self._lock:
            found = to_found_precedent(f"P{len(self._precedents) + 1}", similar)
            return self._precedents.setdefault(found.precedent_id, found).id

    def add_readings(self, readings: Iterable[AccountReading]) -> None:
        """What tools read of the creator's account."""
        with self._lock:
            self._account |= {reading.name: reading for reading in readings}

    def judge_input(self) -> JudgeInput:
        """The original input with the added clauses (at most `MAX_ADDED_RULES` rules, those that were read first) and
        those they refer to."""
        original, in_force = self._original, self._original.in_force
        added = [in_force[name] for name in self._clauses if name not in original.clauses]
        rules = self._first_rules([clause for clause in added if clause.kind is ClauseKind.RULE])
        selected = [*rules, *(clause for clause in added if clause.kind is not ClauseKind.RULE)]
        referenced = referenced_clauses(selected, in_force)
        for clause in referenced:
            self._add(clause, 0.0, FoundBy.REFERENCE)
        new = {clause.id: clause for clause in (*selected, *referenced) if clause.id not in original.clauses}
        evidence = original.evidence.model_copy(
            update={
                "clauses": tuple(self._clauses.values()),
                "precedents": tuple(self._precedents.values()),
                "account": tuple(self._account.values()),
            }
        )
        return replace(original, clauses={**original.clauses, **new}, evidence=evidence)

    def _first_rules(self, added: Sequence[Clause]) -> list[Clause]:
        read = [clause for clause in added if clause.id in self._read]
        searched = sorted(
            (clause for clause in added if clause.id not in self._read), key=lambda c: -self._clauses[c.id].score
        )
        return [*read, *searched[: self._max_searched_rules]][:MAX_ADDED_RULES]

    def _add(self, clause: Clause, score: float, found_by: FoundBy) -> FoundClause:
        number = len(self._clauses) + 1
        found = FoundClause(
            id=f"C{number}", clause_id=clause.id, version=clause.version, score=score, found_by=found_by
        )
        return self._clauses.setdefault(clause.id, found)
