"""What the service stands on, joined once at its start."""

from dataclasses import dataclass, replace
from datetime import date

from agent.adjudicator import Adjudicator
from agent.build import Corpus, build
from agent.messages.notifications import Notifier
from agent.open_stores import build_store
from agent.settings import Settings
from api.metrics import Metrics
from domain.case import Case
from domain.decision import Decision
from domain.errors import InputError
from domain.review import Review
from store.decisions import DecisionStore


class CaseTooLarge(InputError):
    """A case has more of something than one may have."""


@dataclass(frozen=True)
class Services:
    settings: Settings
    shelf: Corpus
    adjudicator: Adjudicator
    store: DecisionStore
    meters: Metrics

    def latest(self, decision_id: str) -> Review | None:
        """The review that holds, if there is any."""
        return next(reversed(self.store.reviews.of(decision_id)), None)

    def decide(self, case: Case, who: str, *, as_of: date | None = None, decision_id: str | None = None) -> Decision:
        """Decides, records, with a line of the audit log, and counts. Raises CaseTooLarge and what
        the adjudicator raises."""
        excess = case.limit_exceeded(self.settings.max_content_chars)
        if excess is not None:
            raise CaseTooLarge(excess)
        adjudicator = replace(self.adjudicator, record=replace(self.store, who=who))
        decision = adjudicator.decide(case, as_of, decision_id)
        self.meters.decided(decision)
        return decision

    def close(self) -> None:
        self.store.close()


def join(settings: Settings, judge: str = "auto") -> Services:
    """Raises what opening the record, the corpus, the index and the models raises."""
    opened = build_store(settings)
    built = build(settings, opened, judge=judge)
    postman = Notifier(built.corpus.library, settings.messages.hold_from)
    store = replace(opened, postman=postman)
    return Services(settings, built.corpus, replace(built.adjudicator, record=store), store, Metrics())
