"""What a decision restricts once its reviews are considered; most decisions restrict nothing."""

from collections.abc import Mapping
from datetime import UTC, timedelta

from agent.enforcement.consequence import recommend_action, sort_by_points
from agent.statements.measures import Measures
from domain.clause import Clause
from domain.consequence import Consequence
from domain.decision import Decision
from domain.notice import AccountType
from domain.statement import Restriction
from domain.verdict import Outcome
from policies.library import Library
from store.statements.candidates import Candidate

FULLY, PARTIALLY = "AUTOMATED_DECISION_FULLY", "AUTOMATED_DECISION_PARTIALLY"
CLOSED = "DECISION_ACCOUNT_TERMINATED"


def violated_clauses(candidate: Candidate, library: Library) -> tuple[Clause, ...]:
    """In the version that the decision was based on, most points first. A clause that only a reviewer found is in its
    latest version; one that the policies dropped is left out."""
    decision = candidate.stored.decision
    ids = candidate.review.violated if candidate.review else decision.verdict.violated
    known: Mapping[str, Clause] = library.clauses_of_decision(decision)
    found = ((known.get(one), library.versions(one)) for one in dict.fromkeys(ids))
    return sort_by_points(own or versions[-1] for own, versions in found if own or versions)


def consequence_in_effect(candidate: Candidate, clauses: tuple[Clause, ...], library: Library) -> Consequence:
    """That of the decision; the ladder of its day recommends again where a reviewer found other clauses violated."""
    decision, market = candidate.stored.decision, candidate.stored.case.market
    if _is_confirmed(candidate, decision):
        return decision.consequence
    as_of = decision.trace.as_of
    return recommend_action(clauses, library.ladder(as_of, market), decision.evidence.signals, as_of)


def restriction_of(candidate: Candidate, library: Library, measures: Measures) -> Restriction | None:
    """None: nothing is restricted, or which action is due was not determined and violations alone restrict nothing."""
    if not candidate.is_violation:
        return None
    clauses = violated_clauses(candidate, library)
    consequence = consequence_in_effect(candidate, clauses, library)
    violation, own = measures.of(consequence.action)
    account = own.account or violation.account
    decided = candidate.review.reviewed_at if candidate.review else candidate.stored.decision.decided_at
    notice = measures.business_notice_days if account == CLOSED and _is_business(candidate) else 0
    restriction = Restriction(
        visibility=tuple(dict.fromkeys((*violation.visibility, *own.visibility))),
        visibility_other=own.visibility_other or violation.visibility_other,
        monetary=own.monetary or violation.monetary,
        monetary_other=own.monetary_other if own.monetary else violation.monetary_other,
        provision=own.provision or violation.provision,
        account=account,
        days=consequence.days,
        applied_on=decided.astimezone(UTC).date() + timedelta(days=notice),
        notice_days=notice,
        clauses=tuple(clause.id for clause in clauses),
        automated=PARTIALLY if candidate.review else FULLY,
        reviewed=candidate.review is not None,
    )
    return restriction if restriction.measures else None


def _is_business(candidate: Candidate) -> bool:
    return candidate.stored.case.account_type is AccountType.BUSINESS


def _is_confirmed(candidate: Candidate, decision: Decision) -> bool:
    review = candidate.review
    is_same = review is None or set(review.violated) == set(decision.verdict.violated)
    return is_same and decision.verdict.outcome is Outcome.VIOLATION
