"""Builds the embedded judge of a corpus: what it learned, what was known before, and how often it was right."""

from pathlib import Path
from statistics import median

from agent.corpus import Corpus
from agent.judges.embedded.classifier.cache import TRAINING_VERSION, load_classifier, load_or_train
from agent.judges.embedded.classifier.model import Classifier, ClassifierFileDamaged
from agent.judges.embedded.classifier.prior import NO_PRIOR, Prior
from agent.judges.embedded.judge import LocalJudge
from agent.judges.embedded.precision import MEASURED_EXAMPLES
from agent.judges.embedded.reliability import example_count, read_reliability
from domain.clause import ClauseKind
from policies.corpus_path import BUNDLED_CORPUS
from policies.library import Library
from retrieval.precomputed import VECTORS_FILE, PrecomputedEmbedder, embedder_of


def build_local_judge(corpus: Corpus) -> LocalJudge:
    """Trained on the corpus. Where that teaches no more than the bundled policies do, with the classifier of these."""
    prior = _prior(corpus)
    classifier = _own(corpus, prior) or (prior.classifier if _has_examples(corpus.library) else None)
    reliability = read_reliability(corpus.settings.policies, corpus.library.post_clauses)
    embedder, precision = corpus.embedder, corpus.settings.thresholds
    index = corpus.index
    return LocalJudge(index, classifier, embedder.name, embedder.languages, reliability, precision, index.votes)


def own_classifier(corpus: Corpus) -> Classifier | None:
    """What the corpus taught; None where that is no more than was known before."""
    return _own(corpus, _prior(corpus))


def _own(corpus: Corpus, prior: Prior) -> Classifier | None:
    return load_or_train(
        corpus.settings.data_dir,
        corpus.training_fingerprint,
        corpus.library.post_clauses,
        corpus.index,
        corpus.precedents,
        precomputed_folder=corpus.settings.policies,
        prior=prior,
    )


def _prior(corpus: Corpus) -> Prior:
    """None for the bundled policies themselves, and where their classifier read the vectors of another embedder."""
    path, vectors = _bundled_classifier(), BUNDLED_CORPUS / VECTORS_FILE
    if corpus.settings.policies == BUNDLED_CORPUS or path is None or embedder_of(vectors) != corpus.embedder.name:
        return NO_PRIOR
    try:
        return Prior(load_classifier(path), PrecomputedEmbedder(corpus.embedder, vectors).knows)
    except (OSError, ClassifierFileDamaged):
        return NO_PRIOR


def _bundled_classifier() -> Path | None:
    return next(BUNDLED_CORPUS.glob(f"learned-*-{TRAINING_VERSION}.bin"), None)


def _has_examples(library: Library) -> bool:
    """Whether the typical rule has as many examples on either side as the reliability was measured with."""
    counts = [example_count(clause) for clause in library.post_clauses if clause.kind is ClauseKind.RULE]
    return bool(counts) and median(counts) >= MEASURED_EXAMPLES
