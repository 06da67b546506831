"""An account is judged by what its own posts and devices show; links order reviews and change nothing else."""

import re
from datetime import date, timedelta

import pytest

from agent.assessment.assessor import AccountAssessor
from agent.messages.disclosure_check import AllowedText, find_disclosures
from agent.messages.education_letter import full_text
from domain.assessment import AccountTool, PriorityLevel
from domain.decision import Decision
from domain.finding import FindingStatus
from domain.verdict import Outcome
from signals.errors import CreatorUnknown
from tests.agent.assessment.accounts import (
    GOOD,
    LAST,
    LOW_EFFORT,
    MANAGED,
    MOVED,
    PIRATE,
    QUIET,
    accounts,
    add_links,
    reader,
)
from tests.signals.learning.stories import at, decision, review
from tests.warehouse.warehouses import FIRST
from warehouse.engines.base import Engine

OF_OTHERS = re.compile(r"grp_|\bring\b|\bgroup|\blinked|p at most|c_other|c_good|device", re.IGNORECASE)


def assess(assessor: AccountAssessor, engine: Engine, name: str, day: int = LAST) -> Decision:
    return assessor.assess(reader(engine, name, day))[1]


def statuses(decision: Decision) -> dict[str, FindingStatus]:
    return {finding.clause_id: finding.status for finding in decision.verdict.findings}


def test_pirate_violates_with_both_posts_named(assessor: AccountAssessor, engine: Engine) -> None:
    decision = assess(assessor, engine, PIRATE)
    assert decision.verdict.violated == ("ACC-2.1",)
    assert decision.assessment is not None
    assert decision.assessment.priority.level is PriorityLevel.NORMAL
    (copies,) = [one for one in decision.assessment.readings if one.tool is AccountTool.COPIES_OF]
    assert copies.lines[0].text.startswith("8 of 20 posts show a post that another creator had posted here an hour or")
    assert "who recorded them first is not known" in copies.lines[0].text
    assert copies.lines[1].posts == (f"{PIRATE}-1", f"{GOOD}-1")
    assert "(mirror), 2 hours after it was posted here" in copies.lines[1].text
    assert decision.assessment.reasons_for[0].evidence_ids == ("K1",)
    assert decision.assessment.advice[0] == "COPY_OF_ANOTHER"


def test_low_effort_seller_violates_by_the_signs_of_single_posts(assessor: AccountAssessor, engine: Engine) -> None:
    decision = assess(assessor, engine, LOW_EFFORT)
    assert decision.verdict.violated == ("ACC-1.1",)
    assert decision.assessment is not None
    assert {"STILL_FRAMES", "SILENCE"} <= set(decision.assessment.advice)
    assert "Speak in your videos, or let the product be heard." in decision.education.steps


def test_honest_account_fits_and_nobody_needs_to_look(assessor: AccountAssessor, engine: Engine) -> None:
    decision = assess(assessor, engine, GOOD)
    assert decision.verdict.outcome is Outcome.NO_VIOLATION
    assert decision.assessment is not None
    assert decision.assessment.priority.level is PriorityLevel.NONE
    assert decision.assessment.for_a_person == ("ACC-3.1", "ACC-4.1")


def test_changed_account_waits_for_a_person_and_an_agency_explains_it(
    assessor: AccountAssessor, engine: Engine
) -> None:
    moved, managed = assess(assessor, engine, MOVED), assess(assessor, engine, MANAGED)
    assert moved.verdict.outcome is Outcome.NEEDS_REVIEW
    assert statuses(moved)["ACC-5.1"] is FindingStatus.UNCLEAR
    assert "facts.account_handover_confirmed" in moved.verdict.summary
    assert statuses(managed)["ACC-5.1"] is FindingStatus.EXEMPTED
    assert managed.verdict.outcome is Outcome.NO_VIOLATION


@pytest.mark.parametrize("name", [GOOD, PIRATE, LOW_EFFORT, MOVED, MANAGED, QUIET])
def test_links_change_the_review_priority_and_nothing_else(
    assessor: AccountAssessor, engine: Engine, name: str
) -> None:
    without = assess(assessor, engine, name)
    add_links(engine, name, "c_other")
    linked = assess(assessor, engine, name)
    assert linked.assessment is not None
    assert without.assessment is not None
    assert linked.assessment.priority.level is PriorityLevel.HIGH
    assert linked.assessment.priority.expires_on == date(1970, 1, 1) + timedelta(days=FIRST + LAST + 30)
    same = {"priority": without.assessment.priority, "readings": without.assessment.readings}
    assessment = linked.assessment.model_copy(update=same)
    changes = {name: getattr(without, name) for name in ("decision_id", "decided_at", "trace")}
    assert linked.model_copy(update={**changes, "assessment": assessment}) == without
    others = [one for one in linked.assessment.readings if not one.review_only]
    assert others == [one for one in without.assessment.readings if not one.review_only]


def test_explained_and_old_links_do_not_count(assessor: AccountAssessor, engine: Engine) -> None:
    add_links(engine, GOOD, explained=True, near=False)
    assert priority(assess(assessor, engine, GOOD)) is PriorityLevel.NONE
    add_links(engine, GOOD, day=LAST - 40)
    engine.execute("DELETE FROM link_days WHERE day = :day", {"day": FIRST + LAST})
    decision = assess(assessor, engine, GOOD)
    assert priority(decision) is PriorityLevel.NONE
    assert decision.assessment is not None
    links = next(one for one in decision.assessment.readings if one.review_only)
    assert "run clausewise links find" in links.not_measured


def priority(decision: Decision) -> PriorityLevel:
    assert decision.assessment is not None
    return decision.assessment.priority.level


def test_links_found_later_are_not_read(assessor: AccountAssessor, engine: Engine) -> None:
    add_links(engine, GOOD)
    assert priority(assess(assessor, engine, GOOD, LAST - 1)) is PriorityLevel.NONE


@pytest.mark.parametrize("name", [GOOD, PIRATE, LOW_EFFORT, MOVED])
def test_letter_tells_nothing_of_links_and_others(assessor: AccountAssessor, engine: Engine, name: str) -> None:
    add_links(engine, name, "c_other")
    decision = assess(assessor, engine, name)
    letter = "\n".join((decision.education.subject, decision.education.body, *decision.education.steps))
    assert decision.education.about == "account"
    assert OF_OTHERS.findall(letter) == []
    if decision.verdict.outcome is not Outcome.VIOLATION:
        assert find_disclosures(letter, AllowedText()) == ()


@pytest.mark.parametrize("days", [0, LAST])
def test_account_without_posts_is_not_found_to_fit_and_has_nothing_against_it(
    assessor: AccountAssessor, days: int
) -> None:
    """Its devices and payouts may be known, and have not changed."""
    seen = {
        table: [{"creator_id": QUIET, column: "the same", "at": at(day, 8)} for day in range(1, days)]
        for table, column in (("devices", "device"), ("payouts", "payout"))
    }
    with accounts(seen) as warehouse:
        case, decision = assessor.assess(reader(warehouse.engine, QUIET))
    verdict, letter = decision.verdict, full_text(decision.education)
    assert not {"account_copied_posts", "account_copied_share"} & case.facts.keys()
    assert "ACC-2.1" not in statuses(decision)
    assert (verdict.probability, verdict.confidence) == (None, None)
    if days:
        assert verdict.outcome is Outcome.NO_VIOLATION
        assert verdict.summary.startswith("The account published nothing in the period: no rule about posts was")
    else:
        assert verdict.outcome is Outcome.NEEDS_REVIEW
        assert "No rule was judged for this case" in verdict.summary
    assert "It all fits our rules" not in letter
    assert ("your posts of the last four weeks" in letter) is (verdict.outcome is Outcome.NEEDS_REVIEW)
    assert decision.assessment is not None
    values = {one.name: one.value for one in decision.assessment.readings}
    assert {values[name] for name in ("low_effort", "content_quality", "behaviour", "copies")} == {None}
    assert decision.assessment.reasons_for == ()
    assert any("run clausewise creators fit" in text for text in decision.assessment.not_known)


def test_unknown_creator_and_one_who_had_not_joined(assessor: AccountAssessor, engine: Engine) -> None:
    with pytest.raises(CreatorUnknown, match="no creator c_nobody who had joined by 2026-07-30"):
        assess(assessor, engine, "c_nobody")
    with pytest.raises(CreatorUnknown):
        assess(assessor, engine, GOOD, -150)


def test_nothing_later_is_read(assessor: AccountAssessor, engine: Engine) -> None:
    """Two copies by that day are fewer than the rule asks for."""
    assert assess(assessor, engine, PIRATE, LAST - 12).verdict.outcome is Outcome.NO_VIOLATION


def test_change_that_a_person_has_cleared_is_not_asked_about_again(assessor: AccountAssessor) -> None:
    decided = decision("d2", MOVED, "", 47, "needs_review") | {"post_id": None}
    cleared = {"decisions": [decided], "reviews": [review("r2", "d2", MOVED, 48, "no_violation")]}
    with accounts(cleared) as warehouse:
        after = assess(assessor, warehouse.engine, MOVED)
        before = assess(assessor, warehouse.engine, MOVED, 47)
    assert (before.verdict.outcome, after.verdict.outcome) == (Outcome.NEEDS_REVIEW, Outcome.NO_VIOLATION)
