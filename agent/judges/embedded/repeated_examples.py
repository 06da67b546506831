"""Finds examples of rules that a post repeats almost word for word: they decide by themselves."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from agent.judges.base import ContentSegment, JudgeInput
from domain.clause import Clause, ClauseKind
from retrieval.index import ClauseIndex, in_batches

APOSTROPHE = "\u2019"
WORD = re.compile(rf"\w+(?:['{APOSTROPHE}]\w+)*")
NEGATIONS = frozenset({"no", "not", "never", "none", "nobody", "nothing", "neither", "nor", "without", "cannot"})
MIN_SIMILARITY = 0.6  # of a sentence to an example of up to MAX_RUN sentences that contains it
MAX_COMPARED = 12  # the most similar ones; each costs a fraction of a millisecond
MAX_RUN = 4  # segments in a row that may be one example
MIN_RATIO = 0.85  # of equal words in order: one in seven may differ
MAX_EXAMPLE_WORDS = 120
"""An example beyond is a text and no line; comparing its words would take long."""


@dataclass(frozen=True)
class Repeat:
    """`rows`: the segments that repeat the example, one after the other in one item."""

    clause_id: str
    violating: bool
    example: str
    rows: tuple[int, ...]


def repeated_examples(judge_input: JudgeInput, clauses: Mapping[str, Clause], index: ClauseIndex) -> tuple[Repeat, ...]:
    """Of the rules among `clauses`, by id: at most one for each. Where a post repeats examples of both sides, only one
    that it repeats exactly counts."""
    rules = {name: clause for name, clause in clauses.items() if clause.kind is ClauseKind.RULE}
    found: dict[tuple[str, bool], Repeat] = {}
    for row, name, violating, example in _similar(judge_input, rules, index):
        if (name, violating) in found:
            continue
        rows = _repeating_rows(judge_input.segments, row, example)
        if rows:
            found[name, violating] = Repeat(name, violating, example, rows)
    doubtful = {name for name, violating in found if (name, not violating) in found}
    return tuple(r for r in found.values() if r.clause_id not in doubtful or _is_exact(r, judge_input.segments))


def _is_exact(repeat: Repeat, segments: Sequence[ContentSegment]) -> bool:
    return _words_of(segments, repeat.rows) == words(repeat.example)


def _words_of(segments: Sequence[ContentSegment], rows: Sequence[int]) -> list[str]:
    return [word for row in rows for word in words(segments[row].reading)]


def covered_share(judge_input: JudgeInput, repeats: Sequence[Repeat]) -> float:
    """The share of the post's words that these repeats make up."""
    rows = {row for repeat in repeats for row in repeat.rows}
    counts = [len(words(segment.reading)) for segment in judge_input.segments]
    return sum(counts[row] for row in rows) / max(sum(counts), 1)


def words(text: str) -> list[str]:
    return WORD.findall(text.lower().replace(APOSTROPHE, "'"))


def same_words(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether almost all words are the same, in order. A negation or a number that differs changes the meaning."""
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    if matcher.real_quick_ratio() < MIN_RATIO or matcher.ratio() < MIN_RATIO:
        return False
    changes = (code for code in matcher.get_opcodes() if code[0] != "equal")
    changed = [word for _, i, j, m, n in changes for word in (*one[i:j], *other[m:n])]
    return not any(_changes_meaning(word) for word in changed)


def _changes_meaning(word: str) -> bool:
    return word in NEGATIONS or word.endswith("n't") or any(character.isdigit() for character in word)


def _similar(
    judge_input: JudgeInput, rules: Mapping[str, Clause], index: ClauseIndex
) -> Iterator[tuple[int, str, bool, str]]:
    """The segment, the rule, the side and the example of the most similar pairs, best first."""
    names, keys = [*rules], [clause.key for clause in rules.values()]
    pairs: list[tuple[float, int, str, bool, str]] = []
    start = 0
    for batch in in_batches(judge_input.similarity) if keys else ():
        scores = index.clause_similarity(keys, batch)
        for violating, side in ((True, scores.violating), (False, scores.compliant)):
            for row, rule, example in np.argwhere(side >= MIN_SIMILARITY).tolist():
                clause = rules[names[rule]]
                texts = clause.violating_examples if violating else clause.compliant_examples
                pairs.append((float(side[row, rule, example]), start + row, names[rule], violating, texts[example]))
        start += len(batch)
    for _, row, name, violating, text in sorted(pairs, key=lambda pair: -pair[0])[:MAX_COMPARED]:
        yield row, name, violating, text


def _repeating_rows(segments: Sequence[ContentSegment], row: int, example: str) -> tuple[int, ...]:
    """The segments around `row` that have the example's words and hardly any other."""
    wanted = words(example)
    if len(wanted) > MAX_EXAMPLE_WORDS:
        return ()
    for length in range(1, MAX_RUN + 1):
        for first in range(max(0, row - length + 1), min(row, len(segments) - length) + 1):
            rows = tuple(range(first, first + length))
            items = {segments[each].item_id for each in rows}
            if len(items) == 1 and same_words(_words_of(segments, rows), wanted):
                return rows
    return ()
