"""What Prometheus reads: counts and times of decisions, messages and requests, and never anything of their content."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from domain.decision import Decision
from domain.finding import FindingStatus
from domain.verdict import Outcome

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120)


class Metrics:
    """One set an app, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        here = self.registry
        self.decisions = Counter("clausewise_decisions", "Decisions made.", ["outcome", "judge"], registry=here)
        self.broken = Counter("clausewise_clauses_violated", "Clauses found violated.", ["clause"], registry=here)
        self.reviews_due = Counter("clausewise_needs_review", "Why a person must look.", ["reason"], registry=here)
        self.degraded = Counter(
            "clausewise_degradations", "Parts that could not do their work.", ["part"], registry=here
        )
        self.struck = Counter("clausewise_struck_quotes", "Quotes that nobody could bear out.", registry=here)
        self.tool_calls = Counter(
            "clausewise_tool_calls", "Calls of tools by models.", ["tool", "failed"], registry=here
        )
        self.tokens = Counter("clausewise_tokens", "Tokens of models.", ["kind"], registry=here)
        self.cost = Counter("clausewise_cost", "Cost of models, in the currency of the price table.", registry=here)
        self.stages = Histogram(
            "clausewise_stage_seconds", "Time of a decision's stages.", ["stage"], buckets=SECONDS, registry=here
        )
        self.requests = Histogram(
            "clausewise_http_seconds",
            "Time of requests.",
            ["method", "route", "status"],
            buckets=SECONDS,
            registry=here,
        )
        self.deliveries = Counter("clausewise_deliveries", "Attempts to deliver messages.", ["result"], registry=here)
        self.waiting = Gauge("clausewise_batch_cases_waiting", "Cases of batches that are not done.", registry=here)
        self.outbox = Gauge("clausewise_messages", "Messages in the outbox.", ["status"], registry=here)

    def decided(self, decision: Decision) -> None:
        verdict, trace = decision.verdict, decision.trace
        self.decisions.labels(verdict.outcome.value, trace.judge).inc()
        if verdict.outcome is Outcome.VIOLATION:
            for finding in verdict.findings:
                if finding.status is FindingStatus.VIOLATED:
                    self.broken.labels(finding.clause_id).inc()
        for reason in verdict.review_reasons:
            self.reviews_due.labels(reason.code.value).inc()
        for degradation in trace.degraded:
            self.degraded.labels(degradation.component).inc()
        self.struck.inc(len(trace.rejected_quotes))
        for call in trace.tool_calls:
            self.tool_calls.labels(call.name, str(bool(call.error)).lower()).inc()
        self._used(decision)

    def _used(self, decision: Decision) -> None:
        usage = decision.trace.usage
        for kind in ("input_tokens", "cached_tokens", "output_tokens"):
            self.tokens.labels(kind).inc(getattr(usage, kind))
        self.cost.inc(usage.cost or 0)
        for stage, milliseconds in decision.trace.timings_ms.items():
            self.stages.labels(stage).observe(milliseconds / 1000)

    def text(self) -> bytes:
        return generate_latest(self.registry)
