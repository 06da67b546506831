"""The queue: counts, ages, filters, and the jobs in the order in which they are given out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Query, Response
from pydantic import AfterValidator

from api.desk.pages.values import page_values
from api.desk.route import DeskRoute, SignedIn
from api.desk.templating import page, words
from api.desk.views.queue import FilterField, JobRowView, job_row, queue_counts
from api.desk.views.seen import kind_words
from api.escalations import Escalations
from api.problem import ApiError
from api.routes.jobs import job_cursor, job_position
from api.security import ServicesDependency
from api.services import Services
from domain.access import Caller
from domain.clause import Severity
from domain.job import Job, JobKind
from domain.plain_text import check_text
from domain.verdict import Outcome
from policies.library import Library
from store.listing.decision_filters import DecisionFilters
from store.queue.job_lists import JobFilter

router = APIRouter(route_class=DeskRoute)
ROWS = 20  # about two screens; each is read whole
KINDS = {kind.value: kind for kind in JobKind}
OUTCOMES = {outcome.value: outcome for outcome in Outcome}
SEVERITIES = {severity.name.lower(): severity for severity in Severity}
Choice = TypeVar("Choice")
Text = Annotated[str, Query(max_length=200), AfterValidator(check_text)]


@dataclass(frozen=True)
class QueueQuery:
    """What a person chose; an empty text does not filter, as an empty field of the form is sent."""

    queue: Text = ""
    kind: Text = ""
    outcome: Text = ""
    clause_id: Text = ""
    severity: Text = ""
    market: Text = ""
    language: Text = ""
    creator_id: Text = ""
    q: Text = ""
    cursor: Annotated[str, Query(max_length=500)] = ""

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that are set, without the place in the list."""
        return {name: value for name, value in vars(self).items() if value and name != "cursor"}

    def decisions(self, library: Library, caller: Caller) -> DecisionFilters:
        filters: DecisionFilters = {
            "outcome": _choice("outcome", OUTCOMES, self.outcome),
            "clause_id": self.clause_id or None,
            "market": self.market.upper() or None,
            "language": self.language or None,
            "creator_id": self.creator_id or None,
            "text": self.q or None,
            "seen_by": caller,
        }
        severity = _choice("severity", SEVERITIES, self.severity)
        if severity is not None:
            filters["clause_ids"] = {
                clause.id for clause in library.clauses if clause.severity is Severity[severity.name]
            }
        return {name: value for name, value in filters.items() if value is not None}  # type: ignore[return-value]


@router.get("/queue")
def queue_page(services: ServicesDependency, person: SignedIn, query: Annotated[QueueQuery, Depends()]) -> Response:
    now, jobs = datetime.now(UTC), services.store.queue.jobs
    kind = _choice("kind", KINDS, query.kind)
    wanted = JobFilter(now=now, queue=query.queue or None, kind=kind, one_per_group=True)
    decisions = query.decisions(services.corpus.library, person.caller)
    found = jobs.list(wanted, limit=ROWS + 1, cursor=job_position(query.cursor or None), decisions=decisions)
    counts = queue_counts(jobs.counts(now), services.routing_rules.queues, now)
    values = {
        **page_values(person, "queue"),
        "counts": counts,
        "total_open": sum(count.open for count in counts),
        "mine": bool(jobs.list(JobFilter(now=now, claimed_by=person.name), limit=1)),
        "chosen": query,
        "searched": query.q,
        "filters": _fields(query, services.corpus.library),
        "is_filtered": bool(set(query.chosen) - {"queue"}),
        "rows": tuple(_rows(services, person.caller, found[:ROWS], now)),
        "next_page": _next_page(query, found),
    }
    return page("queue", values)


def _choice(name: str, choices: Mapping[str, Choice], value: str) -> Choice | None:
    """None for an empty value. Raises ApiError for an unknown one."""
    if value and value not in choices:
        detail = f"`{name}` is one of {', '.join(choices)}: choose one, or leave it out"
        raise ApiError(422, "invalid-request", detail)
    return choices.get(value)


def _rows(services: Services, caller: Caller, jobs: Sequence[Job], now: datetime) -> Iterator[JobRowView]:
    """One row for each group of copies."""
    groups: dict[str, Job] = {}
    for job in jobs:
        groups.setdefault(job.group_id or job.job_id, job)
    sizes = services.store.queue.groups.sizes({job.group_id for job in jobs if job.group_id})
    decisions = services.store.get_all([job.decision_id for job in groups.values()])
    notes = Escalations(services).words_for(caller, jobs)
    for job in groups.values():
        stored = decisions.get(job.decision_id)
        if stored is not None:
            size = sizes.get(job.group_id or "")
            yield job_row(job, stored, now, size.open if size else 1, notes.get(job.job_id, ""))


def _next_page(query: QueueQuery, found: Sequence[Job]) -> str | None:
    if len(found) <= ROWS:
        return None
    return f"/desk/queue?{urlencode({**query.chosen, 'cursor': job_cursor(found[ROWS - 1])})}"


def _fields(query: QueueQuery, library: Library) -> tuple[FilterField, ...]:
    return (
        FilterField("kind", "Asked because", query.kind, tuple((one, kind_words(kind)) for one, kind in KINDS.items())),
        FilterField("outcome", "Outcome", query.outcome, _in_words(OUTCOMES)),
        FilterField("severity", "Severity", query.severity, _in_words(SEVERITIES)),
        FilterField("clause_id", "Clause", query.clause_id),
        FilterField("market", "Market", query.market, _in_words(sorted(library.markets))),
        FilterField("language", "Language", query.language),
        FilterField("creator_id", "Creator", query.creator_id),
        FilterField("q", "Words", query.q),
    )


def _in_words(values: Iterable[str]) -> tuple[tuple[str, str], ...]:
    return tuple((value, words(value)) for value in values)
