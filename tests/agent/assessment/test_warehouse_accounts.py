"""The tools of a post read the creator's account as of the case's day; what is not known is said with its reason."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.assessment.warehouse_accounts import NO_CREATOR, NO_WAREHOUSE, POST_UNKNOWN, LinksRefused, WarehouseAccounts
from agent.open_warehouse import FRESH_DAYS
from agent.settings import Settings
from domain.assessment import COPY_OF_THIS_POST, REVIEW_ONLY, TOOL_READINGS, AccountReading, AccountTool, Significance
from domain.case import Case
from domain.days import date_of
from tests.agent.assessment.accounts import GOOD, LAST, PIRATE, account_rows, add_links
from tests.warehouse.warehouses import FIRST, load_rows, run_jobs
from warehouse.connection import open_warehouse

DAY = date_of(FIRST + LAST)
OWN_TOOLS = [tool for tool in AccountTool if tool not in REVIEW_ONLY]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """With a warehouse of accounts in the data folder."""
    folder = tmp_path_factory.mktemp("accounts")
    with open_warehouse(f"sqlite:///{folder / 'warehouse.db'}") as warehouse:
        load_rows(warehouse, account_rows())
        run_jobs(warehouse, FIRST + LAST)
        add_links(warehouse.engine, PIRATE, "c_other")
    return Settings(data_dir=folder)


def case_of(creator: str | None, case_id: str = "case") -> Case:
    return Case.model_validate({"id": case_id, "creator_id": creator, "content": [{"text": "hello"}]})


def read(settings: Settings, case: Case, tool: AccountTool, day: date = DAY) -> tuple[AccountReading, ...]:
    with WarehouseAccounts(settings).open(case, day) as account:
        return account.read(tool)


def reasons(settings: Settings, case: Case, day: date = DAY) -> set[str]:
    """Why nothing is known; fails if something is."""
    found = [one for tool in OWN_TOOLS for one in read(settings, case, tool, day)]
    assert [one.name for one in found if one.value is not None or one.lines] == []
    assert [one.name for one in found] == [name for tool in OWN_TOOLS for name in TOOL_READINGS[tool]]
    return {one.not_measured for one in found}


def test_readings_have_the_names_that_the_tools_promise(settings: Settings) -> None:
    for tool in OWN_TOOLS:
        found = read(settings, case_of(PIRATE), tool)
        assert tuple(one.name for one in found) == TOOL_READINGS[tool]
        assert {one.as_of for one in found} == {DAY}


def test_post_that_shows_another_has_a_line_of_its_own(settings: Settings) -> None:
    (reading,) = read(settings, case_of(PIRATE, f"{PIRATE}-3"), AccountTool.COPIES_OF)
    first = reading.lines[0]
    assert (first.id, first.code, first.significance) == ("K0", COPY_OF_THIS_POST, Significance.AGAINST_CREATOR)
    assert first.text.startswith(f"this post, {PIRATE}-3 shows 90% of {GOOD}-3 of another creator (mirror), 2 hours")
    assert first.posts == (f"{PIRATE}-3", f"{GOOD}-3")
    assert len({line.id for line in reading.lines}) == len(reading.lines)


def test_copies_by_the_creator_say_nothing_about_another_post(settings: Settings) -> None:
    (reading,) = read(settings, case_of(PIRATE, f"{PIRATE}-15"), AccountTool.COPIES_OF)
    assert COPY_OF_THIS_POST not in {line.code for line in reading.lines}
    assert reading.not_known == ()
    (unknown,) = read(settings, case_of(PIRATE, "not-loaded"), AccountTool.COPIES_OF)
    assert unknown.not_known == (POST_UNKNOWN,)
    (of_other,) = read(settings, case_of(GOOD, f"{PIRATE}-3"), AccountTool.COPIES_OF)
    assert (of_other.not_known, [one.code for one in of_other.lines if one.code == COPY_OF_THIS_POST]) == (
        (POST_UNKNOWN,),
        [],
    )


def test_nothing_later_than_the_day_is_read(settings: Settings) -> None:
    early = DAY - timedelta(days=11)
    (then,) = read(settings, case_of(PIRATE), AccountTool.CREATOR_TIMELINE, early)
    (now,) = read(settings, case_of(PIRATE), AccountTool.CREATOR_TIMELINE)
    assert then.as_of == early
    assert "DECISION" not in {line.code for line in then.lines}
    assert "DECISION" in {line.code for line in now.lines}


def test_last_computed_day_is_read_for_a_week(settings: Settings) -> None:
    (reading,) = read(settings, case_of(PIRATE), AccountTool.CREATOR_TIMELINE, DAY + timedelta(days=FRESH_DAYS))
    assert (reading.as_of, reading.not_measured) == (DAY, "")
    late = DAY + timedelta(days=FRESH_DAYS + 1)
    (why,) = reasons(settings, case_of(PIRATE), late)
    assert why == f"the daily jobs computed none of the 7 days before {late}, nor {late} itself"


def test_day_before_the_first_one_is_not_known(settings: Settings) -> None:
    (why,) = reasons(settings, case_of(PIRATE), date(2020, 1, 1))
    assert "computed none" in why


@pytest.mark.parametrize(
    ("creator", "why"),
    [("nobody", f"the warehouse has no creator nobody who had joined by {DAY}"), (None, NO_CREATOR)],
)
def test_unknown_creator_is_not_known(settings: Settings, creator: str | None, why: str) -> None:
    assert reasons(settings, case_of(creator)) == {why}


def _damaged(folder: Path) -> dict[str, Any]:
    (folder / "warehouse.db").write_bytes(b"no database at all, but some text that is long enough" * 40)
    return {}


WITHOUT = {
    "absent": (lambda folder: {}, NO_WAREHOUSE),
    "damaged": (_damaged, "cannot be used"),
    "no URL": (lambda folder: {"warehouse_url": "events.db"}, "is no URL of a warehouse"),
    "unknown database": (lambda folder: {"warehouse_url": "mysql://host/db"}, "mysql is no database"),
}


@pytest.mark.parametrize(("prepare", "why"), WITHOUT.values(), ids=WITHOUT)
def test_without_a_usable_warehouse_nothing_is_known(tmp_path: Path, prepare: Any, why: str) -> None:
    (found,) = reasons(Settings(data_dir=tmp_path, **prepare(tmp_path)), case_of(PIRATE))
    assert why in found


def test_warehouse_without_computed_days_is_not_known(tmp_path: Path) -> None:
    with open_warehouse(f"sqlite:///{tmp_path / 'warehouse.db'}") as warehouse:
        load_rows(warehouse, account_rows())
    (why,) = reasons(Settings(data_dir=tmp_path), case_of(PIRATE))
    assert "computed none" in why


def test_links_are_refused(settings: Settings) -> None:
    with pytest.raises(LinksRefused, match="order reviews alone"):
        read(settings, case_of(PIRATE), AccountTool.LINKED_ACCOUNTS)


def test_nothing_is_opened_before_a_tool_is_called(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path, warehouse_url="mysql://host/db")
    with WarehouseAccounts(settings).open(case_of(PIRATE), DAY):
        assert [*tmp_path.iterdir()] == []
