"""Opens the policies and the decision store that the settings name, without loading judges."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from agent.settings import Settings

if TYPE_CHECKING:
    from agent.queues.router import RuleRouter
    from policies.library import Library
    from store.decisions import DecisionStore
    from store.notifications import Notifier
    from store.queue.jobs import JobRouter


def open_library(settings: Settings) -> "Library":
    """The policies, from the corpus cache or parsed and checked. Raises `CorpusErrors` or `InvalidCorpus`."""
    from policies.corpus_cache import open_corpus

    return open_corpus(settings.policies, settings.data_dir / "corpora")


def open_router(settings: Settings, library: "Library") -> "RuleRouter":
    """Raises RoutingRulesInvalid."""
    from agent.queues.router import RuleRouter
    from agent.queues.rules_file import BUNDLED_RULES, read_routing_rules

    return RuleRouter(library, read_routing_rules(settings.queues.rules or BUNDLED_RULES))


def open_decision_store(
    settings: Settings, notifier: "Notifier | None" = None, router: "JobRouter | None" = None
) -> "DecisionStore":
    """The caller closes it. Without a `notifier`, a decision adds no message to the outbox; without a `router`, no job
    to the review queue."""
    from agent.queues.copies import CopyFinder
    from store.answer_cache import CacheLimits
    from store.decisions import open_store

    url = settings.database_url or f"sqlite:///{settings.data_dir / 'clausewise.db'}"
    store = open_store(url, notifier, CacheLimits(settings.llm.answer_days, settings.llm.max_answers))
    copies = CopyFinder() if router is not None else None
    router = _with_labels(router, store) if router is not None else None
    return replace(store, router=router, copies=copies, undo_time=timedelta(seconds=settings.service.undo_seconds))


def _with_labels(router: "JobRouter", store: "DecisionStore") -> "JobRouter":
    """One that reads the labels of strategies."""
    from agent.queues.router import RuleRouter
    from store.strategies.strategy_labels import StrategyLabels

    return replace(router, labels=StrategyLabels(store.database)) if isinstance(router, RuleRouter) else router
