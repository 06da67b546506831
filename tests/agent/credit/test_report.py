"""The ledger as its owner sees it: every line in plain words, as of a day, and nothing about others."""

from agent.credit.report import CreditReporter
from domain.credit import CreditKind, CreditLine, CreditReason
from policies.library import Library
from tests.agent.credit.decisions import MAYA, RULES, accrue, decision, on, review


def lines() -> tuple[CreditLine, ...]:
    decisions = [
        decision("p", 0),
        decision("v", 1, "HLT-1", reviews=(review(2, "HLT-1"), review(30))),
        decision("low", 3, "LOW-1", case="again", reviews=(review(3, "LOW-1"),)),
        decision("fixed", 5, case="again"),
    ]
    return accrue(decisions, 200).lines(MAYA)


def test_every_line_says_what_it_was_for(library: Library) -> None:
    report = CreditReporter(library, RULES).report(MAYA, lines(), on(200))
    shown = [(entry.day, entry.points, entry.balance, entry.text) for entry in reversed(report.entries)]
    assert shown == [
        (on(2), -12, -12, "A violation of HLT-1 was confirmed."),
        (on(3), -3, -15, "A violation of LOW-1 was confirmed."),
        (on(14), 1, -14, "A post of 2026-06-01 stayed compliant, and sales were not returned."),
        (on(19), 1, -13, "You corrected a post that had violated LOW-1."),
        (on(30), 1, -12, "A post of 2026-06-02 stayed compliant, and sales were not returned."),
        (on(30), 12, 0, "The violation of HLT-1 was overturned: its points are back."),
        (on(183), 3, 3, "Lost points for 2026-06-04 have expired."),
        (on(194), -1, 2, "Earned points for 2026-06-01 have expired."),
        (on(199), -1, 1, "Earned points for 2026-06-06 have expired."),
    ]
    assert (report.balance, report.tier, report.rule_version) == (1, "standard", "1")
    assert (report.next_tier and report.next_tier.name, report.next_tier and report.next_tier.points) == ("trusted", 19)


def test_report_is_as_of_a_day(library: Library) -> None:
    report = CreditReporter(library, RULES).report(MAYA, lines(), on(10))
    assert (report.balance, len(report.entries)) == (-15, 2)


def test_benefits_are_named_in_words(library: Library) -> None:
    made = [
        CreditLine(
            line_id=f"training:{number}",
            account=MAYA,
            day=on(0),
            for_day=on(0),
            kind=CreditKind.EARN,
            reason=CreditReason.TRAINING,
            points=30,
            rule_version="1",
            clause_id="HLT-2.1",
        )
        for number in range(2)
    ]
    report = CreditReporter(library, RULES).report(MAYA, tuple(made), on(1))
    assert (report.balance, report.tier, report.next_tier) == (60, "reliable", None)
    assert report.gives == (
        "Your appeals are answered within 24 hours.",
        "20% of your posts are checked before they are published, instead of all.",
        "The first violation of low severity in a while costs no points.",
    )
    assert report.entries[0].text == "You passed the quiz on HLT-2.1 (Treating, curing or preventing illness)."
