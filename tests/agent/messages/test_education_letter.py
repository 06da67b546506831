"""The message to the creator: what it says for each outcome, and that nothing else gets into it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.messages.education_letter import educate
from domain.case import Case, ContentItem, ContentKind
from domain.clause import Clause, ClauseKind, Severity, Teaching
from domain.consequence import Consequence, ConsequenceStatus, Incident
from domain.education import EducationMessage
from domain.evidence import Evidence, FoundBy, FoundClause, FoundPrecedent
from domain.finding import ContentQuote, FactCitation, Finding, FindingStatus
from domain.ladder import EnforcementAction, Ladder, LadderThreshold
from domain.signals import CreatorSignals, PastViolation, QualityScore, SignalCondition, SignalReading
from domain.verdict import Outcome, Reason, ReviewCode, ReviewReason, Verdict
from prompts import education
from prompts.education import Breach, Outlook, OwnLine

CURE = Clause(
    id="HLT-2.1",
    policy_id="health-claims",
    version="2.0",
    title="Treating or curing illness",
    text="A post must not say that a product cures an illness within 30 days or ever.",
    kind=ClauseKind.RULE,
    severity=Severity.HIGH,
    points=6,
    teaching=Teaching(
        why="A buyer may put off care they need.",
        fix=("Take out the words that promise a cure.",),
        appeal_evidence=("a licence that covers the claim",),
    ),
)
IDLE = Clause(
    id="LIV-1.2",
    policy_id="live",
    version="1.0",
    title="Unattended LIVE",
    text="A host stays with the LIVE.",
    kind=ClauseKind.RULE,
    points=2,
)
STORY = Clause(
    id="HLT-2.3",
    policy_id="health-claims",
    version="2.0",
    title="Personal experience",
    text="A creator may tell what they felt themselves.",
    kind=ClauseKind.EXCEPTION,
)
CLAUSES = {clause.id: clause for clause in (CURE, IDLE, STORY)}
LADDER = Ladder(
    clause_id="ENF-2",
    window_days=113,
    repeat_count=3,
    repeat_action=EnforcementAction.COMMISSION_FREEZE,
    skip_severity=Severity.CRITICAL,
    skip_action=EnforcementAction.SUSPENSION,
    appeal_days=21,
    thresholds=(
        LadderThreshold(points=0, action=EnforcementAction.EDUCATION),
        LadderThreshold(points=8, action=EnforcementAction.FEATURE_LIMIT, days=7),
    ),
)
LIMIT = Consequence(
    status=ConsequenceStatus.RECOMMENDED,
    reason="6 points for this case and 5 from 1 of 1 past violations.",
    ladder_clause_id="ENF-2",
    action=EnforcementAction.FEATURE_LIMIT,
    days=7,
    points_case=6,
    points_before=5,
    points_total=11,
    window_days=113,
    incidents=(
        Incident(violation_id="vi_1", clause_id="DIS-1", date=date(2026, 1, 1), points=5, counted=True, reason="r"),
    ),
    rules_applied=("11 points reach the rung of ENF-2 at 8 points: feature limit.",),
)
NOT_DUE = Consequence(status=ConsequenceStatus.NOT_DUE, reason="No clause was found violated.")
WITHHELD = Consequence(
    status=ConsequenceStatus.NOT_DETERMINED, reason="The source http://signals could not be reached."
)
LINE = "This tea cures migraine, ask @mina.cooks."


def case(text: str = LINE, kind: ContentKind = ContentKind.CAPTION, **facts: bool | float | str) -> Case:
    return Case(
        id="case_1", creator_id="mina_9", content=(ContentItem(id="item_1", kind=kind, text=text),), facts=facts
    )


def finding(
    clause_id: str = "HLT-2.1",
    quoted: str | None = LINE,
    status: FindingStatus = FindingStatus.VIOLATED,
    facts: tuple[FactCitation, ...] = (),
    exception_id: str | None = None,
    said: str = "nearest breaking example at 0.91",
    judge: str = "local:minilm_l6",
) -> Finding:
    quotes = (ContentQuote(item_id="item_1", start=0, end=len(quoted), text=quoted),) if quoted else ()
    return Finding(
        clause_id=clause_id,
        status=status,
        confidence=0.91,
        probability=0.91,
        rationale=said,
        judge=judge,
        content_quotes=quotes,
        facts=facts,
        exception_id=exception_id,
        evidence_ids=("ev_1",),
    )


def verdict(*findings: Finding, outcome: Outcome = Outcome.VIOLATION, said: str = "probability 0.91") -> Verdict:
    reasons = (Reason(text=said, evidence_ids=("ev_1",)),)
    return Verdict(
        outcome=outcome,
        confidence=0.91,
        probability=0.91,
        summary=said,
        findings=findings,
        reasons_for=reasons,
        reasons_against=reasons,
        would_change=reasons,
        review_reasons=(ReviewReason(code=ReviewCode.LOW_MARGIN, text=said),),
    )


def caption(text: str = LINE) -> OwnLine:
    return OwnLine(ContentKind.CAPTION, text)


def whole(message: EducationMessage) -> str:
    return "\n".join((message.subject, message.body, *message.steps, message.appeal))


def test_a_violation_quotes_the_line_the_rule_and_the_way_on() -> None:
    written = educate(case(), verdict(finding()), CLAUSES, LIMIT, LADDER)
    assert written == education.violation(
        (Breach(CURE, (caption(),)),), Outlook(EnforcementAction.FEATURE_LIMIT, 7, 21)
    )
    for said in (LINE, CURE.text, "for 7 days", "It is only a proposal."):
        assert said in written.body
    assert written.steps == ("Take out the words that promise a cure.",)
    assert "within 21 days" in written.appeal
    assert "a licence that covers the claim" in written.appeal


def test_several_violations_come_gravest_first() -> None:
    facts = (FactCitation(name="facts.minutes_alone", value=42),)
    found = verdict(finding("LIV-1.2", None, facts=facts), finding())
    written = educate(case(minutes_alone=42), found, CLAUSES, LIMIT, LADDER)
    breaches = (Breach(CURE, (caption(),)), Breach(IDLE, facts=("minutes alone",)))
    assert written == education.violation(breaches, Outlook(EnforcementAction.FEATURE_LIMIT, 7, 21))


def test_facts_are_named_without_their_values_and_signals_are_not() -> None:
    names = ("facts.is_static", "seller", "facts.nsfw_score", "facts.visionx2_hit", "signals.strikes", "strikes")
    facts = tuple(FactCitation(name=name, value="ann_77") for name in names)
    given_facts = case(is_static=True, seller="ann_77", nsfw_score=0.93, visionx2_hit=True)
    written = educate(given_facts, verdict(finding("LIV-1.2", None, facts=facts)), CLAUSES, LIMIT, LADDER)
    expected = Breach(IDLE, facts=("is static", "seller"))
    assert written == education.violation((expected,), Outlook(EnforcementAction.FEATURE_LIMIT, 7, 21))


def test_a_withheld_consequence_is_said_to_be_undecided() -> None:
    written = educate(case(), verdict(finding()), CLAUSES, WITHHELD, None)
    assert written == education.violation((Breach(CURE, (caption(),)),), Outlook())
    assert "this is not decided yet" in written.body


def test_a_quote_the_content_does_not_bear_out_is_not_shown() -> None:
    written = educate(case(), verdict(finding(quoted="This tea heals everything")), CLAUSES, LIMIT, LADDER)
    assert written == education.violation((Breach(CURE),), Outlook(EnforcementAction.FEATURE_LIMIT, 7, 21))


@pytest.mark.parametrize(
    ("kind", "shown"),
    [
        (ContentKind.CAPTION, "Anna's number is [phone number], she is @anna, [e-mail address]"),
        (ContentKind.COMMENT, "Anna's number is [phone number], she is [name], [e-mail address]"),
    ],
)
def test_other_peoples_data_are_masked_in_a_quoted_line(kind: ContentKind, shown: str) -> None:
    line = "Anna's number is +49 30 1234567, she is @anna, anna@mail.example"
    written = educate(case(line, kind), verdict(finding(quoted=line)), CLAUSES, LIMIT, LADDER)
    expected = Breach(CURE, (OwnLine(kind, shown),))
    assert written == education.violation((expected,), Outlook(EnforcementAction.FEATURE_LIMIT, 7, 21))


def test_a_long_line_is_shortened() -> None:
    line = "cures migraine " * 200
    written = educate(case(line), verdict(finding(quoted=line)), CLAUSES, LIMIT, LADDER)
    assert "> “cures migraine cures" in written.body
    assert len(max(written.body.splitlines(), key=len)) < 300


def test_review_decides_nothing_and_accuses_nobody() -> None:
    unclear = finding(status=FindingStatus.UNCLEAR)
    written = educate(case(), verdict(unclear, outcome=Outcome.NEEDS_REVIEW), CLAUSES, NOT_DUE, LADDER)
    assert written == education.needs_review()
    assert LINE not in written.body


def test_an_exception_that_saved_is_named() -> None:
    saved = finding(status=FindingStatus.EXEMPTED, exception_id="HLT-2.3")
    written = educate(case(), verdict(saved, outcome=Outcome.NO_VIOLATION), CLAUSES, NOT_DUE, LADDER)
    assert written == education.no_violation((STORY,))


def test_nothing_found_is_short() -> None:
    written = educate(case(), verdict(outcome=Outcome.NO_VIOLATION), CLAUSES, NOT_DUE, LADDER)
    assert written == education.no_violation(())
    assert len(written.body.split()) < 50


def test_a_rule_nobody_can_show_leaves_the_bare_letter() -> None:
    assert educate(case(), verdict(finding()), {}, LIMIT, LADDER) == education.bare(Outcome.VIOLATION)


@pytest.mark.parametrize("why", ["Our minilm_l6 finds this.", "See HLT-2.1@2.0.", "Ask mina_9."])
def test_a_leak_in_the_teaching_leaves_the_bare_letter(why: str) -> None:
    leaky = CURE.model_copy(update={"teaching": Teaching(why=why, fix=(), appeal_evidence=())})
    written = educate(case(), verdict(finding()), {"HLT-2.1": leaky}, LIMIT, LADDER)
    assert written == education.bare(Outcome.VIOLATION)


@pytest.mark.parametrize("outcome", Outcome)
def test_every_letter_ends_by_saying_where_automated_help_was_used(outcome: Outcome) -> None:
    for clauses in (CLAUSES, {}):
        last = educate(case(), verdict(finding(), outcome=outcome), clauses, LIMIT, LADDER).body.splitlines()[-1]
        assert last.startswith("Automated tools helped")
        assert "person" in last


SECRETS = st.from_regex(r"[a-z]{3,8}[_:#][a-z0-9]{3,8}", fullmatch=True)
SCORES = st.integers(100, 999).map(lambda n: n / 10)


@given(SECRETS, SCORES, st.sampled_from(Outcome))
def test_no_secret_of_the_signals_or_the_evidence_appears(secret: str, score: float, outcome: Outcome) -> None:
    past = PastViolation(id=f"{secret}1", clause_id="DIS-1", date=date(2026, 1, 1), points=7)
    signals = CreatorSignals(
        creator_id=f"{secret}2",
        quality=QualityScore(score=score, parts={f"{secret}3": score}),
        violations=(past,),
        tier=f"{secret}4",
    )
    evidence = Evidence(
        clauses=(
            FoundClause(id=f"{secret}5", clause_id="HLT-2.1", version="2.0", score=score, found_by=FoundBy.CONTENT),
        ),
        signals=SignalReading(
            condition=SignalCondition.KNOWN, source=f"{secret}6", signals=signals, detail=f"by {secret}"
        ),
        precedents=(FoundPrecedent(id=f"{secret}7", precedent_id=f"{secret}8", text=f"said {secret}", score=score),),
    )
    said = f"{secret} at {score}, reported by {secret}"
    saved = finding(status=FindingStatus.EXEMPTED, exception_id="HLT-2.3", said=said)
    found = verdict(
        finding(said=said, judge=secret, facts=(FactCitation(name="facts.seller", value=said),)),
        saved if outcome is Outcome.NO_VIOLATION else finding("LIV-1.2", None, said=said),
        outcome=outcome,
        said=said,
    )
    consequence = LIMIT.model_copy(update={"reason": said, "rules_applied": (said,)})
    written = educate(case(seller=said), found, CLAUSES, consequence, LADDER, evidence)
    assert written != education.bare(outcome)
    for hidden in (secret, str(score), "113", "HLT-2.1@2.0", "case_1", "item_1", "mina_9", "ev_1", "minilm"):
        assert hidden not in whole(written)


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=60), st.sampled_from(ContentKind))
def test_whatever_the_creator_wrote_the_letter_is_written(own: str, kind: ContentKind) -> None:
    content = case(f"{own}!", kind, seen=True)
    written = educate(content, verdict(finding(quoted=f"{own}!")), CLAUSES, LIMIT, LADDER)
    assert written.subject == "Your post and our rule “Treating or curing illness”"
    assert written.body.count("\n> “") == 1
