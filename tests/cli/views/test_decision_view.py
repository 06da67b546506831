import io
from datetime import UTC, date, datetime

import pytest
from rich.console import Console

from cli.views.decision_view import print_decision
from domain.case import Case, ContentItem
from domain.consequence import Consequence, ConsequenceStatus, Incident
from domain.decision import Decision, Degradation, Trace
from domain.education import EducationMessage
from domain.evidence import Evidence
from domain.finding import ContentQuote, FactCitation, Finding, FindingStatus
from domain.ladder import EnforcementAction
from domain.signals import SignalCondition, SignalReading
from domain.verdict import Outcome, Reason, ReviewCode, ReviewReason, Verdict

CASE = Case(id="tea [1]", content=(ContentItem(id="t[b]", text="Hello. It cures gout. Bye."),))
FINDING = Finding(
    clause_id="HLT-1",
    status=FindingStatus.UNCLEAR,
    confidence=0.5,
    probability=0.61,
    rationale="It says so.",
    judge="local",
    content_quotes=(ContentQuote(item_id="t[b]", start=7, end=21, text="It cures gout."),),
    clause_quote="Do not say that a product cures an illness.",
    facts=(FactCitation(name="facts.price", value=9.5),),
    exception_id="HLT-2",
    missing_evidence=("facts.licence",),
)
DECISION = Decision(
    decision_id="dec_1",
    case_id="tea [1]",
    decided_at=datetime(2026, 11, 21, tzinfo=UTC),
    verdict=Verdict.model_validate(
        {
            "outcome": Outcome.NEEDS_REVIEW,
            "probability": 0.61,
            "confidence": 0.78,
            "summary": "Human review required.",
            "findings": (FINDING,),
            "reasons_for": (Reason(text="It names a cure."),),
            "reasons_against": (Reason(text="It may be a joke."),),
            "would_change": (Reason(text="A licence."),),
            "review_reasons": (ReviewReason(code=ReviewCode.MISSING_FACT, text="HLT-1 depends on facts.licence."),),
        }
    ),
    consequence=Consequence(
        status=ConsequenceStatus.RECOMMENDED,
        reason="Six points.",
        action=EnforcementAction.FEATURE_LIMIT,
        days=7,
        points_case=4,
        points_before=2,
        points_total=6,
        window_days=90,
        incidents=(
            Incident(
                violation_id="v",
                clause_id="HLT-1",
                date=date(2026, 8, 1),
                points=2,
                counted=True,
                reason="in the window",
            ),
        ),
        rules_applied=("ENF-1: 4 points reach a threshold.",),
    ),
    education=EducationMessage(locale="en", subject="Your post", body="Hello,", steps=("Edit it.",), appeal="Reply."),
    evidence=Evidence(signals=SignalReading(condition=SignalCondition.NO_CREATOR, source="embedded")),
    trace=Trace(
        judge="local",
        model="m",
        policy_fingerprint="f" * 64,
        as_of=date(2026, 11, 20),
        timings_ms={"judge": 12.4},
        degraded=(Degradation(component="signals", reason="unreachable: no answer"),),
    ),
)

SHOWN = """\
╭─ NEEDS REVIEW ───────────────────────────────────────────╮
│ Human review required.                                   │
│ case tea [1] · probability of a violation 61% · policy   │
│ version in force on 2026-11-20                           │
╰──────────────────────────────────────────────────────────╯

 HLT-1  unclear 61%
   clause    Do not say that a product cures an illness.
   t[b]      Hello. »It cures gout.« Bye.
   fact      facts.price = 9.5
   exception HLT-2
   missing   facts.licence

 Why human review is required
  • HLT-1 depends on facts.licence.

 Reasons for a violation
  • It names a cure.

 Reasons against
  • It may be a joke.

 What would change this decision
  • A licence.

 Consequence (a recommendation)
  feature limit for 7 days · 2 before + 4 now = 6 points in
  90 days
  Six points.
   • ENF-1: 4 points reach a threshold.
  + 2026-08-01 HLT-1 2 points: in the window

╭─ Message to the creator ─────────────────────────────────╮
│ Your post                                                │
│                                                          │
│ Hello,                                                   │
│                                                          │
│ What you can do                                          │
│  • Edit it.                                              │
│                                                          │
│ If you disagree                                          │
│ Reply.                                                   │
╰──────────────────────────────────────────────────────────╯
dec_1 · judge local (m) · corpus ffffffffffff · 12 ms
degraded: signals: unreachable: no answer
"""


def printed(width: int, *, colour: bool = False) -> str:
    file = io.StringIO()
    console = Console(file=file, width=width, force_terminal=colour, color_system="truecolor" if colour else None)
    print_decision(console, CASE, DECISION, {})
    return file.getvalue()


def test_decision_view_is_complete() -> None:
    assert [line.rstrip() for line in printed(60).splitlines()] == SHOWN.splitlines()


@pytest.mark.parametrize("width", [20, 40, 80, 300])
def test_lines_fit_the_terminal_and_the_maximum_width(width: int) -> None:
    assert max(len(line) for line in printed(width).splitlines()) <= min(width, 100)


def test_colour_replaces_the_quote_marks() -> None:
    text = printed(60, colour=True)
    assert "\x1b[" in text
    assert "»" not in text
    assert "\x1b[" not in printed(60)
