"""A law to try on past cases: a corpus, joined with the parts that decide by it, and the day it is taken of."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property

from agent.build import Clausewise
from agent.enforcement.consequence import weigh
from domain.case import Case
from domain.clause import Clause, ClauseKind
from domain.decision import Decision
from domain.finding import FindingStatus
from domain.ladder import Ladder
from domain.signals import SignalReading
from domain.verdict import Outcome
from signals.recorded import RecordedSignals


@dataclass(frozen=True)
class Past:
    """A case to decide again. Of one on record, `day` is whose law it was decided by, `reading` what was known of its
    creator, and `outcome` what came out."""

    name: str
    case: Case
    day: date | None = None
    reading: SignalReading | None = None
    outcome: Outcome | None = None

    @cached_property
    def own_day(self) -> date:
        return self.day or self.case.content_date or datetime.now(UTC).date()


@dataclass(frozen=True)
class Bearing:
    """All of the law that a decision rests on: what binds, the rules that may bind elsewhere or later, which a judge
    compares with, and the ladder."""

    binding: tuple[Clause, ...]
    standing: tuple[Clause, ...]
    ladder: Ladder | None


@dataclass(frozen=True)
class Law:
    """`day` None: each case is decided by the law of its own day."""

    clausewise: Clausewise
    day: date | None

    def on(self, past: Past) -> date:
        return self.day or past.own_day

    def decide(self, past: Past, reading: SignalReading | None) -> Decision:
        """By the reading of the creator where there is one, else by the configured source."""
        adjudicator = self.clausewise.adjudicator
        if reading is not None:
            gatherer = replace(adjudicator.gatherer, signals=RecordedSignals(reading))
            adjudicator = replace(adjudicator, gatherer=gatherer)
        decision = adjudicator.decide(past.case, self.on(past))
        return decision if self.on(past) == past.own_day else self._of_its_day(decision, past)

    def _of_its_day(self, decision: Decision, past: Past) -> Decision:
        """With the creator's history as it was on the case's own day: laws are compared, and not a younger creator with
        an older one."""
        library = self.clausewise.corpus.library
        clauses = library.behind(decision)
        broken = [clauses[f.clause_id] for f in decision.verdict.findings if f.status is FindingStatus.VIOLATED]
        ladder = library.ladder(self.on(past), past.case.market)
        consequence = weigh(broken, ladder, decision.evidence.signals, past.own_day)
        return decision.model_copy(update={"consequence": consequence})

    def bearing(self, past: Past) -> Bearing:
        library, on = self.clausewise.corpus.library, self.on(past)
        rules = (clause for clause in library.clauses if clause.kind is ClauseKind.RULE)
        return Bearing(
            binding=library.in_force(on, past.case.market, past.case.scope),
            standing=tuple(clause for clause in rules if clause.effective_to is None or clause.effective_to >= on),
            ladder=library.ladder(on, past.case.market),
        )
