"""What the embedded judge, which follows no instructions, makes of a case that a model passed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

import numpy as np

from agent.evidence.review_talk import DOUBTFUL, ReviewTalk, TalkScores, is_prose
from agent.judges.base import LOCAL_JUDGE, ContentSegment, Judge, JudgeInput
from agent.judges.language import unsupported_language
from agent.judges.local import CLASSIFIER_NOT_TRAINED
from agent.judges.local_scoring import match_clauses
from agent.judges.second_question import sentences_only
from domain.clause import ClauseKind
from retrieval.index import ClauseIndex

MAX_SENTENCES = 4  # of a part
MAX_PARTS_READ = 24  # the embedded judge reads each of them by itself; those beyond are read as one
COMPARED_RULES = 4
MIN_SIMILARITY = 0.7  # of a sentence to the rules, relative to the nearest of its part

EMPTY: Mapping[str, str] = {}

Rows = tuple[int, ...]
"""Positions of segments."""

Leans = Mapping[str, float]
"""The embedded judge's probability of each rule, scaled so that its threshold is at one half."""


@dataclass(frozen=True)
class EmbeddedReading:
    """`lean`: the largest of the whole case, of the case without `set_aside`, and of each part. `parts`: sentences to
    ask about together, with their own leans, the likeliest breach first. `unread`: such parts that the embedded judge
    cannot read. `talks`: sentences about the review itself. `set_aside`: sentences that no second question shows.
    `exempting`: ordinary sentences that are nearest to the exempted rules and to their exceptions."""

    lean: Leans
    parts: tuple[tuple[Rows, Leans], ...]
    talks: Rows
    set_aside: Rows
    unread: tuple[Rows, ...]
    exempting: Rows = ()

    @property
    def max_lean(self) -> float:
        return max(self.lean.values(), default=0.0)


@dataclass(frozen=True)
class EmbeddedReader:
    """`languages` are those that the embedder reads (None: all)."""

    local_judge: Judge
    index: ClauseIndex
    talk: ReviewTalk
    languages: frozenset[str] | None

    def read(self, judge_input: JudgeInput, exempted: Mapping[str, str] = EMPTY) -> EmbeddedReading:
        """`exempted`: rules, each with the exception that excused it."""
        segments = judge_input.segments
        scores = self.talk.scores(judge_input.vectors)
        talks = self.talks(judge_input)
        unread = {row for row, segment in enumerate(segments) if self._unread(segment, judge_input)}
        aside = {row for row, segment in enumerate(segments) if row in talks or not is_prose(segment.reading)}
        readable = [row for row in range(len(segments)) if row not in unread]
        if not self.lean(judge_input, readable):  # for instance, no classifier is trained
            unread, readable = {*range(len(segments))}, []
        clean = [row for row in readable if row not in aside]
        parts = [(rows, self.lean(judge_input, rows)) for rows in _parts(clean, segments, scores)]
        whole = [self.lean(judge_input, rows) for rows in (readable, clean)]
        lean = _largest([*whole, *(part_lean for _, part_lean in parts)])
        parts.sort(key=lambda part: -max(part[1].values(), default=0.0))
        return EmbeddedReading(
            lean=lean,
            parts=tuple((self._nearest(judge_input, rows, leans), leans) for rows, leans in parts),
            talks=talks,
            set_aside=tuple(sorted(aside)),
            unread=tuple(_unread_parts([row for row in sorted(unread) if row not in aside], segments)),
            exempting=self._exempting(judge_input, exempted, [row for row in clean if scores[row] < DOUBTFUL[0]]),
        )

    def talks(self, judge_input: JudgeInput) -> Rows:
        """The sentences that talk about the review of the post."""
        found = self.talk.found([segment.reading for segment in judge_input.segments], judge_input.vectors)
        return tuple(row for row, talks in enumerate(found) if talks or row in judge_input.injection_rows)

    def lean(self, judge_input: JudgeInput, rows: Sequence[int]) -> Leans:
        """Of these segments alone, each in its own language. Empty if the embedded judge can read none of them."""
        if not len(rows):
            return {}
        output = self.local_judge.judge(self._retrieved_again(replace(sentences_only(judge_input, rows), models=None)))
        if CLASSIFIER_NOT_TRAINED in output.review_reasons:
            return {}
        rules = {name for name, clause in judge_input.clauses.items() if clause.kind is ClauseKind.RULE}
        local = (f for f in output.at_one_half().findings if f.judge == LOCAL_JUDGE and f.clause_id in rules)
        return {finding.clause_id: finding.probability for finding in local}

    def _retrieved_again(self, judge_input: JudgeInput) -> JudgeInput:
        """With the retrieval scores that these sentences alone give: no other text lowers the rank of a rule then."""
        outside = judge_input.clauses_not_in_force
        keys = {clause.key for clause in (*judge_input.known_clauses.values(), *(clause for clause, _ in outside))}
        texts = [segment.reading for segment in judge_input.segments]
        scores = {hit.key: hit.score for hit in self.index.search(judge_input.similarity, texts, keys, len(keys))}
        known = judge_input.known_clauses
        found = tuple(
            each.model_copy(update={"score": scores.get(known[each.clause_id].key, each.score)})
            for each in judge_input.evidence.clauses
            if each.clause_id in known
        )
        return replace(
            judge_input,
            evidence=judge_input.evidence.model_copy(update={"clauses": found}),
            clauses_not_in_force=tuple((clause, scores.get(clause.key, score)) for clause, score in outside),
        )

    def _unread(self, segment: ContentSegment, judge_input: JudgeInput) -> bool:
        return self.languages is not None and unsupported_language(segment.reading, self.languages) is not None

    def _nearest(self, judge_input: JudgeInput, rows: Rows, lean: Leans) -> Rows:
        """The sentences of a part that are nearest to the rules that it is likeliest to break."""
        similarity = self._similarity_to(judge_input, sorted(lean, key=lambda name: -lean[name])[:COMPARED_RULES])
        ranked = sorted(rows, key=lambda row: -similarity[row])[:MAX_SENTENCES]
        min_similarity = MIN_SIMILARITY * max(similarity[ranked[0]], 0.0)
        return tuple(row for row in ranked if row == ranked[0] or similarity[row] >= min_similarity)

    def _exempting(self, judge_input: JudgeInput, exempted: Mapping[str, str], rows: Sequence[int]) -> Rows:
        names = [*exempted, *exempted.values()] if rows else []
        similarity = (self._similarity_to(judge_input, [name]) for name in names)
        return tuple(dict.fromkeys(max(rows, key=lambda row: near[row]) for near in similarity))

    def _similarity_to(self, judge_input: JudgeInput, rules: Sequence[str]) -> TalkScores:
        """(segments,): the similarity to the nearest of these rules."""
        if not rules:
            return np.zeros(len(judge_input.segments), dtype=np.float32)
        clauses = {name: judge_input.known_clauses[name] for name in rules}
        matches = match_clauses(clauses, self.index, judge_input.similarity)
        similarity: TalkScores = np.max([match.similarity for match in matches.values()], axis=0)
        return similarity


def _parts(clean: Sequence[int], segments: Sequence[ContentSegment], scores: TalkScores) -> Iterator[Rows]:
    """The sentences of each item, apart by how much they seem to talk about the review, so that no such sentence can
    answer for another."""
    bands = np.digitize(scores, DOUBTFUL)
    parts: dict[tuple[int, str], list[int]] = {}
    for row in clean:
        parts.setdefault((int(bands[row]), segments[row].item_id), []).append(row)
    first, others = [*parts.values()][: MAX_PARTS_READ - 1], [*parts.values()][MAX_PARTS_READ - 1 :]
    yield from map(tuple, first)
    if others:
        yield tuple(sorted(chain.from_iterable(others)))


def _unread_parts(rows: Sequence[int], segments: Sequence[ContentSegment]) -> Iterator[Rows]:
    """The first item, and the others. A single item is dealt out: most sentences cannot answer for each other then."""
    items = [tuple(row for row in rows if segments[row].item_id == segments[first].item_id) for first in rows[:1]]
    others = tuple(row for row in rows if row not in items[0]) if items else ()
    parts = [*items, others] if others else [tuple(rows[::2]), tuple(rows[1::2])]
    yield from (part for part in parts if part)


def _largest(leans: Sequence[Leans]) -> dict[str, float]:
    names = {name for lean in leans for name in lean}
    return {name: max(lean.get(name, 0.0) for lean in leans) for name in names}
