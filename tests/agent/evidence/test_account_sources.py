"""What an earlier decision stored of an account is all that a replay reads."""

from datetime import date

from agent.evidence.account_sources import NO_ACCOUNTS, NOT_STORED, RecordedAccounts
from domain.assessment import AccountReading, AccountTool
from tests.agent.judges.shop import make_case

DAY = date(2026, 7, 30)
TIMELINE = AccountReading(name="timeline", tool=AccountTool.CREATOR_TIMELINE, as_of=DAY, value=59)


def test_stored_reading_is_returned_and_others_are_not_known() -> None:
    with RecordedAccounts((TIMELINE,)).open(make_case("hello"), DAY) as account:
        assert account.read(AccountTool.CREATOR_TIMELINE) == (TIMELINE,)
        missing = account.read(AccountTool.QUALITY_BREAKDOWN)
    assert [(one.name, one.value, one.not_measured, one.as_of) for one in missing] == [
        (name, None, NOT_STORED, DAY) for name in ("low_effort", "content_quality", "record")
    ]


def test_without_a_source_nothing_is_known() -> None:
    with NO_ACCOUNTS.open(make_case("hello"), DAY) as account:
        assert all(one.not_measured for tool in AccountTool for one in account.read(tool))
