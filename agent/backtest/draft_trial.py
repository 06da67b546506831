"""Tries a draft of a policy in memory, beside the policies in force, by the embedded judge: nothing is stored."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from hashlib import sha256
from time import monotonic

from agent.adjudicator import Adjudicator
from agent.backtest.backtest import Backtest, CachedEmbedder, FailedCase
from agent.backtest.backtest_report import BacktestReport, build_report
from agent.backtest.policy_version import PastCase, PolicyVersion
from agent.build import Clausewise
from agent.build_judge import build_local_judge
from agent.corpus import Corpus
from agent.judge_registry import JudgeRegistry
from agent.judges.embedded.judge import LocalJudge
from agent.judges.embedded.reliability import read_reliability
from domain.case import Case
from domain.decision import Decision
from llm.options import LlmOptions
from policies.draft import Draft
from policies.library import Library
from retrieval.embedder import Embedder
from retrieval.index import ClauseIndex
from retrieval.memory_index import index_in_memory


@dataclass(frozen=True)
class DraftTrial:
    """Both versions have the classifier that learned from the policies in force: one that learned from the draft too
    comes with its publication."""

    old: PolicyVersion
    new: PolicyVersion

    def decide(self, case: Case) -> tuple[Decision, Decision]:
        """By the policies in force, and by the draft, on the day of the trial."""
        past_case = PastCase(case.id, case, decided_as_of=self.new.as_of)
        before = self.old.decide(past_case, None)
        return before, self.new.decide(past_case, before.evidence.signals)

    def replay(self, past_cases: Iterable[PastCase | FailedCase], seconds: float) -> BacktestReport:
        """Of the cases that are decided within that time."""
        backtest = Backtest(self.old, self.new, same_classifier=True)
        results = backtest.run(_until(past_cases, monotonic() + seconds))
        return build_report(results, "in force", "the draft")


def _until(past_cases: Iterable[PastCase | FailedCase], end: float) -> Iterator[PastCase | FailedCase]:
    for past_case in past_cases:
        if monotonic() >= end:
            return
        yield past_case


def open_trial(corpus: Corpus, adjudicator: Adjudicator, draft: Draft) -> DraftTrial:
    """`adjudicator` decides by the policies of the corpus. No language model is asked. Raises TooManyNewTexts."""
    embedder, judge = CachedEmbedder(corpus.embedder), build_local_judge(corpus)
    clauses = draft.library.post_clauses
    index = index_in_memory(clauses, corpus.library.post_clauses, corpus.index, corpus.embedder)
    reliability = read_reliability(corpus.settings.policies, clauses)
    new_judge = replace(judge, index=index, votes=index.votes, reliability=reliability)
    fingerprint = sha256(f"{corpus.fingerprint}|{draft.library.fingerprint}".encode()).hexdigest()
    new_corpus = replace(corpus, library=draft.library, index=index, fingerprint=fingerprint)
    version = partial(_version, adjudicator, embedder, corpus.settings.llm)
    return DraftTrial(
        PolicyVersion(Clausewise(corpus, version(corpus.library, corpus.index, judge)), draft.on),
        PolicyVersion(Clausewise(new_corpus, version(draft.library, index, new_judge)), draft.on),
    )


def _version(
    adjudicator: Adjudicator,
    embedder: Embedder,
    options: LlmOptions,
    library: Library,
    index: ClauseIndex,
    local_judge: LocalJudge,
) -> Adjudicator:
    judge = JudgeRegistry(lambda: local_judge, index, options).judge("local")
    gathering = replace(adjudicator.gatherer, library=library, index=index, embedder=embedder)
    gatherer = replace(gathering, talk=None, memory=None)  # what is remembered was read by other policies
    reader = replace(adjudicator.reader, local_judge=judge, index=index)
    return replace(
        adjudicator,
        library=library,
        gatherer=gatherer,
        judge=judge,
        local_judge=judge,
        reader=reader,
        models=None,
        question=None,
    )
