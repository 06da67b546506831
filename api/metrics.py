"""Prometheus metrics of decisions, messages and requests. No label holds content or personal data."""

from collections.abc import Iterable
from datetime import datetime

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from domain.decision import Decision
from domain.job import QueueCounts
from domain.verdict import Outcome
from tracing.model_calls import ModelCall

MODEL_CALL = ("gen_ai_operation_name", "gen_ai_provider_name", "gen_ai_request_model")
# As the conventions for generative AI advise
CALL_SECONDS = tuple(0.01 * 2**power for power in range(14))
CALL_TOKENS = tuple(4**power for power in range(14))
BUCKETS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """The metrics of one application, in a separate registry."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.decisions = self._counter("decisions", "Decisions made.", "outcome", "judge")
        self.clauses_violated = self._counter("clauses_violated", "Clauses found violated.", "clause")
        self.review_reasons = self._counter("review_reasons", "Reasons for human review.", "reason")
        self.degradations = self._counter("degradations", "Components that failed during a decision.", "component")
        self.rejected_quotes = self._counter("rejected_quotes", "Quotes that failed verification.")
        self.tool_calls = self._counter("tool_calls", "Tool calls by models.", "tool", "failed")
        self.tokens = self._counter("tokens", "Model tokens.", "kind")
        self.cached_answers = self._counter("cached_answers", "Answers of models from the cache, without a call.")
        self.cost = self._counter("cost", "Model cost in the currency of the price table.")
        self.deliveries = self._counter("deliveries", "Attempts to deliver messages.", "result")
        self.stage_seconds = self._histogram("stage_seconds", "Duration of the stages of a decision.", "stage")
        self.request_seconds = self._histogram(
            "http_request_seconds", "Duration of HTTP requests.", "method", "route", "status"
        )
        self.call_seconds = Histogram(
            "gen_ai_client_operation_duration_seconds",
            "Duration of requests to language models, with all attempts.",
            (*MODEL_CALL, "error_type"),
            buckets=CALL_SECONDS,
            registry=self.registry,
        )
        self.call_tokens = Histogram(
            "gen_ai_client_token_usage",
            "Tokens of requests to language models, as the server reported them.",
            (*MODEL_CALL, "gen_ai_token_type"),
            buckets=CALL_TOKENS,
            registry=self.registry,
        )
        self.waiting_cases = self._gauge("batch_cases_waiting", "Batch cases that are not finished.")
        self.claims = self._counter("job_claims", "Claims of jobs of the review queue.", "result")
        self.jobs = self._gauge("jobs_open", "Open jobs of the review queue.", "queue")
        self.overdue_jobs = self._gauge("jobs_overdue", "Open jobs of the review queue whose time is over.", "queue")
        self.oldest_job_seconds = self._gauge("jobs_oldest_seconds", "The age of the oldest open job.", "queue")
        self.messages = self._gauge("messages", "Messages in the outbox.", "status")
        self.spans_lost = self._counter("spans_lost", "Spans of traces that the collector did not take.")

    def _counter(self, name: str, text: str, *labels: str) -> Counter:
        return Counter(f"clausewise_{name}", text, labels, registry=self.registry)

    def _gauge(self, name: str, text: str, *labels: str) -> Gauge:
        return Gauge(f"clausewise_{name}", text, labels, registry=self.registry)

    def _histogram(self, name: str, text: str, *labels: str) -> Histogram:
        return Histogram(f"clausewise_{name}", text, labels, buckets=BUCKETS_SECONDS, registry=self.registry)

    def count_decision(self, decision: Decision) -> None:
        verdict, trace = decision.verdict, decision.trace
        self.decisions.labels(verdict.outcome.value, trace.judge).inc()
        if verdict.outcome is Outcome.VIOLATION:
            for clause_id in verdict.violated:
                self.clauses_violated.labels(clause_id).inc()
        for reason in verdict.review_reasons:
            self.review_reasons.labels(reason.code.value).inc()
        for degradation in trace.degraded:
            self.degradations.labels(degradation.component).inc()
        self.rejected_quotes.inc(len(trace.rejected_quotes))
        for call in trace.tool_calls:
            self.tool_calls.labels(call.name, str(bool(call.error)).lower()).inc()
        self._count_usage(decision)

    def count_model_call(self, call: ModelCall) -> None:
        about = (call.operation, call.provider, call.model)
        self.call_seconds.labels(*about, call.error_type).observe(call.seconds)
        for kind, tokens in (("input", call.input_tokens), ("output", call.output_tokens)):
            if tokens is not None:
                self.call_tokens.labels(*about, kind).observe(tokens)

    def count_claim(self, *, found: bool) -> None:
        self.claims.labels("found" if found else "none").inc()

    def show_queues(self, queues: Iterable[QueueCounts], now: datetime) -> None:
        """In place of what was shown before: a queue without an open job is left out."""
        for gauge in (self.jobs, self.overdue_jobs, self.oldest_job_seconds):
            gauge.clear()
        for counts in queues:
            self.jobs.labels(counts.queue).set(counts.open)
            self.overdue_jobs.labels(counts.queue).set(counts.overdue)
            age = (now - counts.oldest_at).total_seconds() if counts.oldest_at is not None else 0
            self.oldest_job_seconds.labels(counts.queue).set(age)

    def _count_usage(self, decision: Decision) -> None:
        usage = decision.trace.usage
        for kind in ("input_tokens", "cached_tokens", "output_tokens"):
            self.tokens.labels(kind).inc(getattr(usage, kind))
        self.cached_answers.inc(usage.cached_answers)
        self.cost.inc(usage.cost or 0)
        for stage, milliseconds in decision.trace.timings_ms.items():
            self.stage_seconds.labels(stage).observe(milliseconds / 1000)

    def render(self) -> bytes:
        """In the text format of Prometheus."""
        return generate_latest(self.registry)
