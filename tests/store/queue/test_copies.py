"""Decisions about copies get one group while they wait for a person."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from domain.access import Caller, Scope
from domain.case import Case, ContentItem
from domain.decision import Decision
from domain.job import Job, JobKind, NewJob
from domain.review import Review
from store.decisions import DecisionStore
from store.erasure import Erasure
from store.queue.copies import Fingerprint
from store.queue.groups import GroupSize
from store.queue.job_lists import JobFilter

Decide = Callable[..., Decision]
HOUR = timedelta(hours=1)


class FakeRouter:
    """Every decision needs a review."""

    def for_decision(self, case: Case, decision: Decision, *, letter_held: bool) -> Sequence[NewJob]:
        return [NewJob(kind=JobKind.NEEDS_REVIEW, queue="review", priority=0, sla=HOUR)]

    def for_appeal(self, case: Case, decision: Decision) -> NewJob:
        raise NotImplementedError

    def for_review(
        self, case: Case, decision: Decision, review: Review, previous: Review | None, finished: Collection[JobKind]
    ) -> Sequence[NewJob]:
        return ()

    def for_escalation(self, case: Case, decision: Decision, job: Job) -> NewJob:
        raise NotImplementedError

    def for_kind(self, kind: JobKind, case: Case, decision: Decision) -> NewJob:
        raise NotImplementedError


class FakeFinder:
    """Texts with the same first letter have a band in common, and those of the same length are copies."""

    def __init__(self) -> None:
        self.compared: list[tuple[str, str]] = []

    def fingerprint(self, case: Case, decision: Decision) -> Fingerprint:
        text = case.content[0].text
        return Fingerprint(digest=text, bands=(ord(text[0]), -(2**63)))

    def are_copies(self, case: Case, other: Case) -> bool:
        one, two = case.content[0].text, other.content[0].text
        self.compared.append((one, two))
        return len(one) == len(two)


@pytest.fixture
def finder() -> FakeFinder:
    return FakeFinder()


@pytest.fixture
def grouping(any_store: DecisionStore, finder: FakeFinder) -> DecisionStore:
    return replace(any_store, router=FakeRouter(), copies=finder)


@pytest.fixture
def save(grouping: DecisionStore, case: Case, decide: Decide) -> Callable[[str, str], str | None]:
    """Stores a decision with this id about this text, and returns its group."""

    def save(decision_id: str, text: str) -> str | None:
        about = case.model_copy(
            update={"content": (ContentItem(id="c1", text=text),), "creator_id": f"cr_{decision_id}"}
        )
        grouping.save(about, decide(decision_id, "HLT-2.1"))
        return grouping.queue.groups.group_of(decision_id)

    return save


def test_same_text_is_one_group_without_a_comparison(
    grouping: DecisionStore, finder: FakeFinder, save: Callable[[str, str], str]
) -> None:
    first, second, other = save("d1", "abc"), save("d2", "abc"), save("d3", "xy")
    assert first == second != other
    assert ("abc", "abc") not in finder.compared
    assert grouping.queue.groups.members(first) == ("d1", "d2")
    assert [job.group_id for job in grouping.queue.jobs.of_decision("d2")] == [first]


def test_near_copy_is_verified_against_the_first_of_its_group(
    finder: FakeFinder, save: Callable[[str, str], str]
) -> None:
    first = save("d1", "abc")
    assert save("d2", "abd") == first
    assert save("d3", "abcd") != first
    finder.compared.clear()
    assert save("d5", "abe") == first
    assert ("abe", "abd") not in finder.compared


def test_sizes_count_those_that_wait(grouping: DecisionStore, save: Callable[[str, str], str]) -> None:
    group_id = save("d1", "abc")
    save("d2", "abc")
    assert grouping.queue.groups.sizes([group_id, "grp_none"]) == {group_id: GroupSize(total=2, open=2)}
    with grouping.database.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE jobs SET state = 'done' WHERE decision_id = 'd1'")
    assert grouping.queue.groups.sizes([group_id]) == {group_id: GroupSize(total=2, open=1)}
    assert grouping.queue.groups.open_members(group_id, 10) == ("d2",)


def test_erased_case_leaves_its_group_and_its_fingerprint_is_deleted(
    grouping: DecisionStore, save: Callable[[str, str], str]
) -> None:
    group_id = save("d1", "abc")
    save("d2", "abc")
    Erasure(grouping.database).erase_creator("cr_d1", "test")
    assert grouping.queue.groups.members(group_id) == ("d2",)
    with grouping.database.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM copy_bands").scalar() == 0
    assert save("d3", "abc") == group_id
    assert save("d4", "abz") != group_id


ANA, BEN = (Caller(key_id=f"key_{name}", name=name, scopes=(Scope.REVIEW,)) for name in ("ana", "ben"))
NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)


def test_copies_are_one_row_of_a_list(grouping: DecisionStore, save: Callable[[str, str], str]) -> None:
    for number in range(6):
        save(f"d{number}", "abc" if number % 2 else "xy")
    jobs = grouping.queue.jobs
    assert len(jobs.list(JobFilter(now=NOW))) == 6
    rows = jobs.list(JobFilter(now=NOW, one_per_group=True))
    assert len({row.group_id for row in rows}) == len(rows) == 2


def test_two_people_do_not_get_copies_of_one_text(grouping: DecisionStore, save: Callable[[str, str], str]) -> None:
    group_id = save("d1", "abc")
    save("d2", "abc")
    other = save("d3", "xy")
    claims = grouping.queue.claims
    first, second = claims.claim_next(ANA, HOUR, NOW), claims.claim_next(BEN, HOUR, NOW)
    assert first is not None
    assert second is not None
    assert {first.group_id, second.group_id} == {group_id, other}
    assert claims.claim_next(BEN, HOUR, NOW) is None
    mine = first if first.group_id == group_id else second
    grouping.queue.actions.skip(mine.job_id, ANA if mine is first else BEN, "I know the creator.", NOW)
    again = claims.claim_next(BEN if mine is first else ANA, HOUR, NOW)
    assert again is not None
    assert again.job_id == mine.job_id
    assert claims.claim_next(ANA if mine is first else BEN, HOUR, NOW) is None
