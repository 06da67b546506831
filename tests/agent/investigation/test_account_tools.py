"""The judge `agent` reads the creator's account by tools: it is evidence that is stored, and decides nothing."""

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from agent.build import Clausewise
from agent.evidence.account_sources import NO_ACCOUNTS, RecordedAccounts
from domain.assessment import COPY_OF_THIS_POST
from domain.case import Case
from domain.days import date_of
from domain.decision import Decision
from domain.verdict import Outcome
from llm.options import LlmOptions
from llm.server import LazyServer
from tests.agent.assessment.accounts import GOOD, LAST, LOW_EFFORT, PIRATE, account_rows, add_links
from tests.agent.judges.shop import build_shop, make_case
from tests.llm.tool_server import Json, ToolServer, calls, caught, says, tool_results, tool_server, user_text
from tests.warehouse.warehouses import FIRST, load_rows, run_jobs
from warehouse.connection import open_warehouse

POST = "they paid me for this tea and I keep quiet about it"
OWN = ("quality_breakdown", "behaviour_pattern", "copies_of", "creator_timeline")
READ_ALL = [calls(*((name, {}) for name in OWN)), says("done")]
DAY = date_of(FIRST + LAST)


@pytest.fixture(scope="module")
def shop_with_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Clausewise:
    folder = tmp_path_factory.mktemp("accounts")
    with open_warehouse(f"sqlite:///{folder / 'warehouse.db'}") as warehouse:
        load_rows(warehouse, account_rows())
        run_jobs(warehouse, FIRST + LAST)
        add_links(warehouse.engine, PIRATE, "c_other")
    return build_shop(folder, "agent", llm=LlmOptions(base_url="http://127.0.0.1:9/v1"))


def decide(
    shop: Clausewise, case: Case, turns: Sequence[Json] = READ_ALL, findings: Sequence[Json] = (), judge: str = "agent"
) -> tuple[Decision, ToolServer]:
    with tool_server(turns, findings) as server:
        options = LlmOptions(base_url=server.url, decisions_model=None, max_retries=0)
        decision = replace(shop.adjudicator, models=LazyServer(options)).decide(case, DAY)
    return decision, server


def post_of(creator: str | None, case_id: str = "case") -> Case:
    return make_case(POST, creator_id=creator).model_copy(update={"id": case_id})


def test_links_are_never_offered(shop_with_warehouse: Clausewise) -> None:
    decision, server = decide(
        shop_with_warehouse, post_of(PIRATE), [calls(("linked_accounts", {}), ("copies_of", {})), says("done")]
    )
    offered = {tool["function"]["name"]: tool["function"]["parameters"] for tool in server.searches[0]["tools"]}
    assert [name for name in offered if name in (*OWN, "linked_accounts")] == [*OWN]
    assert [offered[name]["properties"] for name in OWN] == [{}] * 4
    refused = decision.trace.tool_calls[0]
    assert (refused.name, refused.evidence_ids) == ("linked_accounts", ())
    assert "not a valid tool" in refused.error
    assert {reading.name for reading in decision.evidence.account} == {"copies"}
    assert "grp_1" not in str(server.requests)
    assert "c_other" not in str(server.requests)


def test_lines_are_shown_stored_and_named_in_the_trace(shop_with_warehouse: Clausewise) -> None:
    decision, server = decide(shop_with_warehouse, post_of(LOW_EFFORT))
    results = dict(zip(OWN, tool_results(server.searches[1]), strict=True))
    for name, text in results.items():
        assert re.fullmatch(rf"⟦\w+ {name}⟧\n.*\n⟦\w+ end⟧", text, re.DOTALL)
    assert "[E1] LOW_EFFORT: 20 of 20 measured posts are of low effort" in results["quality_breakdown"]
    assert "not measured: no models of creators are fitted" in results["behaviour_pattern"]
    stored = {line.id: line for reading in decision.evidence.account for line in reading.lines}
    assert stored["E1"].text == "20 of 20 measured posts are of low effort"
    made = {call.name: call.evidence_ids for call in decision.trace.tool_calls}
    assert [*made] == [*OWN]
    assert {line for ids in made.values() for line in ids} == stored.keys()
    assert {reading.as_of for reading in decision.evidence.account} == {DAY}


def test_account_does_not_reach_the_question_and_changes_no_verdict(shop_with_warehouse: Clausewise) -> None:
    findings = [caught("DSC-1", "i1", POST)]
    read, server = decide(shop_with_warehouse, post_of(LOW_EFFORT), findings=findings)
    unread, _ = decide(shop_with_warehouse, post_of(LOW_EFFORT), [says("done")], findings)
    assert read.evidence.account
    assert read.verdict == unread.verdict
    assert read.education == unread.education
    assert "low effort" not in str(server.questions)


def test_copy_of_this_post_is_asked_about_and_named_as_a_reason(shop_with_warehouse: Clausewise) -> None:
    decision, server = decide(shop_with_warehouse, post_of(PIRATE, f"{PIRATE}-3"))
    question = user_text(server.questions[0])
    assert "for rules on copied content alone" in question
    assert f"[K0] {COPY_OF_THIS_POST}: this post, {PIRATE}-3 shows 90% of {GOOD}-3" in question
    assert question.count("[K") == 1
    (reason,) = (one for one in decision.verdict.reasons_for if one.evidence_ids == ("K0",))
    assert reason.text.startswith("Measured: this post, ")
    assert decision.verdict.outcome is not Outcome.VIOLATION
    assert f"{GOOD}-3" not in decision.education.model_dump_json()


def test_copy_alone_proves_no_clause(shop_with_warehouse: Clausewise) -> None:
    """Words that stand in the measured line and not in the post are no quote of the post."""
    line = f"{PIRATE}-3 shows 90% of {GOOD}-3"
    decision, _ = decide(shop_with_warehouse, post_of(PIRATE, f"{PIRATE}-3"), findings=[caught("DSC-1", "i1", line)])
    assert decision.verdict.outcome is Outcome.NEEDS_REVIEW
    assert [quote.text for quote in decision.trace.rejected_quotes] == [line]


@pytest.mark.parametrize(
    ("creator", "why"), [("nobody", "the warehouse has no creator nobody"), (None, "the case names no creator")]
)
def test_unknown_creator_counts_neither_way(shop_with_warehouse: Clausewise, creator: str | None, why: str) -> None:
    decision, server = decide(shop_with_warehouse, post_of(creator))
    assert all(why in text for text in tool_results(server.searches[1]))
    assert {(reading.value, reading.lines) for reading in decision.evidence.account} == {(None, ())}
    unread, _ = decide(shop_with_warehouse, post_of(creator), [says("done")])
    assert decision.verdict == unread.verdict


def test_missing_warehouse_is_told_and_the_case_is_decided(tmp_path: Path) -> None:
    shop = build_shop(tmp_path, "agent", llm=LlmOptions(base_url="http://127.0.0.1:9/v1"))
    decision, server = decide(shop, post_of(PIRATE), findings=[caught("DSC-1", "i1", POST)])
    assert all("not measured: no events of creators are loaded" in text for text in tool_results(server.searches[1]))
    assert decision.verdict.outcome is Outcome.VIOLATION
    assert [one.reason for one in decision.trace.degraded if one.component == "tools"] == []
    assert not (tmp_path / "warehouse.db").exists()


def test_stored_readings_replace_the_warehouse(shop_with_warehouse: Clausewise) -> None:
    case = post_of(PIRATE, f"{PIRATE}-3")
    before, _ = decide(shop_with_warehouse, case)
    gatherer = shop_with_warehouse.adjudicator.gatherer
    for source, same in ((RecordedAccounts(before.evidence.account), True), (NO_ACCOUNTS, False)):
        adjudicator = replace(shop_with_warehouse.adjudicator, gatherer=replace(gatherer, accounts=source))
        again, _ = decide(replace(shop_with_warehouse, adjudicator=adjudicator), case)
        assert (again.evidence.account == before.evidence.account) is same
        assert (again.verdict == before.verdict) is same
