"""Two sides compared: the corpus, its policies, and each clause with the one it was."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property

from domain.clause import Clause
from policies.diff import parts
from policies.diff.change import Changes, ClauseChange, Part, PolicyChange, Shift, Sort
from policies.diff.matching import Match, Pair, match
from policies.diff.side import Side
from policies.diff.whole import whole_clause, whole_policy


def compare(before: Side, after: Side) -> Changes:
    """What turns the law of `before` into that of `after`."""
    comparison = _Comparison(before, after, match(before.clauses, after.clauses))
    policies = (comparison.policy(name) for name in sorted(before.policies.keys() | after.policies.keys()))
    return Changes(
        before=before.label,
        after=after.label,
        parts=tuple(_corpus(before, after)),
        policies=tuple(policy for policy in policies if policy.sort or policy.parts or policy.clauses),
    )


def _corpus(before: Side, after: Side) -> Iterator[Part]:
    yield from parts.shifted(Sort.REWORDED, "name", before.name, after.name)
    markets = ([f"{code} {name}" for code, name in side.markets.items()] for side in (before, after))
    yield from parts.lines(Sort.MARKETS, "markets", *markets)


@dataclass(frozen=True)
class _Comparison:
    before: Side
    after: Side
    match: Match

    def policy(self, name: str) -> PolicyChange:
        old, new = self.before.policies.get(name), self.after.policies.get(name)
        clauses = tuple(self._clauses(name))
        if old and new:
            return PolicyChange(id=name, title=new.title, parts=tuple(parts.head(old, new)), clauses=clauses)
        sort, document = (Sort.REMOVED, old) if old else (Sort.ADDED, self.after.policies[name])
        return PolicyChange(
            id=name, title=document.title, sort=sort, parts=tuple(whole_policy(document, sort)), clauses=clauses
        )

    def _clauses(self, policy: str) -> Iterator[ClauseChange]:
        """Those that changed, in the order they stand now, and then those that are gone."""
        was = {id(new): old for old, new in self.match.pairs}
        added = {id(clause) for clause in self.match.added}
        for clause in self.after.clauses:
            if clause.policy_id == policy and id(clause) in added:
                yield whole_clause(clause, Sort.ADDED)
            elif clause.policy_id == policy:
                change = self._clause(was[id(clause)], clause)
                yield from (change,) if change.parts else ()
        yield from (whole_clause(clause, Sort.REMOVED) for clause in self.match.removed if clause.policy_id == policy)

    def _clause(self, old: Clause, new: Clause) -> ClauseChange:
        found = (
            *self._place(old, new),
            *parts.words(old, new),
            *parts.weight(old, new),
            *self._reach(old, new),
            *parts.references(old, new, self._renamed),
            *parts.reading(old, new),
        )
        return ClauseChange(id=new.id, title=new.title, was=old.id if old.id != new.id else None, parts=found)

    def _place(self, old: Clause, new: Clause) -> Iterator[Part]:
        yield from parts.shifted(Sort.MOVED, "id", old.id, new.id)
        yield from parts.shifted(Sort.MOVED, "policy", old.policy_id, new.policy_id)
        if id(new) in self._displaced:
            yield Shift(
                sort=Sort.MOVED,
                part="place",
                before=_behind(old, self.before.clauses),
                after=_behind(new, self.after.clauses),
            )

    def _reach(self, old: Clause, new: Clause) -> Iterator[Part]:
        """Markets and period, unless they are only what the whole policy has and had."""
        had, has = self.before.home[old.key], self.after.home[new.key]
        of_policy = {part.part for part in parts.reach(had, has)} if old.policy_id == new.policy_id else set()
        inherited = {part.part for part in parts.reach(old, had)} | {part.part for part in parts.reach(new, has)}
        yield from (p for p in parts.reach(old, new) if p.part not in of_policy or p.part in inherited)

    @cached_property
    def _renamed(self) -> Mapping[str, str]:
        return {old.id: new.id for old, new in self.match.pairs}

    @cached_property
    def _displaced(self) -> set[int]:
        """The clauses that stand elsewhere among those that stayed in their policy."""
        stayed = [pair for pair in self.match.pairs if pair[0].policy_id == pair[1].policy_id]
        return {place for policy in self.after.policies for place in self._out_of_order(policy, stayed)}

    def _out_of_order(self, policy: str, stayed: Sequence[Pair]) -> Iterable[int]:
        here = {id(old): id(new) for old, new in stayed if new.policy_id == policy}
        before = [here[id(clause)] for clause in self.before.clauses if id(clause) in here]
        after = [id(clause) for clause in self.after.clauses if id(clause) in set(here.values())]
        blocks = SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks()
        return set(after) - {name for block in blocks for name in after[block.b : block.b + block.size]}


def _behind(clause: Clause, clauses: Sequence[Clause]) -> str:
    place = next(n for n, other in enumerate(clauses) if other is clause)
    first = place == 0 or clauses[place - 1].policy_id != clause.policy_id
    return "first" if first else f"after {clauses[place - 1].id}"
