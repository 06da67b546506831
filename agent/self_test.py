"""Tests the examples of a corpus: the embedded judge judges each one as if it had never seen it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from agent.build_judge import build_local_judge, own_classifier
from agent.corpus import Corpus
from agent.judges.base import ContentSegment, JudgeInput
from agent.judges.embedded.classifier.cache import training_examples
from agent.judges.embedded.classifier.model import Prediction
from agent.judges.embedded.judge import LocalJudge
from agent.verdict.citations import check_citations
from agent.verdict.settling import settle
from domain.base import FrozenModel
from domain.case import Case
from domain.clause import Clause, ClauseKind
from domain.evidence import Evidence, FoundBy, FoundClause
from domain.finding import SimilarExample
from domain.signals import SignalCondition, SignalReading
from domain.verdict import Outcome, Verdict
from retrieval.clause_texts import embedding_texts
from retrieval.example_votes import ExampleVotes
from retrieval.index import RowSimilarity

Progress = Callable[[int, int], None]
NO_SIGNALS = SignalReading(condition=SignalCondition.NO_CREATOR, source="self-test")
ITEM = "example"
FOLDS = 5  # each with the examples of every rule at the same places; small policies have five


class Answer(StrEnum):
    """`undecided`: the judge leaves the example to a person."""

    RIGHT = "right"
    UNDECIDED = "undecided"
    WRONG = "wrong"


class ExampleResult(FrozenModel):
    """`named`: the rules that the judge calls violated. `opposite`: the nearest example of the rule's other side."""

    clause_id: str
    text: str
    violating: bool
    answer: Answer
    named: tuple[str, ...]
    opposite: SimilarExample | None


@dataclass(frozen=True)
class KnownProbability:
    """A classifier of one example by a regression that had not seen it."""

    violation_threshold: float
    probability: float

    def predict(self, texts: Sequence[str], _: NDArray[np.float32]) -> Prediction:
        return Prediction(np.full(len(texts), self.probability), {}, {})


@dataclass(frozen=True)
class SelfTest:
    """`rules`: those in force, by id. `probabilities`: of a violation, by example, held out; None: nothing learned.
    `votes`: of the examples outside each fold."""

    corpus: Corpus
    judge: LocalJudge
    rules: Mapping[str, Clause]
    probabilities: Mapping[str, float] | None
    votes: Sequence[ExampleVotes | None]
    on: date

    def run(self, progress: Progress | None = None) -> tuple[ExampleResult, ...]:
        """In policy order."""
        results: list[ExampleResult] = []
        for number, rule in enumerate(self.rules.values(), 1):
            results += self._side(rule, violating=True)
            results += self._side(rule, violating=False)
            if progress is not None:
                progress(number, len(self.rules))
        return tuple(results)

    def _side(self, rule: Clause, *, violating: bool) -> Iterator[ExampleResult]:
        index = self.corpus.index
        vectors, rows = index.vectors(rule.key), index.rows[rule.key]
        sides = [(rule.violating_examples, vectors.violating, rows.violating)]
        sides.append((rule.compliant_examples, vectors.compliant, rows.compliant))
        (texts, of_texts, span), (others, of_others, _) = sides if violating else reversed(sides)
        for number, (text, vector) in enumerate(zip(texts, of_texts, strict=True)):
            similarity = index.row_similarity(vector[None])
            similarity[:, span.start + number] = -np.inf
            verdict = self._judge(text, vector[None], similarity, self.votes[number % FOLDS])
            near = of_others @ vector
            yield ExampleResult(
                clause_id=rule.id,
                text=text,
                violating=violating,
                answer=_answer(verdict, rule.id if violating else None),
                named=verdict.violated,
                opposite=SimilarExample(text=others[near.argmax()], similarity=float(near.max())) if others else None,
            )

    def _judge(
        self, text: str, vectors: NDArray[np.float32], similarity: RowSimilarity, votes: ExampleVotes | None
    ) -> Verdict:
        judge_input = self._input(text, vectors, similarity)
        judge = replace(self.judge, votes=votes)
        if self.probabilities is not None and judge.classifier is not None:
            known = KnownProbability(judge.classifier.violation_threshold, self.probabilities[text])
            judge = replace(judge, classifier=known)
        output = judge.judge(judge_input)
        return settle(
            check_citations(output.findings, judge_input.case, judge_input.clauses),
            judge_input.clauses,
            judge_input.evidence,
            self.corpus.settings.thresholds,
            threshold=output.threshold,
            review_reasons=output.review_reasons,
        )

    def _input(self, text: str, vectors: NDArray[np.float32], similarity: RowSimilarity) -> JudgeInput:
        """The rules are found by meaning only, because the words of the example are in the index."""
        keys = {rule.key: rule for rule in self.rules.values()}
        hits = self.corpus.index.search(similarity, [""], keys.keys(), self.corpus.settings.max_candidate_rules)
        found = {keys[hit.key].id: hit.score for hit in hits}
        evidence = Evidence(
            clauses=tuple(
                FoundClause(
                    id=f"C{n}", clause_id=name, version=self.rules[name].version, score=score, found_by=FoundBy.CONTENT
                )
                for n, (name, score) in enumerate(found.items(), 1)
            ),
            signals=NO_SIGNALS,
        )
        return JudgeInput(
            case=Case.model_validate({"id": ITEM, "language": "en", "content": [{"id": ITEM, "text": text}]}),
            as_of=self.on,
            segments=(ContentSegment(ITEM, 0, len(text), text),),
            vectors=vectors,
            similarity=similarity,
            clauses={name: self.rules[name] for name in found},
            evidence=evidence,
        )


def build_self_test(corpus: Corpus, on: date) -> SelfTest:
    """Of the rules in force on a day, in any market. Trains once more where the corpus has taught a classifier."""
    in_force = (c for c in corpus.library.post_clauses if c.kind is ClauseKind.RULE)
    rules = {c.id: c for c in in_force if c.in_force(on, min(c.markets, default=None))}
    votes = [_held_out_votes(corpus, fold) for fold in range(FOLDS)]
    return SelfTest(corpus, build_local_judge(corpus), rules, _held_out(corpus), votes, on)


def _held_out_votes(corpus: Corpus, fold: int) -> ExampleVotes | None:
    """Of the examples outside a fold."""
    clauses, index = corpus.library.post_clauses, corpus.index
    vectors = dict(zip(embedding_texts(clauses)[0], index.matrix, strict=True))
    others_only = [_without_fold(clause, fold) for clause in clauses]
    texts, rows = embedding_texts(others_only)
    unused = np.zeros(index.matrix.shape[1], dtype=np.float32)  # a sentence of a rule that lost its only example
    return ExampleVotes.fit(others_only, np.stack([vectors.get(text, unused) for text in texts]), rows)


def _without_fold(clause: Clause, fold: int) -> Clause:
    sides = {"violating_examples": clause.violating_examples, "compliant_examples": clause.compliant_examples}
    others = {side: tuple(text for n, text in enumerate(texts) if n % FOLDS != fold) for side, texts in sides.items()}
    return clause.model_copy(update=others)


def _held_out(corpus: Corpus) -> Mapping[str, float] | None:
    """None where the judge has no classifier, or one that has seen other examples only."""
    if own_classifier(corpus) is None:
        return None
    from agent.judges.embedded.classifier.training import fit_held_out

    examples, vectors = training_examples(corpus.library.post_clauses, corpus.index)
    settled = corpus.precedents
    if settled is not None:
        known, rows = [*examples, *settled.precedents], np.concatenate([vectors, settled.all_vectors()])
    else:
        known, rows = examples, vectors
    _, probabilities = fit_held_out(known, rows, clauses=())
    return dict(zip((one.text for one in known), probabilities.tolist(), strict=True))


def _answer(verdict: Verdict, violated: str | None) -> Answer:
    """`violated`: the rule that the example violates."""
    if verdict.outcome is Outcome.NEEDS_REVIEW:
        return Answer.UNDECIDED
    expected = (violated,) if violated else ()
    return Answer.RIGHT if verdict.violated == expected else Answer.WRONG
