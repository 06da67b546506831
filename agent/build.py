"""Builds the components that the settings name and connects them. Heavy libraries are imported inside functions."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from agent.adjudicator import Adjudicator
from agent.assessment.warehouse_accounts import WarehouseAccounts
from agent.build_signals import build_signals
from agent.corpus import Corpus
from agent.evidence.embedding_similarity import EmbeddingSimilarity
from agent.evidence.gathering import EvidenceGatherer
from agent.evidence.media.opening import open_media_reader
from agent.evidence.review_talk import ReviewTalk
from agent.judge_registry import MODEL_JUDGES, JudgeRegistry, resolve_judge
from agent.judges.base import AGENT_JUDGE
from agent.judges.embedded.classifier.cache import export_classifier
from agent.judges.model.clause_questions import ClauseAnswerer
from agent.judges.model.judge import CHAT
from agent.judges.model.second_question import SecondQuestion
from agent.media_bank.matching import StoredBank
from agent.model_limits import limits_of
from agent.open_stores import open_library
from agent.reading_cache.cache import ReadingCache, content_memory, local_judge_of
from agent.settings import Settings
from agent.verdict.embedded_reading import EmbeddedReader
from policies.corpus_path import BUNDLED_CORPUS
from policies.library import Library
from retrieval.clause_texts import embedding_texts
from retrieval.embedder import Embedder
from retrieval.index import open_clause_index
from retrieval.multilingual_e5 import MultilingualE5, is_installed, why_unavailable
from retrieval.other_languages import OtherLanguages, open_other_languages
from retrieval.precedents import open_precedent_index, read_precedents
from retrieval.precomputed import VECTORS_FILE, PrecomputedEmbedder, write_precomputed
from retrieval.threads import multiply_by_one_thread
from signals.sources.base import SignalSource

if TYPE_CHECKING:
    from llm.session import ModelProvider

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Clausewise:
    """The loaded policies, and the adjudicator that decides by them. `appeal_adjudicator` decides appealed cases; None:
    the same."""

    corpus: Corpus
    adjudicator: Adjudicator
    appeal_adjudicator: Adjudicator | None = None


def build(
    settings: Settings,
    *,
    judge: str = "auto",
    embedder: Embedder | None = None,
    signals: SignalSource | None = None,
    models: "ModelProvider | None" = None,
    answerer: ClauseAnswerer = CHAT,
    judge_only: bool = False,
    progress: Progress | None = None,
    cache: ReadingCache | None = None,
) -> Clausewise:
    """Connects the components that the settings name. `embedder`, `signals` and `models` replace the configured ones.
    `answerer` answers the questions on clauses. With `judge_only`, models write nothing, and only the judge `agent`
    searches. `cache` remembers contents. Raises `LlmError` if the judge asks language models and none is configured."""
    models = models or build_models(settings)
    name = resolve_judge(judge, models)
    corpus = build_corpus(settings, progress, embedder)
    registry = build_judge_registry(corpus, models, answerer, cache)
    talk, asks_model = build_review_talk(corpus), name in MODEL_JUDGES
    local_judge = registry.judge("rules" if name == "rules" else "local")
    adjudicator = Adjudicator(
        library=corpus.library,
        gatherer=_gatherer(corpus, signals or build_signals(settings), talk if asks_model else None, cache),
        judge=registry.judge(name),
        local_judge=local_judge,
        reader=EmbeddedReader(local_judge, corpus.index, talk, corpus.embedder.languages),
        thresholds=settings.thresholds,
        new_id=lambda: f"dec_{secrets.token_hex(8)}",
        models=models if asks_model else None,
        question=SecondQuestion(registry.model_judge(name)) if asks_model else None,
        judge_only=judge_only,
        media=open_media_reader(settings),
    )
    return Clausewise(corpus, adjudicator, _appeal_adjudicator(adjudicator, registry))


def _gatherer(
    corpus: Corpus, signals: SignalSource, talk: ReviewTalk | None, cache: ReadingCache | None
) -> EvidenceGatherer:
    return EvidenceGatherer(
        corpus.library,
        corpus.index,
        corpus.embedder,
        signals,
        corpus.precedents,
        corpus.settings.max_candidate_rules,
        talk,
        corpus.languages,
        WarehouseAccounts(corpus.settings),
        content_memory(corpus, cache),
        StoredBank(corpus.settings),
    )


def _appeal_adjudicator(adjudicator: Adjudicator, registry: JudgeRegistry) -> Adjudicator | None:
    """None where appeals are decided as other cases are."""
    uses_agent = adjudicator.models is not None and registry.options.agent_for_appeals
    return replace(adjudicator, judge=registry.judge(AGENT_JUDGE)) if uses_agent else None


def build_corpus(settings: Settings, progress: Progress | None = None, embedder: Embedder | None = None) -> Corpus:
    """Opens the policies, their index and precedents; embeds what is new. `embedder` replaces the configured one."""
    multiply_by_one_thread()
    library = open_library(settings)
    embedder = embedder or build_embedder(settings.embedder)
    with_vectors = PrecomputedEmbedder(embedder, settings.policies / VECTORS_FILE)
    index = open_clause_index(settings.data_dir, library.post_clauses, library.fingerprint, with_vectors, progress)
    names = [library.fingerprint, embedder.name]
    precedents = None
    path = settings.precedents or settings.policies / "precedents.jsonl"
    if settings.precedents is not None or path.exists():
        known, fingerprint = read_precedents(path)
        precedents = open_precedent_index(settings.data_dir, known, fingerprint, with_vectors, progress)
        names.append(fingerprint)
    fingerprint = sha256("|".join(names).encode()).hexdigest()
    languages = _open_languages(settings, library, embedder, progress)
    return Corpus(settings, library, embedder, index, precedents, fingerprint, languages)


def _open_languages(
    settings: Settings, library: Library, embedder: Embedder, progress: Progress | None
) -> OtherLanguages | None:
    """None where the embedder reads all languages, or the extra `languages` is missing or cannot be used here, which
    `clausewise doctor` explains."""
    if embedder.languages is None or not is_installed() or why_unavailable() is not None:
        return None
    clauses, fingerprint = library.post_clauses, library.fingerprint
    return open_other_languages(settings.data_dir, clauses, fingerprint, MultilingualE5(), progress)


def build_embedding_similarity(
    settings: Settings, library: Library, progress: Progress | None = None
) -> EmbeddingSimilarity:
    """Over the clauses of the library; embeds what is new."""
    embedder = PrecomputedEmbedder(build_embedder(settings.embedder), settings.policies / VECTORS_FILE)
    index = open_clause_index(settings.data_dir, library.post_clauses, library.fingerprint, embedder, progress)
    return EmbeddingSimilarity(index, embedding_texts(library.post_clauses)[0], embedder)


def export_precomputed(corpus: Corpus) -> None:
    """Writes the vectors of the clauses and precedents, and the trained classifier, into the folder of the policies,
    so that other machines need not compute them."""
    texts, vectors = list(embedding_texts(corpus.library.post_clauses)[0]), [corpus.index.matrix]
    if corpus.precedents is not None:
        texts += [precedent.text for precedent in corpus.precedents.precedents]
        vectors.append(corpus.precedents.all_vectors())
    write_precomputed(corpus.settings.policies / VECTORS_FILE, corpus.embedder.name, texts, np.concatenate(vectors))
    export_classifier(corpus.settings.data_dir, corpus.training_fingerprint, corpus.settings.policies)


def build_judge_registry(
    corpus: Corpus, models: "ModelProvider | None", answerer: ClauseAnswerer = CHAT, cache: ReadingCache | None = None
) -> JudgeRegistry:
    options = models.options if models else corpus.settings.llm
    limits = limits_of(options.chat_model, corpus.settings.data_dir)
    return JudgeRegistry(local_judge_of(corpus, cache), corpus.index, options, answerer, limits)


def build_review_talk(corpus: Corpus) -> ReviewTalk:
    """Ordinary lines are those of the corpus, and those of the bundled policies if this embedder made their vectors."""
    bundled = PrecomputedEmbedder(corpus.embedder, BUNDLED_CORPUS / VECTORS_FILE)
    return ReviewTalk(corpus.embedder, lambda: np.concatenate([corpus.index.matrix, bundled.all_vectors()]))


def for_batches(adjudicator: Adjudicator) -> Adjudicator:
    """For cases that may wait: language models answer at the provider's lower price, where it has one."""
    from llm.server import for_batches as at_lower_price

    return replace(adjudicator, models=at_lower_price(adjudicator.models)) if adjudicator.models else adjudicator


def build_models(settings: Settings) -> "ModelProvider | None":
    """The configured server, connected on first use; None if no server is configured."""
    if not settings.llm.configured:
        return None
    from llm.server import LazyServer

    return LazyServer(settings.llm)


def build_embedder(name: str, threads: int | None = None) -> Embedder:
    """`name` is `minilm`, or the name or folder of a sentence-transformers model. `threads` are those of `MiniLM`."""
    if name == "minilm":
        from retrieval.minilm import MiniLM

        return MiniLM(threads)
    from retrieval.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(name)
