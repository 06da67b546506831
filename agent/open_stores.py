"""Opens the policies and the decision store that the settings name, without loading judges."""

from typing import TYPE_CHECKING

from agent.settings import Settings

if TYPE_CHECKING:
    from policies.library import Library
    from store.decisions import DecisionStore
    from store.notifications import Notifier


def open_library(settings: Settings) -> "Library":
    """The policies, from the corpus cache or parsed and checked. Raises `CorpusErrors` or `InvalidCorpus`."""
    from policies.corpus_cache import open_corpus

    return open_corpus(settings.policies, settings.data_dir / "corpora")


def open_decision_store(settings: Settings, notifier: "Notifier | None" = None) -> "DecisionStore":
    """The caller closes it. Without a `notifier`, a decision adds no message to the outbox."""
    from store.decisions import open_store

    if settings.database_url is not None:
        return open_store(settings.database_url, notifier)
    return open_store(f"sqlite:///{settings.data_dir / 'clausewise.db'}", notifier)
