"""Finds examples of rules that a post repeats almost word for word: they decide by themselves."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

import numpy as np

from agent.judges.base import ContentSegment, JudgeInput
from domain.clause import Clause, ClauseKind
from retrieval.index import ClauseIndex, in_batches
from retrieval.sentence_ends import sentences

APOSTROPHE = "\u2019"
WORD = re.compile(rf"\w+(?:['{APOSTROPHE}]\w+)*")
NEGATIONS = frozenset({"no", "not", "never", "none", "nobody", "nothing", "neither", "nor", "without", "cannot"})
MIN_SIMILARITY = 0.6  # of a segment to an example that it contains, or a part of
MAX_COMPARED = 40  # the most similar ones; each costs a fraction of a millisecond
MAX_RUN = 4  # segments in a row that may hold one example
MIN_RATIO = 0.85  # of equal words in order: one in seven may differ
MAX_EXAMPLE_WORDS = 120
"""An example beyond is a text and no line; comparing its words would take long."""


class Sentence(NamedTuple):
    """A sentence of the segment `row`, the `number`th in it."""

    row: int
    number: int
    words: tuple[str, ...]


@dataclass(frozen=True)
class Repeat:
    """`sentences`: those that repeat the example, one after the other in one item. A short sentence is in one segment
    with the next, so segments alone would show an example with words that are not its own."""

    clause_id: str
    violating: bool
    example: str
    sentences: tuple[Sentence, ...]

    @property
    def rows(self) -> tuple[int, ...]:
        """The segments that these sentences are in."""
        return tuple(dict.fromkeys(sentence.row for sentence in self.sentences))


def repeated_examples(judge_input: JudgeInput, clauses: Mapping[str, Clause], index: ClauseIndex) -> tuple[Repeat, ...]:
    """Of the rules among `clauses`, by id: at most one for each. Where a post repeats examples of both sides, only one
    that it repeats exactly counts."""
    rules = {name: clause for name, clause in clauses.items() if clause.kind is ClauseKind.RULE}
    found: dict[tuple[str, bool], Repeat] = {}
    for row, name, violating, example in _similar(judge_input, rules, index):
        if (name, violating) in found:
            continue
        repeating = _repeating_sentences(judge_input.segments, row, example)
        if repeating:
            found[name, violating] = Repeat(name, violating, example, repeating)
    doubtful = {name for name, violating in found if (name, not violating) in found}
    return tuple(repeat for repeat in found.values() if repeat.clause_id not in doubtful or _is_exact(repeat))


def _is_exact(repeat: Repeat) -> bool:
    return _words_of(repeat.sentences) == words(repeat.example)


def _words_of(run: Sequence[Sentence]) -> list[str]:
    return [word for sentence in run for word in sentence.words]


def covered_share(judge_input: JudgeInput, repeats: Sequence[Repeat]) -> float:
    """The share of the post's words that these repeats make up."""
    repeated = {sentence for repeat in repeats for sentence in repeat.sentences}
    total = sum(len(words(segment.reading)) for segment in judge_input.segments)
    return sum(len(sentence.words) for sentence in repeated) / max(total, 1)


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


def _repeating_sentences(segments: Sequence[ContentSegment], row: int, example: str) -> tuple[Sentence, ...]:
    """The sentences around the segment `row` that have the example's words and hardly any other."""
    wanted = words(example)
    if len(wanted) > MAX_EXAMPLE_WORDS:
        return ()
    found = [run for run in _runs([*_sentences_near(segments, row)], len(wanted)) if same_words(_words_of(run), wanted)]
    return min(found, key=lambda run: abs(len(_words_of(run)) - len(wanted)), default=())


def _runs(near: Sequence[Sentence], wanted: int) -> Iterator[tuple[Sentence, ...]]:
    """Those that do not have far more than `wanted` words."""
    for first in range(len(near)):
        for end in range(first + 1, len(near) + 1):
            run = tuple(near[first:end])
            if len(_words_of(run)) * MIN_RATIO > wanted * (2 - MIN_RATIO):
                break
            yield run


def _sentences_near(segments: Sequence[ContentSegment], row: int) -> Iterator[Sentence]:
    """Of the same item."""
    for each in range(max(0, row - MAX_RUN + 1), min(row + MAX_RUN, len(segments))):
        if segments[each].item_id == segments[row].item_id:
            text = segments[each].reading
            for number, spans in enumerate(sentences(text)):
                yield Sentence(each, number, tuple(words(text[spans[0][0] : spans[-1][1]])))
