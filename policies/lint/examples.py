"""Findings on examples: missing or distant near misses, and texts that are given twice."""

from collections.abc import Iterator
from itertools import combinations

from domain.clause import Clause, ClauseKind, Relation
from policies.checks.problem import Level, Problem, policy_key
from policies.lint.lint_input import LintInput
from policies.lint.sentences import words
from policies.validity import in_force_together

MIN_NEAR_MISS_SIMILARITY = 0.45
SECTION_TITLES = {
    ClauseKind.RULE: ("Violating examples", "Compliant examples"),
    ClauseKind.EXCEPTION: ("Applies", "Does not apply"),
}


def no_examples(corpus: LintInput) -> Iterator[Problem]:
    """Once for a policy without any; else for each rule without."""
    for document in corpus.library.documents:
        key = policy_key(document)
        rules = [c for c in _with_examples(corpus) if c.kind is ClauseKind.RULE and _policy_of(c) == key]
        without = [rule for rule in rules if not (rule.violating_examples or rule.compliant_examples)]
        remedy = "add at least five texts on either side of the line to each, as creators would write them"
        if rules and len(without) == len(rules):
            number = "its rule has no example" if len(rules) == 1 else f"none of its {len(rules)} rules has an example"
            yield Problem(Level.WARNING, key, f"{number}, so that the embedded judge has nothing to learn from", remedy)
        else:
            for rule in without:
                yield Problem(Level.WARNING, rule.key, "the rule has no examples", remedy.replace(" to each", ""))


def _policy_of(clause: Clause) -> str:
    return f"{clause.policy_id}@{clause.version}"


def no_near_miss(corpus: LintInput) -> Iterator[Problem]:
    for clause in _with_examples(corpus):
        matching, other = SECTION_TITLES[clause.kind]
        if clause.violating_examples and not clause.compliant_examples:
            message = f'there are examples under "{matching}" but no near miss under "{other}"'
            remedy = f'add texts under "{other}" that are similar but on the other side of the line'
            yield Problem(Level.WARNING, clause.key, message, remedy)


def distant_near_miss(corpus: LintInput) -> Iterator[Problem]:
    """Compares the most similar pair of examples from the two sides."""
    for clause in _with_examples(corpus):
        if corpus.similarity is None or not (clause.violating_examples and clause.compliant_examples):
            continue
        nearest = max(map(max, corpus.similarity.cosines(clause.compliant_examples, clause.violating_examples)))
        if nearest < MIN_NEAR_MISS_SIMILARITY:
            matching, other = SECTION_TITLES[clause.kind]
            message = f'no example under "{other}" is similar to one under "{matching}" (similarity {nearest:.2f})'
            remedy = f'add to "{other}" a text with the product, scene and words of one under "{matching}"'
            yield Problem(Level.WARNING, clause.key, message, remedy)


def example_on_both_sides(corpus: LintInput) -> Iterator[Problem]:
    for clause in _with_examples(corpus):
        compliant = {_normalized(text) for text in clause.compliant_examples}
        for text in clause.violating_examples:
            if _normalized(text) in compliant:
                matching, other = SECTION_TITLES[clause.kind]
                message = f'"{text}" is under both "{matching}" and "{other}"'
                yield Problem(Level.ERROR, clause.key, message, "keep it on one side, or add what differs", text)


def repeated_example(corpus: LintInput) -> Iterator[Problem]:
    """Repeated in one list, or given by two clauses of which neither overrides nor excepts the other."""
    for clause in _with_examples(corpus):
        for side in (clause.violating_examples, clause.compliant_examples):
            for text in _repeated(side):
                yield Problem(Level.WARNING, clause.key, f'the example "{text}" is given twice', "remove one", text)
    yield from _shared_between_clauses(_with_examples(corpus))


def _shared_between_clauses(clauses: tuple[Clause, ...]) -> Iterator[Problem]:
    texts = {clause.key: {_normalized(text): text for text in clause.violating_examples} for clause in clauses}
    for one, other in combinations(clauses, 2):
        shared = texts[one.key].keys() & texts[other.key].keys()
        if (
            shared
            and one.id != other.id
            and one.kind is other.kind
            and in_force_together(one, other)
            and not are_related(one, other)
        ):
            for text in sorted(texts[other.key][normalized] for normalized in shared):
                message = f'the example "{text}" is also given by {one.id}'
                remedy = "remove one, or say by overrides which clause decides"
                yield Problem(Level.WARNING, other.key, message, remedy, text)


def are_related(one: Clause, other: Clause) -> bool:
    """Whether one overrides the other or is its exception."""
    relations = (Relation.OVERRIDES, Relation.EXCEPT)
    return any(
        r.target == b.id for a, b in ((one, other), (other, one)) for r in a.references if r.relation in relations
    )


def _with_examples(corpus: LintInput) -> tuple[Clause, ...]:
    if corpus.library.external:
        return ()
    return tuple(clause for clause in corpus.post_clauses if clause.kind in SECTION_TITLES)


def _repeated(texts: tuple[str, ...]) -> Iterator[str]:
    seen: set[str] = set()
    for text in texts:
        if _normalized(text) in seen:
            yield text
        seen.add(_normalized(text))


def _normalized(text: str) -> str:
    """The lower-case words; the text itself if it has none, such as a line of emoji."""
    return " ".join(words(text.casefold())) or text
