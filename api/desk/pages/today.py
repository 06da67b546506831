"""Today at a glance: what was decided, reviewed and overturned, how old the queue is, letters and model cost."""

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter, Response

from api.desk.pages.values import page_values
from api.desk.route import DeskRoute, SignedIn
from api.desk.templating import page
from api.desk.views.queue import queue_counts
from api.desk.views.today import AGES, MIN_REVIEWED, age_rows, clause_rows, cost_words, day_rows, letter_rows
from api.security import ServicesDependency
from store.figures import Figures, start_of

router = APIRouter(route_class=DeskRoute)
DAYS = 7
WITHOUT_MODEL = ("rules", "local", "rules+local")  # judges that ask no language model
MAX_CLAUSES = 30


@router.get("/today")
def today_page(services: ServicesDependency, person: SignedIn) -> Response:
    now = datetime.now(UTC)
    today, first = now.date(), now.date() - timedelta(days=DAYS - 1)
    figures, jobs = Figures(services.store.database), services.store.queue.jobs
    by_clause, currency = figures.by_clause(first), services.settings.llm.currency
    values = {
        "now": now,
        "days": day_rows(figures.by_day(first, DAYS)),
        "clauses": clause_rows(by_clause[:MAX_CLAUSES], {c.id: c.title for c in services.corpus.library.clauses}),
        "more_clauses": max(len(by_clause) - MAX_CLAUSES, 0),
        "min_reviewed": MIN_REVIEWED,
        "ages": age_rows(figures.queue_ages(now, AGES)),
        "queues": queue_counts(jobs.counts(now), services.routing_rules.queues, now),
        "letters": letter_rows(figures.letters(start_of(first))),
        "cost_today": cost_words(figures.cost(today, WITHOUT_MODEL), currency),
        "cost_days": cost_words(figures.cost(first, WITHOUT_MODEL), currency),
        "day_count": DAYS,
    }
    return page("today", {**page_values(person, "today"), **values})
