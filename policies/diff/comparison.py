"""Compares two sides: the corpus, its policies, and each clause with its counterpart."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from domain.clause import Clause
from policies.diff.change import ChangeKind, ClauseChange, CorpusDiff, FieldChange, PolicyChange, ValueChange
from policies.diff.field_changes import (
    list_changes,
    other_changes,
    policy_changes,
    reference_changes,
    severity_changes,
    text_changes,
    validity_changes,
    value_changes,
    whole_clause_change,
    whole_policy_changes,
)
from policies.diff.matching import Match, Pair, match
from policies.diff.side import Side


def compare_sides(before: Side, after: Side) -> CorpusDiff:
    """The changes from the policies of `before` to the policies of `after`."""
    comparison = _Comparison(before, after, match(before.clauses, after.clauses))
    policies = (comparison.policy(name) for name in sorted(before.policies.keys() | after.policies.keys()))
    return CorpusDiff(
        before=before.label,
        after=after.label,
        changes=tuple(_corpus_changes(before, after)),
        policies=tuple(policy for policy in policies if policy.kind or policy.changes or policy.clauses),
    )


def _corpus_changes(before: Side, after: Side) -> Iterator[FieldChange]:
    yield from value_changes(ChangeKind.REWORDED, "name", before.name, after.name)
    markets = ([f"{code} {name}" for code, name in side.markets.items()] for side in (before, after))
    yield from list_changes(ChangeKind.MARKETS, "markets", *markets)


@dataclass(frozen=True)
class _Comparison:
    before: Side
    after: Side
    match: Match

    def policy(self, name: str) -> PolicyChange:
        old, new = self.before.policies.get(name), self.after.policies.get(name)
        clauses = tuple(self._clauses(name))
        if old and new:
            return PolicyChange(id=name, title=new.title, changes=tuple(policy_changes(old, new)), clauses=clauses)
        kind, document = (ChangeKind.REMOVED, old) if old else (ChangeKind.ADDED, self.after.policies[name])
        changes = tuple(whole_policy_changes(document, kind))
        return PolicyChange(id=name, title=document.title, kind=kind, changes=changes, clauses=clauses)

    def _clauses(self, policy: str) -> Iterator[ClauseChange]:
        """The changed and added clauses in their new order, then the removed ones."""
        old_clauses = {id(new): old for old, new in self.match.pairs}
        added = {id(clause) for clause in self.match.added}
        for clause in self.after.clauses:
            if clause.policy_id == policy and id(clause) in added:
                yield whole_clause_change(clause, ChangeKind.ADDED)
            elif clause.policy_id == policy:
                change = self._clause(old_clauses[id(clause)], clause)
                yield from (change,) if change.changes else ()
        removed = (clause for clause in self.match.removed if clause.policy_id == policy)
        yield from (whole_clause_change(clause, ChangeKind.REMOVED) for clause in removed)

    def _clause(self, old: Clause, new: Clause) -> ClauseChange:
        changes = (
            *self._position(old, new),
            *text_changes(old, new),
            *severity_changes(old, new),
            *self._validity(old, new),
            *reference_changes(old, new, self._new_ids),
            *other_changes(old, new),
        )
        previous_id = old.id if old.id != new.id else None
        return ClauseChange(id=new.id, title=new.title, previous_id=previous_id, changes=changes)

    def _position(self, old: Clause, new: Clause) -> Iterator[FieldChange]:
        yield from value_changes(ChangeKind.MOVED, "id", old.id, new.id)
        yield from value_changes(ChangeKind.MOVED, "policy", old.policy_id, new.policy_id)
        if id(new) in self._moved:
            before, after = _position_text(old, self.before.clauses), _position_text(new, self.after.clauses)
            yield ValueChange(kind=ChangeKind.MOVED, field="position", before=before, after=after)

    def _validity(self, old: Clause, new: Clause) -> Iterator[FieldChange]:
        """Changes of markets and period that do not merely follow a change of the whole policy."""
        old_policy, new_policy = self.before.document_by_clause[old.key], self.after.document_by_clause[new.key]
        same_policy = old.policy_id == new.policy_id
        of_policy = _fields(validity_changes(old_policy, new_policy)) if same_policy else set()
        own = _fields(validity_changes(old, old_policy)) | _fields(validity_changes(new, new_policy))
        yield from (c for c in validity_changes(old, new) if c.field not in of_policy or c.field in own)

    @cached_property
    def _new_ids(self) -> Mapping[str, str]:
        return {old.id: new.id for old, new in self.match.pairs}

    @cached_property
    def _moved(self) -> set[int]:
        """The `id()` of the clauses whose order changed among those that stayed in their policy."""
        stayed = [pair for pair in self.match.pairs if pair[0].policy_id == pair[1].policy_id]
        return {clause for policy in self.after.policies for clause in self._out_of_order(policy, stayed)}

    def _out_of_order(self, policy: str, stayed: Sequence[Pair]) -> Iterable[int]:
        counterparts = {id(old): id(new) for old, new in stayed if new.policy_id == policy}
        before = [counterparts[id(clause)] for clause in self.before.clauses if id(clause) in counterparts]
        after = [id(clause) for clause in self.after.clauses if id(clause) in set(counterparts.values())]
        blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
        return set(after) - {name for block in blocks for name in after[block.b : block.b + block.size]}


def _fields(changes: Iterable[FieldChange]) -> set[str]:
    return {change.field for change in changes}


def _position_text(clause: Clause, clauses: Sequence[Clause]) -> str:
    index = next(n for n, other in enumerate(clauses) if other is clause)
    is_first = index == 0 or clauses[index - 1].policy_id != clause.policy_id
    return "first" if is_first else f"after {clauses[index - 1].id}"
