"""How the embedded judge reads a post: the probability of each rule, and the figures that say how far to trust it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from agent.judges.base import JudgeInput
from agent.judges.embedded.classifier.model import FloatArray, Prediction, Predictor, sigmoid
from agent.judges.embedded.example_shares import ExampleShares, example_shares
from agent.judges.embedded.scoring import (
    ClauseMatch,
    ClauseRank,
    logit,
    passages,
    predict_passages,
    rank_clauses,
    shrink_to_baseline,
    violation_logit,
)
from domain.clause import Clause, ClauseKind
from retrieval.example_votes import ExampleVotes
from retrieval.index import ClauseIndex

FIGURES = (
    *("post", "segment", "worst_segment", "similarity", "margin", "lead", "post_and_lead"),
    *("direction_share", "characters_share"),
)
"""In the order of `PassageReading.figures`: log-odds of any violation for the post (moved to the baseline where it
resembles no rule), for the segment that indicates the likeliest rule, and for the worst segment; how similar that
segment is to the rule, and how much more to its violating than to its compliant examples; the rule's lead over the next
one (log ratio), and that times the first figure; the rule's share of the examples that the post is like, by direction
and by characters. None depends on the length of the post: labelled cases are longer than most posts."""
MAX_LEAD = 4.0
SMALLEST_SCORE = 1e-9  # of a rule relative to the likeliest


@dataclass(frozen=True)
class RuleReading:
    """`probability` of a violation; `segment`: the position of the segment that indicates it most."""

    probability: float
    segment: int


@dataclass(frozen=True)
class PassageReading:
    """`rules`: by clause id, or by key for those not in force; the likeliest is first. `figures`: (figures,), see
    `FIGURES`; empty without rules."""

    rules: Mapping[str, RuleReading]
    figures: tuple[float, ...]

    @property
    def likeliest(self) -> str | None:
        return next(iter(self.rules), None)


@dataclass(frozen=True)
class Reading:
    """Of a complete post. `whole`: as one passage. `passages`: each as if it stood alone; for a short post, that is the
    post itself. `rules`: each has the largest of its probabilities in any of these, relative to the likeliest rule."""

    whole: PassageReading
    passages: tuple[PassageReading, ...]
    rules: Mapping[str, RuleReading]

    @property
    def figures(self) -> tuple[float, ...]:
        return self.whole.figures

    @property
    def likeliest(self) -> str | None:
        return self.whole.likeliest


@dataclass(frozen=True)
class _Scores:
    """What is known of each segment. `logits`: (segments,), of any violation."""

    judge_input: JudgeInput
    matches: Mapping[str, ClauseMatch]
    logits: FloatArray
    votes: ExampleVotes | None

    def read(
        self, rows: slice, passage_logits: FloatArray, ratios: Mapping[str, float], retrieval: Mapping[str, float]
    ) -> PassageReading:
        """The segments in `rows`. `passage_logits` are of their passages; `ratios` those of `Prediction`, by clause;
        `retrieval` has their score for each rule."""
        matches = {name: match.part(rows) for name, match in self.matches.items()}
        logits = self.logits[rows]
        post = violation_logit(passage_logits, logits)
        if not ratios:
            similarity = max((match.max_similarity for match in matches.values()), default=0.0)
            post = float(logit(np.array(shrink_to_baseline(float(sigmoid(np.array(post))), similarity))))
        texts = [segment.reading for segment in self.judge_input.segments[rows]]
        examples = example_shares(self.votes, self.judge_input.vectors[rows], texts)
        ranks = rank_clauses(matches, retrieval, logits, ratios, examples)
        ordered = sorted(ranks.items(), key=lambda item: -item[1].relative_score)
        probability, first = float(sigmoid(np.array(post))), rows.start
        rules = {n: RuleReading(probability * rank.relative_score, first + rank.segment) for n, rank in ordered}
        return PassageReading(rules, _figures(matches, ordered, logits, post, examples) if ordered else ())


def read(
    judge_input: JudgeInput,
    matches: Mapping[str, ClauseMatch],
    classifier: Predictor,
    index: ClauseIndex,
    votes: ExampleVotes | None,
) -> Reading:
    """`judge_input` has at least one segment. `matches` are those of its rules and exceptions, by id, and of the rules
    not in force, by key."""
    segments, clauses = judge_input.segments, judge_input.known_clauses
    rules = {name: match for name, match in matches.items() if not is_exception(clauses.get(name))}
    predicted = classifier.predict([segment.reading for segment in segments], judge_input.vectors)
    runs = passages(len(segments))
    of_runs = predict_passages(classifier, segments, judge_input.vectors, runs) if len(segments) > 1 else predicted
    run_logits = logit(of_runs.any_violation)
    scores = _Scores(judge_input, rules, logit(predicted.any_violation), votes)
    worst = _ratios(of_runs, int(run_logits.argmax()))
    whole = scores.read(slice(0, len(segments)), run_logits, worst, _retrieval_scores(judge_input))
    if len(runs) == 1:
        return Reading(whole, (whole,), whole.rules)
    relevance = _relevance(judge_input, rules, index)
    alone = tuple(
        scores.read(run, run_logits[n : n + 1], _ratios(of_runs, n), _largest(relevance, run))
        for n, run in enumerate(runs)
    )
    return Reading(whole, alone, _together(whole, alone))


def _together(whole: PassageReading, alone: Sequence[PassageReading]) -> dict[str, RuleReading]:
    """The likeliest first; as likely as in the complete post."""
    best: dict[str, RuleReading] = {}
    for passage in alone:
        for name, rule in passage.rules.items():
            best[name] = max(best.get(name, rule), rule, key=lambda each: each.probability)
    top = max((rule.probability for rule in best.values()), default=1.0)
    largest = max((rule.probability for rule in whole.rules.values()), default=0.0)
    ordered = sorted(best.items(), key=lambda item: -item[1].probability)
    return {name: RuleReading(largest * rule.probability / top, rule.segment) for name, rule in ordered}


def _figures(
    matches: Mapping[str, ClauseMatch],
    ordered: Sequence[tuple[str, ClauseRank]],
    segment_logits: FloatArray,
    post: float,
    examples: ExampleShares,
) -> tuple[float, ...]:
    name, rank = ordered[0]
    match, lead = matches[name], _lead([rank.relative_score for _, rank in ordered])
    return (
        post,
        float(segment_logits[rank.segment]),
        float(segment_logits.max()),
        float(match.similarity[rank.segment]),
        float(match.margin[rank.segment]),
        lead,
        post * lead,
        *examples.of(name),
    )


def _lead(scores: Sequence[float]) -> float:
    """Of the first over the second score; the largest lead where there is no second."""
    if len(scores) < 2:
        return MAX_LEAD
    first, second = (max(score, SMALLEST_SCORE) for score in scores[:2])
    return min(float(np.log(first / second)), MAX_LEAD)


def _ratios(predicted: Prediction, row: int) -> dict[str, float]:
    return {clause: float(ratio[row]) for clause, ratio in predicted.threshold_ratios.items()}


def _retrieval_scores(judge_input: JudgeInput) -> dict[str, float]:
    scores = {found.clause_id: found.score for found in judge_input.evidence.clauses}
    return scores | {clause.key: score for clause, score in judge_input.clauses_not_in_force}


def _relevance(judge_input: JudgeInput, rules: Collection[str], index: ClauseIndex) -> dict[str, FloatArray]:
    """(segments,) of each rule: the score that retrieval gives it for a segment, among all rules in force."""
    known = judge_input.known_clauses
    keys = {name: known[name].key if name in known else name for name in rules}
    others = [c.key for c in judge_input.in_force.values() if c.kind is ClauseKind.RULE]
    among = [*dict.fromkeys([*keys.values(), *others])]
    texts = [segment.reading for segment in judge_input.segments]
    scores = dict(zip(among, index.relevance(judge_input.similarity, texts, among).T, strict=True))
    return {name: scores[key] for name, key in keys.items()}


def _largest(relevance: Mapping[str, FloatArray], run: slice) -> dict[str, float]:
    return {name: float(scores[run].max()) for name, scores in relevance.items()}


def is_exception(clause: Clause | None) -> bool:
    return clause is not None and clause.kind is ClauseKind.EXCEPTION
