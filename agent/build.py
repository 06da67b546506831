"""The one place where parts are chosen and joined; every heavy library is reached from a function of this file."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import TYPE_CHECKING

import numpy as np

from agent.adjudicator import Adjudicator, DecisionLog
from agent.evidence.embedding_similarity import IndexNearness
from agent.evidence.gathering import EvidenceGatherer
from agent.judge_registry import MODEL_JUDGES, JudgeRegistry, chosen
from agent.judges.classifier.cache import learn
from agent.judges.classifier.cache import ship as ship_learned
from agent.judges.local import LocalJudge
from agent.open_stores import build_library
from agent.settings import Settings
from domain.clause import Clause
from policies.library import Library
from retrieval.clause_texts import lay_out
from retrieval.embedder import Embedder
from retrieval.index import ClauseIndex, Hit, open_clause_index
from retrieval.precedent_file import read_precedents
from retrieval.precedents import PrecedentIndex, open_precedent_index
from retrieval.precomputed import FILE, Shipped, write_shipped
from signals.source import SignalSource

if TYPE_CHECKING:
    from llm.session import Models

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Corpus:
    """What is read before any case: the law, the index over it, and precedents. `fingerprint` names all of it and
    the embedder."""

    settings: Settings
    library: Library
    embedder: Embedder
    index: ClauseIndex
    precedents: PrecedentIndex | None
    fingerprint: str

    def search(self, query: str, on: date, market: str | None, k: int) -> tuple[tuple[Clause, Hit], ...]:
        """The `k` clauses of any kind nearest to the query, of those in force on a day in a market (None: in any)."""
        self.library.require_market(market)
        places = (None, *self.library.markets) if market is None else (market,)
        in_force = {clause.key: clause for place in places for clause in self.library.in_force(on, place)}
        similarity = self.index.similarity(self.embedder.embed([query]))
        hits = self.index.search(similarity, [query], in_force.keys(), k)
        return tuple((in_force[hit.key], hit) for hit in hits)


@dataclass(frozen=True)
class Clausewise:
    """The parts of one installation, joined."""

    corpus: Corpus
    adjudicator: Adjudicator


def build(
    settings: Settings,
    record: DecisionLog,
    *,
    judge: str = "auto",
    signals: SignalSource | None = None,
    models: "Models | None" = None,
    progress: Progress | None = None,
) -> Clausewise:
    """Joins the parts that the settings name; `signals` and `models` stand in for the configured ones. Raises
    `LlmError` for a judge that asks models where none is configured."""
    models = models or build_models(settings)
    name = chosen(judge, models)
    shelf = build_corpus(settings, progress)
    roster = build_roster(shelf, models)
    gatherer = EvidenceGatherer(
        shelf.library,
        shelf.index,
        shelf.embedder,
        signals or build_signals(settings),
        shelf.precedents,
        settings.candidates,
    )
    adjudicator = Adjudicator(
        library=shelf.library,
        gatherer=gatherer,
        judge=roster.judge(name),
        local=roster.judge("rules" if name == "rules" else "local"),
        thresholds=settings.thresholds,
        record=record,
        new_id=lambda: f"dec_{secrets.token_hex(8)}",
        models=models if name in MODEL_JUDGES else None,
    )
    return Clausewise(shelf, adjudicator)


def build_corpus(settings: Settings, progress: Progress | None = None, embedder: Embedder | None = None) -> Corpus:
    """Opens the corpus and its index, embedding what is new; and the precedents, where there are any. `embedder`
    stands in for the configured one."""
    library = build_library(settings)
    embedder = embedder or build_embedder(settings.embedder)
    shipped = Shipped(embedder, settings.policies / FILE)
    index = open_clause_index(settings.data_dir, library.clauses, library.fingerprint, shipped, progress)
    names = [library.fingerprint, embedder.name]
    precedents = None
    path = settings.precedents or settings.policies / "precedents.jsonl"
    if settings.precedents is not None or path.exists():
        known, fingerprint = read_precedents(path)
        precedents = open_precedent_index(settings.data_dir, known, fingerprint, shipped, progress)
        names.append(fingerprint)
    return Corpus(settings, library, embedder, index, precedents, sha256("|".join(names).encode()).hexdigest())


def build_nearness(settings: Settings, library: Library, progress: Progress | None = None) -> IndexNearness:
    """Over the clauses of the library, embedding what is new."""
    shipped = Shipped(build_embedder(settings.embedder), settings.policies / FILE)
    index = open_clause_index(settings.data_dir, library.clauses, library.fingerprint, shipped, progress)
    return IndexNearness(index, lay_out(library.clauses)[0], shipped)


def ship(shelf: Corpus) -> None:
    """Writes the vectors of the corpus and its precedents, and what was learned from them, beside them, for whoever
    gets the folder."""
    texts, vectors = list(lay_out(shelf.library.clauses)[0]), [shelf.index.matrix]
    if shelf.precedents is not None:
        texts += [precedent.text for precedent in shelf.precedents.precedents]
        vectors.append(shelf.precedents.all_vectors())
    write_shipped(shelf.settings.policies / FILE, shelf.embedder.name, texts, np.concatenate(vectors))
    ship_learned(shelf.settings.data_dir, shelf.fingerprint, shelf.settings.policies)


def build_roster(shelf: Corpus, models: "Models | None") -> JudgeRegistry:
    options = models.options if models else shelf.settings.llm
    return JudgeRegistry(lambda: build_local(shelf), shelf.index, options)


def build_local(shelf: Corpus) -> LocalJudge:
    """The embedded judge, having learned what the shelf has to teach."""
    learned = learn(
        shelf.settings.data_dir,
        shelf.fingerprint,
        shelf.library.clauses,
        shelf.index,
        shelf.precedents,
        shipped=shelf.settings.policies,
    )
    return LocalJudge(shelf.index, learned, shelf.embedder.name, shelf.embedder.languages)


def build_models(settings: Settings) -> "Models | None":
    """The server that the settings name, reached when it is needed; None where they name none."""
    from llm.lazy_server import LazyServer

    return LazyServer(settings.llm) if settings.llm.configured else None


def build_embedder(name: str) -> Embedder:
    """`minilm`, or the name or folder of a sentence-transformers model."""
    if name == "minilm":
        from retrieval.minilm import MiniLM

        return MiniLM()
    from retrieval.sentence_transformer import SentenceTransformerEmbedder

    return SentenceTransformerEmbedder(name)


def build_signals(settings: Settings) -> SignalSource:
    """The HTTP source where a URL is set, else the creators of a file."""
    if settings.signals_url is None:
        from signals.embedded import SAMPLES, load_creators

        return load_creators(settings.signals_file or SAMPLES)
    from signals.http import HttpSignals

    token = settings.signals_token.get_secret_value() if settings.signals_token else None
    return HttpSignals(settings.signals_url, token, timeout_s=settings.signals_timeout)
