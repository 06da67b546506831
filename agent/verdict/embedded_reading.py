"""What the embedded judge, which follows no instructions, makes of a case that a model passed."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from typing import NamedTuple

import numpy as np

from agent.evidence.review_talk import ReviewTalk, TalkScores, is_prose
from agent.judges.base import LOCAL_JUDGE, ContentSegment, Judge, JudgeInput
from agent.judges.embedded.language import unsupported_language
from agent.judges.embedded.scoring import match_clauses
from agent.judges.model.second_question import sentences_only, texts_outside_sentences
from domain.clause import ClauseKind
from domain.finding import DraftFinding, FindingStatus
from domain.verdict import ReviewCode
from retrieval.index import ClauseIndex

MAX_SENTENCES = 12  # of a part: most posts are shorter
MAX_DOUBTFUL = 2  # items whose sentences that may speak to a model are asked about apart; those beyond are one part
MAX_SENTENCES_BESIDE = 4  # of items with text that may speak to a model: few, so that no more of it is shown
MIN_SIMILARITY = 0.7  # of those few to the rules, relative to the nearest
MAX_ITEMS_READ = 24  # the embedded judge reads each of them by itself; those beyond are read with the whole
COMPARED_RULES = 4
MIN_ENCODED_CHARS = 40  # shorter text without words is a price or a size

# How much a full lean of the embedded judge adds to the margin of `ReviewTalk`, and the lean from which a pass is in
# doubt whatever the case says. Chosen on the development cases with the values there.
LEAN_WEIGHT, BREACH = 0.05, 0.93

Rows = tuple[int, ...]
"""Positions of segments."""

Leans = Mapping[str, float]
"""The embedded judge's probability of each rule, scaled so that its threshold is at one half."""


class Part(NamedTuple):
    """Sentences to ask about together, with their leans. `unread`: some are in a language that is not read."""

    rows: Rows
    lean: Leans
    unread: bool = False

    @property
    def max_lean(self) -> float:
        return max(self.lean.values(), default=0.0)


@dataclass(frozen=True)
class EmbeddedReading:
    """`lean`: the largest of the whole case, of each item, and of each part. `margin`: of what may speak to who reviews
    the post, from zero on where something does. `parts`: ordinary sentences of items without such text; a few ordinary
    sentences beside such text; sentences that may be such text, item by item. `set_aside`: sentences that no second
    question shows. `lean_apart`: the largest lean of these and of those that may be such text. `named`: the rule that
    the embedded judge names by the whole case."""

    lean: Leans
    margin: float
    lean_apart: float = 0.0
    parts: tuple[Part, ...] = ()
    set_aside: Rows = ()
    named: str | None = None

    @property
    def max_lean(self) -> float:
        return max(self.lean.values(), default=0.0)

    @property
    def may_speak(self) -> bool:
        return self.margin >= 0

    @property
    def in_doubt(self) -> bool:
        """Whether a pass is asked about again: where a rule is named, or the more the content leans to a breach."""
        leans = self.named is not None or self.max_lean >= BREACH
        return leans or self.margin + LEAN_WEIGHT * self.max_lean >= 0

    @property
    def unread(self) -> bool:
        return any(part.unread for part in self.parts)


@dataclass(frozen=True)
class EmbeddedReader:
    """`languages` are those that the embedder reads (None: all)."""

    local_judge: Judge
    index: ClauseIndex
    talk: ReviewTalk
    languages: frozenset[str] | None

    def read(self, judge_input: JudgeInput) -> EmbeddedReading:
        segments = judge_input.segments
        margins, talks = self.talk.read([segment.reading for segment in segments], judge_input.vectors)
        set_aside = {*_talking(judge_input, talks), *_encoded(segments)}
        found_in = cache(lambda rows: self._findings(judge_input, rows))
        lean_of = cache(lambda rows: {found.clause_id: found.probability for found in found_in(rows)})
        items = _by_item(range(len(segments)), segments)[:MAX_ITEMS_READ]
        groups = ([*range(len(segments))], *items)
        lean = _largest([lean_of(self._readable(judge_input, rows)) for rows in groups])
        whole = found_in(self._readable(judge_input, groups[0]))
        apart = set_aside | {*np.flatnonzero(margins >= -LEAN_WEIGHT * max(lean.values(), default=0.0)).tolist()}
        parts = tuple(self._parts(judge_input, apart, set_aside, lean_of))
        outside = self.talk.margin_of(texts_outside_sentences(judge_input))
        known = 1.0 if judge_input.injection_rows or _encoded(segments) else -1.0
        return EmbeddedReading(
            lean=_largest([lean, *(part.lean for part in parts)]),
            margin=float(max([*margins, outside, known])),
            parts=parts,
            set_aside=tuple(sorted(set_aside)),
            lean_apart=max(lean_of(self._readable(judge_input, sorted(apart))).values(), default=0.0),
            named=next((f.clause_id for f in whole if f.status is FindingStatus.VIOLATED), None),
        )

    def talks(self, judge_input: JudgeInput) -> Rows:
        """The sentences that talk about the review of the post."""
        found = self.talk.found([segment.reading for segment in judge_input.segments], judge_input.vectors)
        return _talking(judge_input, found)

    def lean(self, judge_input: JudgeInput, rows: Sequence[int]) -> Leans:
        """Of these segments alone, each in its own language. Empty if the embedded judge can read none of them."""
        return {found.clause_id: found.probability for found in self._findings(judge_input, rows)}

    def _findings(self, judge_input: JudgeInput, rows: Sequence[int]) -> tuple[DraftFinding, ...]:
        if not len(rows):
            return ()
        output = self.local_judge.judge(self._retrieved_again(replace(sentences_only(judge_input, rows), models=None)))
        if any(reason.code is ReviewCode.CLASSIFIER_NOT_TRAINED for reason in output.review_reasons):
            return ()
        rules = {name for name, clause in judge_input.clauses.items() if clause.kind is ClauseKind.RULE}
        return tuple(f for f in output.at_one_half().findings if f.judge == LOCAL_JUDGE and f.clause_id in rules)

    def _parts(
        self, judge_input: JudgeInput, apart: set[int], set_aside: set[int], lean_of: Callable[[Rows], Leans]
    ) -> Iterable[Part]:
        """Text that may speak to a model is asked about apart from the rest, so that it cannot answer for it."""
        segments = judge_input.segments
        tainted = {segments[row].item_id for row in apart}
        ordinary = [row for row in range(len(segments)) if row not in apart]
        doubtful = _by_item(sorted(apart - set_aside), segments)
        groups = (
            ([row for row in ordinary if segments[row].item_id not in tainted], MAX_SENTENCES),
            ([row for row in ordinary if segments[row].item_id in tainted], MAX_SENTENCES_BESIDE),
            *((rows, MAX_SENTENCES) for rows in (*doubtful[:MAX_DOUBTFUL], [*chain(*doubtful[MAX_DOUBTFUL:])])),
        )
        for rows, limit in groups:
            if rows:
                readable = self._readable(judge_input, rows)
                lean = lean_of(readable)
                unread = [row for row in rows if row not in readable][:MAX_SENTENCES]
                yield Part((*self._nearest(judge_input, readable, lean, limit), *unread), lean, bool(unread))

    def _readable(self, judge_input: JudgeInput, rows: Iterable[int]) -> Rows:
        if self.languages is None:
            return tuple(rows)
        texts = ((row, judge_input.segments[row].reading) for row in rows)
        return tuple(row for row, text in texts if unsupported_language(text, self.languages) is None)

    def _nearest(self, judge_input: JudgeInput, rows: Sequence[int], lean: Leans, limit: int) -> Rows:
        """The sentences that are nearest to the rules that they are likeliest to break; all if few may be shown."""
        if not rows or len(rows) <= limit == MAX_SENTENCES:
            return tuple(rows)
        similarity = self._similarity_to(judge_input, sorted(lean, key=lambda name: -lean[name])[:COMPARED_RULES])
        ranked = sorted(rows, key=lambda row: -similarity[row])[:limit]
        min_similarity = MIN_SIMILARITY * max(similarity[ranked[0]], 0.0) if limit == MAX_SENTENCES_BESIDE else -1.0
        return tuple(row for row in ranked if row == ranked[0] or similarity[row] >= min_similarity)

    def _similarity_to(self, judge_input: JudgeInput, rules: Sequence[str]) -> TalkScores:
        """(segments,): the similarity to the nearest of these rules."""
        if not rules:
            return np.zeros(len(judge_input.segments), dtype=np.float32)
        clauses = {name: judge_input.known_clauses[name] for name in rules}
        matches = match_clauses(clauses, self.index, judge_input.similarity)
        similarity: TalkScores = np.max([match.similarity for match in matches.values()], axis=0)
        return similarity

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


def _talking(judge_input: JudgeInput, talks: Sequence[bool]) -> Rows:
    return tuple(row for row, found in enumerate(talks) if found or row in judge_input.injection_rows)


def _encoded(segments: Sequence[ContentSegment]) -> list[int]:
    """Text that is not made of words may tell a model something that it hides from the embedder."""
    texts = ((row, segment.reading) for row, segment in enumerate(segments))
    return [row for row, text in texts if len(text) >= MIN_ENCODED_CHARS and not is_prose(text)]


def _by_item(rows: Iterable[int], segments: Sequence[ContentSegment]) -> list[list[int]]:
    items: dict[str, list[int]] = {}
    for row in rows:
        items.setdefault(segments[row].item_id, []).append(row)
    return [*items.values()]


def _largest(leans: Sequence[Leans]) -> dict[str, float]:
    names = {name for lean in leans for name in lean}
    return {name: max(lean.get(name, 0.0) for lean in leans) for name in names}
