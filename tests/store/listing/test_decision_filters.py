"""The list of decisions is filtered by what is true now, and searched by words, on each kind of database."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from domain.access import Caller, Scope
from domain.appeal import Appeal, AppealStatus
from domain.case import Case, ContentItem
from domain.decision import Decision, DecisionState
from domain.finding import ContentQuote, ShortlistedClause
from domain.job import JobKind
from domain.review import Review, ReviewAction
from domain.verdict import Outcome
from store.decisions import DecisionStore
from store.erasure import Erasure
from store.listing.states import MAX_WORDS
from store.queue.job_lists import JobFilter
from store.queue.jobs import JobWriter
from tests.store.queue.fake_router import new_job

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
Decide = Callable[..., Decision]


def ids(store: DecisionStore, **filters: object) -> list[str]:
    return [summary.decision_id for summary in store.list(**filters)]  # type: ignore[arg-type]


def overturn(store: DecisionStore, decision_id: str, *violated: str, version: int = 0) -> None:
    outcome = Outcome.VIOLATION if violated else Outcome.NO_VIOLATION
    made = Review(
        review_id=f"rev_{decision_id}_{version}",
        decision_id=decision_id,
        action=ReviewAction.AMEND,
        outcome=outcome,
        violated=violated,
        reason="I read it.",
        reviewer="ana",
        reviewed_at=AT,
    )
    store.review(made, version, "test")


def listing(decision: Decision, clause_id: str) -> Decision:
    """With the clause on its shortlist."""
    quote = ContentQuote(item_id="c1", start=0, end=8, text="Turmeric")
    listed = ShortlistedClause(clause_id=clause_id, title="A rule", probability=0.4, similarity=0.5, quote=quote)
    verdict = decision.verdict.model_copy(update={"shortlist": (listed,)})
    return decision.model_copy(update={"verdict": verdict})


def with_text(case: Case, text: str, **fields: object) -> Case:
    return case.model_copy(update={"content": (ContentItem(id="c1", text=text),), **fields})


def test_outcome_and_clauses_are_those_of_the_review_in_effect(
    any_store: DecisionStore, case: Case, decide: Decide
) -> None:
    any_store.save(case, decide("d1", "HLT-2.1", hour=1))
    any_store.save(case, decide("d2", "HLT-2.1", hour=2))
    any_store.save(case, decide("d3", outcome=Outcome.NO_VIOLATION, hour=3))
    overturn(any_store, "d1")
    overturn(any_store, "d3", "DSC-1.1")
    assert ids(any_store, outcome=Outcome.VIOLATION) == ["d3", "d2"]
    assert ids(any_store, decided_outcome=Outcome.VIOLATION) == ["d2", "d1"]
    assert ids(any_store, clause_id="HLT-2.1") == ["d2"]
    assert ids(any_store, clause_ids=["DSC-1.1", "PRH-1.1"]) == ["d3"]
    assert ids(any_store, reviewed=True) == ["d3", "d1"]
    assert ids(any_store, reviewed=False) == ["d2"]
    (shown,) = any_store.list(1)
    assert (shown.outcome, shown.current_outcome, shown.current_violated) == (
        Outcome.NO_VIOLATION,
        Outcome.VIOLATION,
        ("DSC-1.1",),
    )
    overturn(any_store, "d1", "HLT-2.1", version=1)
    assert ids(any_store, clause_id="HLT-2.1") == ["d2", "d1"]


def test_clause_finds_open_verdicts_that_may_violate_it(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    """Until a person decides, the clauses of the shortlist and the unclear ones."""
    any_store.save(case, decide("d1", hour=1, outcome=Outcome.NO_VIOLATION))  # DSC-1.1 was unclear, and is settled
    any_store.save(case, listing(decide("d2", hour=2, outcome=Outcome.NEEDS_REVIEW), "PRH-1.1"))
    any_store.save(case, decide("d3", "DSC-1.1", hour=3))
    assert ids(any_store, clause_id="DSC-1.1") == ["d3", "d2"]
    assert ids(any_store, clause_ids=["PRH-1.1", "HLT-2.1"]) == ["d2"]
    assert ids(any_store, clause_id="DSC-1.1", outcome=Outcome.NEEDS_REVIEW) == ["d2"]
    assert [one.current_violated for one in any_store.list(clause_id="PRH-1.1")] == [()]
    overturn(any_store, "d2", "HLT-2.1")
    assert [ids(any_store, clause_id=clause_id) for clause_id in ("PRH-1.1", "HLT-2.1")] == [[], ["d2"]]


def test_hidden_review_leaves_the_verdict_open(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    any_store.save(case, listing(decide("d1", outcome=Outcome.NEEDS_REVIEW), "PRH-1.1"))
    overturn(any_store, "d1", "HLT-2.1")
    with any_store.database.write_transaction() as session:
        JobWriter(any_store.database, session, AT).create("d1", [new_job(JobKind.SECOND_REVIEW)])
    ana, ben = (Caller(key_id=name, name=name, scopes=(Scope.READ, Scope.REVIEW)) for name in ("ana", "ben"))
    found = {
        (caller.name, clause_id): ids(any_store, clause_id=clause_id, seen_by=caller)
        for caller in (ana, ben)
        for clause_id in ("PRH-1.1", "HLT-2.1")
    }
    assert found == {
        ("ana", "PRH-1.1"): [],
        ("ana", "HLT-2.1"): ["d1"],
        ("ben", "PRH-1.1"): ["d1"],
        ("ben", "HLT-2.1"): [],
    }


def test_erased_case_may_violate_nothing(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    any_store.save(case, listing(decide("d1", outcome=Outcome.NEEDS_REVIEW), "PRH-1.1"))
    Erasure(any_store.database).erase_creator("cr_ricardo", "test")
    assert ids(any_store, clause_ids=["PRH-1.1", "DSC-1.1"]) == []


def test_hidden_reviews_do_not_count(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    """`d1` waits for a second review, which ben may get, and ana, who made the first, may not."""
    for number in (1, 2):
        any_store.save(case, decide(f"d{number}", "HLT-2.1", hour=number))
        overturn(any_store, f"d{number}", "DSC-1.1")
    any_store.save(case, decide("d3", "HLT-2.1", hour=3))
    with any_store.database.write_transaction() as session:
        JobWriter(any_store.database, session, AT).create("d1", [new_job(JobKind.SECOND_REVIEW)])
    ana, ben = (Caller(key_id=name, name=name, scopes=(Scope.REVIEW,)) for name in ("ana", "ben"))
    lead = Caller(key_id="lena", name="lena", scopes=(Scope.LEAD,))
    for filters, by_review, as_ben_sees_it in (
        ({"clause_id": "DSC-1.1"}, ["d2", "d1"], ["d2"]),
        ({"clause_ids": ["HLT-2.1", "PRH-1.1"]}, ["d3"], ["d3", "d1"]),
        ({"reviewed": True}, ["d2", "d1"], ["d2"]),
        ({"reviewed": False}, ["d3"], ["d3", "d1"]),
        ({"reviewed": True, "clause_id": "HLT-2.1"}, [], []),
        ({"outcome": Outcome.VIOLATION, "clause_id": "DSC-1.1"}, ["d2", "d1"], ["d2"]),
        ({}, ["d3", "d2", "d1"], ["d3", "d2", "d1"]),
    ):
        for caller in (ana, lead, None):
            assert ids(any_store, **filters, seen_by=caller) == by_review, (filters, caller)
        assert ids(any_store, **filters, seen_by=ben) == as_ben_sees_it, filters
    jobs = any_store.queue.jobs
    found = [
        jobs.list(JobFilter(now=AT), decisions={"clause_id": "DSC-1.1", "seen_by": caller}) for caller in (ana, ben)
    ]
    assert [[job.decision_id for job in one] for one in found] == [["d1"], []]
    any_store.queue.claims.claim(jobs.of_decision("d1")[0].job_id, lead, timedelta(hours=1), AT)
    assert ids(any_store, reviewed=True, seen_by=lead) == ["d2"]  # who has the job


def test_hidden_review_does_not_change_the_outcome(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    any_store.save(case, decide("d1", "HLT-2.1"))
    overturn(any_store, "d1")
    with any_store.database.write_transaction() as session:
        JobWriter(any_store.database, session, AT).create("d1", [new_job(JobKind.SECOND_REVIEW)])
    ben = Caller(key_id="ben", name="ben", scopes=(Scope.REVIEW,))
    assert ids(any_store, outcome=Outcome.VIOLATION, seen_by=ben) == ["d1"]
    assert ids(any_store, outcome=Outcome.NO_VIOLATION, seen_by=ben) == []
    assert ids(any_store, outcome=Outcome.NO_VIOLATION) == ["d1"]


def test_case_fields_filter(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    any_store.save(case, decide("d1", hour=1))
    other = with_text(case, "tea", id="case_2", creator_id="cr_maya", market="DE", language=None)
    decision = decide("d2", hour=2)
    evidence = decision.evidence.model_copy(update={"language": "de"})
    trace = decision.trace.model_copy(update={"judge": "model"})
    any_store.save(other, decision.model_copy(update={"evidence": evidence, "trace": trace}))
    for name, value in {"case_id": "case_2", "creator_id": "cr_maya", "market": "DE", "judge": "model"}.items():
        assert ids(any_store, **{name: value}) == ["d2"], name
    assert ids(any_store, language="de") == ["d2"]  # found, not declared
    assert ids(any_store, language="en", market="US") == ["d1"]
    assert ids(any_store, market="DE", creator_id="cr_ricardo") == []
    first, second = (decide(name, hour=hour).decided_at for name, hour in (("d1", 1), ("d2", 2)))
    assert ids(any_store, since=first, until=second) == ["d1"]
    assert ids(any_store, since=second) == ["d2"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("turmeric", ["d1"]),
        ("CURE naive", ["d1"]),  # the start of `cures`; accents do not matter
        ("naïve turmeric", ["d1"]),
        ("turmeric tea", []),
        ("ures", []),
        ("it", ["d4", "d1"]),  # short words are found whole
        ("i", []),
        ("糖尿", ["d2"]),
        ("病", []),  # one sign of a script without spaces is found where it starts a pair
        ("茶は糖尿病", ["d2"]),
        ("糖病", []),
        ("чай", ["d3"]),
        ("cure", ["d4", "d1"]),  # written with letters that only look like these
        ("spring_sale", ["d4"]),
    ],
)
def test_words_are_searched(any_store: DecisionStore, case: Case, decide: Decide, query: str, found: list[str]) -> None:
    any_store.save(case, decide("d1", hour=1))
    any_store.save(with_text(case, "お茶は糖尿病"), decide("d2", hour=2))
    any_store.save(with_text(case, "Хороший чай"), decide("d3", hour=3))
    any_store.save(with_text(case, "it can \uff43\uff55\uff52\uff45 you! #spring_sale"), decide("d4", hour=4))
    assert ids(any_store, text=query) == found


def test_long_text_is_searched_by_its_first_words(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    text = " ".join(f"word{number}" for number in range(MAX_WORDS + 10))
    any_store.save(with_text(case, text), decide("d1"))
    assert ids(any_store, text=f"word{MAX_WORDS - 1}") == ["d1"]
    assert ids(any_store, text=f"word{MAX_WORDS + 9}") == []


def test_states(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    for number in (1, 2, 3):
        any_store.save(case.model_copy(update={"creator_id": f"cr_{number}"}), decide(f"d{number}", hour=number))
    with any_store.database.write_transaction() as session:
        JobWriter(any_store.database, session, AT).create("d1", [new_job(JobKind.NEEDS_REVIEW)])
        appeal = Appeal(appeal_id="app_1", decision_id="d2", statement="Why?", status=AppealStatus.OPEN, created_at=AT)
        any_store.appeals.create(session, appeal)
    Erasure(any_store.database).erase_creator("cr_3", "test")
    assert ids(any_store, state=DecisionState.WAITING) == ["d1"]
    assert ids(any_store, state=DecisionState.APPEALED) == ["d2"]
    assert ids(any_store, state=DecisionState.ERASED) == ["d3"]
    assert ids(any_store, state=DecisionState.LETTER_HELD) == []


def test_erased_creator_is_not_found(any_store: DecisionStore, case: Case, decide: Decide) -> None:
    any_store.save(case, decide("d1", "HLT-2.1"))
    Erasure(any_store.database).erase_creator("cr_ricardo", "test")
    for filters in ({"text": "turmeric"}, {"creator_id": "cr_ricardo"}, {"case_id": "case_1"}, {"market": "US"}):
        assert ids(any_store, **filters) == [], filters
    assert ids(any_store, clause_id="HLT-2.1", outcome=Outcome.VIOLATION, judge="local") == ["d1"]
