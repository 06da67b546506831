"""Decisions that restrict something, with the groups that the transparency report counts them in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from agent.statements.reader import StatementReader
from agent.statements.restriction import restriction_of, violated_clauses
from domain.clause import Clause
from domain.notice import AccountType
from domain.statement import Restriction
from store.statements.candidates import Candidate, Candidates

NO_CATEGORY, NO_MARKET = "(no category)", "(no market)"
OWN_INITIATIVE = "SOURCE_VOLUNTARY"


@dataclass(frozen=True)
class RestrictingDecision:
    """A decision that restricts something, with the groups that it is counted in: one of each kind. `keywords`: of the
    clause that gives the category. `source`: a code of the database."""

    decision_id: str
    creator_id: str | None
    restriction: Restriction
    category: str
    keywords: tuple[str, ...]
    ground: str
    market: str
    source: str = OWN_INITIATIVE
    is_business: bool = False

    @property
    def measures(self) -> str:
        return " + ".join(self.restriction.measures)

    @property
    def is_illegal(self) -> bool:
        return self.ground == ILLEGAL


ILLEGAL, TERMS = "illegal content", "terms and conditions"


def restricting_decisions(reader: StatementReader, since: datetime, until: datetime) -> Iterator[RestrictingDecision]:
    for candidate in Candidates(reader.store).all(since, until):
        restriction = restriction_of(candidate, reader.builder.library, reader.builder.measures)
        if restriction is not None:
            yield _counted(candidate, restriction, reader)


def legal_ground_of(clauses: Sequence[Clause]) -> str:
    """Of the clause with the most points; empty: the terms alone."""
    return clauses[0].classification.legal_ground if clauses and clauses[0].classification else ""


def _counted(candidate: Candidate, restriction: Restriction, reader: StatementReader) -> RestrictingDecision:
    case, clauses = candidate.stored.case, violated_clauses(candidate, reader.builder.library)
    found = [clause.classification for clause in clauses if clause.classification]
    return RestrictingDecision(
        decision_id=candidate.stored.decision.decision_id,
        creator_id=case.creator_id,
        restriction=restriction,
        category=found[0].category if found else NO_CATEGORY,
        keywords=found[0].keywords if found else (),
        ground=ILLEGAL if legal_ground_of(clauses) else TERMS,
        market=case.market or NO_MARKET,
        source=case.notice.source_type if case.notice else OWN_INITIATIVE,
        is_business=case.account_type is AccountType.BUSINESS,
    )
