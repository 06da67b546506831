"""The objects that routes and background jobs share, built once at start-up."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from agent.adjudicator import Adjudicator, OnProgress, ignore_progress
from agent.build import build, build_embedder, for_batches
from agent.corpus import Corpus
from agent.messages.notifications import Notifier
from agent.open_stores import open_decision_store, open_router
from agent.queues.rules import RoutingRules
from agent.reading_cache.cache import ReadingCache
from agent.settings import Settings
from api.decision_pool import available_cores
from api.desk.openid.provider import Provider
from api.desk.views.examples import NearestExamples
from api.jobs.audit_head import check_head_places
from api.metrics import Metrics
from api.reading_metrics import watch_readings
from api.service_metrics import ClosableSender, open_metric_sending
from api.service_tracing import open_service_tracing
from api.webhooks.ssrf_guard import check_webhook
from domain.case import Case
from domain.decision import Decision
from domain.errors import InputError
from domain.review import Review
from store.decision_log import StoreDecisionLog
from store.decisions import DecisionStore
from tracing.open import NO_TRACING, Tracing


class CaseRefused(InputError):
    """A case exceeds a size limit, or its notice cannot be right; the message says which."""


@dataclass(frozen=True)
class Services:
    settings: Settings
    corpus: Corpus
    adjudicator: Adjudicator
    store: DecisionStore
    metrics: Metrics
    appeal_adjudicator: Adjudicator
    routing_rules: RoutingRules
    tracing: Tracing = NO_TRACING
    metric_sender: ClosableSender | None = None

    @property
    def golden_shares(self) -> dict[str, float]:
        """By queue: how often a claim gets a case of the golden set."""
        return self.routing_rules.golden_shares(self.settings.queues.golden_share)

    @cached_property
    def nearest_examples(self) -> NearestExamples:
        return NearestExamples(self.corpus.index, self.corpus.embedder)

    def latest_review(self, decision_id: str) -> Review | None:
        """The review in effect."""
        return self.store.reviews.state(decision_id).latest

    def decide(
        self,
        case: Case,
        caller_id: str,
        *,
        as_of: date | None = None,
        decision_id: str | None = None,
        batch_item: tuple[str, int] | None = None,
        on_progress: OnProgress = ignore_progress,
    ) -> Decision:
        """Decides the case, stores the decision with an audit log entry, and counts it in the metrics. Raises
        CaseRefused and the errors of the adjudicator."""
        refusal = case.refusal(self.adjudicator.now(), self.settings.max_content_chars)
        if refusal is not None:
            raise CaseRefused(refusal)
        log = StoreDecisionLog(self.store, decided_by=caller_id, batch_item=batch_item)
        adjudicator = for_batches(self.adjudicator) if batch_item else self.adjudicator
        decision = adjudicator.decide(case, as_of, decision_id=decision_id, decision_log=log, on_progress=on_progress)
        self.metrics.count_decision(decision)
        return decision

    def close(self) -> None:
        if self.metric_sender is not None:
            self.metric_sender.close()
        self.store.close()
        self.tracing.close()


def open_services(settings: Settings, judge: str = "auto") -> Services:
    """Raises AddressRefused for a webhook that may not be called, InputError for a file of heads that cannot be
    written, OidcMissing, RoutingRulesInvalid, and the errors of opening the decision log, the corpus, its index and
    the models."""
    check_webhook(settings.messages)
    check_head_places(settings)
    Provider.configured(settings.sign_in)
    threads = settings.service.embedder_threads or max(1, available_cores() - 1)  # a core is left to the answers
    cache = ReadingCache.of(settings.reading_cache)
    built = build(settings, judge=judge, embedder=build_embedder(settings.embedder, threads), cache=cache)
    library = built.corpus.library
    notifier = Notifier(library, settings.messages.release)
    router = open_router(settings, library)
    store = open_decision_store(settings, notifier, router)
    appeals = built.appeal_adjudicator or built.adjudicator
    metrics = Metrics()
    if cache is not None:
        watch_readings(metrics.registry, cache)
    tracing = open_service_tracing(metrics)
    sender = open_metric_sending(store, metrics)
    return Services(settings, built.corpus, built.adjudicator, store, metrics, appeals, router.rules, tracing, sender)
