"""The corpus and the record as the settings name them, opened without what only deciding needs."""

from typing import TYPE_CHECKING

from agent.settings import Settings

if TYPE_CHECKING:
    from policies.library import Library
    from store.decisions import DecisionStore


def build_library(settings: Settings) -> "Library":
    """The corpus, read and checked, or as it was kept. Raises `CorpusErrors` or `CorpusRefused`."""
    from policies.corpus_cache import open_corpus

    return open_corpus(settings.policies, settings.data_dir / "corpora")


def build_store(settings: Settings) -> "DecisionStore":
    """The record of decisions, to be closed by who opened it."""
    from store.decisions import open_store

    if settings.database_url is not None:
        return open_store(settings.database_url)
    return open_store(f"sqlite:///{settings.data_dir / 'clausewise.db'}")
