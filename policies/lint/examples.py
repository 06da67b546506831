"""Findings on examples: none beyond the line or none near it, and one text that is said in two places."""

from collections.abc import Iterator
from itertools import combinations

from domain.clause import Clause, ClauseKind, Relation
from policies.checks.problem import Level, Problem, together
from policies.lint.sentences import words
from policies.lint.subject import Subject

NEAR_THE_LINE = 0.45
SIDES = {ClauseKind.RULE: ("Breaks it", "Keeps it"), ClauseKind.EXCEPTION: ("Applies", "Does not apply")}


def no_near_miss(subject: Subject) -> Iterator[Problem]:
    for clause in _with_examples(subject):
        caught, missed = SIDES[clause.kind]
        if clause.violating_examples and not clause.compliant_examples:
            message = f'there are examples under "{caught}" and no near miss under "{missed}"'
            remedy = f'add texts that come close and stay on the right side, under "{missed}"'
            yield Problem(Level.WARNING, clause.key, message, remedy)


def distant_near_miss(subject: Subject) -> Iterator[Problem]:
    """Where the most similar pair from the two sides is not similar at all, the line between them is not shown."""
    for clause in _with_examples(subject):
        if subject.nearness is None or not (clause.violating_examples and clause.compliant_examples):
            continue
        nearest = max(map(max, subject.nearness.cosines(clause.compliant_examples, clause.violating_examples)))
        if nearest < NEAR_THE_LINE:
            caught, missed = SIDES[clause.kind]
            message = f'nothing under "{missed}" comes near to anything under "{caught}" (similarity {nearest:.2f})'
            remedy = f'add to "{missed}" the product, the scene and the words of a text under "{caught}"'
            yield Problem(Level.WARNING, clause.key, message, remedy)


def example_on_both_sides(subject: Subject) -> Iterator[Problem]:
    for clause in _with_examples(subject):
        kept = {_plain(text) for text in clause.compliant_examples}
        for text in clause.violating_examples:
            if _plain(text) in kept:
                caught, missed = SIDES[clause.kind]
                message = f'"{text}" stands under "{caught}" and under "{missed}"'
                yield Problem(Level.ERROR, clause.key, message, "keep it on one side, or say what differs", text)


def repeated_example(subject: Subject) -> Iterator[Problem]:
    """Within one list; or caught by two clauses of which neither gives way to the other."""
    for clause in _with_examples(subject):
        for side in (clause.violating_examples, clause.compliant_examples):
            for text in _second(side):
                yield Problem(Level.WARNING, clause.key, f'the example "{text}" is given twice', "drop one", text)
    yield from _claimed_twice(_with_examples(subject))


def _claimed_twice(clauses: tuple[Clause, ...]) -> Iterator[Problem]:
    plain = {clause.key: {_plain(text): text for text in clause.violating_examples} for clause in clauses}
    for one, other in combinations(clauses, 2):
        shared = plain[one.key].keys() & plain[other.key].keys()
        if (
            shared
            and one.id != other.id
            and one.kind is other.kind
            and together(one, other)
            and not related(one, other)
        ):
            for text in sorted(plain[other.key][said] for said in shared):
                message = f'the example "{text}" is given by {one.id} too'
                remedy = "drop one, or say by overrides which of the two clauses decides"
                yield Problem(Level.WARNING, other.key, message, remedy, text)


def related(one: Clause, other: Clause) -> bool:
    """Whether one excuses or prevails over the other."""
    strong = (Relation.OVERRIDES, Relation.EXCEPT)
    return any(r.target == b.id for a, b in ((one, other), (other, one)) for r in a.references if r.relation in strong)


def _with_examples(subject: Subject) -> tuple[Clause, ...]:
    return () if subject.library.foreign else subject.of_kind(*SIDES)


def _second(texts: tuple[str, ...]) -> Iterator[str]:
    seen: set[str] = set()
    for text in texts:
        if _plain(text) in seen:
            yield text
        seen.add(_plain(text))


def _plain(text: str) -> str:
    """The words alone; where there are none, as in a line of emoji, the text."""
    return " ".join(words(text.casefold())) or text
