"""What a process remembers of the contents that it read: what they say, and how the embedded judge judged them.

Both are pure functions, remembered by a digest of all that they depend on: every clause with its version, the embedder,
the judge with its measured reliability and thresholds, the content with its language, market and scope, and which facts
and signals are known. Nothing of a creator is remembered, and nothing that failed or ran out of time: signals are read,
injections searched and checks made anew for every case, as are verdict, consequence and letter.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from agent.build_judge import build_local_judge
from agent.cache_settings import ReadingCacheOptions
from agent.corpus import Corpus
from agent.judges.base import Judge, JudgeOutput
from agent.judges.embedded.judge import LocalJudge
from agent.reading_cache.bounded_memory import BoundedMemory, MemoryCounts
from agent.reading_cache.content_memory import ContentMemory, ContentReading
from agent.reading_cache.judging_memory import RememberingJudge
from agent.reading_cache.keys import digest_of

JUDGING_SHARE = 0.5  # of the memory, so that a content and its judging leave at about the same time


@dataclass(frozen=True)
class ReadingCache:
    contents: BoundedMemory[ContentReading]
    judgings: BoundedMemory[JudgeOutput]

    @classmethod
    def of(cls, options: ReadingCacheOptions) -> "ReadingCache | None":
        """None where the settings remember nothing."""
        size, seconds = options.megabytes * 2**20, options.minutes * 60
        if not size:
            return None
        judging = BoundedMemory[JudgeOutput](size * JUDGING_SHARE, seconds)
        return cls(BoundedMemory(size * (1 - JUDGING_SHARE), seconds), judging)

    def counts(self) -> Mapping[str, MemoryCounts]:
        return {"content": self.contents.counts(), "judging": self.judgings.counts()}


def content_memory(corpus: Corpus, cache: ReadingCache | None) -> ContentMemory | None:
    return ContentMemory(cache.contents, content_basis(corpus)) if cache is not None else None


def local_judge_of(corpus: Corpus, cache: ReadingCache | None) -> Callable[[], Judge]:
    """Builds the embedded judge, which takes time, when it is called."""

    def build_judge() -> Judge:
        judge = build_local_judge(corpus)
        return judge if cache is None else RememberingJudge(judge, cache.judgings, judge_basis(judge, corpus))

    return build_judge


def content_basis(corpus: Corpus) -> str:
    """Identifies all that reads a content."""
    languages = corpus.languages.embedder.name if corpus.languages is not None else ""
    return digest_of([corpus.fingerprint, languages, f"{corpus.settings.max_candidate_rules}"])


def judge_basis(judge: LocalJudge, corpus: Corpus) -> str:
    """Identifies what judges a content: what it learned, how often it was right, and how often it must be."""
    learned = [corpus.training_fingerprint, judge.model, f"{judge.classifier is not None}"]
    measured = [judge.reliability.model_dump_json(), judge.precision.model_dump_json()]
    return digest_of([content_basis(corpus), *learned, *measured, *sorted(judge.languages or ("*",))])
