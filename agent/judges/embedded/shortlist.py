"""The likeliest rules and what speaks for each, for the person who decides where the embedded judge does not."""

from collections.abc import Iterable, Mapping

from agent.judges.base import ContentSegment, JudgeInput
from agent.judges.embedded.precision import ENOUGH_EXAMPLES
from agent.judges.embedded.reading import Reading
from agent.judges.embedded.reliability import example_count
from agent.judges.embedded.repeated_examples import words
from agent.judges.embedded.scoring import ClauseMatch
from domain.clause import Clause, ClauseKind
from domain.finding import ContentQuote, ShortlistedClause, SimilarExample
from retrieval.stop_words import stop_words

MIN_LISTED, MAX_LISTED = 2, 5
LIKELY = 0.05
MAX_SHARED_WORDS = 6
MIN_WORD_CHARS = 4  # shorter words are in most rules


def shortlist(
    judge_input: JudgeInput, matches: Mapping[str, ClauseMatch], reading: Reading
) -> tuple[ShortlistedClause, ...]:
    """The likeliest rules in force, the likeliest first; after the first few, only those that are likely at all."""
    names = [
        name
        for number, name in enumerate(name for name in reading.rules if name in judge_input.clauses)
        if number < MIN_LISTED or reading.rules[name].probability >= LIKELY
    ][:MAX_LISTED]
    return tuple(
        _listed(judge_input.clauses[name], rule.probability, judge_input.segments[rule.segment], matches[name])
        for name, rule in ((name, reading.rules[name]) for name in names)
    )


def nearest_rules(
    judge_input: JudgeInput, matches: Mapping[str, ClauseMatch], scores: Mapping[str, float]
) -> tuple[ShortlistedClause, ...]:
    """By retrieval alone, where nothing was learned."""
    rules = [name for name, clause in judge_input.clauses.items() if clause.kind is ClauseKind.RULE]
    ranked = sorted(rules, key=lambda name: -scores.get(name, 0.0))[:MAX_LISTED]
    return tuple(
        _listed(
            judge_input.clauses[name], None, judge_input.segments[int(matches[name].similarity.argmax())], matches[name]
        )
        for name in ranked
    )


def lacking_examples(clauses: Iterable[Clause]) -> str:
    """A sentence that says which of these rules have too few examples; empty where none has."""
    few = [clause for clause in clauses if example_count(clause) < ENOUGH_EXAMPLES]
    listed = ", ".join(
        f"{c.id} has {len(c.violating_examples)} violating and {len(c.compliant_examples)} compliant examples"
        for c in few
    )
    return f"{listed}: write at least {ENOUGH_EXAMPLES} of each." if few else ""


def _listed(
    clause: Clause, probability: float | None, segment: ContentSegment, match: ClauseMatch
) -> ShortlistedClause:
    return ShortlistedClause(
        clause_id=clause.id,
        title=clause.title,
        probability=probability,
        similarity=round(match.text_similarity, 3),
        quote=ContentQuote(item_id=segment.item_id, start=segment.start, end=segment.end, text=segment.text),
        shared_words=_shared_words(segment.reading, clause, match),
        violating_example=_example(match.violating_example),
        compliant_example=_example(match.compliant_example),
    )


def _shared_words(text: str, clause: Clause, match: ClauseMatch) -> tuple[str, ...]:
    """Those with a meaning of their own, in the order of the text."""
    of_rule = {*words(clause.title), *words(clause.text)}
    if match.violating_example is not None:
        of_rule |= {*words(match.violating_example[0])}
    shared = (word for word in words(text) if word in of_rule and _has_meaning(word))
    return tuple(dict.fromkeys(shared))[:MAX_SHARED_WORDS]


def _has_meaning(word: str) -> bool:
    """A word with an apostrophe is a contraction such as "that's", or stands without it elsewhere."""
    return len(word) >= MIN_WORD_CHARS and "'" not in word and word not in stop_words()


def _example(nearest: tuple[str, float] | None) -> SimilarExample | None:
    return SimilarExample(text=nearest[0], similarity=round(nearest[1], 3)) if nearest else None
