"""Lines are added once, read in order, and erased with their creator alone; facts of decisions hold no content."""

from dataclasses import asdict
from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from domain.access import Caller, Scope
from domain.case import Case
from domain.credit import Account, AccountKind, CreditKind, CreditLine, CreditReason
from domain.quality import GoldenSource
from domain.verdict import Outcome
from store.audit_comparison import compare_with_log
from store.credit.credit_lines import CreditDay, CreditLines, add_lines, is_known
from store.credit.decision_facts import read_decision_facts
from store.credit.quizzes import Quizzes
from store.decisions import DecisionStore
from store.erasure import Erasure
from store.purge import purge
from store.quality.golden_set import GoldenSet, RightAnswer
from tests.store.conftest import Decide
from tests.store.credit.quiz import AT, make_quiz

DAY = date(2026, 11, 3)
RICARDO = Account(id="cr_ricardo")
SHOP = Account(kind=AccountKind.MERCHANT, id="cr_ricardo")  # a merchant may have the same id
LEAD = Caller(key_id="k", name="lena", scopes=(Scope.LEAD,))


def line(name: str, account: Account = RICARDO, day: date = DAY, points: int = 1) -> CreditLine:
    return CreditLine(
        line_id=name,
        account=account,
        day=day,
        for_day=day,
        kind=CreditKind.EARN,
        reason=CreditReason.COMPLIANT_POST,
        points=points,
        rule_version="1",
        expires_on=date(2027, 5, 2),
    )


def test_day_is_written_once_with_its_lines(any_store: DecisionStore) -> None:
    lines, day = CreditLines(any_store.database), CreditDay(DAY, "1", "d" * 64)
    assert lines.add_day(day, [line("b"), line("a"), line("c", SHOP)], "test", AT)
    assert not lines.add_day(day, [line("z")], "test", AT)
    assert [one.line_id for one in lines.of_account(RICARDO)] == ["a", "b"]
    assert [one.line_id for one in lines.all()] == ["a", "b", "c"]
    assert (lines.last_day(), lines.digests("1"), lines.digests("2")) == (day, frozenset({"d" * 64}), frozenset())
    assert (is_known(any_store.database, SHOP), is_known(any_store.database, Account(id="nobody"))) == (True, False)


def test_line_that_is_stored_already_is_refused_with_its_day(any_store: DecisionStore) -> None:
    lines = CreditLines(any_store.database)
    lines.add_day(CreditDay(DAY, "1", "d"), [line("a")], "test", AT)
    with pytest.raises(IntegrityError):
        lines.add_day(CreditDay(date(2026, 11, 4), "1", "d"), [line("b"), line("a")], "test", AT)
    assert [one.line_id for one in lines.all()] == ["a"]
    assert any_store.audit.verify().entries == 1


def test_erasure_takes_the_ledger_and_the_quizzes_of_the_creator_alone(
    any_store: DecisionStore, case: Case, decide: Decide
) -> None:
    any_store.save(case, decide("d1", "HLT-2.1"), decided_by="test")
    with any_store.database.write_transaction() as session:
        add_lines(session, [line("a"), line("b", SHOP), line("c", Account(id="cr_li"))])
    quizzes = Quizzes(any_store.database)
    for account in (RICARDO, SHOP):
        quizzes.add(make_quiz(f"quiz_{account.kind}", account), "test", 9)
    Erasure(any_store.database).erase_creator("cr_ricardo", "test")
    assert purge(any_store.database, 0) is None
    lines = CreditLines(any_store.database)
    assert [one.line_id for one in lines.all()] == ["b", "c"]
    assert (quizzes.of_account(RICARDO), len(quizzes.of_account(SHOP))) == ((), 1)
    assert read_decision_facts(any_store.database) == ()
    assert not is_known(any_store.database, RICARDO)
    assert (any_store.audit.verify().error, compare_with_log(any_store.database).problems) == (None, ())


def test_facts_hold_no_content_and_leave_labelled_cases_out(
    any_store: DecisionStore, case: Case, decide: Decide
) -> None:
    any_store.save(case, decide("d1", "HLT-2.1"), decided_by="test")
    any_store.save(case, decide("d2", "HLT-2.1"), decided_by="test")
    golden = GoldenSet(any_store.database, None)
    golden.add("d2", RightAnswer(Outcome.VIOLATION, ("HLT-2.1",)), "x", LEAD, AT, GoldenSource.DATASET)
    (facts,) = read_decision_facts(any_store.database)
    assert (facts.decision_id, facts.market, facts.is_post, facts.violated) == ("d1", "US", True, ("HLT-2.1",))
    assert "Turmeric" not in str(asdict(facts))
    assert read_decision_facts(any_store.database, "cr_li") == ()
