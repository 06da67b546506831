"""The local judge decides every example as its policy owner expects, for the right clause."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from agent.build import Clausewise, build
from agent.settings import read_settings
from clausewise import app
from cli.input.case_file import read_case
from cli.input.media_files import with_media_files
from domain.case import Case, ContentItem, ContentKind
from domain.consequence import ConsequenceStatus
from domain.decision import Decision
from domain.finding import FindingStatus
from domain.ladder import EnforcementAction
from domain.verdict import Outcome, ReviewCode

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).parents[1] / "examples"
REPORTED_STATUSES = (FindingStatus.VIOLATED, FindingStatus.UNCLEAR, FindingStatus.EXEMPTED)
TODAY = date(2026, 11, 20)


@dataclass(frozen=True)
class Expected:
    """`findings` are the clauses that are violated, unclear or exempted: id, status and the exception that applies."""

    outcome: Outcome
    findings: tuple[tuple[str, FindingStatus, str | None], ...] = ()
    review_codes: tuple[ReviewCode, ...] = ()
    consequence: ConsequenceStatus = ConsequenceStatus.NOT_DUE
    action: EnforcementAction | None = None


def no_violation() -> Expected:
    return Expected(Outcome.NO_VIOLATION)


def violation(clause_id: str, action: EnforcementAction) -> Expected:
    findings = ((clause_id, FindingStatus.VIOLATED, None),)
    return Expected(Outcome.VIOLATION, findings, consequence=ConsequenceStatus.RECOMMENDED, action=action)


def exempted(clause_id: str, exception_id: str) -> Expected:
    return Expected(Outcome.NO_VIOLATION, ((clause_id, FindingStatus.EXEMPTED, exception_id),))


def needs_review(clause_id: str, *codes: ReviewCode) -> Expected:
    return Expected(Outcome.NEEDS_REVIEW, ((clause_id, FindingStatus.UNCLEAR, None),), codes)


EXPECTED = {
    "turmeric": violation("HLT-2.1", EnforcementAction.WARNING),
    "clear-pass": no_violation(),
    "announced-break": exempted("LIV-1.1", "LIV-3.1"),
    "repeat-offender": violation("OFF-1.1", EnforcementAction.COMMISSION_FREEZE),
    "last-few": needs_review("PRC-1.1", ReviewCode.UNCERTAIN),
    "synthetic-voice": exempted("ORG-2.1", "ORG-3.1"),
    "price-cut-germany": violation("PRC-1.3", EnforcementAction.WARNING),
    "empty-chair": violation("LIV-1.1", EnforcementAction.WARNING),
    "recalled-stool": needs_review("PRH-5.2", ReviewCode.MISSING_FACT),
    "unknown-creator": Expected(
        Outcome.VIOLATION,
        (("OFF-1.2", FindingStatus.VIOLATED, None),),
        consequence=ConsequenceStatus.NOT_DETERMINED,
    ),
    "in-french": Expected(Outcome.NEEDS_REVIEW, review_codes=(ReviewCode.LANGUAGE_UNKNOWN,)),
    "long-transcript": needs_review("OFF-1.2", ReviewCode.UNCERTAIN),
    "price-tag": Expected(
        Outcome.NEEDS_REVIEW,
        (("PRC-1.1", FindingStatus.UNCLEAR, None), ("PRC-1.2", FindingStatus.UNCLEAR, None)),
        (ReviewCode.UNCERTAIN, ReviewCode.MISSING_FACT),
    ),
    "fake-badge": violation("MIS-3.1", EnforcementAction.WARNING),
}


@pytest.fixture(scope="module")
def clausewise() -> Clausewise:
    """Uses the data directory of the session, so the index is built once."""
    return build(read_settings())


def decide(clausewise: Clausewise, name: str, as_of: date | None = None, **overrides: str) -> Decision:
    case = with_media_files(read_case(EXAMPLES / f"{name}.yaml", 10_000, **overrides), EXAMPLES)
    return clausewise.adjudicator.decide(case, as_of)


def observed(decision: Decision) -> Expected:
    verdict = decision.verdict
    return Expected(
        verdict.outcome,
        tuple((f.clause_id, f.status, f.exception_id) for f in verdict.findings if f.status in REPORTED_STATUSES),
        tuple(reason.code for reason in verdict.review_reasons),
        decision.consequence.status,
        decision.consequence.action,
    )


def test_each_example_is_expected_and_explained() -> None:
    names = {path.stem for path in EXAMPLES.glob("*.yaml")}
    explained = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    assert names == EXPECTED.keys()
    assert [name for name in sorted(names) if f"| `{name}.yaml` |" not in explained] == []


@pytest.mark.parametrize("name", EXPECTED)
def test_example_is_decided_as_expected(clausewise: Clausewise, name: str) -> None:
    assert observed(decide(clausewise, name)) == EXPECTED[name]


def test_repeat_rule_raises_the_enforcement_action(clausewise: Clausewise) -> None:
    consequence = decide(clausewise, "repeat-offender").consequence
    assert (consequence.points_before, consequence.points_total) == (4, 8)
    assert consequence.rules_applied[1:] == (
        "OFF-1.1 was violated 3 times within 130 days, this case included; 3 times lead at least to commission freeze.",
    )
    first = decide(clausewise, "repeat-offender", creator_id="cr_maya").consequence
    assert (first.action, first.points_total) == (EnforcementAction.WARNING, 4)


def test_current_version_has_no_exception_for_a_synthetic_voice(clausewise: Clausewise) -> None:
    assert observed(decide(clausewise, "synthetic-voice", TODAY)) == violation("ORG-2.1", EnforcementAction.WARNING)


def test_same_price_cut_is_allowed_in_another_market(clausewise: Clausewise) -> None:
    assert observed(decide(clausewise, "price-cut-germany", market="GB")) == no_violation()


def test_missing_fact_is_named(clausewise: Clausewise) -> None:
    verdict = decide(clausewise, "recalled-stool").verdict
    assert verdict.findings[0].missing_evidence == ("facts.hours_since_match",)


@pytest.mark.parametrize(
    ("shown", "facts", "outcome"),
    [
        ("HARLOW ORCHARDS 01632 960 411", {}, Outcome.NEEDS_REVIEW),
        ("HARLOW ORCHARDS", {}, Outcome.NO_VIOLATION),
        ("HARLOW ORCHARDS 01632 960 411", {"contact_code_on_screen": False}, Outcome.NO_VIOLATION),
    ],
)
def test_contact_in_a_picture_goes_to_a_person(
    clausewise: Clausewise, shown: str, facts: dict[str, bool], outcome: Outcome
) -> None:
    caption = ContentItem(id="c1", kind=ContentKind.CAPTION, text="apples and pears, picked this morning")
    picture = ContentItem(id="o1", kind=ContentKind.OCR, text=shown)
    case = Case(id="case", market="GB", language="en", content=(caption, picture), facts=facts)
    verdict = clausewise.adjudicator.decide(case, TODAY).verdict
    assert verdict.outcome is outcome
    if outcome is Outcome.NEEDS_REVIEW:
        assert "A picture shows “01632 960 411” (o1), on which OFF-1.4 may depend" in verdict.summary
        assert verdict.shortlist


@pytest.mark.parametrize(("name", "words"), [("price-tag", "bargain"), ("fake-badge", "APPROVED")])
def test_quote_of_a_picture_has_its_place(clausewise: Clausewise, name: str, words: str) -> None:
    (quote,) = decide(clausewise, name).verdict.findings[0].content_quotes
    assert words in quote.text
    assert quote.region is not None
    assert quote.region.media_id == "photo"
    assert quote.region.box is not None


def test_violating_line_of_a_long_transcript_is_quoted(clausewise: Clausewise) -> None:
    quotes = decide(clausewise, "long-transcript").verdict.findings[0].content_quotes
    assert [quote.text for quote in quotes] == [
        "If you don't want to pay through the app, just transfer the money straight to my bank account and I'll post "
        "it to you cheaper."
    ]


REQUIRED_FIELDS = {
    "": "decision_id case_id verdict consequence education evidence trace",
    "verdict": "outcome confidence summary findings reasons_for reasons_against would_change review_reasons",
    "verdict.findings": "clause_id status confidence rationale content_quotes clause_quote exception_id "
    "missing_evidence",
    "verdict.findings.content_quotes": "item_id start end text",
    "education": "locale subject body steps appeal",
    "evidence": "clauses signals precedents injection_unread",
    "evidence.clauses": "clause_id score found_by",
    "trace": "judge model policy_fingerprint tool_calls usage timings_ms degraded",
}
FURTHER_FIELDS = {
    "": "decided_at assessment",
    "education": "about appeal_days complaint_days",
    "verdict": "probability threshold shortlist",
    "verdict.findings": "probability precision counterpoint would_change judge facts evidence_ids finding_id",
    "evidence.clauses": "id version",
    "evidence": "prompt_injection injection_unread language account media_matches",
    "trace": "as_of rejected_quotes judge_contributions prompts warnings writer",
}


def test_json_has_the_documented_fields(clausewise: Clausewise) -> None:
    result = CliRunner().invoke(app, ["adjudicate", str(EXAMPLES / "turmeric.yaml"), "--json"])
    assert result.exit_code == 0
    printed = json.loads(result.stdout)
    actual = {path: fields(printed, path) for path in REQUIRED_FIELDS}
    assert actual == {
        path: {*REQUIRED_FIELDS[path].split(), *FURTHER_FIELDS.get(path, "").split()} for path in REQUIRED_FIELDS
    }


def fields(printed: Any, path: str) -> set[str]:
    """The field names of the object at `path`; of a list, of its first object."""
    for name in path.split(".") if path else ():
        printed = printed[name]
        printed = printed[0] if isinstance(printed, list) else printed
    return set(printed)


@pytest.mark.parametrize(
    "text",
    [
        "lol",
        "hello there",
        "Good morning",
        "beautiful sunset tonight over the lake",
        "my dog ate my homework",
        "i am so mad at my ex, he ruined everything, never trusting anyone again",
        "day 3 of packing orders, my back hurts, send coffee",
    ],
)
def test_small_talk_is_no_violation(clausewise: Clausewise, text: str) -> None:
    case = Case(id="talk", content=(ContentItem(id="line", text=text),))
    assert clausewise.adjudicator.decide(case, TODAY).verdict.outcome is Outcome.NO_VIOLATION


@pytest.mark.parametrize("text", ["🔥🔥🔥", "who else is watching the match tonight?"])
def test_small_talk_near_a_rule_is_not_accused(clausewise: Clausewise, text: str) -> None:
    """The embedded judge leaves these to a person."""
    case = Case(id="talk", content=(ContentItem(id="line", text=text),))
    assert clausewise.adjudicator.decide(case, TODAY).verdict.violated == ()
